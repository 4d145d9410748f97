package handler

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

func TestOnePoisonousRecordHarmsOnlyItself(t *testing.T) {
	t.Parallel()
	b := setup()
	junk := events.SQSMessage{MessageId: "junk", Body: "no base64 at all"}
	stranger := inbound(t, "stranger", queue.Inbound{Source: "nobody", Account: "a", Kind: queue.Webhook, Assurance: shipment.Signed, Received: now, Body: []byte("x")})
	again := b.deliver(t, push(t, "m1", "1Z0001 a"), junk, push(t, "unreadable", "unreadable"), push(t, "bug", "explode"), stranger, push(t, "m2", "1Z0002 b"))
	if again != "bug" {
		t.Errorf("come back: %q, want only the one that met a bug of ours", again)
	}
	if b.scans("1Z0001") != 1 || b.scans("1Z0002") != 1 || len(b.store.parked) != 3 {
		t.Errorf("%d numbers, %d parked", len(b.store.numbers), len(b.store.parked))
	}
	for _, p := range b.store.parked {
		if p.ID == "" || p.Reason == "" || p.At.IsZero() || !bytes.HasPrefix(p.Sealed, []byte("X#2026-11-21/body/")) {
			t.Errorf("parked as %+v", p)
		}
	}
	if strings.Contains(b.log.String(), "jo@example.com") {
		t.Error("the log quotes what a panic said")
	}
}

func TestABatchSavesEachNumberOnce(t *testing.T) {
	t.Parallel()
	b := setup()
	if again := b.deliver(t, push(t, "m1", "1z 0001 a\n1Z0002 x"), push(t, "m2", "1Z-0001 b"), push(t, "m3", "1Z0001 a")); again != "" {
		t.Errorf("come back: %q", again)
	}
	if b.scans("1Z0001") != 2 || b.scans("1Z0002") != 1 || b.store.writes != 2 {
		t.Errorf("%d and %d scans in %d writes", b.scans("1Z0001"), b.scans("1Z0002"), b.store.writes)
	}
	if b.deliver(t, push(t, "m1", "1Z0001 a")); b.store.writes != 2 || !strings.Contains(b.log.String(), `"Duplicates":1`) {
		t.Errorf("a duplicate costs a write, or is not counted:\n%s", b.log)
	}
	for _, f := range b.store.numbers["1Z0001"].Facts {
		if f.Assurance != shipment.BySecret {
			t.Errorf("assurance %q", f.Assurance)
		}
	}
}

// News is measured from the push that has waited longest; an answer to a poll was pushed by nobody.
func TestTheTimeOfAPushTravelsWithItsFacts(t *testing.T) {
	t.Parallel()
	b := setup()
	sent := func(id string, ago time.Duration, text string) events.SQSMessage {
		return inbound(t, id, queue.Inbound{Source: "lines", Account: "default", Kind: queue.Webhook, Assurance: shipment.BySecret, Received: now.Add(-ago), Body: []byte(text)})
	}
	b.deliver(t, poll(t, "p1", "1Z0001 a\n1Z0003 c", "1Z0001", "1Z0003"), sent("m1", 2*time.Second, "1Z0001 b"), sent("m2", 3*time.Second, "1Z0001 d"), sent("m3", time.Second, "1Z0002 e"))
	for number, ago := range map[string]time.Duration{"1Z0001": 3 * time.Second, "1Z0002": time.Second} {
		if got, want := b.store.accepted[number], now.Add(-ago).UnixMilli(); got != want {
			t.Errorf("%s was accepted at %d, want %d", number, got, want)
		}
	}
	if got, ok := b.store.accepted["1Z0003"]; got != 0 || !ok {
		t.Errorf("an answer to a poll was accepted at %d", got)
	}
}

func TestAFailingNumberFailsOnlyItsRecords(t *testing.T) {
	t.Parallel()
	b := setup()
	b.store.fail = func(number string) error {
		if number == "1Z0002" {
			return fault.New(fault.Conflict, "met other writers")
		}
		return nil
	}
	again := b.deliver(t, push(t, "m1", "1Z0001 a"), push(t, "m2", "1Z0001 b\n1Z0002 c"), push(t, "m3", "1Z0003 d"))
	if again != "m2" || b.scans("1Z0001") != 2 || b.scans("1Z0003") != 1 {
		t.Errorf("come back: %q", again)
	}
	b.store.fail = nil
	if again := b.deliver(t, push(t, "m2", "1Z0001 b\n1Z0002 c")); again != "" || b.scans("1Z0002") != 1 || b.scans("1Z0001") != 2 {
		t.Errorf("come back: %q", again)
	}
}

func TestNumbersThatAreNone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, number string }{
		{"too short", "1Z0"},
		{"too long", strings.Repeat("9", 51)},
		{"a sort key in disguise", "1Z0001#N"},
		{"right to left", "1Z0001\u202e"},
		{"full width digits", "１２３４５"},
		{"a path", "../../etc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			again := b.deliver(t, push(t, "m1", "1Z0001 a\n"+c.number+" b"))
			if again != "" || len(b.store.numbers) != 1 || b.scans("1Z0001") != 1 || len(b.store.parked) != 1 {
				t.Errorf("come back: %q, %d numbers, %d parked", again, len(b.store.numbers), len(b.store.parked))
			}
		})
	}
}

func TestAnswersToPolls(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		answer string
		asked  []string
		want   map[string]string // number: verdict or "scan"
		parked int
	}{
		{"the answer names no number, one was asked", "asked a", []string{"1Z0001"}, map[string]string{"1Z0001": "scan"}, 0},
		{"the answer names no number, two were asked", "asked a", []string{"1Z0001", "1Z0002"}, map[string]string{}, 1},
		{"not found", "problem not_found", []string{"1Z0001"}, map[string]string{"1Z0001": "not_found"}, 0},
		{"one of two not found", "1Z0001 a\nproblem not_found 1z0002", []string{"1Z0001", "1Z0002"}, map[string]string{"1Z0001": "scan", "1Z0002": "not_found"}, 0},
		{"not permitted", "problem unauthorized", []string{"1Z0001", "1Z0002"}, map[string]string{"1Z0001": "not_permitted", "1Z0002": "not_permitted"}, 0},
		{"too often says nothing about the parcel", "problem rate_limited", []string{"1Z0001"}, map[string]string{}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			for range 2 { // the second time changes nothing
				if again := b.deliver(t, poll(t, "m1", c.answer, c.asked...)); again != "" {
					t.Errorf("come back: %q", again)
				}
			}
			got := map[string]string{}
			for number, n := range b.store.numbers {
				for _, f := range n.Facts {
					got[number] += "scan"
					if f.Kind == shipment.VerdictFact {
						got[number] = f.Code
					}
					if f.Assurance != shipment.Polled {
						t.Errorf("assurance %q", f.Assurance)
					}
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) || len(b.store.parked) != c.parked {
				t.Errorf("got %v, %d parked", got, len(b.store.parked))
			}
		})
	}
}

func TestProblemsOfAPushAreNoVerdicts(t *testing.T) {
	t.Parallel()
	b := setup()
	if again := b.deliver(t, push(t, "m1", "problem not_found 1Z0001")); again != "" || len(b.store.numbers) != 0 {
		t.Errorf("come back: %q, %d numbers", again, len(b.store.numbers))
	}
}

func TestWhoSignedIsSealed(t *testing.T) {
	t.Parallel()
	b := setup()
	b.deliver(t, push(t, "m1", "1Z0001 a Smith"))
	n := b.store.numbers["1Z0001"]
	if len(n.Proofs) != 1 || string(n.Proofs[n.Facts[0].ID]) != "T#1Z0001/proof/5 bytes" {
		t.Errorf("proofs: %q", n.Proofs)
	}
	if strings.Contains(b.log.String(), "Smith") {
		t.Error("the log names the signer")
	}
	b = setup()
	b.sealer = wax{err: fault.New(fault.Unavailable, "no key")}
	if again := b.deliver(t, push(t, "m1", "1Z0001 a Smith"), push(t, "m2", "1Z0002 b")); again != "m1" || b.scans("1Z0001") != 0 {
		t.Errorf("without a key nothing may be saved in clear; come back: %q", again)
	}
}

// Of a parcel whose order was erased a late scan lands, and nothing that is personal with it.
func TestWhoSignedForAnErasedParcelIsDropped(t *testing.T) {
	t.Parallel()
	b := setup()
	b.sealer = wax{err: fault.New(fault.Gone, "destroyed")}
	if again := b.deliver(t, push(t, "m1", "1Z0001 a Smith")); again != "" {
		t.Errorf("come back: %q; a dropped name would be tried for ever", again)
	}
	n := b.store.numbers["1Z0001"]
	if len(n.Facts) != 1 || !n.Facts[0].Signed || len(n.Proofs) != 0 || len(b.store.parked) != 0 {
		t.Errorf("facts %+v, proofs %q, %d parked; want the scan alone", n.Facts, n.Proofs, len(b.store.parked))
	}
	if strings.Contains(b.log.String(), "Smith") {
		t.Error("the log names the signer")
	}
}

func TestAliases(t *testing.T) {
	t.Parallel()
	b := setup()
	b.deliver(t, push(t, "m1", "LAST0001 early"))
	b.deliver(t, push(t, "m2", "MAIN0001 a\nMAIN0001 alias LAST0001"))
	if b.store.numbers["LAST0001"].Main != "MAIN0001" || b.scans("MAIN0001") != 2 {
		t.Errorf("the pointer is %q, the main number has %d scans", b.store.numbers["LAST0001"].Main, b.scans("MAIN0001"))
	}
	b.deliver(t, push(t, "m3", "LAST0001 later"))
	if b.scans("MAIN0001") != 3 {
		t.Errorf("what is told under the alias must reach the main number, which has %d scans", b.scans("MAIN0001"))
	}
	b.store.numbers["CLAIMED1"] = store.Number{Number: "CLAIMED1", Claims: []store.ClaimState{{}}}
	b.deliver(t, push(t, "m4", "PIECE001 p1\nPIECE001 alias CLAIMED1"), push(t, "m5", "PIECE002 p2\nPIECE002 alias CLAIMED1"))
	if n := b.store.numbers["CLAIMED1"]; n.Main != "" || len(n.Facts) != 2 || b.scans("PIECE001") != 1 || b.scans("PIECE002") != 1 {
		t.Errorf("a claimed lead number holds its pieces' scans and mixes them into no piece: %+v", n)
	}
}

// A push about one scan names no alias. The ones that were told of before hear of it all the same, when an order claims them.
func TestKnownAliasesHearOfPushesThatNameNone(t *testing.T) {
	t.Parallel()
	claimed := func(b *bench, number string) {
		n := b.store.numbers[number]
		n.Number, n.Claims = number, []store.ClaimState{{}}
		b.store.numbers[number] = n
	}
	for _, c := range []struct {
		name, before, push string
		claim              []string
		want               map[string]int // scans
		calls              int            // of the store, for the push
	}{
		{"claimed before the tie", "MAIN0001 alias LAST0001", "MAIN0001 a", []string{"LAST0001"}, map[string]int{"MAIN0001": 1, "LAST0001": 1}, 3},
		{"nobody claims it", "MAIN0001 alias LAST0001", "MAIN0001 a", nil, map[string]int{"MAIN0001": 1, "LAST0001": 0}, 2},
		{"one of two", "MAIN0001 alias LAST0001\nMAIN0001 alias LAST0002", "MAIN0001 a", []string{"LAST0002"}, map[string]int{"MAIN0001": 1, "LAST0001": 0, "LAST0002": 1}, 4},
		{"the push names it", "MAIN0001 alias LAST0001", "MAIN0001 a\nMAIN0001 alias LAST0001", []string{"LAST0001"}, map[string]int{"MAIN0001": 1, "LAST0001": 1}, 3},
		{"told under another alias", "MAIN0001 alias LAST0001\nMAIN0001 alias LAST0002", "LAST0001 a", []string{"LAST0002"}, map[string]int{"MAIN0001": 1, "LAST0001": 1, "LAST0002": 1}, 4},
		{"a number without aliases", "MAIN0002 early", "MAIN0001 a", []string{"LAST0001"}, map[string]int{"MAIN0001": 1, "LAST0001": 0}, 1},
	} {
		b := setup()
		for _, number := range c.claim {
			claimed(b, number)
		}
		b.deliver(t, push(t, "m1", c.before))
		b.store.calls = 0
		b.store.fail = func(number string) error {
			if slices.Contains(c.claim, number) {
				return fault.New(fault.Unavailable, "no answer")
			}
			return nil
		}
		wants := c.want["LAST0001"]+c.want["LAST0002"] > 0 && len(c.claim) > 0
		if again := b.deliver(t, push(t, "m2", c.push)); (again == "m2") != wants {
			t.Errorf("%s: while the alias cannot be reached, %q comes back", c.name, again)
		}
		b.store.fail, b.store.calls = nil, 0
		b.deliver(t, push(t, "m2", c.push))
		if b.store.calls != c.calls {
			t.Errorf("%s: %d calls of the store, want %d", c.name, b.store.calls, c.calls)
		}
		writes := b.store.writes
		b.deliver(t, push(t, "m2", c.push))
		if b.store.writes != writes {
			t.Errorf("%s: a duplicate costs %d writes", c.name, b.store.writes-writes)
		}
		for number, scans := range c.want {
			if n := b.scans(number); n != scans {
				t.Errorf("%s: %s has %d scans, want %d", c.name, number, n, scans)
			}
		}
	}
}

// What a source says of the number that it was asked for says nothing about the parcel's other numbers.
func TestVerdictsStayWithTheirNumber(t *testing.T) {
	t.Parallel()
	b := setup()
	b.store.numbers["LAST0001"] = store.Number{Number: "LAST0001", Claims: []store.ClaimState{{}}}
	b.deliver(t, push(t, "m1", "MAIN0001 alias LAST0001"))
	b.deliver(t, poll(t, "m2", "problem not_found", "MAIN0001"))
	if len(b.store.numbers["MAIN0001"].Facts) != 1 || len(b.store.numbers["LAST0001"].Facts) != 0 {
		t.Errorf("the alias was told %+v", b.store.numbers["LAST0001"].Facts)
	}
}

// An operator puts a parked body through the same door again, so that it has to say how it came.
func TestWhatIsParkedSaysHowItCame(t *testing.T) {
	t.Parallel()
	b := setup()
	b.deliver(t, push(t, "m1", "unreadable"), poll(t, "m2", "1Z0001 a\nunreadable", "1Z0001", "1Z0002"))
	got := map[string]string{}
	for _, p := range b.store.parked {
		got[p.Kind] = fmt.Sprintf("%s %v %d", p.Assurance, p.Numbers, p.Status)
	}
	if want := map[string]string{"webhook": "secret [] 0", "poll": "polled [1Z0001 1Z0002] 0"}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("parked as %v, want %v", got, want)
	}
}

func TestParkingFails(t *testing.T) {
	t.Parallel()
	b := setup()
	b.store.full = errors.New("no room")
	long := push(t, "long", "unreadable")
	long.Body = strings.Repeat("A", maxParked+1)
	if again := b.deliver(t, push(t, "m1", "unreadable"), long, push(t, "m2", "1Z0001 a")); again != "m1 long" {
		t.Errorf("come back: %q; a body that is kept nowhere must not be acknowledged", again)
	}
}

func TestNoTimeLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), reserve-time.Second)
		defer cancel()
		b := setup()
		response, err := b.Handle(ctx, events.SQSEvent{Records: []events.SQSMessage{push(t, "m1", "1Z0001 a")}})
		if err != nil || len(response.BatchItemFailures) != 1 || len(b.store.numbers) != 0 {
			t.Errorf("%d come back, %d numbers, %v", len(response.BatchItemFailures), len(b.store.numbers), err)
		}
	})
}

func TestWhatIsCounted(t *testing.T) {
	t.Parallel()
	b := setup()
	b.deliver(t, push(t, "m1", "1Z0001 odd"), push(t, "m2", "unreadable"))
	for _, want := range []string{`"UnmappedCodes":1`, `"ParseFailures":1`, `"BodiesUnreadable":1`, `"CodesUnmapped":1`, `"Lag":[1000,1000]`, `"source":"lines"`, `"records":2`, `"saved":1`, `"parked":1`} {
		if !strings.Contains(b.log.String(), want) {
			t.Errorf("%s is missing in\n%s", want, b.log)
		}
	}
}

// Whatever fails before or after a save, and however often records are delivered again: a record is acknowledged only when all
// of its scans are saved, and in the end every scan is there exactly once.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := setup()
		says := map[string]string{
			"m1": "1Z0001 a\n1Z0002 b", "m2": "1Z0001 a\n1Z0001 c", "m3": "1Z0002 d\n1Z0002 alias 1Z0003", "m4": "1Z0003 e Smith",
		}
		want := map[string][]string{"1Z0001": {"a", "c"}, "1Z0002": {"b", "d"}, "1Z0003": {"e"}}
		trouble := func(string) error {
			if rapid.IntRange(0, 3).Draw(t, "luck") == 0 {
				return fault.New(fault.Unavailable, "no answer")
			}
			return nil
		}
		b.store.fail, b.store.lose = trouble, trouble
		pending := []string{"m1", "m2", "m3", "m4"}
		for delivery := 0; len(pending) > 0; delivery++ {
			if delivery == 6 {
				b.store.fail, b.store.lose = nil, nil
			}
			var messages []events.SQSMessage
			for _, id := range rapid.Permutation(pending).Draw(t, "order") {
				messages = append(messages, push(t, id, says[id]))
			}
			response, err := b.Handle(context.Background(), events.SQSEvent{Records: messages})
			if err != nil {
				t.Fatal(err)
			}
			var again []string
			for _, f := range response.BatchItemFailures {
				again = append(again, f.ItemIdentifier)
			}
			for _, id := range pending {
				if !slices.Contains(again, id) {
					b.mustHold(t, says[id])
				}
			}
			pending = again
		}
		for number, scans := range want {
			for _, scan := range scans {
				b.mustHold(t, number+" "+scan)
			}
		}
		if n := b.scans("1Z0001"); n != 2 {
			t.Fatalf("1Z0001 has %d scans, want 2", n)
		}
	})
}

func (b *bench) mustHold(t *rapid.T, text string) {
	update, err := lines{}.Decode("", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range update.Parcels {
		for _, f := range p.Facts {
			if !slices.ContainsFunc(b.store.numbers[p.Number].Facts, func(g shipment.Fact) bool { return g.ID == f.ID }) {
				t.Fatalf("%q was acknowledged and is not in %s", text, p.Number)
			}
		}
	}
}
