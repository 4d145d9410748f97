package page

import (
	"slices"
	"time"

	"doorstep/shared/locale"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// leg is the steps of one way of the parcel: to the shopper, or back.
type leg struct {
	Title string // empty where there is only one
	Steps []step
}

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
func steps(w *locale.Catalog, placedAt, method string, v shipment.View, now time.Time) []leg {
	first := newStep(w, "ordered", method, "", shipment.Moment{})
	if first.When = w.Day(placedAt, now); first.When != "" {
		first.Stamp = day(placedAt)
	}
	legs := []leg{{Steps: []step{first}}}
	reached := map[string]bool{}
	journey := 0
	for _, m := range v.Milestones {
		key, tone := stepOf(m.Status)
		if m.Journey != journey && key != "" && !m.Retracted { // on the way back the same steps come again
			journey = m.Journey
			clear(reached)
			legs = append(legs, leg{Title: w.Text("page.way_" + string(m.Direction))})
		}
		if key == "" || m.Retracted || reached[key] {
			continue
		}
		reached[key] = true
		s := newStep(w, key, method, tone, m.At)
		s.When = w.Moment(m.At.Local, now)
		legs[len(legs)-1].Steps = append(legs[len(legs)-1].Steps, s)
	}
	if len(legs) > 1 {
		legs[0].Title = w.Text("page.way_outbound")
	}
	for _, l := range legs {
		for i := range l.Steps {
			l.Steps[i].State, l.Steps[i].Spoken = "done", w.Text("page.step_done")
		}
	}
	end := &legs[len(legs)-1]
	ahead := ahead(v, method, reached)
	if last := &end.Steps[len(end.Steps)-1]; len(ahead) > 0 {
		last.State, last.Spoken = "now", w.Text("page.step_now")
	}
	for _, key := range ahead {
		s := newStep(w, key, method, "", shipment.Moment{})
		s.State, s.Spoken = "next", w.Text("page.step_next")
		end.Steps = append(end.Steps, s)
	}
	return legs
}

// newStep names a step in the words of a pickup or a local delivery where these differ.
func newStep(w *locale.Catalog, key, method, tone string, at shipment.Moment) step {
	return step{Label: w.First(stepPrefix(method)+key, "step."+key), Tone: tone, Stamp: stamp(at)}
}

func stepPrefix(method string) string {
	switch method {
	case order.Pickup:
		return "pickup.step."
	case order.LocalDelivery:
		return "page.local.step."
	default:
		return "step."
	}
}

// ahead gives the steps that should still come.
func ahead(v shipment.View, method string, reached map[string]bool) []string {
	back := v.Status == shipment.Returning || len(v.Journeys) > 0 && v.Journeys[len(v.Journeys)-1].Direction == shipment.Return
	switch {
	case v.Status.Terminal():
		return nil
	case back:
		return []string{string(shipment.Returned)}
	}
	steps := []string{string(shipment.InfoReceived), "shipped", string(shipment.OutForDelivery), string(shipment.Delivered)}
	switch {
	case method == order.Pickup:
		steps = []string{string(shipment.AvailableForPickup), string(shipment.Delivered)}
	case method == order.LocalDelivery:
		steps = steps[2:]
	case reached[string(shipment.AvailableForPickup)]:
		return steps[3:]
	}
	for i := len(steps) - 1; i >= 0; i-- {
		if reached[steps[i]] {
			return slices.DeleteFunc(steps[i+1:], func(key string) bool { return reached[key] })
		}
	}
	return steps
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
