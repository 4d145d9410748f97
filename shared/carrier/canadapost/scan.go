package canadapost

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/shipment"
)

func (a *Adapter) scan(e event) shipment.Fact {
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: e.code, Text: e.text,
		At: a.at(e), Place: place(e),
	}
	m, ok := a.Interpret(e.code, e.text)
	if e.code == "" && e.kind != "" { // a summary
		f.Code, f.Generic = e.kind, true
		if by, known := a.codes.Code("type", e.kind); known && !ok {
			m, ok = by, true
		}
	}
	if !ok {
		m = carrier.Unmapped
	}
	f.Status, f.Sub = m.Status, m.Sub
	return shipment.Identify(f, e.date, e.clock, e.zone, e.code, e.kind, e.text, e.site, e.province)
}

// Interpret explains Canada Post's event identifiers, with or without their leading zeros, and its wordings in English and French.
// The identifier counts first. Its text counts more where it is one of the table and says another status, because some identifiers
// stand for several events (4700), and where it says that the item goes back to its sender, which has no identifier of its own.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	byCode, known := a.codes.Code("code", strings.TrimLeft(code, "0"))
	byText, exact := a.codes.Text(text)
	switch {
	case exact && (!known || byText.Status != byCode.Status):
		return byText, true
	case exact:
		return byCode, true
	}
	byWords, some := a.codes.Words(strings.ReplaceAll(text, "’", "'"))
	switch {
	case !known:
		return byWords, some
	case some && (byWords.Status == shipment.Returning || byWords.Status == shipment.Returned):
		return goesBack(byCode, byWords), true
	default:
		return byCode, true
	}
}

// goesBack joins what a code and its text say of an item on its way back: delivered to the sender is returned, and a code that
// knows of the return says why.
func goesBack(byCode, byWords carrier.Meaning) carrier.Meaning {
	switch byCode.Status {
	case shipment.Delivered:
		return carrier.Meaning{Status: shipment.Returned, Sub: "to_sender"}
	case shipment.Returning:
		return byCode
	default:
		return byWords
	}
}

// at is the local time of the event. The zone stands beside it as an abbreviation; scans abroad leave it empty or name the country,
// and there an abbreviation would mean something else ("CST").
func (a *Adapter) at(e event) shipment.Moment {
	m := moment.Compact(day(e.date), e.clock)
	if strings.Contains(e.site, ",") && e.province == "" && e.kind == "" {
		return m
	}
	if offset := offsetOf(e.zone); offset != "" {
		return moment.With(m, offset, shipment.ZoneField)
	}
	return a.zones.At(m, "CA", strings.ToUpper(e.province))
}

// offsetOf gives the distance from UTC of a zone of Canada, by its English or French abbreviation, or "".
func offsetOf(zone string) string {
	switch strings.ToUpper(zone) {
	case "NDT", "HAT":
		return "-02:30"
	case "NST", "HNT":
		return "-03:30"
	case "ADT", "HAA":
		return "-03:00"
	case "AST", "HNA", "EDT", "HAE":
		return "-04:00"
	case "EST", "HNE", "CDT", "HAC":
		return "-05:00"
	case "CST", "HNC", "MDT", "HAR":
		return "-06:00"
	case "MST", "HNR", "PDT", "HAP":
		return "-07:00"
	case "PST", "HNP":
		return "-08:00"
	default:
		return ""
	}
}

// place is where an event happened: a municipality with its province, the post office by name, or a text of another country.
func place(e event) shipment.Place {
	p := shipment.Place{Text: e.retail, City: e.site, Region: e.province}
	switch strings.ToUpper(e.province) {
	case "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT":
		p.Country = "CA"
	case "":
		if strings.Contains(e.site, ",") {
			p.Text, p.City = e.site, ""
		}
	}
	return p
}
