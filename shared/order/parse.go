package order

import (
	"fmt"

	"doorstep/shared/seal"
)

// MaxBody is the largest body of a PUT, in bytes.
const MaxBody = 256 << 10

// Limits of lists, also for what a stored order may grow to.
const (
	MaxItems     = 500
	MaxShipments = 100
	MaxRefs      = 8
)

// Change is what one body says, whether read from JSON or built of a shop's own message. What it does not say is empty. The fields
// are those of Order; what differs is said beside them. A Change that was built goes through Fit first, then Check.
type Change struct {
	PlacedAt, UpdatedAt, Channel, Locale, Currency, Country string

	Method       string // Ship, Pickup or LocalDelivery
	Pickup       Place
	CancelledAt  string // or None: the cancellation is taken back
	CancelReason string
	Refs         []Ref

	Recipient Recipient
	Items     []Item  // Quantity 0 takes the line out
	Promise   Promise // Told is empty
	// Shipments without ID, Revision, Past and Bindings. CarrierRaw is the merchant's word for the carrier. Number is normalised; it
	// may be empty beside a Ref, and only then Status may be told. Cancelled may be None.
	Shipments []Shipment
	// Milestones are InProcessing, Refund and PaymentDue; the others follow from the order.
	Milestones []Milestone
	Consent    Consent // of the shopper, without Log
	Watchers   []Watching
	Unknown    []string // paths of fields that mean nothing here
	FromShop   bool     // a shop's webhook tells it, by the shop's clock

	bad    []Field // what Parse rejected; Check reports it
	single bool    // the body was one shipment
}

// Parse reads the body of a PUT. The error is of kind fault.Malformed when the body is no JSON. Bad fields do not stop it:
// Check names them, together with what only the stored order can show.
func Parse(body []byte) (Change, error) {
	v, err := decode(body)
	if err != nil {
		return Change{}, err
	}
	r := &reader{}
	o := r.object("", v)
	c := Change{
		PlacedAt: o.text("placed_at", when), UpdatedAt: o.text("updated_at", when), Channel: o.text("channel", plain(maxWord)),
		Locale: o.text("locale", locale), Currency: o.text("currency", currency), Promise: promise(o.inner("promise")),
		Method: o.text("method", method), Pickup: place(o.inner("pickup")),
		CancelledAt: o.text("cancelled_at", cancelled), CancelReason: o.text("cancel_reason", plain(maxName)),
	}
	c.Recipient = person(o.inner("customer"))
	address(o.inner("ship_to"), &c)
	c.Consent = consent(o.inner("consent"))
	c.Watchers = watchers(o.list("watchers", MaxWatchers))
	c.Milestones = told(o)
	c.Refs = refs(o.list("refs", MaxRefs))
	c.Items = items(o.list("items", MaxItems))
	c.Shipments = shipments(o.list("shipments", MaxShipments))
	return finish(r, o, body, v, c), nil
}

// ParseShipment reads the body of a POST of one shipment, in the same way.
func ParseShipment(body []byte) (Change, error) {
	v, err := decode(body)
	if err != nil {
		return Change{}, err
	}
	r := &reader{}
	o := r.object("", v)
	return finish(r, o, body, v, Change{Shipments: shipments([]object{o}), single: true}), nil
}

func finish(r *reader, o object, body []byte, v any, c Change) Change {
	if v == nil {
		r.reject("", "must be an object")
	}
	o.done()
	for _, path := range twice(body) {
		r.reject(path, "is told twice in one object")
	}
	c.Unknown, c.bad = r.unknown, r.bad
	return c
}

// Path gives the path of a field of the i-th shipment in the body.
func (c Change) Path(i int, field string) string {
	if c.single {
		return field
	}
	return fmt.Sprintf("shipments[%d].%s", i, field)
}

func person(o object) Recipient {
	defer o.done()
	return Recipient{
		Name: seal.Hide(o.text("name", plain(maxLine))), Email: seal.Hide(o.text("email", email)), Phone: seal.Hide(o.text("phone", plain(maxWord))),
	}
}

func address(o object, c *Change) {
	defer o.done()
	c.Country = o.text("country", country)
	to := &c.Recipient
	to.Line1, to.Line2 = seal.Hide(o.text("line1", plain(maxLine))), seal.Hide(o.text("line2", plain(maxLine)))
	to.City, to.Region = seal.Hide(o.text("city", plain(maxName))), seal.Hide(o.text("region", plain(maxName)))
	to.Postal, to.Country = seal.Hide(o.text("postal", plain(maxPostal))), seal.Hide(c.Country)
}

func place(o object) Place {
	defer o.done()
	return Place{
		Name: o.text("name", plain(maxLine)), Address: o.text("address", plain(maxTitle)), Hours: o.text("hours", plain(maxLine)),
		URL: o.text("url", https), Until: o.text("until", date),
	}
}

func refs(list []object) []Ref {
	var out []Ref
	for _, o := range list {
		ref := Ref{System: o.text("system", system), ID: o.text("id", plain(maxName))}
		o.require("system", ref.System)
		o.require("id", ref.ID)
		o.done()
		out = append(out, ref)
	}
	return out
}

func promise(o object) Promise {
	defer o.done()
	p := Promise{Earliest: o.text("earliest", date), Latest: o.text("latest", date)}
	if p.Earliest != "" && p.Latest != "" && p.Latest < p.Earliest {
		o.r.reject(o.at("latest"), "must not be before earliest")
	}
	return p
}
