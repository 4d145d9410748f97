package config

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Service is an AWS service of which a program makes a single call or two. The SDK's clients of such services cost thousands of allocations
// at each cold start for their other operations; signing is the SDK's.
type Service struct {
	ID   string // its name in the SDK: the variable AWS_ENDPOINT_URL_<ID> points it elsewhere
	Host string // before the region in its address
	Name string // in signatures
}

// SES sends e-mails.
func SES() Service { return Service{ID: "SESv2", Host: "email", Name: "ses"} }

// SMS sends text messages: AWS End User Messaging SMS.
func SMS() Service { return Service{ID: "Pinpoint SMS Voice V2", Host: "sms-voice", Name: "sms-voice"} }

// Signed gives the address of a service, without a slash at its end, and a client that signs for it whatever it sends. The client is
// client, with its time limits; it repeats nothing. cfg is what AWS gave.
func (e *Env) Signed(cfg aws.Config, client *http.Client, s Service) (*http.Client, string) {
	address, found, _ := endpoints{lookup: e.lookup}.GetServiceBaseEndpoint(context.Background(), s.ID)
	if !found {
		address = "https://" + s.Host + "." + cfg.Region + ".amazonaws.com"
	}
	signing := *client
	signing.Transport = signer{next: client.Transport, cfg: cfg, name: s.Name, v4: v4.NewSigner(), now: time.Now}
	return &signing, strings.TrimRight(address, "/")
}

// signer signs requests by Signature Version 4 before they leave.
type signer struct {
	next http.RoundTripper // nil: the standard one
	cfg  aws.Config
	name string
	v4   *v4.Signer
	now  func() time.Time
}

// RoundTrip sends a signed copy of a request. Its body is read into memory first, because its hash is part of the signature.
func (s signer) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		body, err = io.ReadAll(r.Body)
		r.Body.Close() //nolint:errcheck // it was read
		if err != nil {
			return nil, fmt.Errorf("read a request's body: %w", err)
		}
	}
	signed := r.Clone(r.Context())
	signed.Body, signed.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	keys, err := s.cfg.Credentials.Retrieve(r.Context())
	if err != nil {
		return nil, fmt.Errorf("read credentials: %w", err)
	}
	sum := sha256.Sum256(body)
	if err := s.v4.SignHTTP(r.Context(), keys, signed, hex.EncodeToString(sum[:]), s.name, s.cfg.Region, s.now()); err != nil {
		return nil, fmt.Errorf("sign a request: %w", err)
	}
	next := s.next
	if next == nil {
		next = http.DefaultTransport
	}
	return next.RoundTrip(signed)
}
