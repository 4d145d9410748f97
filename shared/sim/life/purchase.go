package life

import (
	"encoding/json"
	"time"

	"doorstep/shared/order"
)

// purchase is an order with the bodies by which the shop tells of it. Each body says all that the ones before said.
type purchase struct {
	brand    storefront
	number   string
	id       string
	who      person
	watcher  *person // who else wants to hear of it
	item     string  // names no other order
	placed   time.Time
	promise  time.Time // last day that the shop promises; zero: none
	lines    []*line
	versions []version // by time of the shop's clock
	erase    *happening
	bounced  bool // mail to the owner comes back
}

// line is one shipment of an order.
type line struct {
	parcel   *parcel // nil: the shop brings it itself, under the name of ref
	ref      string
	shipped  time.Time
	released bool
}

// version is one body.
type version struct {
	put      *happening
	updated  time.Time
	quantity int
	claims   []claim
}

// claim is what a body says about a number.
type claim struct {
	number   string
	parcel   *parcel
	epoch    string
	released bool
}

func (c *cast) purchase(brand int, number string, placed time.Time) *purchase {
	n := len(c.orders)
	p := &purchase{brand: c.brands[brand], number: number, who: personOf(n), item: "Kettle" + place(n), placed: placed}
	p.id = order.ID(p.brand.id, number)
	if c.sometimes(40) {
		p.promise = placed.AddDate(0, 0, c.rnd.IntN(3))
	}
	c.orders = append(c.orders, p)
	return p
}

// ships adds a shipment with a parcel.
func (p *purchase) ships(of *parcel, shipped time.Time) *line {
	l := &line{parcel: of, shipped: shipped}
	p.lines = append(p.lines, l)
	return l
}

// after gives a time, or one after the newest body: a body that is newer by the shop's clock says all that older ones said.
func (p *purchase) after(at time.Time) time.Time {
	return later(at, p.versions[len(p.versions)-1].put.At.Add(time.Minute))
}

// tells adds the body that says everything that is known by now. updated is the shop's clock, at when it arrives.
func (c *cast) tells(p *purchase, at, updated time.Time) {
	v := version{updated: updated.UTC().Truncate(time.Second), quantity: len(p.versions) + 1}
	var shipments []any
	for _, l := range p.lines {
		s := map[string]any{"shipped_at": l.shipped.Format(time.RFC3339), "cancelled_at": "none"}
		if l.released {
			s["cancelled_at"] = v.updated.Format(time.RFC3339)
		}
		said := claim{parcel: l.parcel, epoch: l.shipped.Format(time.DateOnly), released: l.released}
		if l.parcel == nil {
			s["ref"], s["method"], s["status"], s["status_at"] = l.ref, "local_delivery", "out_for_delivery", l.shipped.Format(time.RFC3339)
			said.number = order.OwnNumber(p.id, l.ref)
		} else {
			s["tracking_number"], s["carrier"] = l.parcel.number, l.parcel.mover.code
			said.number = l.parcel.number
		}
		shipments, v.claims = append(shipments, s), append(v.claims, said)
	}
	body := map[string]any{
		"placed_at": p.placed.Format(time.RFC3339), "updated_at": v.updated.Format(time.RFC3339), "locale": "en-US", "currency": "USD",
		"customer": map[string]any{"name": p.who.name, "email": p.who.email, "phone": p.who.phone},
		"ship_to":  map[string]any{"line1": p.who.street, "city": "Columbus", "region": "OH", "postal": "43215", "country": "US"},
		"consent":  map[string]any{"sms": true},
		"items":    []any{map[string]any{"id": "1", "name": p.item, "quantity": v.quantity, "unit_price": 1990}},
	}
	if len(shipments) > 0 {
		body["shipments"] = shipments
	}
	if !p.promise.IsZero() {
		body["promise"] = map[string]any{"latest": p.promise.Format(time.DateOnly)}
	}
	if w := p.watcher; w != nil {
		body["watchers"] = []any{map[string]any{"id": "friend", "name": w.name, "email": w.email, "consent": map[string]any{"email": true}}}
	}
	text, err := json.Marshal(body)
	if err != nil { // maps of text and numbers
		return
	}
	once := c.sometimes(20) // a shop that does not care for answers
	v.put = c.happens(happening{Event: Event{At: at, Kind: PutOrder, Request: ordered(at, "PUT", p.brand, p.number, text), Once: once}, order: p})
	p.versions = append(p.versions, v)
}
