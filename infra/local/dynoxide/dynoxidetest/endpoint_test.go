package dynoxidetest

import (
	"net/http"
	"testing"
)

func TestEndpointAnswersAndIsShared(t *testing.T) {
	t.Parallel()
	first, second := Endpoint(t), Endpoint(t)
	if first != second {
		t.Fatalf("two endpoints in one test binary: %s and %s", first, second)
	}
	response, err := http.Get(first)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s", first, response.Status)
	}
}

func TestEndpointFromEnvironment(t *testing.T) {
	t.Setenv("DYNAMODB_ENDPOINT", "http://127.0.0.1:8000")
	if got := Endpoint(t); got != "http://127.0.0.1:8000" {
		t.Fatalf("got %s, want the endpoint of DYNAMODB_ENDPOINT", got)
	}
}
