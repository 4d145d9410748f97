package engine

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/shared/store/storetest"
)

func TestEnginesAreToldApart(t *testing.T) {
	t.Parallel()
	for server, want := range map[string]string{"Jetty(12.1.11)": "DynamoDB Local", "pekko-http/1.3.0": "ElasticMQ", "Server": "", "": "", "nginx/1.2": ""} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Server", server)
			w.WriteHeader(http.StatusBadRequest)
		}))
		got, err := At(web.URL)
		web.Close()
		if err != nil || got.Name != want || (len(got.All()) > 0) != (want != "") {
			t.Errorf("%q: %+v, %v, want %q", server, got, err, want)
		}
		if got.Lacks(UnitsOfMisses) != (want == "DynamoDB Local") || got.Lacks(LateDeletes) != (want == "ElasticMQ") {
			t.Errorf("%s lacks %v", want, got.All())
		}
		if _, err := At(web.URL); err == nil || !strings.Contains(err.Error(), web.URL) {
			t.Errorf("nobody there: %v", err)
		}
	}
}

func TestStreamsEndpoint(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"http://127.0.0.1:8000":                       "http://127.0.0.1:8000",
		"https://dynamodb.eu-west-1.amazonaws.com":    "https://streams.dynamodb.eu-west-1.amazonaws.com",
		"https://dynamodb.eu-west-1.amazonaws.com/":   "https://streams.dynamodb.eu-west-1.amazonaws.com/",
		"https://dynamodb.example.com":                "https://dynamodb.example.com",
		"https://vpce-1.dynamodb.eu.amazonaws.com":    "https://vpce-1.dynamodb.eu.amazonaws.com",
		"https://dynamodb.amazonaws.com.evil.example": "https://dynamodb.amazonaws.com.evil.example",
		"%": "%",
	} {
		if got := Streams(given); got != want {
			t.Errorf("%s: %s, want %s", given, got, want)
		}
	}
}

// Tests of the store and of the rest call a difference by one name.
func TestNamesOfDifferences(t *testing.T) {
	t.Parallel()
	if UnitsOfMisses != storetest.UnitsOfMisses || UnitsOfTransactions != storetest.UnitsOfTransactions {
		t.Error("storetest and engine have different names")
	}
}
