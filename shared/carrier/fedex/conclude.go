package fedex

import (
	"cmp"
	"slices"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/shipment"
)

// conclude makes parcels and problems of the results that were told under one number. number may be empty: then each result
// names its own.
func (d *decoder) conclude(number string, all []result) {
	if len(all) == 0 {
		if number != "" {
			d.one(number, []result{{}}) // FedEx knows the number and has nothing to tell yet
		}
		return
	}
	groups := byNumber(all)
	if number != "" && len(groups) > 1 && ofOneShipment(number, groups) {
		d.pieces(number, groups)
		return
	}
	for _, g := range groups {
		own := g[0].number
		if len(groups) == 1 && number != "" { // asked by a door tag or a former number: the answer is about what was asked
			own = number
		}
		d.one(own, newest(g))
	}
}

// one makes a parcel of a number, or a problem where FedEx has nothing but an error to say. An error beside scans is a remark.
func (d *decoder) one(number string, g []result) {
	p := d.parcel(number, g)
	for _, r := range g {
		if len(p.Facts) > 0 || !r.failed {
			continue
		}
		if d.told = true; d.Spend() {
			r.problem.Number = number
			d.Problem(r.problem)
		}
		return
	}
	if (number != "" || len(p.Facts) > 0) && d.Spend() {
		d.told = true
		d.Parcel(p)
	}
}

// parcel puts the results of one shipment together: an answer has one, a push may have one per event.
func (d *decoder) parcel(number string, g []result) carrier.Parcel {
	p := carrier.Parcel{Number: number, Carrier: Source, CarrierRaw: "FedEx"}
	received := ""
	for _, r := range g {
		p.Service = cmp.Or(p.Service, r.service)
		received = cmp.Or(received, r.received)
		for _, other := range append([]string{r.number}, r.aliases...) {
			addAlias(&p, other)
		}
		p.Facts = append(p.Facts, d.facts(r)...)
	}
	p.Facts = d.estimate(freshest(g).dates, p.Facts)
	decode.Sign(&p, received)
	return p
}

// facts gives the scans of a result, or the one that its summary tells of, with what the result as a whole adds to them.
func (d *decoder) facts(r result) []shipment.Fact {
	scans := r.scans
	if len(scans) == 0 && !r.summary.empty() && !r.failed && d.Spend() {
		scans = []shipment.Fact{d.fact(r.summaryScan())}
	}
	for i := range scans {
		f := &scans[i]
		if m, ok := d.codes.Words(r.left); ok && f.Status == shipment.Delivered && f.Sub == "" && m.Status == shipment.Delivered {
			f.Sub = m.Sub
		}
		if r.returned {
			back(f)
		}
	}
	return scans
}

// summaryScan is the summary with the date that belongs to its status.
func (r result) summaryScan() scan {
	s := r.summary
	switch s.derived {
	case "DL":
		s.at = r.dates.delivered
	case "PU":
		s.at = r.dates.shipped
	}
	return s
}

func addAlias(p *carrier.Parcel, number string) {
	if len(number) >= minAlias && len(p.Aliases) < maxAliases && number != p.Number && !slices.Contains(p.Aliases, number) {
		p.Aliases = append(p.Aliases, number)
	}
}

// byNumber sorts results into groups of the same number, in the order of their first appearance.
func byNumber(all []result) [][]result {
	var groups [][]result
	at := make(map[string]int, 1)
	for _, r := range all {
		i, ok := at[r.number]
		if !ok {
			i = len(groups)
			at[r.number] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

// ofOneShipment reports whether results under different numbers are the pieces of the shipment number: each says that it belongs
// to it, or is it; or none is it, so that number can only be the one they have in common. Shipments may be associated otherwise
// (a return with its outbound shipment); those stay apart.
func ofOneShipment(number string, groups [][]result) bool {
	named, itself := true, false
	for _, g := range groups {
		for _, r := range g {
			if r.returned || r.failed {
				return false
			}
			itself = itself || r.number == number
			named = named && (r.number == number || slices.Contains(r.masters, number))
		}
	}
	return named || !itself
}

// pieces makes one parcel of a multi-piece shipment; its scans name the piece that they are about.
func (d *decoder) pieces(number string, groups [][]result) {
	whole := carrier.Parcel{Number: number, Carrier: Source, CarrierRaw: "FedEx"}
	count := len(groups)
	for _, g := range groups {
		chosen := newest(g)
		p := d.parcel(chosen[0].number, chosen)
		for _, f := range p.Facts {
			if f.Kind == shipment.ScanFact {
				f.Piece = chosen[0].number
				f = shipment.Identify(f, f.ID)
			}
			whole.Facts = append(whole.Facts, f)
		}
		whole.Service, whole.SignedBy = cmp.Or(whole.Service, p.Service), cmp.Or(whole.SignedBy, p.SignedBy)
		count = max(count, chosen[0].count)
	}
	if !d.Spend() {
		return
	}
	d.told = true
	f := shipment.Fact{Kind: shipment.PiecesFact, Source: Source, Carrier: Source, Count: count}
	whole.Facts = append(whole.Facts, shipment.Identify(f, "pieces", number))
	d.Parcel(whole)
}

// newest gives the results of the shipment that uses the number now. FedEx gives numbers out again: results with another
// unique id, or where there is none another ship date, are other shipments, and their scans must not be mixed.
func newest(g []result) []result {
	if len(g) == 1 {
		return g
	}
	best := freshest(g).shipment()
	return slices.DeleteFunc(slices.Clone(g), func(r result) bool { return r.shipment() != best })
}

// freshest is the result with the last sign of life.
func freshest(g []result) result {
	best := g[0]
	for _, r := range g[1:] {
		if r.after(best) {
			best = r
		}
	}
	return best
}

// shipment tells results apart that share a number.
func (r result) shipment() string { return cmp.Or(r.unique, moment.Day(moment.ISO(r.dates.shipped))) }

// after compares by the last sign of life, then by the unique id, whose first part grows. An error is no sign of life.
func (r result) after(other result) bool {
	return cmp.Or(
		strings.Compare(r.last(), other.last()),
		cmp.Compare(len(r.unique), len(other.unique)),
		strings.Compare(r.unique, other.unique),
	) > 0
}

// last is the latest day or clock that the result tells of, as printed.
func (r result) last() string {
	return max(decode.Newest(r.scans).Local, moment.ISO(r.dates.shipped).Local, moment.ISO(r.dates.delivered).Local)
}
