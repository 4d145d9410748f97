package aftership

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// checkpoint is one checkpoint as printed.
type checkpoint struct {
	at, slug, message                  string
	tag, subtag, subtagText, raw       string
	location, city, state, nation, zip string
}

func (c checkpoint) empty() bool { return c.at == "" && c.message == "" && c.tag == "" && c.raw == "" }

// checkpoint reads one. The place of a checkpoint has changed its names: zip became postal_code in 2026-01, country_iso3 became
// country_region in 2024-07 (https://www.aftership.com/docs/tracking/past-changelog).
func (d *decoder) checkpoint(t *tracking) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var c checkpoint
	d.Object(func(key []byte) {
		switch string(key) {
		case "checkpoint_time":
			c.at = d.Text(payload.Short)
		case "slug":
			c.slug = d.Text(payload.Short)
		case "message":
			c.message = d.Text(payload.Line)
		case "tag":
			c.tag = d.Text(payload.Short)
		case "subtag":
			c.subtag = d.Text(payload.Short)
		case "subtag_message":
			c.subtagText = d.Text(payload.Line)
		case "raw_tag", "raw_status":
			c.raw = d.Text(payload.Short)
		case "location":
			c.location = d.Text(payload.Line)
		case "city":
			c.city = d.Text(payload.Line)
		case "state":
			c.state = d.Text(payload.Short)
		case "zip", "postal_code":
			c.zip = cmp.Or(c.zip, d.Text(payload.Short))
		case "country_iso3", "country_region":
			c.nation = cmp.Or(c.nation, d.Text(payload.Short))
		}
	})
	if !c.empty() {
		t.checkpoints = append(t.checkpoints, c)
	}
}

// scan makes the fact of a checkpoint. Its code is the carrier's where AfterShip repeats one; it never tells two scans apart,
// since it may be a word for half of them.
func (a *Adapter) scan(c checkpoint, trackingCarrier string) shipment.Fact {
	code := cmp.Or(carrier.Code(c.slug), trackingCarrier) // a second leg has its own
	m := a.meaning(c, code)
	nation := decode.Country(c.nation)
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: code,
		Code:    cmp.Or(c.raw, c.subtag, c.tag),
		Generic: true,
		Text:    cmp.Or(c.message, c.subtagText),
		Status:  m.Status,
		Sub:     m.Sub,
		At:      a.zones.At(moment.ISO(c.at), nation, c.state),
		Place:   shipment.Place{Text: c.location, City: c.city, Region: c.state, Postal: c.zip, Country: nation},
	}
	return shipment.Identify(f, c.at, c.slug, c.tag, c.subtag, c.raw, f.Text, c.location, c.city, c.state, c.zip, c.nation)
}

// meaning starts from AfterShip's tag, which its sub-status makes more exact, and then the carrier's own table. An unknown
// tag is unknown even when the words are known. AfterShip's message about a sub-status says more where the table does not: for
// a new one, and for those that its list only names.
func (a *Adapter) meaning(c checkpoint, code string) carrier.Meaning {
	m, known := a.codes.Code("tag", c.tag)
	if c.tag == "" { // checkpoints of v3 and of couriers that AfterShip does not sort
		known, m = true, carrier.Unmapped
	}
	by, detailed := a.codes.Code("subtag", c.subtag)
	switch {
	case detailed:
		m = by
	case !known:
		return carrier.Unmapped
	}
	if told, ok := a.codes.Words(c.subtagText); ok && c.tag != "" && (!detailed || m.Sub == "") {
		m = decode.Refine(m, told)
	}
	return decode.RefineBy(m, a.carriers[code], c.raw, c.message)
}
