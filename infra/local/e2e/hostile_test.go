package e2e

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
)

// TestHostileCallers lets everybody who can reach the API try what they like on one system. Each story has numbers and orders of
// its own; at the end nothing may have failed inside.
func TestHostileCallers(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	t.Run("stories", func(t *testing.T) {
		for name, story := range map[string]func(*testing.T, world){
			"forged pushes": forged, "doors": doors, "odd bodies": oddBodies, "hostile texts": hostileTexts, "hostile shops": hostileShops, "hostile brands": hostileBrands, "attackers": attackers, "merchants": merchants,
			"bad orders": badOrders, "one order from many clients": manyClients, "merchant's word": merchantsWord, "links": links, "limits": limits,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				story(t, w)
			})
		}
	})
	w.settled(t)
	w.sound(t)
}

// sound checks that no function has failed and that no queue gave up on a message.
func (w world) sound(t *testing.T) {
	t.Helper()
	for _, q := range w.Queues() {
		if strings.HasSuffix(q.Name, "-dead") && q.Visible+q.InFlight+q.Delayed > 0 {
			t.Errorf("%s holds %d messages", q.Name, q.Visible)
		}
	}
	for line := range bytes.Lines(w.log.all()) {
		for _, bad := range []string{`"kind":"internal"`, "panic", "goroutine ", `"level":"ERROR"`} {
			if bytes.Contains(line, []byte(bad)) {
				t.Errorf("a function failed: %.500s", line)
			}
		}
	}
}

// Signed bodies that no carrier would send: taken or refused by size, never a failure, and a good push is served all the same.
func oddBodies(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour)
	good := carriersim.Parcel{Number: "9400110200881234567894", Carrier: "usps", Life: carriersim.Domestic(begin, 1)}
	path, _ := w.register(t, "odd", orderOf(begin, [2]string{"usps", good.Number}))
	before := len(w.parked(t, "easypost"))
	unreadable := 0
	for _, c := range []struct {
		name       string
		body       []byte
		want       int
		unreadable bool
	}{
		{"empty", nil, 202, true},
		{"null", []byte("null"), 202, true},
		{"a number", []byte("1e999"), 202, true},
		{"a list", []byte("[]"), 202, true},
		{"half a document", []byte(`{"object":"Event","result":{"tracking_code":"940`), 202, true},
		{"invalid UTF-8", []byte("\xff\xfe{\"a\":\"\xc3\x28\"}\x00"), 202, true},
		{"what looks like base64", []byte("eyJvYmplY3QiOiJFdmVudCJ9"), 202, true},
		{"objects 100,000 deep", []byte(strings.Repeat(`{"result":`, 100_000)), 202, true},
		{"lists 100,000 deep", []byte(`{"result":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}"), 202, true},
		{"a gzip bomb", bomb(t), 202, true},
		{"1 MiB", bytes.Repeat([]byte("x"), 1<<20), 202, true},
		{"1 MiB and a byte", bytes.Repeat([]byte("x"), 1<<20+1), 413, false},
		{"900 kB that do not compress", noise(t, 900_000), 413, false}, // more than 1 MiB once in base64
		{"900 kB around a scan", padded(t, good, 900_000), 202, false},
	} {
		header := carriersim.SignEasyPost(demo.Secret("easypost"), c.body)
		if c.name == "a gzip bomb" {
			header.Set("Content-Encoding", "gzip")
		}
		if a := w.call(t, http.MethodPost, "/webhooks/easypost", header, c.body); a.status != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, a.status, a.body, c.want)
		}
		if c.unreadable {
			unreadable++
		}
	}
	w.until(t, path, status(0, "info_received", 1))
	w.push(t, "easypost", pushFor(t, "easypost", good, 6))
	w.until(t, path, status(0, "delivered", 7))
	w.settled(t)
	if parked := len(w.parked(t, "easypost")) - before; parked != unreadable {
		t.Errorf("%d unreadable bodies were kept for operators, not %d", parked, unreadable)
	}
}

// parked lists the bodies of a source, or of all, that were kept because nobody can read them. Other stories park those of other sources.
func (w world) parked(t *testing.T, source string) (found []string) {
	t.Helper()
	if err := w.each(t, w.Table, func(item map[string]types.AttributeValue) {
		if strings.HasPrefix(text(item["pk"]), "X#") && (source == "" || text(item["source"]) == source) {
			found = append(found, text(item["sk"]))
		}
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

// bomb is a gzip of 64 MiB, which nobody must unfold.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	chunk := make([]byte, 1<<20)
	for range 64 {
		if _, err := z.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func noise(t *testing.T, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return b
}

// padded is a valid push of n bytes.
func padded(t *testing.T, p carriersim.Parcel, n int) []byte {
	t.Helper()
	push := pushFor(t, "easypost", p, 0)
	filler := hex.EncodeToString(noise(t, (n-len(push.Body))/2))
	return bytes.Replace(push.Body, []byte(`{`), fmt.Appendf(nil, `{"filler":%q,`, filler), 1)
}
