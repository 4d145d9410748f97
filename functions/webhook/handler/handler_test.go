package handler

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
)

var now = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// shelf holds secrets by parameter and remembers what was asked for.
type shelf struct {
	secrets map[string][]string
	err     map[string]error
	asked   []string
}

func (s *shelf) Secrets(_ context.Context, name string) ([]string, error) {
	s.asked = append(s.asked, name)
	if err := s.err[name]; err != nil {
		return nil, err
	}
	if live, ok := s.secrets[name]; ok {
		return live, nil
	}
	return nil, fault.New(fault.NotFound, "parameter %s does not exist", name)
}

// box is a queue.
type box struct {
	sent []queue.Message
	err  error
}

func (b *box) Send(_ context.Context, m queue.Message) error {
	if b.err == nil {
		b.sent = append(b.sent, m)
	}
	return b.err
}

type bench struct {
	*Handler
	shelf *shelf
	box   *box
	log   *strings.Builder
}

func setup() *bench {
	s := &shelf{err: map[string]error{}, secrets: map[string][]string{
		"/p/sources/ups/default/secret":      {"ups-secret-1", "ups-secret-2"},
		"/p/sources/ups/west/secret":         {"west-secret"},
		"/p/sources/easypost/default/secret": {"easy-secret"},
	}}
	b, log := &box{}, &strings.Builder{}
	return &bench{shelf: s, box: b, log: log, Handler: &Handler{
		door: door{secrets: s, prefix: "/p"}, queue: b, now: func() time.Time { return now },
		obs: obs.New(io.Writer(log), "webhook", slog.LevelInfo, func() time.Time { return now }),
	}}
}

func request(source, account, body string, headers map[string]string) events.APIGatewayV2HTTPRequest {
	r := events.APIGatewayV2HTTPRequest{Body: body, Headers: headers, PathParameters: map[string]string{"source": source}}
	if account != "" {
		r.PathParameters["account"] = account
	}
	return r
}

func sign(secret, body string) map[string]string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(body))
	return map[string]string{"x-hmac-signature": "hmac-sha256-hex=" + hex.EncodeToString(h.Sum(nil))}
}

func encoded(r events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPRequest {
	r.Body, r.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(r.Body)), true
	return r
}

func (b *bench) push(t *testing.T, r events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse {
	t.Helper()
	response, err := b.Handle(context.Background(), r)
	if err != nil {
		t.Fatalf("an error becomes a 500 of API Gateway: %v", err)
	}
	return response
}

func credential(secret string) map[string]string { return map[string]string{"credential": secret} }

const tracked = `{"trackingNumber":"1Z999AA10123456784"}`

func TestAcceptedPushesAreQueuedAsTheyCame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		request   events.APIGatewayV2HTTPRequest
		account   string
		assurance shipment.Assurance
		body      string
	}{
		{"secret in a header", request("ups", "", tracked, credential("ups-secret-1")), "default", shipment.BySecret, tracked},
		{"the other live secret", request("ups", "default", tracked, credential("ups-secret-2")), "default", shipment.BySecret, tracked},
		{"another account", request("ups", "west", tracked, credential("west-secret")), "west", shipment.BySecret, tracked},
		{"secret in the path", request("ups", "ups-secret-2", tracked, nil), "default", shipment.BySecret, tracked},
		{"signed", request("easypost", "", tracked, sign("easy-secret", tracked)), "default", shipment.Signed, tracked},
		{"signed bytes in base64", encoded(request("easypost", "", "\xff\x00{", sign("easy-secret", "\xff\x00{"))), "default", shipment.Signed, "\xff\x00{"},
		{"nobody can read it, but it is theirs", request("easypost", "", "<html>", sign("easy-secret", "<html>")), "default", shipment.Signed, "<html>"},
		{"nothing in it", request("easypost", "", "", sign("easy-secret", "")), "default", shipment.Signed, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			if got := b.push(t, c.request); got.StatusCode != 202 || len(b.box.sent) != 1 {
				t.Fatalf("status %d, %d queued", got.StatusCode, len(b.box.sent))
			}
			m := b.box.sent[0]
			in, err := queue.ReadInbound(queue.Record{Body: m.Body, Attributes: m.Attributes})
			if err != nil {
				t.Fatal(err)
			}
			if in.Source != c.request.PathParameters["source"] || in.Account != c.account || in.Kind != queue.Webhook ||
				in.Assurance != c.assurance || !in.Received.Equal(now) || string(in.Body) != c.body || m.Group != in.Source {
				t.Errorf("queued %v by %q as %s", in, in.Assurance, m.Group)
			}
			if strings.Contains(b.log.String(), "secret-") || strings.Contains(b.log.String(), "1Z999") {
				t.Errorf("the log tells too much: %s", b.log)
			}
		})
	}
}

func TestRefusedPushes(t *testing.T) {
	t.Parallel()
	forged := request("easypost", "", tracked+" ", sign("easy-secret", tracked))
	for _, c := range []struct {
		name    string
		request events.APIGatewayV2HTTPRequest
		status  int
		reason  string
	}{
		{"a source that nobody knows", request("dhl2", "", tracked, nil), 404, "unknown_source"},
		{"no source at all", events.APIGatewayV2HTTPRequest{}, 404, "unknown_source"},
		{"one byte changed", forged, 401, "signature"},
		{"no signature", request("easypost", "", tracked, nil), 401, "signature"},
		{"a signature made with nothing", request("easypost", "", tracked, sign("", tracked)), 401, "signature"},
		{"two signatures", request("easypost", "", tracked, map[string]string{"x-hmac-signature": sign("easy-secret", tracked)["x-hmac-signature"] + ",x"}), 401, "signature"},
		{"no secret shown", request("ups", "", tracked, nil), 401, "signature"},
		{"a wrong secret", request("ups", "", tracked, credential("ups-secret-3")), 401, "signature"},
		{"an empty secret", request("ups", "", tracked, credential("")), 401, "signature"},
		{"the secret of another account", request("ups", "west", tracked, credential("ups-secret-1")), 401, "signature"},
		{"a signing source's secret in the path", request("easypost", "easy-secret", tracked, nil), 401, "no_secret"},
		{"no secret configured", request("usps", "", tracked, nil), 401, "no_secret"},
		{"an account that does not exist", request("ups", "east", tracked, credential("ups-secret-1")), 401, "no_secret"},
		{"an account that is none", request("ups", "../default", tracked, credential("ups-secret-1")), 401, "no_secret"},
		{"a broken encoding", events.APIGatewayV2HTTPRequest{PathParameters: map[string]string{"source": "ups"}, Body: "%%%", IsBase64Encoded: true}, 400, "malformed"},
		{"a byte too much", request("ups", "", strings.Repeat("a", maxBody+1), credential("ups-secret-1")), 413, "too_large"},
		{"a byte too much in base64", encoded(request("ups", "", strings.Repeat("a", maxBody+1), credential("ups-secret-1"))), 413, "too_large"},
		{"too much for the queue", encoded(request("ups", "", noise(maxBody), credential("ups-secret-1"))), 413, "too_large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			got := b.push(t, c.request)
			if got.StatusCode != c.status || len(b.box.sent) != 0 || got.Body != "{}" {
				t.Errorf("status %d with %q, %d queued", got.StatusCode, got.Body, len(b.box.sent))
			}
			if !strings.Contains(b.log.String(), `"reason":"`+c.reason+`"`) {
				t.Errorf("%s is not counted in\n%s", c.reason, b.log)
			}
		})
	}
}

// noise cannot be compressed.
func noise(n int) string {
	var b bytes.Buffer
	for i := uint64(0); b.Len() < n; i++ {
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, i))
		b.Write(sum[:])
	}
	return b.String()[:n]
}

func TestTheLongestBodyPasses(t *testing.T) {
	t.Parallel()
	b := setup()
	for _, r := range []events.APIGatewayV2HTTPRequest{
		request("ups", "", strings.Repeat("a", maxBody), credential("ups-secret-1")),
		encoded(request("ups", "", strings.Repeat("a", maxBody), credential("ups-secret-1"))),
	} {
		if got := b.push(t, r); got.StatusCode != 202 {
			t.Errorf("status %d", got.StatusCode)
		}
	}
}

func TestASecretInThePathIsNeverLookedUpByName(t *testing.T) {
	t.Parallel()
	b := setup()
	b.push(t, request("ups", "ups-secret-1", tracked, nil))
	for _, name := range b.shelf.asked {
		if strings.Contains(name, "ups-secret-1") {
			t.Errorf("asked for %s", name)
		}
	}
}

func TestTroubleOfOursAsksTheCarrierToComeBack(t *testing.T) {
	t.Parallel()
	down := func(name string, kind fault.Kind) func(*bench) {
		return func(b *bench) { b.shelf.err[name] = fault.New(kind, "read parameter %s: timeout", name) }
	}
	for _, c := range []struct {
		name    string
		break_  func(*bench)
		request events.APIGatewayV2HTTPRequest
		status  int
	}{
		{"the queue is down", func(b *bench) { b.box.err = errors.New("refused") }, request("ups", "", tracked, credential("ups-secret-1")), 503},
		{"the secrets cannot be read", down("/p/sources/ups/default/secret", fault.Unavailable), request("ups", "", tracked, credential("ups-secret-1")), 503},
		{"the secrets may not be read", down("/p/sources/ups/default/secret", fault.Forbidden), request("ups", "", tracked, credential("ups-secret-1")), 503},
		{"too many unknown names", down("/p/sources/ups/default/secret", fault.Throttled), request("ups", "", tracked, credential("ups-secret-1")), 429},
		{"a secret in the path that cannot be compared", down("/p/sources/ups/default/secret", fault.Unavailable), request("ups", "ups-secret-1", tracked, nil), 503},
		{"another account's secrets cannot be read", down("/p/sources/ups/west/secret", fault.Unavailable), request("ups", "west", tracked, credential("west-secret")), 503},
		{"a bug", func(b *bench) { b.door.secrets = nil }, request("ups", "", tracked, credential("ups-secret-1")), 503},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			c.break_(b)
			got := b.push(t, c.request)
			if got.StatusCode != c.status || got.Headers["retry-after"] == "" || len(b.box.sent) != 0 {
				t.Errorf("status %d, retry-after %q", got.StatusCode, got.Headers["retry-after"])
			}
			if strings.Contains(b.log.String(), "secret-1") {
				t.Errorf("the log holds a secret: %s", b.log)
			}
		})
	}
}

func TestAnotherAccountWorksWhileTheUsualSecretsCannotBeRead(t *testing.T) {
	t.Parallel()
	b := setup()
	b.shelf.err["/p/sources/ups/default/secret"] = fault.New(fault.Unavailable, "timeout")
	if got := b.push(t, request("ups", "west", tracked, credential("west-secret"))); got.StatusCode != 202 {
		t.Errorf("status %d", got.StatusCode)
	}
}

// Whatever arrives: no panic, no answer beside the known ones, and nothing is queued that did not show a live secret.
func FuzzHandle(f *testing.F) {
	f.Add("ups", "default", tracked, "credential", "ups-secret-1", false)
	f.Add("easypost", "", tracked, "x-hmac-signature", "hmac-sha256-hex=00", false)
	f.Add("usps", "x", `{"timestamp":"1","payload":"{}"}`, "x-hmac", "AAAA", true)
	f.Fuzz(func(t *testing.T, source, account, body, name, value string, isBase64 bool) {
		b := setup()
		r := request(source, account, body, map[string]string{name: value})
		r.IsBase64Encoded = isBase64
		response, err := b.Handle(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		shown := strings.Contains(value, "ups-secret-") || strings.Contains(account, "ups-secret-") || strings.Contains(value, "west-secret")
		if len(b.box.sent) > 0 && !shown {
			t.Fatalf("%s %s was let in with %s: %q", source, account, name, value)
		}
		if !strings.Contains("202 400 401 404 413", fmt.Sprint(response.StatusCode)) {
			t.Fatalf("status %d", response.StatusCode)
		}
	})
}
