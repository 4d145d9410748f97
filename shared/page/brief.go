package page

import (
	"slices"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// Brief is what the page says of one parcel, for whoever says the same elsewhere: a message. All texts are ready to be shown.
type Brief struct {
	Line
	Part            string // "Parcel 1 of 2"; empty where there is one
	Carrier         Carrier
	Service, Number string // empty where no carrier has it
	Items           []Thing
	Pickup          Counter  // zero: nowhere to go
	Customs         []Hurdle // open steps at customs; none: nothing is open there
	Notices         []string // what the status alone would hide
	Own             string   // the carrier's own words about where it stands
}

// Thing is one line of what a parcel holds.
type Thing struct {
	Quantity int
	Name     string
}

// Counter is where a parcel waits to be picked up.
type Counter struct{ Title, Name, Address, Hours, Until, Bring, URL, Link string }

// Hurdle is what keeps a parcel at customs, with who has to act and how.
type Hurdle struct{ Label, Who, Does string }

// Briefs gives every parcel of the order as the page would show it; of an order without parcels the one that it waits for.
func Briefs(o Order) []Brief {
	if len(o.Parcels) == 0 {
		b := Brief{Line: waitingLine(o), Items: things(items(o, nil))}
		if !o.cancelled() {
			b.Pickup = counterOf(shopPickup(o))
		}
		return []Brief{b}
	}
	out := make([]Brief, len(o.Parcels))
	for i := range o.Parcels {
		out[i] = newBrief(o, newSubject(o, i))
	}
	return out
}

func newBrief(o Order, s subject) Brief {
	c := newCarrier(s)
	b := Brief{
		Line: lineOf(s), Carrier: Carrier{Name: c.Name, URL: c.URL}, Service: c.Service, Number: c.Number, Items: things(items(o, s.parcel.Items)),
	}
	at := slices.IndexFunc(o.Order.Shipments, func(one order.Shipment) bool { return one.ID == s.parcel.ID })
	if n := len(o.Order.Shipments); n > 1 && at >= 0 {
		b.Part = o.Words.Text("page.parcel", "i", o.Words.Number(at+1), "n", o.Words.Number(n))
	}
	if s.parcel.Cancelled != "" {
		return b
	}
	b.Pickup, b.Own = counterOf(newPickup(s)), ownWords(s.view)
	for _, n := range notices(s) {
		b.Notices = append(b.Notices, n.Text)
	}
	for _, step := range newCustoms(s) {
		if step.Who != "" {
			b.Customs = append(b.Customs, Hurdle{step.Label, step.Who, step.Does})
		}
	}
	return b
}

// ownWords are those of the newest scan that says where the parcel stands.
func ownWords(v shipment.View) string {
	for _, scan := range slices.Backward(v.Scans) {
		if scan.Status == v.Status && !scan.Denied && scan.Text != "" {
			return Plain(scan.Text, maxText)
		}
	}
	return ""
}

func things(list []item) []Thing {
	var out []Thing
	for _, it := range list {
		out = append(out, Thing{it.Quantity, it.Name})
	}
	return out
}

func counterOf(p *pickupModel) Counter {
	if p == nil {
		return Counter{}
	}
	return Counter{Title: p.Title, Name: p.Name, Address: p.Address, Hours: p.Hours, Until: p.Until, Bring: p.Bring, URL: p.URL, Link: p.Link}
}

// Support says whom to ask, and what to have at hand. Fields that the brand does not have are empty.
type Support struct{ Title, Text, Hours, URL, Link, Email, Phone string }

// SupportOf gives the support of a brand. An empty number is an order's that is not to be told.
func SupportOf(r brand.Record, w *locale.Catalog, number string) Support {
	h := newHelp(r, w, Plain(number, maxLine))
	return Support{Title: h.Title, Text: h.Text, Hours: h.Hours, URL: h.URL, Link: h.Link, Email: h.Email, Phone: h.Phone}
}

// CancelText says when and why the merchant cancelled an order.
func CancelText(o Order) string { return cancelText(o) }

// Money writes an amount of minor units of a currency; nothing where the currency is unknown.
func Money(w *locale.Catalog, amount int64, currency string) string {
	return money(w, amount, 1, currency)
}

// Brand is the record whose look it is, as it passed its check.
func (t Theme) Brand() brand.Record { return t.brand }
