package e2e

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/infra/local/demo"
)

// at is a caller at an address of this machine. Misses of lookups are counted by network, so stories that share a system and look
// things up are neighbours only when they mean to be.
func at(address string) *http.Transport {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true, DisableCompression: true}
}

// guess looks an order up from an address of this machine.
func (w world) guess(t *testing.T, from, number, proof string, header http.Header) (said answer) {
	t.Helper()
	through := at(from)
	form := url.Values{"brand": {demo.Brand}, "order": {number}, "proof": {proof}, "lang": {header.Get("Accept-Language")}}
	w.eventually(t, func() (err error) {
		said, err = w.post(t, through, "/track", header, form)
		return err
	})
	return said
}

// Hundreds of wrong lookups from as many networks, through the whole system: orders that are there look like those that are not, and
// the shopper next door finds theirs all the same.
func TestGuessersLearnNothing(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	const orders = 50
	var path string
	for i := range orders {
		path, _ = w.register(t, fmt.Sprint("G-", 2*i), orderOf(time.Now()))
	}
	for way, header := range map[string]http.Header{
		"plain": {"Accept-Language": {"en"}}, "compressed": {"Accept-Language": {"en"}, "Accept-Encoding": {"gzip"}}, "in Arabic": {"Accept-Language": {"ar"}},
	} {
		var first answer
		for i := range 2 * orders {
			a := w.guess(t, fmt.Sprintf("127.%d.%d.1", len(way), i), fmt.Sprint("G-", i), fmt.Sprint("guess ", i), header)
			if i == 0 {
				first = a
			}
			if diff := cmp.Diff(first, a, cmp.AllowUnexported(answer{})); diff != "" || a.status != http.StatusNotFound {
				t.Fatalf("%s: guess %d (order there: %v) gave %d, the first one differs by\n%s", way, i, i%2 == 0, a.status, diff)
			}
		}
	}
	number := fmt.Sprint("G-", 2*orders-2)
	if a := w.guess(t, "127.99.0.1", number, "53207", http.Header{}); a.status != http.StatusSeeOther || a.header.Get("Location") != path {
		t.Errorf("the shopper of an order at which few guessed gets %d to %q", a.status, a.header.Get("Location"))
	}
	limited := answer{}
	for i := range 60 { // numbers of nobody, from one network
		if limited = w.guess(t, fmt.Sprintf("127.77.7.%d", i+1), fmt.Sprint("N-", i), "x", http.Header{}); limited.status == http.StatusTooManyRequests {
			break
		}
	}
	if limited.status != http.StatusTooManyRequests {
		t.Errorf("a network that tries number after number gets %d", limited.status)
	}
	if a := w.guess(t, "127.77.7.99", number, "53207", http.Header{}); a.status != limited.status || string(a.body) != string(limited.body) {
		t.Errorf("over the limit a right pair gets %d", a.status)
	}
	w.sound(t)
}
