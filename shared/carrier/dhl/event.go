package dhl

import (
	"slices"
	"strings"

	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is a status as printed: of the shipment, or of one event in its history. code is one of five words for all divisions;
// detail, division and status hold what the division says itself, a code of its own or words.
type event struct {
	at                       string
	code                     string
	detail, division, status string
	text, remark             string
	locality, postal, nation string
	pieces                   []string // those that the event is about; empty: all
}

func (e event) empty() bool { return e.code == "" && e.status == "" && e.text == "" }

// status reads {"timestamp","location","statusCode","status","statusDetailed","description","remark","pieceIds"}. Where the whole
// is one word ("status":"delivered" of some pushes), that is the code.
func (d *decoder) status() event {
	var e event
	if !d.IsObject() {
		e.code = d.Text(payload.Short)
		return e
	}
	d.Object(func(key []byte) {
		switch string(key) {
		case "timestamp":
			e.at = d.Text(payload.Short)
		case "statusCode":
			e.code = d.Text(payload.Short)
		case "simplifiedStatus":
			if s := d.Text(payload.Short); e.code == "" {
				e.code = s
			}
		case "statusDetailed":
			e.detail = d.Text(payload.Line)
		case "divisionalStatus":
			e.division = d.Text(payload.Line)
		case "status":
			e.status = d.Text(payload.Line)
		case "description":
			e.text = d.Text(payload.Line)
		case "remark":
			e.remark = d.Text(payload.Line)
		case "location":
			d.location(&e)
		case "pieceIds":
			e.pieces = d.numbers()
		}
	})
	return e
}

// location reads {"address":{"countryCode","postalCode","addressLocality"}}, the address without the wrapping, or a bare
// name.
func (d *decoder) location(e *event) {
	if d.IsText() {
		e.locality = city(d.Text(payload.Line))
		return
	}
	d.Object(func(key []byte) {
		switch string(key) {
		case "address":
			d.location(e)
		case "countryCode":
			e.nation = d.Text(payload.Short)
		case "postalCode":
			e.postal = d.Text(payload.Short)
		case "addressLocality":
			e.locality = city(d.Text(payload.Line))
		}
	})
}

// city drops a street before the name of the town: "Oderweg 2, AMSTERDAM" stands in DHL's own example.
func city(locality string) string {
	street, town, ok := strings.Cut(locality, ",")
	if ok && strings.ContainsAny(street, "0123456789") {
		return strings.TrimSpace(town)
	}
	return locality
}

// scan makes the facts of an event: one, or one for each piece when it is about some of several.
func (d *decoder) scan(c *consignment, e event) {
	m := d.meaning(c.service, e)
	text := e.words()
	name := ""
	if m.Status == shipment.Delivered {
		text, name = withoutName(text)
	}
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: c.parcel.Carrier, Code: e.code, Generic: true, Text: text,
		Status: m.Status, Sub: m.Sub, At: d.zones.At(moment.ISO(e.at), strings.ToUpper(e.nation), ""),
		Place: shipment.Place{City: e.locality, Postal: e.postal, Country: e.nation}, Signed: name != "",
	}
	if name != "" {
		c.parcel.SignedBy = name
	}
	for _, piece := range e.about(c.pieces) {
		f.Piece = piece
		if piece == "" || d.Spend() {
			c.parcel.Facts = decode.AddFact(c.parcel.Facts, shipment.Identify(f, e.at, e.code, e.detail, e.status, text, e.remark, e.locality, e.postal, e.nation))
		}
	}
}

// about gives the pieces that an event is about: one empty name for all of them.
func (e event) about(all []string) []string {
	if len(e.pieces) == 0 || len(all) < 2 {
		return []string{""}
	}
	for _, piece := range all {
		if !slices.Contains(e.pieces, piece) {
			return e.pieces
		}
	}
	return []string{""}
}

// words is the sentence of an event.
func (e event) words() string {
	for _, s := range []string{e.text, e.status, e.division, e.remark} {
		if s != "" {
			return s
		}
	}
	return ""
}

// signers are the words of a delivery that stand before the name of whoever signed, in the languages of DHL Express.
var signers = [...]string{"sign", "received by", "accepted by", "unterschr", "empfangen von", "getekend", "ontvangen door", "podpis", "firm"}

// withoutName cuts the name of a signer from the words of a delivery: "Delivered - Signed for by: …", "… Signed by …". What else
// stands behind a colon there is cut too, since it may be a name, and is none.
func withoutName(text string) (words, name string) {
	words, name, found := strings.Cut(text, ":")
	for _, by := range []string{"igned for by ", "igned by ", "IGNED FOR BY ", "IGNED BY "} {
		if i := strings.Index(text, by); i >= 0 && !found {
			words, name, found = text[:i+len(by)], text[i+len(by):], true
		}
	}
	words = strings.TrimSpace(words)
	low := strings.ToLower(words)
	if !slices.ContainsFunc(signers[:], func(s string) bool { return strings.Contains(low, s) }) {
		name = ""
	}
	return words, strings.TrimSpace(name)
}
