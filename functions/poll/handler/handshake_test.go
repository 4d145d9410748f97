package handler

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
)

// shaker is a source that asks for handshakes.
type shaker struct {
	scans
	confirmed *[]string
	err       error
}

func (s shaker) Confirm(_ context.Context, client *http.Client, creds carrier.Credentials, h carrier.Handshake) error {
	if _, err := client.Get("http://source.example/confirm"); err != nil {
		return fault.New(fault.Unavailable, "ask source.example: %v", err)
	}
	*s.confirmed = append(*s.confirmed, creds["client_id"]+" "+h.Subscription+" "+h.Secret)
	return s.err
}

func TestHandshakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		set    func(*bench)
		source string
		err    error
		want   string // what was confirmed
		again  string // the message comes back
		counts string
	}{
		{"answered", nil, "scans", nil, "[id sub-7 s3cr3t]", "", `"Handshakes":1`},
		{"the source does not answer now", nil, "scans", fault.New(fault.Unavailable, "timeout"), "[id sub-7 s3cr3t]", "m", ""},
		{"the source does not want it", nil, "scans", fault.New(fault.Unauthorized, "no"), "[id sub-7 s3cr3t]", "", `"HandshakesFailed":1`},
		{"no credentials", func(b *bench) { clear(b.vault) }, "scans", nil, "[]", "", `"HandshakesFailed":1`},
		{"credentials cannot be read", func(b *bench) { b.vault[credentialsName] = "down" }, "scans", nil, "[]", "m", ""},
		{"an unknown source", nil, "nobody", nil, "[]", "", `"HandshakesFailed":1`},
		{"the account is closed", func(b *bench) {
			if _, err := b.gate.close(context.Background(), account{"scans", "default"}, "too_often", hour); err != nil {
				panic(err)
			}
		}, "scans", nil, "[]", "m", ""},
		{"the account's key is dead", func(b *bench) {
			if _, err := b.gate.close(context.Background(), account{"scans", "default"}, "unauthorized", hour); err != nil {
				panic(err)
			}
		}, "scans", nil, "[]", "", `"HandshakesFailed":1`},
	} {
		b := setup()
		confirmed := []string{}
		b.client = &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
		})}
		b.source = func(name string) (source, bool) {
			return source{adapter: shaker{scans{}, &confirmed, c.err}}, name == "scans"
		}
		if c.set != nil {
			c.set(b)
		}
		m, err := queue.Note(queue.PollRequest{Reason: "handshake", Handshake: &queue.Handshake{
			Source: c.source, Account: "default", Subscription: "sub-7", Secret: "s3cr3t"}})
		if err != nil {
			t.Fatal(err)
		}
		again := b.deliver(t, events.SQSMessage{MessageId: "m", Body: m.Body})
		if again != c.again || fmt.Sprint(confirmed) != c.want || !strings.Contains(b.log.String(), c.counts) {
			t.Errorf("%s: comes back %q, confirmed %v\n%s", c.name, again, confirmed, b.log)
		}
		if strings.Contains(b.log.String(), "s3cr3t") {
			t.Errorf("%s: the log tells the secret: %s", c.name, b.log)
		}
	}
}

func TestASourceWithoutHandshakes(t *testing.T) {
	t.Parallel()
	b := setup()
	m, err := queue.Note(queue.PollRequest{Reason: "handshake", Handshake: &queue.Handshake{Source: "scans", Account: "default", Subscription: "s"}})
	if err != nil {
		t.Fatal(err)
	}
	if again := b.deliver(t, events.SQSMessage{MessageId: "m", Body: m.Body}); again != "" || !strings.Contains(b.log.String(), `"HandshakesFailed":1`) {
		t.Errorf("comes back %q\n%s", again, b.log)
	}
}
