package page

import (
	"cmp"
	"slices"
	"time"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// history is every delivery date that somebody told, and the sentence about the change that matters.
type history struct {
	Title string
	Lines []dateLine
}

type dateLine struct {
	Day, Stamp string // when it was told; empty: unknown
	Text, Why  string
}

// told is one delivery date as somebody told it.
type told struct {
	window shipment.Window
	by     string // name of who told it
	shop   bool   // it is a promise of the merchant
	at     int64  // orders the tellings; seconds since 1970, true only when exact is
	dated  bool
	day    string // local date of the telling
	why    string // catalog key of the reason for which it came later than the one before; empty: nobody gave one
}

// tellings lists the dates in the order in which they were told: promises of the merchant and estimates of carriers, each as often
// as it came to be the newest one. The first promise stays the first line whatever its date says, because it is what was bought.
func tellings(s subject) []told {
	var out []told
	brand := Plain(s.order.Theme.brand.Name, maxLine)
	for _, p := range s.order.Order.Promises {
		out = append(out, newTold(shipment.Window{Earliest: p.Earliest, Latest: p.Latest, Precision: shipment.Day}, momentOf(p.Told), brand, true))
	}
	for _, e := range s.view.Estimates {
		by := teller(s, e.Source)
		out = append(out, newTold(e.Window, e.Told, by, false))
		if e.Last != e.Told { // said again later: perhaps it came back after another one
			out = append(out, newTold(e.Window, e.Last, by, false))
		}
	}
	rest := out
	if len(s.order.Order.Promises) > 0 {
		rest = out[1:]
	}
	slices.SortStableFunc(rest, func(a, b told) int { return cmp.Compare(a.at, b.at) })
	out = slices.CompactFunc(out, func(a, b told) bool {
		return a.window.Earliest == b.window.Earliest && a.window.Latest == b.window.Latest
	})
	for i := 1; i < len(out); i++ {
		if day(last(out[i].window)) > day(last(out[i-1].window)) {
			out[i].why = reason(s.view.Scans, out[i-1], out[i])
		}
	}
	return out
}

// teller names whoever told a date, as a shopper knows them: an aggregator only hands on what the carrier says.
func teller(s subject, source string) string {
	if source == order.Merchant {
		return Plain(s.order.Theme.brand.Name, maxLine)
	}
	if name := CarrierOf(source, "", "").Name; name != source {
		return name
	}
	return s.carrier.Name
}

func newTold(w shipment.Window, at shipment.Moment, by string, shop bool) told {
	t := told{window: w, by: by, shop: shop, day: at.Date()}
	t.at, t.dated = seconds(at)
	return t
}

// newHistory tells the dates, the oldest first; nothing when only one was ever told.
func newHistory(s subject) history {
	w := s.order.Words
	all := tellings(s)
	if len(all) < 2 {
		return history{}
	}
	h := history{Title: w.Count("page.dates", len(all))}
	for _, t := range all {
		value := w.Range(t.window.Earliest, t.window.Latest, s.order.Now)
		if value == "" {
			continue
		}
		line := dateLine{Day: w.Day(t.day, s.order.Now), Stamp: t.day, Text: w.Text("page.date_told", "who", t.by, "day", value)}
		if t.shop {
			line.Text = w.Text("page.date_promised", "who", t.by, "day", value)
		}
		if t.why != "" {
			line.Why = w.Text("page.reason", "reason", w.Text("page.reason."+t.why))
		}
		h.Lines = append(h.Lines, line)
	}
	return h
}

// moved gives the sentence "we said Tuesday, now Thursday, because ...", when the day in force is another than the one told first.
func moved(s subject, inForce shipment.Window) string {
	all := tellings(s)
	if len(all) == 0 || day(last(all[0].window)) == day(last(inForce)) {
		return ""
	}
	w, now := s.order.Words, s.order.Now
	first, current := w.Range(all[0].window.Earliest, all[0].window.Latest, now), w.Range(inForce.Earliest, inForce.Latest, now)
	if first == "" || current == "" || first == current {
		return ""
	}
	key := "page.moved"
	if !all[0].shop {
		key = "page.moved_carrier"
	}
	newest := all[len(all)-1]
	if newest.why == "" || newest.window.Latest != inForce.Latest {
		return w.Text(key, "first", first, "now", current, "carrier", all[0].by)
	}
	return w.Text(key+"_because", "first", first, "now", current, "carrier", all[0].by, "reason", w.Text("page.reason."+newest.why))
}

// reason gives the key of what held the parcel up between two tellings: the newest such scan before the later one. A later date of
// unknown time has no reason that anybody could know.
func reason(scans []shipment.Scan, before, after told) string {
	if !after.dated {
		return ""
	}
	for _, s := range slices.Backward(scans) {
		at, ok := seconds(s.At)
		if !ok || s.Denied || at > after.at {
			continue
		}
		if before.dated && at < before.at {
			return ""
		}
		if key := reasons[string(s.Status)+"."+s.Sub]; key != "" {
			return key
		}
	}
	return ""
}

// reasons names what may move a date, by status and sub-status. What a sender only calls a problem is no reason.
var reasons = map[string]string{
	"exception.weather": "weather", "exception.natural_disaster": "disaster", "exception.address_problem": "address",
	"exception.recipient_moved": "address", "exception.recipient_unknown": "address", "exception.damaged": "damaged",
	"exception.missort": "missort", "exception.security": "security", "exception.held_for_payment": "payment",
	"exception.customs_delay": "customs", "exception.customs_documents": "documents", "exception.customs_duties": "duties",
	"exception.customs_inspection": "inspection", "exception.carrier_capacity": "capacity", "exception.transport_failure": "transport",
	"exception.investigation": "investigation", "exception.pickup_missed": "collection", "in_transit.delayed": "delay",
	"in_transit.rescheduled": "rescheduled", "delivery_attempted.rescheduled": "rescheduled", "delivery_attempted.": "attempt",
	"delivery_attempted.not_home": "attempt", "delivery_attempted.business_closed": "attempt", "delivery_attempted.notice_left": "attempt",
	"delivery_attempted.access_problem": "attempt", "delivery_attempted.id_or_signature_missing": "attempt", "delivery_attempted.payment_missing": "payment",
}

// last is the end of a window; its beginning where it has none.
func last(w shipment.Window) string { return cmp.Or(w.Latest, w.Earliest) }

// momentOf reads a time as merchants write it, RFC 3339 or a date.
func momentOf(s string) shipment.Moment {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return shipment.Moment{Local: day(s), Precision: shipment.Day}
	}
	return shipment.Moment{Local: t.Format("2006-01-02T15:04:05"), Offset: t.Format("-07:00"), Zone: shipment.ZonePayload, Precision: shipment.Second}
}

// seconds gives seconds since 1970 by which moments can be ordered, and whether there are any; a wall clock without zone counts
// as UTC.
func seconds(m shipment.Moment) (int64, bool) {
	if unix, ok := m.Unix(); ok {
		return unix, true
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, m.Local); err == nil {
			return t.Unix(), true
		}
	}
	return 0, false
}
