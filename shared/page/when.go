package page

import (
	"time"

	"doorstep/shared/shipment"
)

// promised gives the date that the merchant gave, and the first one where it has moved since.
func promised(o Order) when {
	first, current := o.Order.Promised()
	w := when{Label: o.Words.Text("page.promised"), Value: o.Words.Range(current.Earliest, current.Latest, o.Now)}
	was := o.Words.Range(first.Earliest, first.Latest, o.Now)
	if was != "" && was != w.Value {
		w.Notes = append(w.Notes, o.Words.Text("page.first_promised", "day", was))
	}
	if overdue(o) {
		w.Notes = append(w.Notes, o.Words.Text("late.overdue"))
	}
	return w
}

// expected gives the date that matters most now: when it came, else when it should come.
func expected(s subject) when {
	o, v, w := s.order, s.view, s.order.Words
	if m, ok := arrival(v); ok {
		out := when{Label: w.Text("page.delivered_on"), Value: w.Moment(m.At.Local, o.Now)}
		first, _ := o.Order.Promised()
		if was := w.Range(first.Earliest, first.Latest, o.Now); was != "" && v.Late == shipment.CameLate {
			out.Notes = append(out.Notes, w.Text("page.first_promised", "day", was))
		}
		return out
	}
	if v.Status.Terminal() || v.Status == shipment.Returning || v.Status == shipment.AvailableForPickup {
		return when{}
	}
	_, current := o.Order.Promised()
	window := shipment.Window{Earliest: current.Earliest, Latest: current.Latest, Precision: shipment.Day}
	label := "page.promised"
	if !v.FromOwner && v.Expected != (shipment.Window{}) {
		window, label = v.Expected, "page.expected"
	}
	out := when{Label: w.Text(label), Value: w.Range(window.Earliest, window.Latest, o.Now)}
	if text := moved(s, window); text != "" {
		out.Notes = append(out.Notes, text)
	}
	if v.Late == shipment.Overdue {
		out.Notes = append(out.Notes, w.Text("late.overdue"))
	}
	return out
}

func day(local string) string { return local[:min(len(local), len(time.DateOnly))] }

// arrival gives the delivery that holds, when the parcel is delivered now.
func arrival(v shipment.View) (shipment.Milestone, bool) {
	if v.Status != shipment.Delivered {
		return shipment.Milestone{}, false
	}
	for i := len(v.Milestones) - 1; i >= 0; i-- {
		if m := v.Milestones[i]; m.Status == shipment.Delivered && !m.Retracted {
			return m, true
		}
	}
	return shipment.Milestone{}, false
}
