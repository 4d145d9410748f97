// Package bring reads answers of the Tracking API v2 of Bring and Posten (Norway, Sweden, Denmark).
package bring

import (
	"bytes"
	_ "embed"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/markup"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "bring"

//go:embed codes.csv
var codesCSV string

// Adapter reads Bring payloads and asks the Tracking API. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
	now   func() time.Time
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), now: time.Now}
}

// Source is "bring".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Bring limits calls and does not say to how many: ours is cautious.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Bring", Covers: "Bring and Posten",
		Poll: "user and API key", PerCall: 1, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Estimate: "day", Proof: "name",
		Gaps: []string{"pushes are a product of their own and are not read"},
	}
}

// Decode reads the consignments of an answer, or an error. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	xml := bytes.HasPrefix(bytes.TrimLeft(body, "\xef\xbb\xbf \t\r\n"), []byte("<"))
	d := decoder{a, xml, markup.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Bring", "neither consignments nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	xml bool
	*payload.Reader
	decode.Draft
}

// document reads {"apiVersion","consignmentSet":[…]}, or an error of the gateway, which may be a list (JSON:API). XML names the
// same members with capitals, and the elements of each set: <ConsignmentSet><Consignment consignmentId="…"><PackageSet><Package …>.
func (d *decoder) document() {
	var refusal decode.Refusal
	d.Object(func(key []byte) {
		switch name := named(key); name {
		case "consignmentSet":
			d.Recognise()
			d.Each(func() { d.set("consignment", d.consignment, &refusal) })
		case "errors":
			d.Each(func() {
				d.Object(func(key []byte) { refusal.Member(d.Reader, string(key)) })
			})
		default:
			refusal.Member(d.Reader, name)
		}
	})
	d.refuse(&refusal, "")
}

// set reads the elements of a set: in JSON the element itself, in XML an object that holds them, or a status that refuses.
func (d *decoder) set(element string, read func(), refusal *decode.Refusal) {
	if !d.IsObject() || !d.xml {
		read()
		return
	}
	d.Object(func(key []byte) {
		switch named(key) {
		case element:
			d.Each(read)
		case "status", "error":
			d.fault(refusal)
		}
	})
}

// fault reads why Bring refuses: {"code","message"}, in XML <Status><System>…</System><Code>503</Code><Error>…</Error></Status>.
func (d *decoder) fault(refusal *decode.Refusal) {
	switch {
	case refusal == nil:
	case d.IsObject():
		d.Object(func(key []byte) { refusal.Member(d.Reader, named(key)) })
	default:
		refusal.Member(d.Reader, "error")
	}
}

// named is a member as JSON names it: XML begins names with a capital and marks attributes.
func named(key []byte) string {
	name := strings.TrimPrefix(string(key), "@")
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return name
	}
	return string(name[0]+'a'-'A') + name[1:]
}

// refuse gives a refusal to the update, when there is one.
func (d *decoder) refuse(refusal *decode.Refusal, number string) {
	if p, refused := refusal.Problem(); refused && d.Spend() {
		d.Recognise()
		p.Number = number
		d.Problem(p)
	}
}
