package order

import (
	"fmt"

	"doorstep/shared/seal"
	"doorstep/shared/shipment"
)

// MaxBody is the largest body of a PUT, in bytes.
const MaxBody = 256 << 10

// Limits of lists, also for what a stored order may grow to.
const (
	MaxItems     = 500
	MaxShipments = 100
)

// Change is what one body says. What it does not say is empty.
type Change struct {
	PlacedAt, UpdatedAt, Channel, Locale, Currency, Country string

	Recipient Recipient
	Items     []Item
	Promise   Promise    // Told is empty
	Shipments []Shipment // ID and Revision are empty, CarrierRaw is the merchant's word for the carrier
	Unknown   []string   // paths of fields that mean nothing here

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
		PlacedAt: o.text("placed_at", when), UpdatedAt: o.text("updated_at", when), Channel: o.text("channel", plain(32)),
		Locale: o.text("locale", locale), Currency: o.text("currency", currency), Promise: promise(o.inner("promise")),
	}
	c.Recipient = person(o.inner("customer"))
	address(o.inner("ship_to"), &c)
	c.Items = items(o.list("items", MaxItems))
	c.Shipments = shipments(o.list("shipments", MaxShipments))
	return finish(r, o, v, c), nil
}

// ParseShipment reads the body of a POST of one shipment, in the same way.
func ParseShipment(body []byte) (Change, error) {
	v, err := decode(body)
	if err != nil {
		return Change{}, err
	}
	r := &reader{}
	o := r.object("", v)
	return finish(r, o, v, Change{Shipments: shipments([]object{o}), single: true}), nil
}

func finish(r *reader, o object, v any, c Change) Change {
	if v == nil {
		r.reject("", "must be an object")
	}
	o.done()
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
		Name: seal.Hide(o.text("name", plain(128))), Email: seal.Hide(o.text("email", email)), Phone: seal.Hide(o.text("phone", plain(32))),
	}
}

func address(o object, c *Change) {
	defer o.done()
	c.Country = o.text("country", country)
	to := &c.Recipient
	to.Line1, to.Line2 = seal.Hide(o.text("line1", plain(128))), seal.Hide(o.text("line2", plain(128)))
	to.City, to.Region = seal.Hide(o.text("city", plain(64))), seal.Hide(o.text("region", plain(64)))
	to.Postal, to.Country = seal.Hide(o.text("postal", plain(16))), seal.Hide(c.Country)
}

func promise(o object) Promise {
	defer o.done()
	p := Promise{Earliest: o.text("earliest", date), Latest: o.text("latest", date)}
	if p.Earliest != "" && p.Latest != "" && p.Latest < p.Earliest {
		o.r.reject(o.at("latest"), "must not be before earliest")
	}
	return p
}

func items(list []object) []Item {
	out := make([]Item, 0, len(list))
	seen := map[string]string{}
	for _, o := range list {
		item := Item{
			ID: o.text("id", plain(64)), SKU: o.text("sku", plain(64)), Name: o.text("name", plain(256)), Quantity: quantity(o),
			ImageURL: o.text("image_url", https), URL: o.text("url", https),
		}
		if price, ok := o.whole("unit_price", 0, maxUnitPrice); ok {
			item.UnitPrice = &price
		}
		o.identify("id", item.ID, seen)
		o.done()
		out = append(out, item)
	}
	return out
}

func quantity(o object) int {
	n, ok := o.whole("quantity", 1, maxQuantity)
	if !ok {
		o.r.reject(o.at("quantity"), "is required")
	}
	return int(n)
}

// identify requires a value that no earlier entry of the same list has.
func (o object) identify(name, value string, seen map[string]string) {
	o.require(name, value)
	if first, ok := seen[value]; ok && value != "" {
		o.r.reject(o.at(name), "is the same as %s.%s", first, name)
		return
	}
	seen[value] = o.path
}

func shipments(list []object) []Shipment {
	out := make([]Shipment, 0, len(list))
	seen := map[string]string{}
	for _, o := range list {
		s := Shipment{
			Number: shipment.NormalizeNumber(o.text("tracking_number", trackingNumber)), CarrierRaw: o.text("carrier", plain(64)),
			Service: o.text("service", plain(64)), ShippedAt: o.text("shipped_at", when),
		}
		o.identify("tracking_number", s.Number, seen)
		s.Items = parts(o.list("items", MaxItems))
		o.done()
		out = append(out, s)
	}
	return out
}

func parts(list []object) []Part {
	var out []Part
	seen := map[string]string{}
	for _, o := range list {
		p := Part{ID: o.text("id", plain(64)), Quantity: quantity(o)}
		o.identify("id", p.ID, seen)
		o.done()
		out = append(out, p)
	}
	return out
}
