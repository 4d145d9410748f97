package handler

import (
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/seal"
	"doorstep/shared/shipment"
)

// What a tracking number may be. The longest in use have 34 characters; the bounds are those of the orders API, so that
// whatever a merchant can claim can be told of, and nothing else becomes a key.
const (
	shortest = 4
	longest  = 50
)

// maxAliases bounds the other numbers of one parcel that are followed.
const maxAliases = 16

// body is one record and what was made of it.
type body struct {
	record   queue.Record
	in       queue.Inbound
	parts    []part
	shake    *carrier.Handshake
	unmapped int   // scans whose code no table knows
	refused  error // something in it has no place: the rest is saved, and the body is parked as well
	err      error // nothing of it can be saved
}

// part is what a body says about one number.
type part struct {
	number  string
	facts   []shipment.Fact
	aliases []string
	signers map[string]seal.Text // who signed, by fact id
}

// source is the sender's code for metrics: only registered sources get one, so that junk makes no new metrics.
func (b *body) source() string {
	if b.in.Source == "" || len(b.in.Source) > 32 {
		return "none"
	}
	return b.in.Source
}

// read decodes the body into parts. Its errors hold nothing of the body.
func (h *Handler) read(b *body) error {
	in, err := queue.ReadInbound(b.record)
	b.in = in
	if err != nil {
		return err
	}
	adapter, ok := h.adapter(in.Source)
	if !ok {
		return fault.New(fault.Malformed, "no adapter reads %q", in.Source)
	}
	update, err := adapter.Decode(carrier.Kind(in.Kind), in.Body)
	if in.Kind == queue.Poll {
		update, err = h.byStatus(in, update, err)
	}
	if err != nil {
		return err
	}
	for _, p := range update.Parcels {
		b.add(p)
	}
	if in.Kind == queue.Poll {
		for _, p := range update.Problems {
			b.judge(p)
		}
		return nil
	}
	b.shake = update.Handshake
	return nil
}

// byStatus lets the status of an answer speak where its body says nothing that can be read: a gateway's page, an empty 404. That is
// a failure of the call and no body that an operator should look at.
func (h *Handler) byStatus(in queue.Inbound, update carrier.Update, err error) (carrier.Update, error) {
	p, failed := fetch.Problem(in.Status)
	unread := fault.KindOf(err) == fault.Malformed || err == nil && len(update.Parcels)+len(update.Problems) == 0
	if !failed || !unread {
		return update, err
	}
	h.obs.Count("AnswersReadByStatus", 1, "source", in.Source)
	return carrier.Update{Problems: []carrier.Problem{p}}, nil
}

// add makes a part of a parcel. A parcel without number is the one that was asked for, when that was one.
func (b *body) add(p carrier.Parcel) {
	number := shipment.NormalizeNumber(p.Number)
	if number == "" && len(b.in.Numbers) == 1 {
		number = b.in.Numbers[0]
	}
	if !trackable(number) {
		b.refused = fault.New(fault.Invalid, "a tracking number of %d bytes is none: %d to %d letters and digits are", len(number), shortest, longest)
		return
	}
	made := part{number: number, facts: make([]shipment.Fact, len(p.Facts))}
	for i, f := range p.Facts {
		f.Assurance = b.in.Assurance
		made.facts[i] = f
		if f.Status == shipment.Unknown && f.Sub == "unmapped_code" {
			b.unmapped++
		}
	}
	for _, alias := range p.Aliases {
		alias = shipment.NormalizeNumber(alias)
		if trackable(alias) && alias != number && len(made.aliases) < maxAliases {
			made.aliases = append(made.aliases, alias)
		}
	}
	made.signers = signers(p)
	b.parts = append(b.parts, made)
}

// judge makes a part of a problem that a source has with numbers that it was asked about. Other problems (too often, out of
// order) say nothing about the parcel.
func (b *body) judge(p carrier.Problem) {
	verdict := ""
	switch p.Kind {
	case carrier.NotFound:
		verdict = shipment.VerdictNotFound
	case carrier.Unauthorized:
		verdict = shipment.VerdictNotPermitted
	default:
		return
	}
	numbers := b.in.Numbers
	if n := shipment.NormalizeNumber(p.Number); n != "" {
		numbers = []string{n}
	}
	fact := shipment.Fact{Kind: shipment.VerdictFact, Source: b.in.Source, Assurance: b.in.Assurance, Code: verdict, At: shipment.Moment{Zone: shipment.NoZone}}
	if verdict == shipment.VerdictNotPermitted && !b.in.Received.IsZero() {
		// A refusal counts against scans that are older than it. It prints no date; the day on which it answered us is one.
		fact.At.Local, fact.At.Precision = b.in.Received.UTC().Format(time.DateOnly), shipment.Day
	}
	fact = shipment.Identify(fact, verdict, fact.At.Local)
	for _, number := range numbers {
		if trackable(number) {
			b.parts = append(b.parts, part{number: number, facts: []shipment.Fact{fact}})
		}
	}
}

// maxSigner bounds the name of a signer, in bytes: the store takes 512 with the seal around it.
const maxSigner = 200

// signers ties who signed to the facts that say that somebody did: those marked as signed, else the deliveries.
func signers(p carrier.Parcel) map[string]seal.Text {
	if p.SignedBy == "" {
		return nil
	}
	name := seal.Hide(strings.ToValidUTF8(p.SignedBy[:min(len(p.SignedBy), maxSigner)], ""))
	signed, delivered := map[string]seal.Text{}, map[string]seal.Text{}
	for _, f := range p.Facts {
		if f.Signed {
			signed[f.ID] = name
		}
		if f.Status == shipment.Delivered {
			delivered[f.ID] = name
		}
	}
	if len(signed) > 0 {
		return signed
	}
	return delivered
}

// trackable reports whether a normalised number may become a key.
func trackable(number string) bool {
	if len(number) < shortest || len(number) > longest {
		return false
	}
	for i := range len(number) {
		if c := number[i]; (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
