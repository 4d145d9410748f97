package fedex

import (
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// dates are the days and windows of a result.
type dates struct {
	estimated, standard span   // of delivery: what FedEx expects, what the service promises
	typed               string // ESTIMATED_DELIVERY
	appointment         string // APPOINTMENT_DELIVERY
	commitment          string // COMMITMENT: what the service promised when it was bought
	shipped             string // SHIP, ACTUAL_PICKUP or ACTUAL_TENDER: the earliest
	delivered           string // ACTUAL_DELIVERY
}

// span is a window as printed.
type span struct{ begins, ends string }

func (e dates) any() bool { return e != dates{} }

// date reads {"type","dateTime"}. What cannot be a date is left out: FedEx prints zeros where it knows none.
func (d *decoder) date(e *dates) {
	kind, at := "", ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "type":
			kind = d.Text(payload.Short)
		case "dateTime":
			at = d.Text(payload.Short)
		}
	})
	if moment.ISO(at).Local == "" {
		return
	}
	switch kind {
	case "ESTIMATED_DELIVERY":
		earliest(&e.typed, at)
	case "APPOINTMENT_DELIVERY":
		earliest(&e.appointment, at)
	case "COMMITMENT":
		earliest(&e.commitment, at)
	case "ACTUAL_DELIVERY":
		earliest(&e.delivered, at)
	case "SHIP", "ACTUAL_PICKUP", "ACTUAL_TENDER":
		earliest(&e.shipped, at)
	}
}

// earliest keeps the earlier of two dates, so that their order does not matter.
func earliest(kept *string, at string) {
	if *kept == "" || at < *kept {
		*kept = at
	}
}

// window reads {"description","window":{"begins","ends"},"type"}.
func (d *decoder) window() span {
	var s span
	d.Object(func(key []byte) {
		if string(key) != "window" {
			return
		}
		d.Object(func(key []byte) {
			switch string(key) {
			case "begins":
				s.begins = d.Text(payload.Short)
			case "ends":
				s.ends = d.Text(payload.Short)
			}
		})
	})
	return s
}

// estimate makes a fact of the best date, dated by the newest scan: the answer carries no time of its own. What FedEx
// expects stands before an appointment, and both before what the service promised.
func (d *decoder) estimate(e dates, facts []shipment.Fact) []shipment.Fact {
	for _, s := range [...]span{e.estimated, {ends: e.typed}, {ends: e.appointment}, e.standard, {ends: e.commitment}} {
		w, ok := s.window()
		if !ok {
			continue
		}
		if d.Spend() {
			facts = append(facts, decode.Estimate(Source, Source, w, decode.Newest(facts), s.begins, s.ends))
		}
		break
	}
	return facts
}

// window is the span in the calendar of the destination. One over several days is those days.
func (s span) window() (shipment.Window, bool) {
	begins, ends := moment.ISO(s.begins), moment.ISO(s.ends)
	if ends.Local == "" {
		ends = begins
	}
	first, last := moment.Day(begins), moment.Day(ends)
	if first != "" && first < last {
		return shipment.Window{Earliest: first, Latest: last, Precision: shipment.Day}, true
	}
	return moment.Window(begins, ends)
}
