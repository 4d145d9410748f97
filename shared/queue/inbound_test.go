package queue_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
)

var push = queue.Inbound{
	Source: "ups", Account: "default", Kind: queue.Webhook, Assurance: shipment.BySecret,
	Received: time.Date(2026, 11, 21, 9, 0, 0, 123e6, time.UTC), Body: []byte(`{"trackingNumber":"1Z999"}`),
}

func record(m queue.Message) queue.Record {
	r := queue.Record{ID: "m-1", Body: m.Body, Attributes: map[string]string{}}
	for name, value := range m.Attributes {
		if value != "" {
			r.Attributes[name] = value
		}
	}
	return r
}

func TestInboundComesBackAsItWent(t *testing.T) {
	t.Parallel()
	poll := push
	poll.Kind, poll.Assurance, poll.Numbers, poll.Status = queue.Poll, shipment.Polled, []string{"A1", "B2"}, 404
	binaryBody, empty := push, push
	binaryBody.Body = []byte{0, 1, 0xff, '\n'}
	empty.Body = []byte{}
	for name, in := range map[string]queue.Inbound{"push": push, "poll": poll, "any bytes": binaryBody, "nothing": empty} {
		m, err := in.Message()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if m.Group != in.Source {
			t.Errorf("%s: group %q", name, m.Group)
		}
		out, err := queue.ReadInbound(record(m))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(out.Body, in.Body) {
			t.Errorf("%s: body %q", name, out.Body)
		}
		in.Body, out.Body = nil, nil
		if fmt.Sprintf("%#v", struct{ queue.Inbound }{out}) != fmt.Sprintf("%#v", struct{ queue.Inbound }{in}) ||
			!out.Received.Equal(in.Received) || strings.Join(out.Numbers, "|") != strings.Join(in.Numbers, "|") || out.Assurance != in.Assurance || out.Status != in.Status {
			t.Errorf("%s: got %v, want %v", name, out, in)
		}
	}
}

func TestInboundNeverPrintsItsBody(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, push); strings.Contains(got, "1Z999") {
			t.Errorf("%s: %s", verb, got)
		}
	}
}

// noise is incompressible and always the same.
func noise(n int) []byte {
	b := make([]byte, 0, n+sha256.Size)
	for i := uint64(0); len(b) < n; i++ {
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, i))
		b = append(b, sum[:]...)
	}
	return b[:n]
}

func TestInboundSizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		body []byte
		ok   bool
	}{
		{"1 MiB of text", bytes.Repeat([]byte(`{"a":1},`), 1<<17), true},
		{"700 kB of noise", noise(700_000), true},
		{"1 MiB of noise", noise(1 << 20), false},
		{"more than an answer may hold", make([]byte, queue.MaxBody+1), false},
	} {
		in := push
		in.Body = c.body
		if _, err := in.Message(); (err == nil) != c.ok || (err != nil && fault.KindOf(err) != fault.TooLarge) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func zipped(n int) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(make([]byte, n))
	_ = z.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestReadInboundRefuses(t *testing.T) {
	t.Parallel()
	good, err := push.Message()
	if err != nil {
		t.Fatal(err)
	}
	with := func(name, value string) queue.Record {
		r := record(good)
		r.Attributes[name] = value
		return r
	}
	bomb := record(good)
	bomb.Body = zipped(queue.MaxBody + 1)
	cut := record(good)
	cut.Body = cut.Body[:len(cut.Body)/2]
	for _, c := range []struct {
		name  string
		in    queue.Record
		kind  fault.Kind
		names string
	}{
		{"no base64", queue.Record{Body: "{}", Attributes: good.Attributes}, fault.Malformed, "unpack"},
		{"no gzip", queue.Record{Body: "e30=", Attributes: good.Attributes}, fault.Malformed, "unpack"},
		{"cut off", cut, fault.Malformed, "unpack"},
		{"a bomb", bomb, fault.TooLarge, "4194304"},
		{"no source", with("source", ""), fault.Malformed, "source"},
		{"no account", with("account", ""), fault.Malformed, "account"},
		{"odd kind", with("kind", "fax"), fault.Malformed, "fax"},
		{"odd assurance", with("assurance", "hearsay"), fault.Malformed, "hearsay"},
		{"odd time", with("received", "yesterday"), fault.Malformed, "received"},
	} {
		_, err := queue.ReadInbound(c.in)
		if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.names) {
			t.Errorf("%s: got %v", c.name, err)
		}
		if fault.Disposition(err) != fault.Park {
			t.Errorf("%s: %v would be tried again", c.name, err)
		}
	}
}

func FuzzReadInbound(f *testing.F) {
	good, err := push.Message()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good.Body, "ups", "default", "webhook", "signed", "2026-11-21T09:00:00.123Z", "")
	f.Add(zipped(100), "ups", "x", "poll", "polled", "2026-11-21T09:00:00.123Z", "A1,B2")
	f.Add("", "", "", "", "", "", ",")
	f.Fuzz(func(t *testing.T, body, source, account, kind, assurance, received, numbers string) {
		r := queue.Record{Body: body, Attributes: map[string]string{
			"source": source, "account": account, "kind": kind, "assurance": assurance, "received": received, "numbers": numbers}}
		in, err := queue.ReadInbound(r)
		if err != nil {
			if fault.Disposition(err) != fault.Park {
				t.Fatalf("%v would be tried for ever", err)
			}
			return
		}
		if len(in.Body) > queue.MaxBody {
			t.Fatalf("%d bytes", len(in.Body))
		}
		m, err := in.Message()
		if err != nil {
			return // attributes or a body that SQS would not have carried
		}
		again, err := queue.ReadInbound(record(m))
		if err != nil || !bytes.Equal(again.Body, in.Body) || !again.Received.Equal(in.Received) {
			t.Fatalf("does not survive a second trip: %v", err)
		}
	})
}
