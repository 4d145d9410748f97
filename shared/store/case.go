package store

import (
	"bytes"
	"context"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/survey"
)

// Case is something about one shipment of an order that a person should look at. While it is open it stands in the attention index.
type Case struct {
	Brand, Order string
	Shipment     string // empty: the whole order
	Version      int64  // grows with every change; 0: there is none
	Case         survey.Case
	Comment      []byte // sealed with the order's key; of a low score it stands with the vote
}

const (
	casePrefix = "K#"
	// wholeOrder stands in keys for a case without shipment.
	wholeOrder = "-"
)

func caseKey(order, shipment, kind string) (item, error) {
	if err := named("order id", order, "kind of the case", kind); err != nil {
		return nil, err
	}
	if shipment == "" {
		shipment = wholeOrder
	}
	if strings.Contains(shipment, "#") || len(shipment) > maxName {
		return nil, fault.New(fault.Invalid, "shipment of a case has %d bytes or holds a #", len(shipment))
	}
	return key(orderPrefix+order, casePrefix+shipment+"#"+kind), nil
}

// Case reads a case: fault.NotFound when there is none.
func (s *Store) Case(ctx context.Context, order, shipment, kind string) (Case, error) {
	c, err := s.latestCase(ctx, order, shipment, kind)
	if err == nil && c.Version == 0 {
		return Case{}, fault.New(fault.NotFound, "no case %s of order %s", kind, order)
	}
	return c, err
}

func (s *Store) latestCase(ctx context.Context, order, shipment, kind string) (Case, error) {
	k, err := caseKey(order, shipment, kind)
	if err != nil {
		return Case{}, err
	}
	it, err := s.latest(ctx, s.tables.Main, k)
	if err != nil {
		return Case{}, classify(err, "read case %s of order %s", kind, order)
	}
	if len(it) == 0 {
		return Case{Order: order, Shipment: shipment}, nil
	}
	return decodeCase(order, shipment, kind, it), nil
}

// Cases gives all cases of an order, closed ones included, by shipment and kind.
func (s *Store) Cases(ctx context.Context, order string) ([]Case, error) {
	if err := named("order id", order); err != nil {
		return nil, err
	}
	items, err := s.under(ctx, orderPrefix+order, casePrefix, true)
	if err != nil {
		return nil, classify(err, "read the cases of order %s", order)
	}
	var out []Case
	for _, it := range items {
		if shipment, kind, ok := caseNames(it.text("sk")); ok {
			out = append(out, decodeCase(order, shipment, kind, it))
		}
	}
	return out, nil
}

func caseNames(sk string) (shipment, kind string, ok bool) {
	name, isCase := strings.CutPrefix(sk, casePrefix)
	shipment, kind, ok = strings.Cut(name, "#")
	if shipment == wholeOrder {
		shipment = ""
	}
	return shipment, kind, ok && isCase
}

// ChangeCase lets change decide from what is there what is to be there, as often as another writer is faster, and stores it. A change
// that changes nothing writes nothing; an error of change is given back as it is. The case that change gets has version 0 when there
// is none.
func (s *Store) ChangeCase(ctx context.Context, brand, order, shipment, kind string, change func(Case) (Case, error)) (Case, error) {
	if err := brandNamed(brand); err != nil {
		return Case{}, err
	}
	for attempt := 1; ; attempt++ {
		if err := s.pause(ctx, attempt); err != nil {
			return Case{}, classify(err, "wait to change a case")
		}
		seen, err := s.latestCase(ctx, order, shipment, kind)
		if err != nil {
			return Case{}, err
		}
		next, err := change(seen)
		if err != nil {
			return seen, err
		}
		if next.Case == seen.Case && bytes.Equal(next.Comment, seen.Comment) {
			return seen, nil
		}
		next.Brand, next.Order, next.Shipment, next.Version, next.Case.Kind = brand, order, shipment, seen.Version+1, kind
		it, err := encodeCase(next)
		if err != nil {
			return Case{}, err
		}
		u := newUpdate()
		refused, _, err := s.put(ctx, s.tables.Main, it, u, u.unchanged(seen.Version > 0, seen.Version))
		switch {
		case err != nil:
			return Case{}, classify(err, "write case %s of order %s", kind, order)
		case !refused:
			return next, nil
		case attempt == maxAttempts:
			return Case{}, fault.New(fault.Conflict, "write case %s of order %s: others were faster %d times", kind, order, attempt)
		}
	}
}

// encodeCase puts an open case into the attention index by the time of its opening; a closed one keeps only its item.
func encodeCase(c Case) (item, error) {
	it, err := caseKey(c.Order, c.Shipment, c.Case.Kind)
	if err != nil {
		return nil, err
	}
	it["v"], it["brand"], it["times"] = num(c.Version), str(c.Brand), num(int64(c.Case.Times))
	it["opened"], it["made"] = num(c.Case.Opened.UnixMilli()), num(c.Case.Changed.UnixMilli())
	if c.Case.Open {
		it["ab"], it["at"] = str(c.Brand), str(c.Case.Opened.UTC().Format(time.RFC3339))
	}
	if c.Case.Score != 0 {
		it["score"] = num(int64(c.Case.Score))
	}
	if c.Case.Closed != "" {
		it["closed"] = str(c.Case.Closed)
	}
	if len(c.Comment) > 0 {
		it["comment"] = blob(c.Comment)
	}
	return it, nil
}

func decodeCase(order, shipment, kind string, it item) Case {
	return Case{Brand: it.text("brand"), Order: order, Shipment: shipment, Version: it.number("v"), Comment: it.bytes("comment"), Case: survey.Case{
		Kind: kind, Open: it.text("ab") != "", Opened: it.milli("opened"), Changed: it.milli("made"),
		Times: int(it.number("times")), Score: int(it.number("score")), Closed: it.text("closed"),
	}}
}
