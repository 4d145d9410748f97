package page

import (
	"html/template"
	"strconv"
	"strings"

	"doorstep/shared/locale"
	"doorstep/shared/shipment"
)

// parcelModel is what parcel.html shows of one parcel.
type parcelModel struct {
	Line
	Anchor, Eyebrow string
	Way             []bool // the four parts of the rail, true: behind it; nil: no rail
	Calendar        string // path; empty: none
	Notices         []notice
	Dates           history
	Customs         []customsStep
	Pickup          *pickupModel
	Map             template.HTML
	Legs            []leg
	Items           []item
	Carrier         carrierModel
	Days            []scanDay
	Rating          *tapModel
	Missing         string // path: "I don't have it"; empty: not offered
	Sources         *sourcesModel
	Words           parcelWords
}

// carrierModel says who brings the parcel. Without a Name nobody does.
type carrierModel struct{ Name, Service, Number, URL, Hint string }

type parcelWords struct {
	Progress, Next, LastSeen, Items, Carrier, Service, Number, Link, Scans, ScansNote, Calendar, Customs, Map, Missing string
}

type notice struct{ Tone, Text string }

type when struct {
	Label, Value string
	Notes        []string
}

func anchor(i int) string { return "p" + strconv.Itoa(i+1) }

// way gives the four parts: ready, on its way, out for delivery, delivered.
func way(part int) []bool {
	if part == 0 {
		return nil
	}
	out := make([]bool, 4)
	for i := range out {
		out[i] = i < part
	}
	return out
}

// newWaiting shows an order before any parcel is known.
func newWaiting(o Order) parcelModel {
	w := o.Words
	m := parcelModel{Line: waitingLine(o), Anchor: anchor(0), Words: newWords(w, Carrier{}, 0)}
	m.Words.Items = w.Text("page.in_order")
	m.Items = items(o, nil)
	if o.cancelled() {
		return m
	}
	m.Way = make([]bool, 4)
	m.Legs = steps(w, o.Order.PlacedAt, o.Order.Method, shipment.View{}, o.Now)
	m.Calendar = calendarPath(o, "", m.Line)
	m.Pickup = shopPickup(o)
	return m
}

func newParcel(o Order, i int) parcelModel {
	s := newSubject(o, i)
	w, v := o.Words, s.view
	m := parcelModel{
		Line: lineOf(s), Anchor: anchor(i), Items: items(o, s.parcel.Items), Carrier: newCarrier(s), Words: newWords(w, s.carrier, len(v.Scans)),
		Sources: newSources(s),
	}
	if len(o.Parcels) > 1 {
		m.Eyebrow = w.Text("page.parcel", "i", w.Number(i+1), "n", w.Number(len(o.Parcels)))
	}
	if v.Status.Terminal() || s.parcel.Cancelled != "" {
		m.Words.Next = w.Text("page.do")
	}
	if s.parcel.Cancelled != "" {
		return m
	}
	m.Way, m.Notices, m.Dates = way(m.Rail), notices(s), newHistory(s)
	m.Customs, m.Pickup = newCustoms(s), newPickup(s)
	if !v.Status.Terminal() {
		m.Calendar = calendarPath(o, s.parcel.ID, m.Line)
	}
	m.Legs = steps(w, o.Order.PlacedAt, s.method, v, o.Now)
	if v.Tracking == shipment.NotPermitted && len(v.Scans) == 0 {
		m.Legs[0].Steps = m.Legs[0].Steps[:1] // what should follow will never show
	}
	if m.Place == "" {
		m.Words.LastSeen = w.Text("page.last_news")
	}
	m.Map = newMap(w, v, o.Order.Country, "m"+strconv.Itoa(i+1))
	m.Days = days(w, v.Scans, o.Now, o.support())
	m.Rating, m.Missing = newTap(s), missingPath(s)
	return m
}

// newCarrier names the carrier with its number and its own page, where also a delivery can be changed. A number of ours is none
// that anybody could ask a carrier for.
func newCarrier(s subject) carrierModel {
	if s.own {
		return carrierModel{}
	}
	m := carrierModel{
		Name: s.carrier.Name, Service: Plain(s.parcel.Service, maxLine), Number: Plain(s.parcel.Number, maxLine), URL: s.carrier.URL,
	}
	if m.URL != "" && !s.view.Status.Terminal() && s.view.Status != shipment.Returning {
		m.Hint = s.order.Words.Text("page.carrier_hint", "carrier", s.carrier.Name)
	}
	return m
}

func newWords(w *locale.Catalog, c Carrier, scans int) parcelWords {
	return parcelWords{
		Progress: w.Text("page.progress"), Next: w.Text("page.next"), LastSeen: w.Text("page.last_seen"), Items: w.Text("page.in_parcel"),
		Carrier: w.Text("page.carrier"), Service: w.Text("page.service"), Number: w.Text("page.number"), Link: w.Text("page.carrier_link", "carrier", c.Name),
		Scans: w.Count("page.scans", scans), ScansNote: w.Text("page.scans_note"), Calendar: w.Text("page.calendar"),
		Customs: w.Text("customs.title"), Map: w.Text("page.way"), Missing: w.Text("page.missing"),
	}
}

// calendarPath offers the expected day as a calendar entry while it is still to come, and nothing keeps the parcel from coming.
func calendarPath(o Order, parcel string, l Line) string {
	if o.Paths.Calendar == "" || l.Expected == "" || l.Tone == "warn" {
		return ""
	}
	if parcel == "" {
		return o.Paths.Calendar
	}
	return withQuery(o.Paths.Calendar, "parcel", parcel)
}

// withQuery adds a parameter to a path that may have some already. Values are ids of ours: letters and digits.
func withQuery(path, name, value string) string {
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	return path + mark + name + "=" + value
}
