package store

import (
	"bytes"
	"context"
	"strings"

	"doorstep/shared/fault"
	"doorstep/shared/survey"
)

// Vote is what a shopper says of one delivery.
type Vote struct {
	Order, Shipment string
	Version         int64 // grows with every change; 0: nobody voted
	Vote            survey.Vote
	Comment         []byte // sealed with the order's key, so that it is erased with the order
}

// Opinion is a vote with the case that a low score opened. Zero versions: not there.
type Opinion struct {
	Vote Vote
	Case Case
}

const votePrefix = "V#"

func voteKey(order, shipment string) (item, error) {
	if err := named("order id", order, "shipment", shipment); err != nil {
		return nil, err
	}
	return key(orderPrefix+order, votePrefix+shipment), nil
}

// ChangeVote lets change decide from what is there what is to be there, as often as another writer is faster, and stores it: vote, sums
// of its cell, and case, all or nothing. What is counted follows from the vote before and after, so that a vote which is told twice,
// or by twenty taps at once, counts once. A change that changes nothing writes nothing; an error of change is given back as it is.
func (s *Store) ChangeVote(ctx context.Context, brand, order, shipment string, change func(Opinion) (Opinion, error)) (Opinion, error) {
	if err := brandNamed(brand); err != nil {
		return Opinion{}, err
	}
	for attempt := 1; ; attempt++ {
		if err := s.pause(ctx, attempt); err != nil {
			return Opinion{}, classify(err, "wait to change a vote")
		}
		seen, err := s.opinion(ctx, order, shipment)
		if err != nil {
			return Opinion{}, err
		}
		next, err := change(seen)
		if err != nil {
			return seen, err
		}
		written, err := s.putOpinion(ctx, brand, seen, next)
		if err == nil {
			return written, nil
		}
		if fault.KindOf(err) != fault.Conflict || attempt == maxAttempts {
			return Opinion{}, err
		}
	}
}

// opinion reads the latest: what is decided from it is counted for ever.
func (s *Store) opinion(ctx context.Context, order, shipment string) (Opinion, error) {
	k, err := voteKey(order, shipment)
	if err != nil {
		return Opinion{}, err
	}
	it, err := s.latest(ctx, s.tables.Main, k)
	if err != nil {
		return Opinion{}, classify(err, "read the vote of shipment %s", shipment)
	}
	seen := Opinion{Vote: decodeVote(order, shipment, it)}
	seen.Case, err = s.latestCase(ctx, order, shipment, survey.LowScore)
	return seen, err
}

// putOpinion writes what differs.
func (s *Store) putOpinion(ctx context.Context, brand string, seen, next Opinion) (Opinion, error) {
	next.Vote.Order, next.Vote.Shipment, next.Vote.Version = seen.Vote.Order, seen.Vote.Shipment, seen.Vote.Version
	next.Case.Brand, next.Case.Order, next.Case.Shipment, next.Case.Version = brand, seen.Vote.Order, seen.Vote.Shipment, seen.Case.Version
	t := transaction{table: s.tables.Main}
	if next.Vote.Vote != seen.Vote.Vote || !bytes.Equal(next.Vote.Comment, seen.Vote.Comment) {
		next.Vote.Version++
		it, err := encodeVote(next.Vote)
		if err != nil {
			return Opinion{}, err
		}
		t.replace(it, seen.Vote.Version)
		if err := t.count(brand, next.Vote.Vote.Cell, next.Vote.Vote.Sums().Minus(seen.Vote.Vote.Sums())); err != nil {
			return Opinion{}, err
		}
	}
	if next.Case.Case != seen.Case.Case {
		next.Case.Version++
		it, err := encodeCase(next.Case)
		if err != nil {
			return Opinion{}, err
		}
		t.replace(it, seen.Case.Version)
	}
	if len(t.writes) == 0 {
		return next, nil
	}
	if err := s.transact(ctx, t); err != nil {
		return Opinion{}, classify(err, "write the vote of shipment %s", seen.Vote.Shipment)
	}
	return next, nil
}

func encodeVote(v Vote) (item, error) {
	it, err := voteKey(v.Order, v.Shipment)
	if err != nil {
		return nil, err
	}
	it["v"], it["score"] = num(v.Version), num(int64(v.Vote.Score))
	it["first"], it["made"] = num(v.Vote.First.UnixMilli()), num(v.Vote.Changed.UnixMilli())
	it["cell"] = str(strings.Join([]string{v.Vote.Cell.Week, v.Vote.Cell.Carrier, v.Vote.Cell.Service, v.Vote.Cell.Region}, "#"))
	if v.Vote.Reason != "" {
		it["reason"] = str(v.Vote.Reason)
	}
	if v.Vote.Tracking != 0 {
		it["tracking"] = num(int64(v.Vote.Tracking))
	}
	if v.Vote.Low {
		it["low"] = num(1)
	}
	if len(v.Comment) > 0 {
		it["comment"] = blob(v.Comment)
	}
	return it, nil
}

func decodeVote(order, shipment string, it item) Vote {
	v := Vote{Order: order, Shipment: shipment, Version: it.number("v"), Comment: it.bytes("comment"), Vote: survey.Vote{
		Score: int(it.number("score")), Reason: it.text("reason"), Tracking: int(it.number("tracking")), Low: it.number("low") == 1,
		First: it.milli("first"), Changed: it.milli("made"),
	}}
	if parts := strings.SplitN(it.text("cell"), "#", 4); len(parts) == 4 {
		v.Vote.Cell = survey.Cell{Week: parts[0], Carrier: parts[1], Service: parts[2], Region: parts[3]}
	}
	return v
}

// Votes gives the votes of an order by shipment.
func (s *Store) Votes(ctx context.Context, order string) (map[string]Vote, error) {
	if err := named("order id", order); err != nil {
		return nil, err
	}
	items, err := s.under(ctx, orderPrefix+order, votePrefix, true)
	if err != nil {
		return nil, classify(err, "read the votes of order %s", order)
	}
	votes := make(map[string]Vote, len(items))
	for _, it := range items {
		shipment := strings.TrimPrefix(it.text("sk"), votePrefix)
		votes[shipment] = decodeVote(order, shipment, it)
	}
	return votes, nil
}
