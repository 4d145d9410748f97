package decode

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// AddFact appends to the facts of a parcel, with room for a usual history from the start: facts are large, and growing one by
// one copies them over and over.
func AddFact(facts []shipment.Fact, f shipment.Fact) []shipment.Fact {
	const usual = 8
	if facts == nil {
		facts = make([]shipment.Fact, 0, usual)
	}
	return append(facts, f)
}

// Number normalises a tracking number. Placeholders ("string") and other text that holds no digit are none.
func Number(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return ""
	}
	return shipment.NormalizeNumber(s)
}

// Estimate is the fact that a source expected delivery in the window w. code is the Doorstep code of the carrier, or empty;
// told is when the source said so, and raw the fields as it printed them: they identify the fact.
func Estimate(source, code string, w shipment.Window, told shipment.Moment, raw ...string) shipment.Fact {
	f := shipment.Fact{Kind: shipment.EstimateFact, Source: source, Carrier: code, At: told, Window: w}
	return shipment.Identify(f, append(raw, told.Local, told.Offset)...)
}

// Verdict is the fact that a source judges a number itself: word is one of the shipment.Verdict constants.
func Verdict(source, code, word string, told shipment.Moment) shipment.Fact {
	f := shipment.Fact{Kind: shipment.VerdictFact, Source: source, Carrier: code, Code: word, At: told}
	return shipment.Identify(f, word, told.Local, told.Offset)
}

// Newest is the moment of the latest scan among facts: as late as an answer can be dated that carries no time of its own. It
// is empty when no scan is dated. Wall clocks are compared as printed, because an answer may know the zone of some only.
func Newest(facts []shipment.Fact) shipment.Moment {
	var at shipment.Moment
	for _, f := range facts {
		if f.Kind == shipment.ScanFact && (f.At.Local > at.Local || f.At.Local == at.Local && f.At.Offset > at.Offset) {
			at = f.At
		}
	}
	return at
}

// Sign gives a parcel the name of who signed for it, and marks its deliveries as signed. An empty name changes nothing.
func Sign(p *carrier.Parcel, name string) {
	if name == "" {
		return
	}
	p.SignedBy = name
	for i := range p.Facts {
		if p.Facts[i].Status == shipment.Delivered {
			p.Facts[i].Signed = true
		}
	}
}
