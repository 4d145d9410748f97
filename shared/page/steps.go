package page

import (
	"slices"
	"time"

	"doorstep/shared/locale"
	"doorstep/shared/shipment"
)

type step struct {
	State         string // "done", "now" or "next": classes of page.css
	Tone          string
	Label, Spoken string
	When, Stamp   string // for people, for machines
}

// stepOf names the step that a milestone shows as. Accepted and in transit are one step to a shopper: the parcel has left.
func stepOf(s shipment.Status) (key, tone string) {
	switch s {
	case shipment.Accepted, shipment.InTransit:
		return "shipped", ""
	case shipment.DeliveryAttempted, shipment.Exception, shipment.Returning:
		return string(s), "warn"
	case shipment.Delivered:
		return string(s), "good"
	case shipment.Destroyed:
		return string(s), "bad"
	case shipment.InfoReceived, shipment.OutForDelivery, shipment.AvailableForPickup, shipment.Returned, shipment.Cancelled:
		return string(s), ""
	default:
		return "", ""
	}
}

// steps tells the way so far, from what really happened, and the way that should follow. What was skipped is not made up.
func steps(w *locale.Catalog, placedAt string, v shipment.View, now time.Time) []step {
	out := []step{newStep(w, "ordered", "", shipment.Moment{})}
	out[0].When = w.Day(placedAt, now)
	if out[0].When != "" {
		out[0].Stamp = day(placedAt)
	}
	reached := map[string]bool{}
	journey := 0
	for _, m := range v.Milestones {
		if m.Journey != journey { // on the way back the same steps come again
			journey = m.Journey
			clear(reached)
		}
		key, tone := stepOf(m.Status)
		if key == "" || m.Retracted || reached[key] {
			continue
		}
		reached[key] = true
		s := newStep(w, key, tone, m.At)
		s.When = w.Moment(m.At.Local, now)
		out = append(out, s)
	}
	for i := range out {
		out[i].State, out[i].Spoken = "done", w.Text("page.step_done")
	}
	ahead := ahead(v, reached)
	if last := &out[len(out)-1]; len(ahead) > 0 {
		last.State, last.Spoken = "now", w.Text("page.step_now")
	}
	for _, key := range ahead {
		s := newStep(w, key, "", shipment.Moment{})
		s.State, s.Spoken = "next", w.Text("page.step_next")
		out = append(out, s)
	}
	return out
}

func newStep(w *locale.Catalog, key, tone string, at shipment.Moment) step {
	return step{Label: w.Text("step." + key), Tone: tone, Stamp: stamp(at)}
}

// ahead gives the steps that should still come.
func ahead(v shipment.View, reached map[string]bool) []string {
	back := v.Status == shipment.Returning || len(v.Journeys) > 0 && v.Journeys[len(v.Journeys)-1].Direction == shipment.Return
	switch {
	case v.Status.Terminal():
		return nil
	case back:
		return []string{string(shipment.Returned)}
	}
	way := []string{string(shipment.InfoReceived), "shipped", string(shipment.OutForDelivery), string(shipment.Delivered)}
	if reached[string(shipment.AvailableForPickup)] {
		return way[3:]
	}
	for i := len(way) - 1; i >= 0; i-- {
		if reached[way[i]] {
			return slices.DeleteFunc(way[i+1:], func(key string) bool { return reached[key] })
		}
	}
	return way
}

// stamp writes a moment for machines: with its offset where that is known.
func stamp(m shipment.Moment) string {
	switch {
	case m.Exact():
		return Plain(m.Local, maxLine) + m.Offset
	case m.Dated():
		return Plain(m.Local, maxLine)
	default:
		return ""
	}
}
