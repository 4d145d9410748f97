package moment

import (
	"strings"

	"doorstep/shared/shipment"
)

// Window is a delivery expected between start and end, on the day of end, in the calendar of the destination. An end without
// clock makes it that day, and so does midnight, with which senders fill a time that they do not know. A start that is no
// clock before end on the same day counts as the beginning of the day. Without end there is no window.
func Window(start, end shipment.Moment) (shipment.Window, bool) {
	day := Day(end)
	if day == "" {
		return shipment.Window{}, false
	}
	if end.Precision == shipment.Day || strings.HasSuffix(end.Local, "T00:00:00") {
		return shipment.Window{Earliest: day, Latest: day, Precision: shipment.Day}, true
	}
	w := shipment.Window{Earliest: day + "T00:00:00", Latest: end.Local, Precision: shipment.Minute}
	if start.Precision != shipment.Day && Day(start) == day && start.Local <= end.Local {
		w.Earliest = start.Local
	}
	return w, true
}

// Days is a delivery expected on any day from that of start to that of end, in the calendar of the destination. When both are
// the same day, or only one is known, or they stand in the wrong order, it is Window of what remains.
func Days(start, end shipment.Moment) (shipment.Window, bool) {
	from, until := Day(start), Day(end)
	if until == "" {
		return Window(shipment.Moment{}, start)
	}
	if from == "" || from >= until {
		return Window(start, end)
	}
	return shipment.Window{Earliest: from, Latest: until, Precision: shipment.Day}, true
}
