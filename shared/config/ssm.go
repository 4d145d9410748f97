package config

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"doorstep/shared/fault"
)

// maxAnswer bounds what is read of an answer: an advanced parameter holds at most 8 KB.
const maxAnswer = 64 << 10

// SSM reads single parameters from Systems Manager: one call of its API, spelled out. The SDK's client would cost every
// function 8,700 allocations and 1.2 MB at each cold start for its 150 other operations; signing is the SDK's.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
type SSM struct {
	cfg     aws.Config
	address string
	client  *http.Client
	signer  *v4.Signer
	now     func() time.Time
	wait    func(context.Context, time.Duration) error
}

// SSM makes the reader of parameters. cfg is what AWS gave.
func (e *Env) SSM(cfg aws.Config, client *http.Client) *SSM {
	address, found, _ := endpoints{lookup: e.lookup}.GetServiceBaseEndpoint(context.Background(), "SSM")
	if !found {
		address = "https://ssm." + cfg.Region + ".amazonaws.com"
	}
	return &SSM{cfg: cfg, address: strings.TrimRight(address, "/") + "/", client: client, signer: v4.NewSigner(), now: time.Now, wait: sleep}
}

// Parameter gives the decrypted value of one parameter. A parameter that does not exist is fault.NotFound, one that the
// role may not read fault.Forbidden, anything that may pass later fault.Unavailable.
func (s *SSM) Parameter(ctx context.Context, name string) (string, error) {
	var err error
	for attempt := range Attempts {
		var value string
		value, err = s.once(ctx, name)
		if err == nil || fault.KindOf(err) != fault.Unavailable || attempt == Attempts-1 {
			return value, err
		}
		if s.wait(ctx, 100*time.Millisecond<<attempt) != nil {
			return "", err
		}
	}
	return "", err
}

func (s *SSM) once(ctx context.Context, name string) (string, error) {
	request, err := s.request(ctx, name)
	if err != nil {
		return "", err
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "read parameter %s", name)
	}
	defer answer.Body.Close() //nolint:errcheck // nothing is lost when closing a read body fails
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "read parameter %s", name)
	}
	if answer.StatusCode != http.StatusOK {
		return "", refusal(name, answer.StatusCode, body)
	}
	var found struct {
		Parameter struct{ Value *string }
	}
	if json.Unmarshal(body, &found) != nil || found.Parameter.Value == nil {
		// The body may hold the secret: it is not part of the error.
		return "", fault.New(fault.Unavailable, "read parameter %s: unreadable answer", name)
	}
	return *found.Parameter.Value, nil
}

func (s *SSM) request(ctx context.Context, name string) (*http.Request, error) {
	body, err := json.Marshal(map[string]any{"Name": name, "WithDecryption": true})
	if err != nil {
		return nil, fmt.Errorf("write parameter request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make parameter request: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "AmazonSSM.GetParameter")
	keys, err := s.cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, fmt.Errorf("read credentials: %w", err)
	}
	sum := sha256.Sum256(body)
	if err := s.signer.SignHTTP(ctx, keys, request, hex.EncodeToString(sum[:]), "ssm", s.cfg.Region, s.now()); err != nil {
		return nil, fmt.Errorf("sign parameter request: %w", err)
	}
	return request, nil
}

// refusal gives an answer other than 200 its kind. The error's type stands after the last '#' of "__type".
func refusal(name string, status int, body []byte) error {
	var said struct {
		Type string `json:"__type"`
	}
	_ = json.Unmarshal(body, &said) // a body that is no JSON leaves the type empty; the status decides then
	kind := said.Type[strings.LastIndexByte(said.Type, '#')+1:]
	switch {
	case kind == "ParameterNotFound" || kind == "ParameterVersionNotFound":
		return fault.New(fault.NotFound, "parameter %s does not exist", name)
	case kind == "ThrottlingException" || kind == "InternalServerError" || status >= 500 || status == http.StatusTooManyRequests:
		return fault.New(fault.Unavailable, "read parameter %s: status %d %s", name, status, kind)
	case strings.HasPrefix(kind, "AccessDenied"):
		return fault.New(fault.Forbidden, "read parameter %s: access denied", name)
	default:
		return fault.New(fault.Internal, "read parameter %s: status %d %s", name, status, kind)
	}
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
