package ssm_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/infra/local/ssm"
)

// post sends one raw request.
func post(server http.Handler, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("X-Amz-Target", target)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w
}

func TestErrorsOnTheWire(t *testing.T) {
	t.Parallel()
	server := ssm.New(noon)
	for name, c := range map[string]struct{ target, body, code string }{
		"unknown operation": {"AmazonSSM.Dance", "{}", "UnknownOperationException"},
		"other service":     {"AmazonSQS.ListQueues", "{}", "UnknownOperationException"},
		"not JSON":          {"AmazonSSM.PutParameter", `{"Value":"hush`, "SerializationException"},
		"wrong type":        {"AmazonSSM.PutParameter", `{"Value":4711,"Name":"hush"}`, "SerializationException"},
		"too long":          {"AmazonSSM.PutParameter", `{"Value":"` + strings.Repeat("hush", 1<<18) + `"}`, "SerializationException"},
		"absent":            {"AmazonSSM.GetParameter", `{"Name":"/x"}`, "ParameterNotFound"},
		"value too long":    {"AmazonSSM.PutParameter", `{"Name":"/x","Type":"String","Value":"` + strings.Repeat("hush", 2000) + `"}`, "ValidationException"},
	} {
		w := post(server, c.target, c.body)
		var answer struct {
			Type    string `json:"__type"`
			Message string `json:"message"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != 400 || answer.Type != c.code || answer.Message == "" {
			t.Errorf("%s: got %d %s (%v), want 400 %s", name, w.Code, w.Body, err, c.code)
		}
		if strings.Contains(w.Body.String(), "hush") || strings.Contains(w.Body.String(), "4711") {
			t.Errorf("%s: the error quotes the request: %s", name, w.Body)
		}
	}
}

// FuzzRequest checks that no request makes the server fail, and that what was put comes back.
func FuzzRequest(f *testing.F) {
	f.Add("PutParameter", `{"Name":"/a/b","Value":"v","Type":"SecureString","AllowedPattern":"v+"}`)
	f.Add("GetParameter", `{"Name":"/seed:1","WithDecryption":true}`)
	f.Add("GetParameters", `{"Names":["/seed","/b"]}`)
	f.Add("GetParametersByPath", `{"Path":"/","Recursive":true,"MaxResults":1,"NextToken":"L2E="}`)
	f.Add("DeleteParameter", `{"Name":"/seed"}`)
	f.Fuzz(func(t *testing.T, operation, body string) {
		server := ssm.New(noon)
		if err := server.Put("/seed", "v", true); err != nil {
			t.Fatal(err)
		}
		w := post(server, "AmazonSSM."+operation, body)
		if w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%s %s: %d %s", operation, body, w.Code, w.Body)
		}
		if got := post(server, "AmazonSSM.GetParameter", `{"Name":"/seed","WithDecryption":true}`); operation != "DeleteParameter" && got.Code != 200 {
			t.Fatalf("%s %s lost another parameter: %s", operation, body, got.Body)
		}
	})
}
