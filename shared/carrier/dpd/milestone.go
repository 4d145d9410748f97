package dpd

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// milestone reads one statusInfo. Those that have not been reached are listed too, without a date; an answer that leaves the
// mark out means one that has a date.
func (d *decoder) milestone(p *carrier.Parcel) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var code, label, text, at, place, reached string
	d.Object(func(key []byte) {
		switch string(key) {
		case "status":
			code = d.Text(payload.Short)
		case "label":
			label = d.words(payload.Line)
		case "description":
			text = d.words(payload.Line)
		case "date":
			at = d.words(payload.Short)
		case "location":
			place = d.words(payload.Line)
		case "statusHasBeenReached":
			reached = strings.ToLower(d.Text(payload.Short))
		}
	})
	if reached != "true" && reached != "1" && (reached != "" || at == "") {
		return
	}
	text = cmp.Or(text, label)
	m := carrier.OrUnmapped(d.Interpret(code, text))
	where := whereabouts(place)
	p.Facts = decode.AddFact(p.Facts, shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: code, Text: text, Status: m.Status, Sub: m.Sub,
		At: d.zones.At(clock(at), where.Country, ""), Place: where,
	}, at, code, text, place))
}

// whereabouts reads "Mechelen (BE)". A place without country stays one text.
func whereabouts(place string) shipment.Place {
	city, rest, ok := strings.Cut(place, "(")
	country, _, closed := strings.Cut(rest, ")")
	if !ok || !closed || len(country) != 2 || strings.Trim(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return shipment.Place{Text: place}
	}
	return shipment.Place{City: strings.TrimSpace(city), Country: country}
}

// clock reads the times that DPD writes in the language of the call: "8/17/2021 7:11:26 PM" and "09/20/2021, 2:09 PM" in
// English, "20.09.2021, 14:09" in German, "20/09/2021 14:09" in French. A date with slashes starts with the month when a clock
// of twelve hours stands behind it, and with the day otherwise, unless a number says that it cannot.
func clock(printed string) shipment.Moment {
	printed = strings.Replace(printed, ",", "", 1)
	date, rest, _ := strings.Cut(printed, " ")
	parts := strings.Split(date, "/")
	if len(parts) != 3 {
		return moment.DayFirst(printed)
	}
	half := strings.ToUpper(rest)
	monthFirst := strings.HasSuffix(half, "AM") || strings.HasSuffix(half, "PM")
	if monthFirst && over12(parts[0]) || !monthFirst && over12(parts[1]) {
		monthFirst = !monthFirst
	}
	if monthFirst {
		parts[0], parts[1] = parts[1], parts[0]
	}
	return moment.DayFirst(strings.TrimSpace(strings.Join(parts, "/") + " " + rest))
}

// over12 reports whether a number of two digits is no month.
func over12(n string) bool { return len(n) == 2 && n > "12" }
