package chronopost

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one event as printed. What infoCompList adds is read for the few names that say something about the parcel;
// comments and addresses are not.
type event struct {
	code, text, at, office, zip string
	signer, partner, redelivery string
	country                     string
}

func (a *answer) event() {
	if !a.IsObject() || !a.Spend() {
		return
	}
	var e event
	a.Object(func(key []byte) {
		switch string(key) {
		case "code":
			e.code = a.Text(payload.Short)
		case "eventLabel":
			e.text = a.Text(payload.Line)
		case "eventDate":
			e.at = a.Text(payload.Short)
		case "officeLabel":
			e.office = facility(a.Text(payload.Line))
		case "zipCode":
			e.zip = a.Text(payload.Short)
		case "infoCompList":
			a.Each(func() { e.extra(a.Reader) })
		}
	})
	if e.code == "" && e.text == "" && e.at == "" {
		return
	}
	a.add(e)
}

// extra reads one {"name","value"} of infoCompList; names are in the language of the call.
func (e *event) extra(r *payload.Reader) {
	name, value := "", ""
	r.Object(func(key []byte) {
		switch string(key) {
		case "name":
			name = strings.ToLower(strings.ReplaceAll(r.Text(payload.Short), "’", "'"))
		case "value":
			value = r.Text(payload.Line)
		}
	})
	switch name {
	case "consignee's name", "recipient's name", "signatory", "nom du destinataire", "nom du réceptionnaire", "nom du signataire", "réceptionnaire", "signataire":
		e.signer = value
	case "partner number", "numéro partenaire":
		e.partner = value
	case "date de relivraison", "redelivery date", "date of redelivery":
		e.redelivery = value
	case "lieu", "place", "location":
		e.country = countryOf(value)
	}
}

// add makes the fact of an event. A name counts as a signature only on a delivery; on a collection it is the sender's.
func (a *answer) add(e event) {
	m := carrier.OrUnmapped(a.Interpret(e.code, e.text))
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: e.code, Text: e.text, Status: m.Status, Sub: m.Sub,
		At:    a.zones.At(moment.DayFirst(e.at), e.country, ""),
		Place: shipment.Place{Text: e.office, Postal: e.zip, Country: e.country},
	}
	a.parcel.Facts = decode.AddFact(a.parcel.Facts, shipment.Identify(f, e.at, e.code, e.text, e.office, e.zip))
	if m.Status == shipment.Delivered && e.signer != "" {
		a.signer = e.signer
	}
	if e.redelivery != "" {
		a.estimates = append(a.estimates, instruction{e.redelivery, f.At})
	}
	a.alias(e.partner)
}

// alias keeps the number under which a partner of the Geopost group moves the parcel: "GEO/XT8452370122486".
func (a *answer) alias(printed string) {
	n := decode.Number(printed[strings.LastIndexByte(printed, '/')+1:])
	if n == "" || n == a.parcel.Number || len(a.parcel.Aliases) > 0 {
		return
	}
	a.parcel.Aliases = []string{n}
}

// facility is the name of an office without what follows it: of a shop the service prints "NAME - FR - street - town".
func facility(label string) string {
	name, rest, ok := strings.Cut(label, " - ")
	if ok && len(rest) > 4 && rest[2:5] == " - " && rest[:2] == strings.ToUpper(rest[:2]) {
		return name
	}
	return label
}

// countryOf gives the country of "Aschaffenburg - DE (depot 63)".
func countryOf(place string) string {
	_, rest, ok := strings.Cut(place, " - ")
	if !ok || len(rest) < 2 || len(rest) > 2 && rest[2] != ' ' {
		return ""
	}
	code := rest[:2]
	if strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return ""
	}
	return code
}

// instruction is the day that a recipient has chosen, and when Chronopost heard of it.
type instruction struct {
	day  string
	told shipment.Moment
}

func (i instruction) estimate() (shipment.Fact, bool) {
	w, ok := moment.Window(shipment.Moment{}, moment.DayFirst(i.day))
	if !ok {
		return shipment.Fact{}, false
	}
	return decode.Estimate(Source, Source, w, i.told, i.day), true
}
