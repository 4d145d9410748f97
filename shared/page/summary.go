package page

import (
	"cmp"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// Line is one parcel in a few words: what the page shows on top, and what the widget and the page's data say of it, so that they
// never differ. All texts are ready to be shown; those of carriers and merchants in them are made plain.
type Line struct {
	Shipment string   // its id; empty while the order has no parcel
	Tone     string   // "" (on its way), "good", "warn", "bad" or "idle": classes of page.css
	Icon     string   // a name in parts.html
	Headline string   // "On its way"
	Text     string   // one sentence about it
	Next     string   // what happens next; may be empty
	Label    string   // of Expected: "Expected", "Promised", "Arrived"
	Expected string   // "Mon 23 Nov"; empty: nobody said
	Notes    []string // about Expected: what was promised first and why it moved, that the day has passed
	Place    string   // last known, may be empty
	AsOf     string   // when the newest scan happened, in words; empty: none yet
	Age      string   // of it, in words; empty when its zone is not known
	Rail     int      // how many of the four parts of the way are behind it; 0: there is no way ahead to show
}

// Summary gives every parcel of an order in a few words; of an order without parcels the one line that it waits for them.
func Summary(o Order) []Line {
	if len(o.Parcels) == 0 {
		return []Line{waitingLine(o)}
	}
	out := make([]Line, len(o.Parcels))
	for i := range o.Parcels {
		out[i] = lineOf(newSubject(o, i))
	}
	return out
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

// waitingLine tells of an order before any parcel is known, or of one that was cancelled before.
func waitingLine(o Order) Line {
	w, name := o.Words, Plain(o.Theme.brand.Name, maxLine)
	if o.cancelled() {
		return Line{
			Tone: "idle", Icon: "cross", Headline: w.Text("page.order_cancelled"), Text: cancelText(o), Next: w.Text("page.order_cancelled_next", "brand", name),
		}
	}
	promised := promised(o)
	line := Line{
		Icon: "box", Headline: w.Text("status.ordered"), Text: w.Text("text.ordered", "brand", name), Next: w.Text("next.ordered"),
		Label: promised.Label, Expected: promised.Value, Notes: promised.Notes,
	}
	switch o.Order.Method {
	case order.Pickup:
		line.Text, line.Next = w.Text("pickup.ordered", "brand", name), w.Text("pickup.ordered_next")
	case order.LocalDelivery:
		line.Text, line.Next = w.Text("page.local.ordered", "brand", name), w.Text("page.local.ordered_next", "brand", name)
	}
	return line
}

func lineOf(s subject) Line {
	w, v := s.order.Words, s.view
	if s.parcel.Cancelled != "" {
		return Line{
			Shipment: s.parcel.ID, Tone: "idle", Icon: "cross", Headline: w.Text("status.cancelled"),
			Text: w.Text("text.cancelled.by_sender"), Next: w.Text("next.cancelled"),
		}
	}
	look, when := looks[v.Status], expected(s)
	line := Line{
		Shipment: s.parcel.ID, Tone: look.tone, Icon: look.icon, Rail: look.part,
		Headline: s.word("status."), Text: s.word("text."), Next: s.word("next."),
		Label: when.Label, Expected: when.Value, Notes: when.Notes,
	}
	if moment := w.Moment(v.AsOf.Local, s.order.Now); moment != "" {
		line.AsOf = w.Text("page.as_of", "moment", moment)
	}
	if v.AgeKnown {
		line.Age = w.Ago(v.Age)
	}
	if last, ok := v.LastScan(); ok {
		line.Place = placeText(last.Place)
	}
	if v.Unconfirmed && v.Status == shipment.Delivered {
		line.Tone, line.Headline, line.Text = "", w.Text("page.reported"), w.Text("page.unconfirmed.delivered")
	}
	if v.Tracking == shipment.NotPermitted && len(v.Scans) == 0 {
		line.hush(s)
	}
	return line
}

// hush tells of a parcel about which the carrier may not tell us anything. "Waiting" would be wrong: nothing will come.
func (l *Line) hush(s subject) {
	w := s.order.Words
	l.Tone, l.Icon, l.Rail = "idle", "box", 0
	l.Headline = w.Text("status.not_permitted")
	l.Text, l.Next = w.Text("tracking.not_permitted", "carrier", s.carrier.Name), w.Text("next.not_permitted", "carrier", s.carrier.Name)
}

// subject is the parcel that is being told of, with what is asked of it again and again.
type subject struct {
	order   Order
	index   int
	parcel  order.Shipment
	view    shipment.View
	carrier Carrier // with words instead of a name where nobody knows one
	method  string  // order.Ship, order.Pickup or order.LocalDelivery
	own     bool    // no carrier has it: its number is ours, and what is known of it the merchant has told
}

func newSubject(o Order, i int) subject {
	p := o.Parcels[i]
	s := subject{order: o, index: i, parcel: p.Shipment, view: p.View, own: order.IsOwn(p.Shipment.Number)}
	s.carrier = CarrierOf(p.Shipment.Carrier, p.Shipment.CarrierRaw, p.Shipment.Number)
	s.carrier.Name = cmp.Or(s.carrier.Name, o.Words.Text("carrier.someone"))
	if s.own {
		s.carrier.URL = ""
	}
	s.method = cmp.Or(p.Shipment.Method, o.Order.Method, order.Ship)
	return s
}

// word gives the text of the status: of a pickup, a local delivery or a parcel without a carrier in words of its own where these
// differ, else of the sub-status, else of the status.
func (s subject) word(prefix string) string {
	w, status := s.order.Words, string(s.view.Status)
	var keys []string
	switch {
	case s.method == order.Pickup:
		keys = []string{"pickup." + prefix + status}
	case s.method == order.LocalDelivery:
		keys = []string{"page.local." + prefix + status}
	case s.own:
		keys = []string{"page.own." + prefix + status}
	}
	return w.First(append(keys, prefix+status+"."+s.view.Sub, prefix+status)...)
}
