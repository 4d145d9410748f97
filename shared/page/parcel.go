package page

import (
	"cmp"
	"strconv"

	"doorstep/shared/locale"
	"doorstep/shared/shipment"
)

type parcelModel struct {
	Anchor, Eyebrow      string
	Tone, Icon           string // classes of page.css, names in order.html
	Headline, Text, Next string
	Rail                 []bool // how far along; nil where there is no way ahead
	When                 when
	Notices              []notice
	Steps                []step
	Place, AsOf, Age     string
	Items                []line
	Carrier, Service     string
	Number, Link         string
	Days                 []scanDay
	Words                parcelWords
}

type parcelWords struct {
	Progress, Next, LastSeen, Items, Carrier, Number, Link, Scans, ScansNote string
}

type notice struct{ Tone, Text string }

type when struct {
	Label, Value string
	Notes        []string
}

// looks gives each status its colour, its icon, and how many of the four parts of the rail are behind the parcel (0: no rail).
var looks = map[shipment.Status]struct {
	tone, icon string
	part       int
}{
	shipment.Unknown: {"idle", "box", 1}, shipment.Pending: {"idle", "box", 1}, shipment.InfoReceived: {"", "box", 1},
	shipment.Accepted: {"", "truck", 2}, shipment.InTransit: {"", "truck", 2}, shipment.OutForDelivery: {"", "truck", 3},
	shipment.DeliveryAttempted: {"warn", "alert", 3}, shipment.AvailableForPickup: {"", "shop", 3}, shipment.Exception: {"warn", "alert", 2},
	shipment.Returning: {"warn", "back", 0}, shipment.Delivered: {"good", "check", 4}, shipment.Returned: {"idle", "back", 0},
	shipment.Cancelled: {"idle", "cross", 0}, shipment.Expired: {"idle", "box", 0}, shipment.Destroyed: {"bad", "cross", 0},
}

// rail gives the four parts: ready, on its way, out for delivery, delivered.
func rail(part int) []bool {
	if part == 0 {
		return nil
	}
	out := make([]bool, 4)
	for i := range out {
		out[i] = i < part
	}
	return out
}

// newWaiting shows an order before any tracking number exists.
func newWaiting(o Order) parcelModel {
	w := o.Words
	m := parcelModel{
		Anchor: anchor(0), Icon: "box", Headline: w.Text("status.ordered"), Rail: make([]bool, 4),
		Text: w.Text("text.ordered", "brand", Plain(o.Theme.brand.Name, maxLine)), Next: w.Text("next.ordered"),
		When: promised(o), Steps: steps(w, o.Order.PlacedAt, shipment.View{}, o.Now), Words: newWords(w, Carrier{}, 0),
	}
	m.Words.Items = w.Text("page.in_order")
	if !o.gift() {
		m.Items = lines(o.Order, nil)
	}
	return m
}

func newParcel(o Order, i int) parcelModel {
	w, s, v := o.Words, o.Parcels[i].Shipment, o.Parcels[i].View
	look := looks[v.Status]
	carrier := CarrierOf(s.Carrier, s.CarrierRaw, s.Number)
	m := parcelModel{
		Anchor: anchor(i), Tone: look.tone, Icon: look.icon, Rail: rail(look.part),
		Headline: w.Text("status." + string(v.Status)), Text: sentence(w, "text.", v), Next: sentence(w, "next.", v),
		When: expected(o, v), Notices: notices(o, v, carrier), Steps: steps(w, o.Order.PlacedAt, v, o.Now),
		Carrier: cmp.Or(carrier.Name, w.Text("carrier.someone")), Service: Plain(s.Service, maxLine), Number: Plain(s.Number, maxLine),
		Link: carrier.URL, Days: days(w, v.Scans, o.Now), Words: newWords(w, carrier, len(v.Scans)),
	}
	if v.Status.Terminal() {
		m.Words.Next = w.Text("page.do")
	}
	if len(o.Parcels) > 1 {
		m.Eyebrow = w.Text("page.parcel", "i", strconv.Itoa(i+1), "n", strconv.Itoa(len(o.Parcels)))
	}
	if moment := w.Moment(v.AsOf.Local, o.Now); moment != "" {
		m.AsOf = w.Text("page.as_of", "moment", moment)
	}
	if v.AgeKnown {
		m.Age = w.Ago(v.Age)
	}
	if last, ok := v.LastScan(); ok {
		m.Place = placeText(last.Place)
	}
	if !o.gift() {
		m.Items = lines(o.Order, s.Items)
	}
	if v.Tracking == shipment.NotPermitted && len(v.Scans) == 0 {
		m.hush(w)
	}
	return m
}

func newWords(w *locale.Catalog, c Carrier, scans int) parcelWords {
	return parcelWords{
		Progress: w.Text("page.progress"), Next: w.Text("page.next"), LastSeen: w.Text("page.last_seen"), Items: w.Text("page.in_parcel"),
		Carrier: w.Text("page.carrier"), Number: w.Text("page.number"), Link: w.Text("page.carrier_link", "carrier", c.Name),
		Scans: w.Count("page.scans", scans), ScansNote: w.Text("page.scans_note"),
	}
}

// sentence prefers the words of the sub-status.
func sentence(w *locale.Catalog, prefix string, v shipment.View) string {
	return w.First(prefix+string(v.Status)+"."+v.Sub, prefix+string(v.Status))
}

// notices says in words what the status alone would hide.
func notices(o Order, v shipment.View, c Carrier) []notice {
	var out []notice
	w := o.Words
	add := func(tone, text string) { out = append(out, notice{Tone: tone, Text: text}) }
	name := cmp.Or(c.Name, w.Text("carrier.someone"))
	switch v.Tracking {
	case shipment.Announced:
		add("idle", w.Text("tracking.announced", "carrier", name))
	case shipment.NotPermitted:
		if len(v.Scans) > 0 { // without any, the headline says it: see hush
			add("idle", w.Text("tracking.not_permitted", "carrier", name))
		}
	case shipment.Conflict:
		add("warn", w.Text("tracking.conflict"))
	case shipment.Stale:
		add("warn", w.Text("tracking.stale", "day", w.Day(v.Since, o.Now)))
	}
	if v.Reopened {
		add("warn", w.Text("tracking.reopened"))
	}
	return out
}

// hush tells of a parcel about which the carrier may not tell us anything. "Waiting" would be wrong: nothing will come.
func (m *parcelModel) hush(w *locale.Catalog) {
	m.Tone, m.Icon, m.Rail, m.Steps = "idle", "box", nil, m.Steps[:1]
	m.Headline = w.Text("status.not_permitted")
	m.Text, m.Next = w.Text("tracking.not_permitted", "carrier", m.Carrier), w.Text("next.not_permitted", "carrier", m.Carrier)
}
