package config_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/shared/config"
)

func TestSigned(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for name, want := range map[string]string{"Authorization": "/eu-west-1/ses/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-date;x-amz-security-token", "X-Amz-Security-Token": "session", "Content-Type": "application/json"} {
			if got := r.Header.Get(name); !strings.Contains(got, want) {
				t.Errorf("%s is %q, want %q in it", name, got, want)
			}
		}
		io.WriteString(w, r.URL.Path+" "+string(body))
	}))
	defer server.Close()
	env := config.New(lookup(map[string]string{
		"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "session", "AWS_ENDPOINT_URL_SESV2": server.URL + "/",
	}))
	own := server.Client()
	client, address := env.Signed(env.AWS(own), own, config.SES())
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/v2/email/outbound-emails", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if said, err := io.ReadAll(answer.Body); err != nil || string(said) != "/v2/email/outbound-emails {}" {
		t.Errorf("%q, %v", said, err)
	}
	if request.Header.Get("Authorization") != "" {
		t.Error("the caller's request was changed")
	}
	plain := config.New(lookup(map[string]string{"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}))
	if _, address := plain.Signed(plain.AWS(own), own, config.SES()); address != "https://email.eu-west-1.amazonaws.com" {
		t.Errorf("on AWS its address is %q", address)
	}
}
