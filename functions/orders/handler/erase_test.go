package handler

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/secret"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/survey"
	"doorstep/shared/watch"
)

const upsNumber = "1Z999AA10123456784"

// lived is a shop with one order that has seen everything: a delivery with a signer, a vote, a report, a message, two links.
func lived(t *testing.T) shop {
	t.Helper()
	s := newShop(t)
	if w := s.send("PUT", path, strings.Replace(full, `"currency"`, `"refs":[{"system":"shopify","id":"4507"}],"currency"`, 1)); w.Code != 201 {
		t.Fatalf("PUT gives %d %s", w.Code, w.Body)
	}
	s.send("POST", path+"/links", `{"scope":"gift"}`)
	vault, id := testKeys(t, s).ring.vault, order.ID("aster", "A-1001")
	f := shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Carrier: "ups", Assurance: shipment.Signed, Status: shipment.Delivered, Signed: true,
		At: shipment.Moment{Local: "2026-11-20T10:00:00", Offset: "+01:00", Zone: shipment.ZonePayload, Precision: shipment.Second}}, "delivered")
	old := f
	old.At.Local = "2025-03-01T10:00:00" // of the parcel that had the number before
	old = shipment.Identify(old, "long ago")
	n := s.numbers[upsNumber]
	n.Facts = []shipment.Fact{old, f}
	n.Proofs = map[string][]byte{f.ID: sealed(t, vault, "T#"+upsNumber, "proof", "Canary Signer"), old.ID: sealed(t, vault, "T#"+upsNumber, "proof", "A Stranger")}
	n.Claims[0].Status, n.Aliases = shipment.Delivered, []string{"OTHER1", "THEIRS1"}
	s.numbers[upsNumber] = n
	s.numbers["THEIRS1"] = store.Number{Number: "THEIRS1", Claims: []store.ClaimState{{Claim: shipment.Claim{Order: "somebody else's", Shipment: "s"}}}}
	parcel := n.Claims[0].Shipment
	s.about[id] = store.About{
		Decisions: []store.Decision{
			{Order: id, Key: parcel + "/0/delivered/1/owner/email", Kind: "delivered", Outcome: "send", Reason: "news", State: "sent", At: now, SentAt: now, Attempts: 1},
			{Order: id, Key: "/0/refunded/1/ben/email", Outcome: "skip", Reason: "no_consent", At: now.Add(-time.Hour)},
		},
		Votes: []store.Vote{{Order: id, Shipment: parcel, Vote: survey.Vote{Score: 2, Reason: "late", First: now, Changed: now},
			Comment: sealed(t, vault, secret.OfOrder(id), survey.CommentLabel(parcel, ""), "Canary was not at home")}},
		Findings: []store.Finding{{Order: id, Shipment: parcel, State: store.FindingOver, Made: now, Found: watch.Finding{Kind: watch.Silent, Occurrence: 1, Since: now, Action: watch.Action{Text: "Trace it."}}}},
		Cases: []store.Case{{Order: id, Shipment: parcel, Case: survey.Case{Kind: survey.Damaged, Open: true, Opened: now, Times: 1},
			Comment: sealed(t, vault, secret.OfOrder(id), survey.CommentLabel(parcel, survey.Damaged), "Canary's mug is broken")}},
	}
	s.wrote()
	return s
}

func sealed(t *testing.T, vault *seal.Vault, owner, label, plain string) []byte {
	t.Helper()
	b, err := vault.Seal(t.Context(), owner, label, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestExportShowsEverything(t *testing.T) {
	t.Parallel()
	s := lived(t)
	w := s.send("GET", path+"/export", "")
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	got := decode[export](t, w)
	want := exportRecipient{
		Name: "Ada Canary", Email: "ada@canary.example", Phone: "+43 1 234567", Line1: "Canary Lane 7", City: "Wien", Postal: "1010", Country: "AT",
	}
	if diff := cmp.Diff(&want, got.Recipient); diff != "" || got.Lookup != 2 {
		t.Errorf("%d hashes, recipient differs (-want +got):\n%s", got.Lookup, diff)
	}
	p := got.Shipments[0]
	if p.Status != shipment.Delivered || len(p.Facts) != 1 || len(p.SignedBy) != 1 || p.SignedBy[0].Name != "Canary Signer" || p.TrackingNumber != upsNumber {
		t.Errorf("shipment %+v", p)
	}
	if len(got.Votes) != 1 || got.Votes[0].Comment != "Canary was not at home" || got.Votes[0].Score != 2 {
		t.Errorf("votes %+v", got.Votes)
	}
	if len(got.Cases) != 1 || got.Cases[0].Comment != "Canary's mug is broken" || got.Cases[0].Kind != "damaged" {
		t.Errorf("cases %+v", got.Cases)
	}
	if len(got.Findings) != 1 || got.Findings[0].Kind != watch.Silent || got.Findings[0].State != "over" || got.Findings[0].Action != "Trace it." {
		t.Errorf("findings %+v", got.Findings)
	}
	wanted := []exportDecision{
		{At: "2026-11-21T11:00:00Z", Kind: "refunded", Recipient: "ben", Channel: "email", Result: "not sent", Why: "The recipient did not agree to this channel, or refused it.",
			Outcome: "skip", Reason: "no_consent", Message: "/0/refunded/1/ben/email"},
		{At: "2026-11-21T12:00:00Z", Kind: "delivered", Shipment: p.ID, Recipient: "owner", Channel: "email", Result: "sent", Why: "It was news when it was decided.",
			Outcome: "send", Reason: "news", State: "sent", SentAt: "2026-11-21T12:00:00Z", Message: p.ID + "/0/delivered/1/owner/email"},
	}
	if diff := cmp.Diff(wanted, got.Decisions); diff != "" {
		t.Errorf("decisions differ (-want +got):\n%s", diff)
	}
	if len(got.Links) != 2 || got.Links[0].Scope != "owner" || got.Links[1].Scope != "gift" || got.Links[0].Expires == "" {
		t.Errorf("links %+v", got.Links)
	}
	if strings.Contains(w.Body.String(), "Stranger") {
		t.Error("the export names who signed for the parcel that had the number before")
	}
	if s.wrote() != "" {
		t.Error("an export writes")
	}
	if strings.Contains(s.log.String(), "Canary") {
		t.Error("the log holds what was exported")
	}
	if w := s.send("GET", "/v1/orders/aster/nobody/export", ""); w.Code != 404 {
		t.Errorf("an export of no order: %d", w.Code)
	}
}

func TestErase(t *testing.T) {
	t.Parallel()
	s := lived(t)
	id := order.ID("aster", "A-1001")
	first := s.send("DELETE", path, "")
	if first.Code != 200 || decode[erased](t, first).ErasedAt != "2026-11-21T12:00:00Z" {
		t.Fatalf("%d %s", first.Code, first.Body)
	}
	steps := strings.Split(s.wrote(), ", ")
	keys := []string{"no key T#" + upsNumber, "no key T#9400111202555842332669", "no key T#OTHER1", "no key order/" + id}
	after := []string{"no link", "no link", "no link", "order", "claim " + upsNumber, "claim 9400111202555842332669", "claim OTHER1", "forgotten", "no pointer"}
	if diff := cmp.Diff(keys, slices.Sorted(slices.Values(steps[:4]))); diff != "" || !slices.Equal(steps[4:], after) {
		t.Errorf("steps %v", steps)
	}
	if _, ok := s.gone["T#THEIRS1"]; ok {
		t.Error("the key of a number that another order claims was destroyed")
	}
	if until := s.gone["order/"+id]; !until.IsZero() {
		t.Errorf("the order may be sealed again from %v", until)
	}
	if until := s.gone["T#"+upsNumber]; !until.Equal(now.Add(400 * 24 * time.Hour)) {
		t.Errorf("the number may be sealed again from %v", until)
	}
	if len(s.links) != 0 || len(s.pointers) != 0 || s.refs["aster/shopify/4507"] != id {
		t.Errorf("links %v, pointers %v, refs %v", s.links, s.pointers, s.refs)
	}
	if o := s.orders[id]; len(o.Sealed) != 0 || len(o.Lookup) != 0 || strings.Contains(fmt.Sprint(order.Decode(id, "aster", "A-1001", o.Body)), "Mug") {
		t.Errorf("left is %+v", o)
	}
	again := s.send("DELETE", path, "")
	if again.Code != 200 || again.Body.String() != first.Body.String() {
		t.Errorf("asked again: %d %s", again.Code, again.Body)
	}
	for _, call := range [][3]string{{"PUT", "", full}, {"POST", "/shipments", `{"tracking_number":"1Z999AA10123456784"}`}, {"POST", "/links", `{"scope":"support"}`}, {"DELETE", "/links", ""}} {
		if w := s.send(call[0], path+call[1], call[2]); w.Code != 410 || !strings.Contains(w.Body.String(), "erased on 2026-11-21") {
			t.Errorf("%s %s gives %d %s, want 410", call[0], call[1], w.Code, w.Body)
		}
	}
	known := decode[record](t, s.send("GET", path, ""))
	if known.ErasedAt == "" || known.TrackingURL != "" || len(known.Items) != 0 || known.Shipments[0].Status != shipment.Delivered {
		t.Errorf("the record shows %+v", known)
	}
	w := s.send("GET", path+"/export", "")
	if got := decode[export](t, w); got.Recipient != nil || len(got.Links) != 0 || strings.Contains(w.Body.String(), "Canary") || got.Votes[0].Score != 2 {
		t.Errorf("the export still shows %s", w.Body)
	}
	if w := s.send("DELETE", "/v1/orders/aster/nobody", ""); w.Code != 404 {
		t.Errorf("erasing no order: %d", w.Code)
	}
}

// Whatever step an erasure dies at, nothing personal can be read from its first step on, and repeating it finishes it.
// A DELETE right behind the PUT finds the order although a copy that is behind does not show it yet.
func TestEraseOfAnOrderJustStored(t *testing.T) {
	t.Parallel()
	s := lived(t)
	s.fail["Order"] = fault.New(fault.NotFound, "not in this copy yet")
	if w := s.send("DELETE", path, ""); w.Code != 200 {
		t.Errorf("DELETE gives %d %s", w.Code, w.Body)
	}
}

func TestEraseDiesHalfway(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"DestroyDataKey", "Numbers", "DeleteLink", "PutOrder", "Claim", "LatestNumber", "ForgetAbout", "DeletePointer"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := lived(t)
			s.fail[method] = fault.New(fault.Unavailable, "no answer")
			if w := s.send("DELETE", path, ""); w.Code != 503 {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			delete(s.fail, method)
			if method != "DestroyDataKey" {
				if w := s.send("GET", path+"/export", ""); strings.Contains(w.Body.String(), "Ada Canary") || w.Code != 200 {
					t.Errorf("left is %d %s", w.Code, w.Body)
				}
			}
			if w := s.send("DELETE", path, ""); w.Code != 200 {
				t.Fatalf("repeated: %d %s", w.Code, w.Body)
			}
			id := order.ID("aster", "A-1001")
			if len(s.links) != 0 || len(s.pointers) != 0 || len(s.orders[id].Sealed) != 0 || len(s.gone) != 4 {
				t.Errorf("links %v, pointers %v, order %+v, %d destroyed keys", s.links, s.pointers, s.orders[id], len(s.gone))
			}
		})
	}
}

// A body that comes while the order is being erased: its parcel's key goes too.
func TestEraseMeetsAChange(t *testing.T) {
	t.Parallel()
	s := lived(t)
	s.before["PutOrder"] = func(*memory) {
		if w := s.send("PUT", path, `{"shipments":[{"tracking_number":"1Z879E930346834440"}]}`); w.Code != 200 {
			t.Errorf("the change gives %d %s", w.Code, w.Body)
		}
	}
	if w := s.send("DELETE", path, ""); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if _, ok := s.gone["T#1Z879E930346834440"]; !ok || len(s.pointers) != 0 {
		t.Errorf("destroyed %v, pointers %v", s.gone, s.pointers)
	}
}

// A change that read the order before it was erased writes its pointer first; it must not stay.
func TestAChangeMeetsAnErasure(t *testing.T) {
	t.Parallel()
	s := lived(t)
	s.before["PutOrder"] = func(*memory) {
		if w := s.send("DELETE", path, ""); w.Code != 200 {
			t.Errorf("the erasure gives %d %s", w.Code, w.Body)
		}
	}
	if w := s.send("PUT", path, `{"channel":"phone"}`); w.Code != 410 {
		t.Errorf("the change gives %d %s", w.Code, w.Body)
	}
	if len(s.pointers) != 0 || len(s.orders[order.ID("aster", "A-1001")].Sealed) != 0 {
		t.Errorf("pointers %v, order %+v", s.pointers, s.orders)
	}
}
