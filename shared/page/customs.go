package page

import (
	"slices"

	"doorstep/shared/shipment"
)

// customsStep is one thing that customs did or wants, in plain words.
type customsStep struct {
	State, Tone string // classes of page.css: "done", "now" or "next"; "warn" where somebody has to act
	Label, When string
	Stamp       string
	Spoken      string
	Who, Does   string // who must act now, and what that is; empty: nobody, or it is past
}

// customsKeys names what a scan says of customs, by status and sub-status.
var customsKeys = map[string]string{
	"in_transit.customs_processing": "processing", "in_transit.customs_cleared": "cleared", "exception.customs_delay": "delay",
	"exception.customs_documents": "documents", "exception.customs_duties": "duties", "exception.customs_inspection": "inspection",
	"exception.customs_prohibited": "refused", "returning.customs": "refused",
}

// customsActors says who has to act in an open step. What customs does by itself needs the carrier, who presents the parcel.
var customsActors = map[string]string{
	"processing": "carrier", "inspection": "carrier", "delay": "carrier", "documents": "shop", "duties": "you", "refused": "shop",
}

// newCustoms lists what customs did, in the order in which it happened first, and what is still to come; nothing for a parcel that
// never met customs. Only the newest step can be open, and only while no later scan shows the parcel elsewhere.
func newCustoms(s subject) []customsStep {
	var out []customsStep
	var newest string
	seen := map[string]int{}
	w := s.order.Words
	for _, scan := range s.view.Scans {
		key := customsKeys[string(scan.Status)+"."+scan.Sub]
		if key == "" || scan.Denied {
			if beyond(scan) {
				newest = ""
			}
			continue
		}
		newest = key
		if _, ok := seen[key]; ok {
			continue
		}
		seen[key] = len(out)
		out = append(out, customsStep{
			State: "done", Spoken: w.Text("page.step_done"), Label: w.Text("customs." + key), When: w.Moment(scan.At.Local, s.order.Now), Stamp: stamp(scan.At),
		})
	}
	actor := customsActors[newest]
	if actor == "" || s.view.Status.Terminal() {
		return out
	}
	open := seen[newest]
	if _, cleared := seen["cleared"]; !cleared && newest != "refused" {
		out = append(out, customsStep{State: "next", Spoken: w.Text("page.step_next"), Label: w.Text("customs.cleared")})
	}
	out[open].State, out[open].Spoken = "now", w.Text("page.step_now")
	out[open].Who = w.Text("customs.who."+actor, "brand", Plain(s.order.Theme.brand.Name, maxLine), "carrier", s.carrier.Name)
	if actor != "carrier" {
		out[open].Tone = "warn"
	}
	out[open].Does = w.Text("customs.does." + newest)
	return out
}

// beyond reports whether a scan shows a parcel past customs even where no scan says that it was let through.
func beyond(s shipment.Scan) bool {
	return !s.Denied && slices.Contains([]shipment.Status{shipment.OutForDelivery, shipment.DeliveryAttempted, shipment.AvailableForPickup, shipment.Delivered}, s.Status)
}
