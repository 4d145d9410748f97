package config

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// Attempts is how often an AWS call is tried in all, the first time included.
const Attempts = 3

// The time limits of outgoing calls.
const (
	dialTimeout      = time.Second
	handshakeTimeout = 2 * time.Second
	awsTimeout       = 5 * time.Second  // a whole call to AWS, body included
	awsSilence       = 2 * time.Second  // until AWS begins to answer: three attempts fit webhook's ten seconds
	patientTimeout   = 10 * time.Second // a whole call that must not be repeated
	carrierTimeout   = 20 * time.Second // a whole call to a carrier, whose answers are slow
	retryCeiling     = 2 * time.Second
)

// AWS builds the configuration of the AWS clients from the variables that Lambda sets. It replaces the SDK's
// config.LoadDefaultConfig, which links the clients of four sign-in services that a function never uses; region and
// credentials of an execution environment are fixed for its life, so reading them once is enough.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
func (e *Env) AWS(client *http.Client) aws.Config {
	keys := aws.Credentials{
		AccessKeyID:     e.Required("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: e.Required("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    e.Optional("AWS_SESSION_TOKEN", ""),
		Source:          "environment",
	}
	return aws.Config{
		Region:      e.Required("AWS_REGION"),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return keys, nil }),
		HTTPClient:  client,
		RetryMode:   aws.RetryModeStandard,
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts = Attempts
				o.MaxBackoff = retryCeiling
			})
		},
		ConfigSources: []any{endpoints{lookup: e.lookup}},
	}
}

// endpoints answers the SDK's question for a service's address with AWS_ENDPOINT_URL_<SERVICE>. Only
// config.LoadDefaultConfig reads those variables by itself.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
type endpoints struct {
	lookup func(string) (string, bool)
}

// GetServiceBaseEndpoint gives the address set for a service; sdkID is its name in the SDK, such as "DynamoDB Streams".
func (p endpoints) GetServiceBaseEndpoint(_ context.Context, sdkID string) (string, bool, error) {
	name := "AWS_ENDPOINT_URL_" + strings.ToUpper(strings.ReplaceAll(sdkID, " ", "_"))
	value, _ := p.lookup(name)
	value = strings.TrimSpace(value)
	return value, value != "", nil
}

// HTTPClient makes the client that all AWS clients of a function share: connections stay open between invocations, and a
// peer that does not answer is given up early enough to try again.
func HTTPClient() *http.Client {
	return &http.Client{Transport: transport(awsSilence), Timeout: awsTimeout, CheckRedirect: refuseRedirect}
}

// PatientHTTPClient is HTTPClient for calls that must not be made twice: a call that is given up may have been taken all the same, so
// it is given up late.
func PatientHTTPClient() *http.Client {
	return &http.Client{Transport: transport(patientTimeout), Timeout: patientTimeout, CheckRedirect: refuseRedirect}
}

// CarrierClient makes the client for polls. It follows no redirect: a carrier's answer must not choose where our
// credentials go.
func CarrierClient() *http.Client {
	return &http.Client{Transport: transport(carrierTimeout), Timeout: carrierTimeout, CheckRedirect: refuseRedirect}
}

func transport(silence time.Duration) *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   handshakeTimeout,
		ResponseHeaderTimeout: silence,
		MaxIdleConnsPerHost:   16, // a batch writes several numbers at once
		IdleConnTimeout:       90 * time.Second,
		ForceAttemptHTTP2:     true,
	}
}

func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
