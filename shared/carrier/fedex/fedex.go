// Package fedex reads what FedEx sends: answers of the Track API v1 (by number and of associated shipments) and pushes of
// Advanced Integrated Visibility, which hold the same results. It knows their shapes and codes; the signature of a push is
// checked before, by shared/signature.
package fedex

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "fedex"

//go:embed codes.csv
var codesCSV string

// Adapter reads FedEx payloads and asks the Track API. It is safe for concurrent use.
type Adapter struct {
	codes  *carrier.Codes
	zones  *moment.Zones
	tokens *fetch.Tokens
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), tokens: fetch.NewTokens(time.Now)}
}

// Source is "fedex".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. A call takes 30 numbers (developer.fedex.com/api/en-us/catalog/track.html). A project may call
// the Track API 100,000 times a day and 1,400 times in ten seconds (developer.fedex.com/api/en-us/guides/ratelimits.html); one
// call a second stays below the day's quota.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "FedEx", Covers: "FedEx",
		Push: "one or more scans", Signing: "HMAC-SHA256 over the body",
		Poll: "OAuth 2", PerCall: maxNumbers, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Estimate: "window", Proof: "name",
		Gaps: []string{"no event says that a return has ended: the delivery after a return scan does"},
	}
}

// Decode reads an answer of the Track API, an error of its gateway or of its token endpoint, or a push. It follows
// carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), Draft: decode.Begin(Source, kind)}
	d.Each(d.document)
	d.alerts()
	return d.End(d.Err(), "FedEx", "neither tracking results nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
	alert carrier.Problem // of an answer without results
	told  bool            // something was said about a number
}

// document reads one object of any level: the whole answer, its "output", or one entry of "completeTrackResults" (a number
// and its results). Pushes were seen with and without the outer levels, so each level may hold each member; what belongs to a
// single result may even stand at the top.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	var all []result
	number, single := "", result{}
	d.Object(func(key []byte) {
		switch string(key) {
		case "output":
			d.Recognise()
			d.Each(d.document)
		case "completeTrackResults":
			d.Recognise()
			d.Each(d.document)
		case "trackingNumber":
			number = decode.Number(d.Text(payload.Short))
		case "trackResults":
			d.Recognise()
			d.Each(func() { all = d.results(all) })
		case "errors", "fault":
			d.Recognise()
			d.Each(d.failure)
		case "alerts":
			d.readAlerts()
		case "error", "error_description":
			d.topError(&single, string(key))
		default:
			d.field(&single, key)
		}
	})
	if single.any() && d.Spend() {
		d.Recognise()
		all = append(all, single)
	}
	d.conclude(number, all)
}
