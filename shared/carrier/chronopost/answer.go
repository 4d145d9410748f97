package chronopost

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// answer is one object while it is read: an envelope, a result, or one parcel of a result.
type answer struct {
	*decoder
	parcel    carrier.Parcel
	listed    bool // it has a list of events, be it empty
	signer    string
	code      string // errorCode; "0" is a success
	text      string // errorMessage
	refusal   decode.Refusal
	theirs    bool // the refusal is a fault of the server
	estimates []instruction
}

// document reads one object. trackSkybillV2 puts its events below listEventInfoComp, trackSkybill directly into the result,
// trackWithSenderRef into one list per parcel, and trackSearch tells only the significant event of each.
func (d *decoder) document() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	a := answer{decoder: d, parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "Chronopost"}}
	d.Object(func(key []byte) { a.member(string(key)) })
	a.end()
}

func (a *answer) member(name string) {
	switch name {
	case "Envelope", "Body", "return", "listParcel", "listInfosPOD",
		"trackSkybillV2Response", "trackSkybillResponse", "trackESDResponse", "trackSearchResponse", "trackWithSenderRefResponse":
		a.Each(a.document)
	case "listEventInfoComp", "listEvents":
		a.listed = true
		a.Each(func() { a.Object(func(key []byte) { a.member(string(key)) }) })
	case "events", "significantEvent":
		a.listed = true
		a.Each(a.event)
	case "skybillNumber":
		if n := decode.Number(a.Text(payload.Short)); a.parcel.Number == "" {
			a.parcel.Number = n
		}
	case "errorCode":
		a.code = a.Text(payload.Short)
	case "errorMessage":
		a.text = a.Text(payload.Line)
	case "Fault":
		a.fault()
	default:
		a.refusal.Member(a.Reader, name)
	}
}

// fault reads a SOAP fault. "soap:Server" says that the mistake is Chronopost's, whatever the words are.
func (a *answer) fault() {
	side := ""
	a.Object(func(key []byte) {
		if name := string(key); name == "faultcode" {
			side = a.Text(payload.Short)
		} else {
			a.refusal.Member(a.Reader, name)
		}
	})
	a.refusal.Fail()
	a.theirs = strings.HasSuffix(side, "Server")
}

// end makes a parcel or a problem. A result without any event is how the service says that it knows no such number.
func (a *answer) end() {
	p, refused := a.refusal.Problem()
	switch {
	case len(a.parcel.Facts) > 0:
		a.Recognise()
		a.finish()
		a.Parcel(a.parcel)
	case a.code != "" && a.code != "0":
		a.Recognise()
		a.Problem(carrier.Problem{Number: a.parcel.Number, Kind: kindOf(a.code, a.text), Code: a.code, Message: a.text})
	case a.listed:
		a.Recognise()
		a.Problem(carrier.Problem{Number: a.parcel.Number, Kind: carrier.NotFound, Code: a.code, Message: "no events"})
	case a.code != "":
		a.Recognise()
	case refused:
		a.Recognise()
		if a.theirs && p.Kind == carrier.Invalid {
			p.Kind = carrier.Upstream
		}
		a.Problem(p)
	}
}

// finish adds what the events tell about the parcel as a whole.
func (a *answer) finish() {
	homecoming(a.parcel.Facts)
	for _, i := range a.estimates {
		if f, ok := i.estimate(); ok && a.Spend() {
			a.parcel.Facts = append(a.parcel.Facts, f)
		}
	}
	decode.Sign(&a.parcel, a.signer)
}

// homecoming makes the delivery of a parcel that was on its way back the delivery to its sender: the service words both alike.
// Which scan came first is told by their clocks, not by their order in the answer.
func homecoming(facts []shipment.Fact) {
	back := ""
	for _, f := range facts {
		if f.Status == shipment.Returning && (back == "" || f.At.Local < back) {
			back = f.At.Local
		}
	}
	for i := range facts {
		if f := &facts[i]; back != "" && f.Status == shipment.Delivered && f.At.Local > back {
			f.Status, f.Sub = shipment.Returned, "to_sender"
		}
	}
}

// kindOf sorts an error. The service publishes no list of codes: 1 is its system error, the others are sorted by their words.
func kindOf(code, text string) string {
	if code == "1" {
		return carrier.Upstream
	}
	return cmp.Or(decode.KindOfWords(text, sayings...), decode.KindOfText(text), carrier.Invalid)
}

// sayings are words of its messages, in French or English.
var sayings = []decode.Saying{
	{Kind: carrier.Unauthorized, Words: "mot de passe|password|compte|account|droit"},
	{Kind: carrier.NotFound, Words: "introuvable|inconnu|unknown|aucun|no parcel|not exist"},
	{Kind: carrier.Invalid, Words: "invalide|invalid|incorrect|format|obligatoire|mandatory"},
	{Kind: carrier.Upstream, Words: "système|system|technique|indisponible"},
}
