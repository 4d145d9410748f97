package page

import (
	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// promised gives the date that the merchant gave, and the first one where it has moved since.
func promised(o Order) when {
	first, current := o.Order.Promised()
	value := o.Words.Range(current.Earliest, current.Latest, o.Now)
	w := when{Label: o.Words.Text("page.promised"), Value: value}
	w.noteFirst(o, first)
	return w
}

// expected gives the date that matters most now: when it came, else when it should come.
func expected(o Order, v shipment.View) when {
	w := o.Words
	first, _ := o.Order.Promised()
	if m, ok := arrival(v); ok {
		out := when{Label: w.Text("page.delivered_on"), Value: w.Moment(m.At.Local, o.Now)}
		if v.Late == shipment.CameLate {
			out.noteFirst(o, first)
		}
		return out
	}
	if v.Status.Terminal() || v.Status == shipment.Returning {
		return when{}
	}
	out := promised(o)
	if !v.FromOwner && v.Expected != (shipment.Window{}) {
		out = when{Label: w.Text("page.expected"), Value: w.Range(v.Expected.Earliest, v.Expected.Latest, o.Now)}
		if day(v.Expected.Latest) != day(first.Latest) { // else it only narrows the promise down
			out.noteFirst(o, first)
		}
	}
	if v.Late == shipment.Overdue {
		out.Notes = append(out.Notes, w.Text("late.overdue"))
	}
	return out
}

// noteFirst adds the first promise unless it is what is shown already.
func (w *when) noteFirst(o Order, first order.Promise) {
	day := o.Words.Range(first.Earliest, first.Latest, o.Now)
	if day != "" && day != w.Value {
		w.Notes = append(w.Notes, o.Words.Text("page.first_promised", "day", day))
	}
}

func day(local string) string { return local[:min(len(local), len("2006-01-02"))] }

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
