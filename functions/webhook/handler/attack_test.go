package handler

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/obs"
	"doorstep/shared/shipment"
	"doorstep/shared/signature"
)

// pushing lists every source that may push.
func pushing() (sources []string) {
	for _, entry := range registry.New().Entries() {
		if source := entry.Adapter.Source(); signature.Known(source) {
			sources = append(sources, source)
		}
	}
	return sources
}

// proofs lists the headers that prove a push: those that are others with another secret.
func proofs(t *testing.T, source string, good events.APIGatewayV2HTTPRequest) (names []string) {
	t.Helper()
	if source == "shipengine" { // signs with a key of its own
		return []string{"x-shipengine-rsa-sha256-signature", "x-shipengine-rsa-sha256-key-id", "x-shipengine-timestamp"}
	}
	_, other := genuinely(t, source, "a secret of somebody else")
	for name, value := range good.Headers {
		if other.Headers[name] != value {
			names = append(names, name)
		}
	}
	if len(names) == 0 && other.Body == good.Body {
		t.Fatalf("%s: a push proves nothing", source)
	}
	return names
}

// genuinely makes a push as the source sends it, and a handler that knows its secret, at that time.
func genuinely(t *testing.T, source, secret string) (*bench, events.APIGatewayV2HTTPRequest) {
	t.Helper()
	at := time.Date(2026, 3, 10, 17, 12, 0, 0, time.UTC)
	push, err := carriersim.PushFor(source, secret, carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: []carriersim.Scan{{Step: carriersim.Delivered, At: at}}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	b := setup()
	b.now = func() time.Time { return at.Add(time.Second) }
	b.shelf.secrets["/p/sources/"+source+"/default/secret"] = []string{carriersim.Secret(source, secret)}
	r := request(source, "", string(push.Body), map[string]string{})
	for name, values := range push.Header {
		r.Headers[strings.ToLower(name)] = strings.Join(values, ",") // as API Gateway joins them
	}
	return b, r
}

// Each source's own scheme, as API Gateway hands it over: what the source sends is taken, and nothing that differs from it.
func TestEverySchemeRefuses(t *testing.T) {
	t.Parallel()
	sources := pushing()
	if len(sources) < 15 {
		t.Errorf("only %q push", sources)
	}
	for _, source := range sources {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			const secret = "a secret of the test"
			b, good := genuinely(t, source, secret)
			if got := b.push(t, good); got.StatusCode != http.StatusAccepted || len(b.box.sent) != 1 {
				t.Fatalf("a genuine push gives %d; log\n%s", got.StatusCode, b.log)
			}
			if got := b.push(t, encoded(good)); got.StatusCode != http.StatusAccepted {
				t.Errorf("the same in base64 gives %d", got.StatusCode)
			}
			taken := len(b.box.sent)
			signs := b.box.sent[0].Attributes["assurance"] == string(shipment.Signed)
			for name, spoiled := range spoil(t, source, signs, good) {
				if got := b.push(t, spoiled); got.StatusCode != http.StatusUnauthorized || got.Body != "{}" {
					t.Errorf("%s: %d %s", name, got.StatusCode, got.Body)
				}
			}
			other, _ := genuinely(t, source, secret)
			other.shelf.secrets["/p/sources/"+source+"/default/secret"] = []string{"another secret", "", " "}
			if got := other.push(t, good); got.StatusCode != http.StatusUnauthorized {
				t.Errorf("with another secret configured: %d", got.StatusCode)
			}
			delete(other.shelf.secrets, "/p/sources/"+source+"/default/secret")
			if got := other.push(t, good); got.StatusCode != http.StatusUnauthorized {
				t.Errorf("with none configured: %d", got.StatusCode)
			}
			if len(b.box.sent) != taken || len(other.box.sent) != 0 {
				t.Error("something forged was queued")
			}
			if strings.Contains(b.log.String()+other.log.String(), secret) {
				t.Error("the log holds the secret")
			}
		})
	}
}

// spoil differs from a genuine push in one thing each.
func spoil(t *testing.T, source string, signs bool, good events.APIGatewayV2HTTPRequest) map[string]events.APIGatewayV2HTTPRequest {
	t.Helper()
	out := map[string]events.APIGatewayV2HTTPRequest{}
	with := func(name, value string) events.APIGatewayV2HTTPRequest {
		r := good
		r.Headers = maps.Clone(good.Headers)
		if r.Headers[name] = value; value == "" {
			delete(r.Headers, name)
		}
		return r
	}
	bare := good
	bare.Headers = map[string]string{"content-type": "application/json"}
	found := proofs(t, source, good)
	if len(found) > 0 { // else the proof is in the body
		out["no header at all"] = bare
	}
	for _, proof := range found {
		value := good.Headers[proof]
		out["no "+proof], out["an empty "+proof] = with(proof, ""), with(proof, " ")
		out["a short "+proof], out["a long "+proof] = with(proof, value[:len(value)-1]), with(proof, value+"0")
		out[proof+" twice"], out["another "+proof+" first"] = with(proof, value+","+value), with(proof, strings.Replace(value, "=", "=0", 1)+","+value)
		out[proof+" of 9 kB"] = with(proof, strings.Repeat(value, 9<<10/len(value)))
		out[proof+" of zeros"] = with(proof, strings.Repeat("0", len(value)))
		out[proof+" in base64"] = with(proof, base64.StdEncoding.EncodeToString([]byte(value)))
	}
	if signs {
		var document any
		if err := json.Unmarshal([]byte(good.Body), &document); err != nil {
			t.Fatal(err)
		}
		for name, body := range map[string]string{"an empty body": "", "half the body": good.Body[:len(good.Body)/2], "another body": `{"a":1}`} {
			r := good
			r.Body = body
			out[name] = r
		}
		if overEveryByte := source != "usps"; overEveryByte {
			again, err := json.MarshalIndent(document, "", "  ")
			if err != nil || bytes.Equal(again, []byte(good.Body)) {
				t.Fatal(err)
			}
			for name, body := range map[string]string{"the same JSON in other bytes": string(again), "a line end more": good.Body + "\n", "a byte order mark": "\ufeff" + good.Body} {
				r := good
				r.Body = body
				out[name] = r
			}
		}
	}
	return out
}

// A time that is signed ends with its window, on both sides. Sources that sign no time, or do not say how long they try, are replayed
// without harm: TestReplaysAreHarmless of ingest.
func TestReplayWindows(t *testing.T) {
	t.Parallel()
	const window = 5 * time.Minute
	for _, source := range []string{"shipengine", "trackingmore"} {
		for shift, want := range map[time.Duration]int{0: 202, window - time.Second: 202, window + time.Second: 401, -window + time.Second: 202, -window - time.Second: 401, 400 * 24 * time.Hour: 401} {
			b, good := genuinely(t, source, "secret")
			sent := b.now().Add(-time.Second)
			b.now = func() time.Time { return sent.Add(shift) }
			if got := b.push(t, good); got.StatusCode != want {
				t.Errorf("%s: a push of %v ago gives %d, want %d", source, shift, got.StatusCode, want)
			}
		}
	}
}

// While a secret is rotated, both pushes with the old and with the new one are taken, the log says which one it was, and once the old one is
// taken away it opens nothing.
func TestRotationOverlaps(t *testing.T) {
	t.Parallel()
	for _, source := range pushing() {
		if source == "shipengine" { // publishes its keys: keys_test.go
			continue
		}
		b, old := genuinely(t, source, "old")
		_, fresh := genuinely(t, source, "new")
		live := "/p/sources/" + source + "/default/secret"
		if old.Body == fresh.Body && maps.Equal(old.Headers, fresh.Headers) {
			t.Errorf("%s: its pushes hold no proof", source)
		}
		for _, c := range []struct {
			live     []string
			old, new int
		}{{[]string{"old"}, 202, 401}, {[]string{"new", "old"}, 202, 202}, {[]string{"new"}, 401, 202}} {
			b.shelf.secrets[live] = c.live
			if got := b.push(t, old).StatusCode; got != c.old {
				t.Errorf("%s, live %q: the old secret gives %d, want %d", source, c.live, got, c.old)
			}
			if got := b.push(t, fresh).StatusCode; got != c.new {
				t.Errorf("%s, live %q: the new secret gives %d, want %d", source, c.live, got, c.new)
			}
		}
	}
}

// A request may hold whatever it likes: one answer comes back, quickly, and only statuses that a carrier understands.
func TestOddRequests(t *testing.T) {
	t.Parallel()
	headers := map[string]string{}
	for i := range 1000 {
		headers[strings.Repeat("x", i%64)+string(rune('a'+i%26))] = strings.Repeat("\x00\xff", i%32)
	}
	for name, r := range map[string]events.APIGatewayV2HTTPRequest{
		"a thousand headers": request("ups", "", "{}", headers), "no headers": request("easypost", "", "{}", nil), "a source of 1 MB": request(strings.Repeat("a", 1<<20), "", "{}", nil),
		"an account of 1 MB": request("ups", strings.Repeat("a", 1<<20), "{}", nil), "a source that is a path": request("../ups", "", "{}", credential("ups-secret-1")),
		"a source with a zero": request("ups\x00", "", "{}", credential("ups-secret-1")), "in capitals": request("UPS", "", "{}", credential("ups-secret-1")),
		"a source in full width": request("ｕｐｓ", "", "{}", credential("ups-secret-1")), "an account that is encoded": request("ups", "%2e%2e%2fdefault", "{}", credential("ups-secret-1")),
	} {
		b := setup()
		b.obs = obs.New(b.log, "webhook", slog.LevelInfo, b.now)
		if got := b.push(t, r); got.StatusCode != http.StatusUnauthorized && got.StatusCode != http.StatusNotFound || len(b.box.sent) > 0 {
			t.Errorf("%s: %d, %d queued", name, got.StatusCode, len(b.box.sent))
		}
		for _, asked := range b.shelf.asked {
			if len(asked) > 200 || strings.Contains(asked, "..") || strings.Contains(asked, "%") {
				t.Errorf("%s: the parameter %.80q was asked for", name, asked)
			}
		}
		if b.log.Len() > 4<<10 {
			t.Errorf("%s: %d bytes of log", name, b.log.Len())
		}
	}
}
