// Package dhlparcelde reads what DHL Paket (Post & Parcel Germany) answers to its shipment tracking API: XML whose elements are all
// called "data" and say in an attribute what they are. Its events carry three codes, of which DHL publishes the combinations.
package dhlparcelde

import (
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
const Source = "dhl_parcel_de"

//go:embed codes.csv
var codesCSV string

// Adapter reads answers of the tracking API of DHL Paket and asks it. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones()}
}

// Source is "dhl_parcel_de".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. DHL publishes no limit of calls; the rate is a careful guess.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "DHL Paket", Covers: "DHL Paket, Germany",
		Poll: "API key, user and password", PerCall: batch, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Estimate: "window", Proof: "who took it",
		Gaps: []string{"estimates need a right that DHL grants on request", "times abroad carry no zone"},
	}
}

// Decode reads an answer to d-get-piece-detail, its public twins or d-get-signature, or an error of the gateway in JSON or HTML. It
// follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: markup.New(body), Draft: decode.Begin(Source, kind)}
	d.Each(d.document)
	u, err := d.End(d.Err(), "DHL Paket", "neither tracking data nor an error")
	if err == nil && !d.told && len(u.Parcels)+len(u.Problems) == 0 {
		u.Problems = []carrier.Problem{{Kind: carrier.NotFound, Message: "no piece listed"}}
	}
	return u, err
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
	told bool // a signature was answered, of which nothing is kept
}

// document reads the root: {"data":{…}}, a page of the gateway, or its error in JSON.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	var refusal decode.Refusal
	said := false
	d.Object(func(key []byte) {
		switch name := string(key); name {
		case "data":
			var rest piece
			d.Each(func() { d.node(&rest) })
		case "html", "HTML":
			d.page()
		case "status": // a number, or an object around the members of an error
			if !d.IsObject() {
				said = refusal.Member(d.Reader, name) || said
				break
			}
			d.Object(func(key []byte) { said = refusal.Member(d.Reader, string(key)) || said })
		default:
			said = refusal.Member(d.Reader, name) || said
		}
	})
	if !said {
		return
	}
	refusal.Fail()
	problem, _ := refusal.Problem()
	d.Recognise()
	if d.Spend() {
		d.Problem(problem)
	}
}

// page reads the title of an HTML page, with which the gateway refuses: "401 Unauthorized".
func (d *decoder) page() {
	title := ""
	d.Object(func(key []byte) {
		if !strings.EqualFold(string(key), "head") {
			return
		}
		d.Object(func(key []byte) {
			if strings.EqualFold(string(key), "title") {
				title = d.Text(payload.Line)
			}
		})
	})
	code, _, _ := strings.Cut(title, " ")
	kind := decode.KindOfStatus(code)
	if kind == "" {
		kind, code = decode.KindOfText(title), ""
	}
	if kind == "" || !d.Spend() {
		return
	}
	d.Recognise()
	d.Problem(carrier.Problem{Kind: kind, Code: code, Message: title})
}
