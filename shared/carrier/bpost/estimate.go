package bpost

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// expectation reads {"day","time1","time2"}: two clocks of that day, or two moments.
func (d *decoder) expectation(it *item) {
	var day, from, to string
	d.Object(func(key []byte) {
		switch string(key) {
		case "day":
			day = d.Text(payload.Short)
		case "time1":
			from = d.Text(payload.Short)
		case "time2":
			to = d.Text(payload.Short)
		}
	})
	on := func(clock string) shipment.Moment {
		if at := moment.ISO(clock); at.Local != "" && strings.Contains(clock, "-") {
			return at
		}
		return moment.DayFirst(strings.TrimSpace(day + " " + clock))
	}
	it.from, it.to = on(from), on(to)
}

// estimate makes a fact of the window, or of the day of deliveryTime.
func (d *decoder) estimate(it *item) {
	from, to := it.from, it.to
	if to.Local == "" {
		to = moment.ISO(moment.Day(moment.DayFirst(it.expected)))
	}
	if w, ok := moment.Window(from, to); ok && d.Spend() {
		raw := cmp.Or(it.expected, it.from.Local+" "+it.to.Local)
		it.parcel.Facts = append(it.parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(it.parcel.Facts), raw))
	}
}
