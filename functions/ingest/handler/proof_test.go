package handler

import (
	"errors"
	"strings"
	"testing"
	"time"

	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// claim makes a number that an order claims.
func (b *bench) claim(number string) {
	b.store.numbers[number] = store.Number{Number: number, Claims: []store.ClaimState{{Claim: shipment.Claim{Order: "o1", Shipment: "s1", Brand: "aster"}}}}
}

// state is what the order sees.
func (b *bench) state(number string) shipment.State {
	return shipment.Fold(b.store.numbers[number].Facts)
}

func TestAnEndWithoutProofIsAskedAbout(t *testing.T) {
	t.Parallel()
	signed := func(in queue.Inbound) queue.Inbound { in.Assurance = shipment.Signed; return in }
	for _, c := range []struct {
		name  string
		in    queue.Inbound
		claim bool
		sent  int
	}{
		{"without proof", queue.Inbound{Body: []byte("1Z0001 delivered@1")}, true, 1},
		{"signed", signed(queue.Inbound{Body: []byte("1Z0001 delivered@1")}), true, 0},
		{"no end", queue.Inbound{Body: []byte("1Z0001 seen@1")}, true, 0},
		{"nobody waits for it", queue.Inbound{Body: []byte("1Z0001 delivered@1")}, false, 0},
	} {
		b := setup()
		if c.claim {
			b.claim("1Z0001")
		}
		c.in.Source, c.in.Account, c.in.Kind, c.in.Received = "lines", "default", queue.Webhook, now
		if c.in.Assurance == "" {
			c.in.Assurance = shipment.BySecret
		}
		again := b.deliver(t, inbound(t, "m1", c.in))
		if again != "" || len(b.box.sent) != c.sent || c.sent == 1 && b.box.sent[0] != (queue.PollRequest{Number: "1Z0001", Reason: queue.Confirm}) {
			t.Errorf("%s: comes back %q, requests %+v", c.name, again, b.box.sent)
		}
	}
}

func TestARequestThatCannotBeQueuedBringsItsRecordBack(t *testing.T) {
	t.Parallel()
	b := setup()
	b.claim("1Z0001")
	b.box.err = errors.New("refused")
	shake := push(t, "m2", "handshake sub-7 s3cr3t")
	if again := b.deliver(t, push(t, "m1", "1Z0001 delivered@1"), shake, push(t, "m3", "1Z0002 a")); again != "m1 m2" {
		t.Errorf("come back: %q", again)
	}
	b.box.err = nil
	if again := b.deliver(t, push(t, "m1", "1Z0001 delivered@1"), shake); again != "" || len(b.box.sent) != 2 {
		t.Errorf("come back: %q, requests %v", again, b.box.sent)
	}
}

func TestTheCarrierDeniesOrConfirmsAnEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, push, answer string
		status             shipment.Status
		doubt              bool
		denied             string
	}{
		{"it tells of none", "1Z0001 delivered@1", "1Z0001 seen@2", shipment.InTransit, false, `"EndsDenied":1`},
		{"it tells of the same", "1Z0001 delivered@1", "1Z0001 seen@2\n1Z0001 delivered@1", shipment.Delivered, false, ""},
		{"its answers may lag", "1Z0001 delivered@0", "1Z0001 seen@2", shipment.Delivered, true, ""},
		{"it does not know the number", "1Z0001 delivered@1", "problem not_found", shipment.Delivered, true, ""},
	} {
		b := setup()
		b.claim("1Z0001")
		b.deliver(t, push(t, "m1", c.push))
		if st := b.state("1Z0001"); st.Status != shipment.Delivered || !st.Unconfirmed {
			t.Fatalf("%s: at first %s, unconfirmed %v", c.name, st.Status, st.Unconfirmed)
		}
		for range 2 {
			if again := b.deliver(t, poll(t, "m2", c.answer, "1Z0001")); again != "" {
				t.Errorf("%s: comes back %q", c.name, again)
			}
		}
		if st := b.state("1Z0001"); st.Status != c.status || st.Unconfirmed != c.doubt || !strings.Contains(b.log.String(), c.denied) {
			t.Errorf("%s: %s, unconfirmed %v\n%s", c.name, st.Status, st.Unconfirmed, b.log)
		}
		if len(b.box.sent) != 1 {
			t.Errorf("%s: an answer to a poll leads to another: %+v", c.name, b.box.sent)
		}
	}
}

func TestHandshakesGoToPoll(t *testing.T) {
	t.Parallel()
	b := setup()
	if again := b.deliver(t, push(t, "m1", "handshake sub-7 s3cr3t")); again != "" || len(b.box.sent) != 1 || len(b.store.parked) != 0 {
		t.Fatalf("comes back %q, requests %v, %d parked", again, b.box.sent, len(b.store.parked))
	}
	got := b.box.sent[0]
	if got.Reason != "handshake" || *got.Handshake != (queue.Handshake{Source: "lines", Account: "default", Subscription: "sub-7", Secret: "s3cr3t"}) {
		t.Errorf("requested %q of %v", got.Reason, got.Handshake)
	}
	if strings.Contains(b.log.String(), "s3cr3t") {
		t.Error("the log tells the secret")
	}
	b.deliver(t, poll(t, "m2", "handshake sub-7 s3cr3t", "1Z0001"))
	if len(b.box.sent) != 1 {
		t.Error("an answer to a poll is no handshake")
	}
}

// A gateway's page, an empty body: the status says what there is to say, and no operator has to look at it.
func TestAnswersThatOnlyTheirStatusExplains(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		status     int
		verdict    string
		parked     int
	}{
		{"an empty 404", "", 404, shipment.VerdictNotFound, 0},
		{"a page for a 404", "unreadable", 404, shipment.VerdictNotFound, 0},
		{"a page for a 403", "unreadable", 403, shipment.VerdictNotPermitted, 0},
		{"a page for a 503", "unreadable", 503, "", 0},
		{"an empty 401", "", 401, shipment.VerdictNotPermitted, 0},
		{"a page for a success", "unreadable", 200, "", 1},
		{"a page of an unknown status", "unreadable", 0, "", 1},
		{"a body that can be read speaks for itself", "problem rate_limited", 404, "", 0},
	} {
		b := setup()
		in := queue.Inbound{Source: "lines", Account: "default", Kind: queue.Poll, Assurance: shipment.Polled, Received: now.Add(-time.Second),
			Numbers: []string{"1Z0001"}, Status: c.status, Body: []byte(c.body)}
		again := b.deliver(t, inbound(t, "m1", in))
		got := ""
		for _, f := range b.store.numbers["1Z0001"].Facts {
			got = f.Code
		}
		if again != "" || got != c.verdict || len(b.store.parked) != c.parked {
			t.Errorf("%s: comes back %q, verdict %q, %d parked", c.name, again, got, len(b.store.parked))
		}
	}
}
