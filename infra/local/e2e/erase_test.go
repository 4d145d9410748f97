package e2e

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/brand"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/fault"
	"doorstep/shared/order"
)

// The parcels of the story: one that only the erased order has, one box that it shares, and a name of the first that comes to light late.
const (
	ownParcel = "1Z879E930346834440"
	sharedBox = "1Z590A6E0390244640"
	lateName  = "LX550172846US"
)

// TestAnErasedOrderNamesNobody gives an order everything personal that the system takes, erases it in the middle of traffic, lets late
// news of all kinds arrive, and then looks everywhere: no table, log, metric or queue holds a word of the person, no mail leaves any
// more, what shoppers see cannot be told from an order that never was, and what only counts is as it was. Others keep their data.
// Mails that left before the erasure are in their readers' hands.
func TestAnErasedOrderNamesNobody(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	seen := w.watchQueues(t)
	s := w.person(t)
	before := s.snapshot(t)

	s.eraseInTraffic(t)
	w.closed(t, s.links...)
	s.forms(t)
	s.lateNews(t)
	s.merchantsAfter(t)
	s.time(t)

	s.unchanged(t, before)
	s.othersKeepTheirs(t)
	s.namesNobody(t, s.id, ownParcel)
	nameless(t, "log and metrics", w.log.all())
	for _, function := range []string{"webhook", "ingest", "relay", "notify", "orders", "track", "survey", "schedule", "poll", "watch", "feedback"} {
		if !bytes.Contains(w.log.all(), []byte(`"function":"`+function+`"`)) {
			t.Errorf("the log holds no line of %s, so it proves nothing", function)
		}
	}
	s.backup(t, before)
	w.namelessQueues(t, seen())
}

// life is the story of one person's order.
type life struct {
	world
	id    string   // of the order
	links []string // owner's, gift's and support's
	stop  string   // the address that stops messages
	own   carriersim.Parcel
	box   carriersim.Parcel
	begin time.Time
	body  map[string]any
	mails int // that had left when the erasure had settled
}

// person registers the order and lets it live, beside the orders of others.
func (w world) person(t *testing.T) *life {
	t.Helper()
	begin := time.Now().Add(-40 * time.Hour)
	s := &life{world: w, begin: begin, id: order.ID(demo.Brand, "#1001"),
		own: carriersim.Parcel{Number: ownParcel, Carrier: "ups", SignedBy: "CANARY SIGNER",
			Life: lifeOf(begin, scan(carriersim.Pickup, 10), scan(carriersim.Arrived, 20), scan(carriersim.OutForDelivery, 36), scan(carriersim.Delivered, 38))},
		box: carriersim.Parcel{Number: sharedBox, Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Pickup, 10), scan(carriersim.Delivered, 37)), SignedBy: "ROBIN KEEPER"}}
	w.editBrand(t, func(r *brand.Record) {
		on, now := true, 0
		bySMS(r, "shipped")
		r.Messages.Merge, r.Lookup.ByNumber = &now, true
		r.Messages.Kinds["delivered"] = brand.Rule{Delay: 30}
		r.Messages.Kinds["in_transit"] = brand.Rule{On: &on}
	})
	w.sim.Add(s.own)
	s.others(t)

	s.body = orderOf(begin, [2]string{"ups", ownParcel}, [2]string{"ups", sharedBox})
	customer, address := s.body["customer"].(map[string]any), s.body["ship_to"].(map[string]any)
	customer["phone"], customer["company"] = "+49 155 50100199", "Canary Ltd"
	address["line2"], address["city"], address["company"] = "c/o Canary", "Canaryville", "Canary Ltd"
	s.body["note"], s.body["gift_message"], s.body["tags"] = "ring at Canary", "Dear Quinn", []string{"canary"} // nothing here knows such fields
	s.body["refs"] = []map[string]any{{"system": "shopify", "id": "4507"}}
	s.body["promise"] = map[string]any{"latest": begin.Add(-48 * time.Hour).UTC().Format(time.DateOnly)}
	s.body["consent"] = map[string]any{"email": true, "sms": true, "extra": true, "how": "checkout"}
	s.body["watchers"] = []map[string]any{
		{"id": "ben", "name": "Ben Canary", "email": "ben.canary@example.com", "phone": "+4915550100199", "consent": map[string]any{"email": true, "sms": true}},
		{"id": "gran", "name": "Granny Canary", "email": "gran.canary@example.com", "gift": true, "consent": map[string]any{"email": true}},
	}
	owner, _ := w.register(t, "%231001", s.body)
	for i := range s.own.Life {
		if i == 2 { // before it is delivered, so that somebody is late
			w.eventually(t, w.mailed("ben.canary@example.com", "in_transit"))
			w.eventually(t, w.mailed("gran.canary@example.com", "in_transit"))
			w.unsubscribe(t, "gran.canary@example.com")
			w.makeDue(t, ownParcel)
			w.tick(t)
		}
		w.push(t, "ups", pushFor(t, "ups", s.own, i))
	}
	w.pushSaid(t, s.own, 2, "No answer at Quinn Canary's, tried the neighbour")
	w.pushSaid(t, s.box, 0, "Collected for R. Keeper")
	w.push(t, "ups", pushFor(t, "ups", s.box, 1))
	w.push(t, "ups", carriersim.Push{Header: http.Header{"Credential": {demo.Secret("ups")}}, Body: []byte(`{"trackingNumber":"` + ownParcel + `","receivedBy":"CANARY SIGNER","activityStatus":{"descr`)})
	w.until(t, owner, confirmed(true))
	s.says(t, owner)
	s.links = []string{owner, w.makeLink(t, "%231001", "gift"), w.makeLink(t, "%231001", "support")}
	for _, link := range s.links {
		if a := w.call(t, http.MethodGet, link, nil, nil); a.status != http.StatusOK {
			t.Errorf("the link %s gives %d", link, a.status)
		}
	}
	w.personalShops(t)
	w.settled(t)
	return s
}

// others registers orders that are none of this one: one in the same box, and the same person's, here and at another brand.
func (s *life) others(t *testing.T) {
	t.Helper()
	robin := orderOf(s.begin, [2]string{"ups", sharedBox})
	robin["customer"] = map[string]any{"name": "Robin Keeper", "email": "robin.keeper@example.com"}
	s.register(t, "robins", robin)
	s.register(t, "another", orderOf(s.begin, [2]string{"ups", "1Z5R89390357567127"}))
	s.ownShop(t, "birch", func(*brand.Record) {})
	s.sell(t, "birch", "1001", orderOf(s.begin, [2]string{"ups", "1Z1202R66698804005"}))
}

// says has the shopper write into every form, as soon as the parcel can be voted on.
func (s *life) says(t *testing.T, owner string) {
	t.Helper()
	s.eventually(t, func() error { return s.vote(owner, "Canary was not at home") })
	form := url.Values{"shipment": {s.shipmentIDs(t, owner)[0]}, "kind": {"damaged"}, "comment": {"Quinn's mug is broken, call +15550100199"}}
	s.mustSend(t, "/s/"+strings.TrimPrefix(owner, "/t/")+"/report", form, "")
	for _, m := range s.Mailbox() {
		if m.To == "ben.canary@example.com" && m.Headers["List-Unsubscribe"] != "" {
			s.stop = stopAddress.FindString(m.Headers["List-Unsubscribe"])
		}
	}
	if s.stop == "" {
		t.Error("no mail to Ben says how to stop messages")
	}
}

// gone fails unless a data key was destroyed.
func (w world) gone(t *testing.T, owners ...string) {
	t.Helper()
	for _, owner := range owners {
		if _, err := w.store().DataKey(t.Context(), owner); fault.KindOf(err) != fault.Gone {
			t.Errorf("the key of %s: %v, want it destroyed", owner, err)
		}
	}
}
