package decode_test

import (
	"fmt"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// acmeCodes is codes.csv of the carrier; an adapter embeds the file.
const acmeCodes = `field,code,text,status,sub,source
code,PU,Picked up,accepted,picked_up,https://acme.example/codes
code,DL,Delivered,delivered,,https://acme.example/codes
`

// acme is the smallest whole adapter: {"number","events":[{"code","text","at"}],"expected"}, or {"error":{"code","message"}}.
type acme struct{ codes *carrier.Codes }

func (acme) Source() string { return "acme" }

func (acme) Profile() carrier.Profile {
	return carrier.Profile{Name: "ACME", Covers: "ACME", Estimate: "day", Gaps: []string{"cannot be asked"}}
}

func (a acme) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := acmeDecoder{a, payload.New(body), decode.Begin("acme", kind)}
	d.Each(d.document) // a single object, or a list of them
	return d.End(d.Err(), "ACME", "neither an answer nor an error")
}

type acmeDecoder struct {
	acme
	*payload.Reader
	decode.Draft
}

func (d *acmeDecoder) document() {
	p, expected := carrier.Parcel{Carrier: "acme"}, ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "number":
			p.Number = decode.Number(d.Text(payload.Short))
		case "events":
			d.Recognise()
			d.Each(func() { d.event(&p) })
		case "expected":
			expected = d.Text(payload.Short)
		case "error":
			d.Recognise()
			d.Problem(carrier.Problem{Kind: carrier.Upstream}) // a real adapter reads and sorts it
		}
	})
	if w, ok := moment.Window(shipment.Moment{}, moment.ISO(expected)); ok && d.Spend() {
		p.Facts = append(p.Facts, decode.Estimate("acme", "acme", w, decode.Newest(p.Facts), expected))
	}
	if p.Number != "" && d.Spend() {
		d.Parcel(p)
	}
}

func (d *acmeDecoder) event(p *carrier.Parcel) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var code, text, at string
	d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			code = d.Text(payload.Short)
		case "text":
			text = d.Text(payload.Line)
		case "at":
			at = d.Text(payload.Short)
		}
	})
	meaning, ok := d.codes.Code("code", code)
	if !ok {
		meaning = carrier.Unmapped
	}
	p.Facts = append(p.Facts, shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: "acme", Carrier: "acme", Code: code, Text: text,
		Status: meaning.Status, Sub: meaning.Sub, At: moment.ISO(at),
	}, at, code, text)) // what identifies a fact is what was printed, before any table
}

func Example() {
	a := acme{carrier.MustCodes(acmeCodes)}
	for _, body := range []string{
		`{"number":"ac 12-34","expected":"2026-03-11","events":[{"code":"PU","text":"Picked up","at":"2026-03-09T10:00:00+01:00"},{"code":"??","text":"New","at":"2026-03-10"}]}`,
		`{"hello":"world"}`,
		`{"number":"AC1234","events":[`,
	} {
		u, err := a.Decode(carrier.Poll, []byte(body))
		for _, p := range u.Parcels {
			for _, f := range p.Facts {
				says := string(f.Status) + "/" + f.Sub
				if f.Kind == shipment.EstimateFact {
					says = "by " + f.Window.Latest
				}
				fmt.Printf("%s %s at %s%s: %s\n", p.Number, f.Kind, f.At.Local, f.At.Offset, says)
			}
		}
		if err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// AC1234 scan at 2026-03-09T10:00:00+01:00: accepted/picked_up
	// AC1234 scan at 2026-03-10: unknown/unmapped_code
	// AC1234 estimate at 2026-03-10: by 2026-03-11
	// read ACME payload: neither an answer nor an error
	// read ACME payload: byte 29: expected a value
}
