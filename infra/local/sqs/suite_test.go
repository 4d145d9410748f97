package sqs_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/infra/conformance/engine"
	"doorstep/infra/local/sqs"
	"doorstep/infra/local/sqs/sqstest"
)

// TestQueuesOverTheWire runs the conformance suite on the engine of SQS_ENDPOINT, or on the stand-in.
func TestQueuesOverTheWire(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits for delays and time-outs in real time, about 10 s")
	}
	endpoint := os.Getenv("SQS_ENDPOINT")
	if endpoint == "" {
		web := httptest.NewUnstartedServer(nil)
		web.Config.Handler = http.Handler(sqs.New("http://"+web.Listener.Addr().String(), time.Now))
		web.Start()
		t.Cleanup(web.Close)
		endpoint = web.URL
	}
	config := engine.Config()
	config.BaseEndpoint = aws.String(endpoint)
	sqstest.Run(t, api.NewFromConfig(config), engine.Behind(t, endpoint))
}
