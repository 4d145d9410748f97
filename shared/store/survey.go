package store

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

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

const (
	votePrefix   = "V#"
	surveyPrefix = "R#survey#"
)

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

// cellKey gives the item of the sums of a cell. Its parts hold no '#': see survey.CellOf.
func cellKey(brand string, c survey.Cell) (item, error) {
	if err := named("week", c.Week, "carrier", c.Carrier, "service", c.Service, "region", c.Region); err != nil {
		return nil, err
	}
	for _, part := range []string{brand, c.Week, c.Carrier, c.Service, c.Region} {
		if strings.Contains(part, "#") {
			return nil, fault.New(fault.Invalid, "part %q of a survey key holds a #", part)
		}
	}
	return key(surveyPrefix+brand+"#"+c.Week, c.Carrier+"#"+c.Service+"#"+c.Region), nil
}

func scoreName(i int) string    { return "s" + strconv.Itoa(i+1) }
func trackingName(i int) string { return "t" + strconv.Itoa(i+1) }

// count adds to the sums of a cell what a change of a vote changes.
func (t *transaction) count(brand string, c survey.Cell, change survey.Sums) error {
	if change == (survey.Sums{}) {
		return nil
	}
	k, err := cellKey(brand, c)
	if err != nil {
		return err
	}
	u := newUpdate()
	add := func(name string, n int64) {
		if n != 0 {
			u.add(name, n)
		}
	}
	for i := range survey.Best {
		add(scoreName(i), change.Scores[i])
		add(trackingName(i), change.Tracking[i])
	}
	add("low", change.Low)
	t.change(k, u)
	return nil
}

// CellSums is the votes of one cell.
type CellSums struct {
	Cell survey.Cell
	Sums survey.Sums
}

// SurveySums gives the cells of a brand's week, in the order of carrier, service, region.
func (s *Store) SurveySums(ctx context.Context, brand, week string) ([]CellSums, error) {
	if err := brandNamed(brand); err != nil {
		return nil, err
	}
	items, err := s.under(ctx, surveyPrefix+brand+"#"+week, "", false)
	if err != nil {
		return nil, classify(err, "read the survey of %s in %s", brand, week)
	}
	var out []CellSums
	for _, it := range items {
		parts := strings.SplitN(it.text("sk"), "#", 3)
		if len(parts) != 3 {
			continue
		}
		c := CellSums{Cell: survey.Cell{Week: week, Carrier: parts[0], Service: parts[1], Region: parts[2]}, Sums: survey.Sums{Low: it.number("low")}}
		for i := range survey.Best {
			c.Sums.Scores[i], c.Sums.Tracking[i] = it.number(scoreName(i)), it.number(trackingName(i))
		}
		out = append(out, c)
	}
	return out, nil
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

// under reads all items of a partition whose sort key begins with a prefix, the latest when told so.
func (s *Store) under(ctx context.Context, pk, prefix string, latest bool) ([]item, error) {
	u := newUpdate()
	condition := u.name("pk") + " = " + u.value("pk", str(pk))
	if prefix != "" {
		condition += " AND begins_with(" + u.name("sk") + ", " + u.value("sk", str(prefix)) + ")"
	}
	var out []item
	var start map[string]types.AttributeValue
	for {
		page, err := s.db.Query(ctx, &dynamodb.QueryInput{
			TableName: &s.tables.Main, KeyConditionExpression: &condition, ConsistentRead: aws.Bool(latest), ExclusiveStartKey: start,
			ExpressionAttributeNames: u.names, ExpressionAttributeValues: u.values, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
		})
		if err != nil {
			meterOf(ctx).add(0, 0)
			return nil, err
		}
		meterOf(ctx).add(units(page.ConsumedCapacity), 0)
		for _, it := range page.Items {
			out = append(out, it)
		}
		if start = page.LastEvaluatedKey; len(start) == 0 {
			return out, nil
		}
	}
}
