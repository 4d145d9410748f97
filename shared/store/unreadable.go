package store

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/fault"
)

// Unreadable is a body that no adapter could read, kept for operators. The body is sealed: it may hold personal data.
type Unreadable struct {
	ID      string // hash of the body, so that a retry parks it once
	Source  string
	Account string
	Kind    string // "webhook", "poll"
	Reason  string // what the adapter said; must hold nothing of the body
	Sealed  []byte // with the key of UnreadableOwner under the label "body"; Unreadables leaves it out
	At      time.Time

	// How it came, so that it can be put through the same door again. What was parked before these were kept has none of them.
	Assurance string   // shipment.Assurance
	Numbers   []string // polls: the numbers asked for
	Status    int      // polls: the HTTP status of the answer
	Topic     string   // webhooks of shops: what the platform says they are about

	Parked time.Time // when it was kept last: a retry that fails keeps it again. Set by Park; zero: before this was kept
}

const (
	unreadablePrefix = "X#"
	unreadableLife   = 30 * 24 * time.Hour
)

// UnreadableDays is how many days bodies are kept, today included, so that a list asks no other day.
const UnreadableDays = int(unreadableLife/(24*time.Hour)) + 1

// UnreadableOwner is the owner, in the words of seal.Vault, of the bodies that arrived on the day of a time.
func UnreadableOwner(at time.Time) string { return unreadablePrefix + at.UTC().Format(dayLayout) }

// Park keeps an unreadable body for 30 days under the day of its arrival (UTC). Repeating it changes nothing but the time of parking.
func (s *Store) Park(ctx context.Context, b Unreadable) error {
	err := named("id of the body", b.ID, "source", b.Source)
	if err != nil {
		return err
	}
	it := key(UnreadableOwner(b.At), b.ID)
	it["source"], it["account"], it["kind"], it["reason"] = str(b.Source), str(b.Account), str(b.Kind), str(b.Reason)
	it["sealed"], it["made"], it["ttl"] = blob(b.Sealed), num(b.At.UnixMilli()), num(b.At.Add(unreadableLife).Unix())
	it["parked"] = num(s.now().UnixMilli())
	for name, text := range map[string]string{"assurance": b.Assurance, "numbers": strings.Join(b.Numbers, ","), "topic": b.Topic} {
		if text != "" {
			it[name] = str(text)
		}
	}
	if b.Status != 0 {
		it["status"] = num(int64(b.Status))
	}
	_, _, err = s.put(ctx, s.tables.Main, it, nil, "")
	if err != nil {
		return classify(err, "park a body of %s", b.Source)
	}
	return nil
}

// Unreadables lists the bodies of a day (UTC), in the order of their ids and without what is sealed: page by page, so that a bad day fits
// into memory.
func (s *Store) Unreadables(ctx context.Context, day time.Time) ([]Unreadable, error) {
	u := newUpdate()
	condition := u.name("pk") + " = " + u.value("pk", str(UnreadableOwner(day)))
	var out []Unreadable
	var start map[string]types.AttributeValue
	for {
		page, err := s.db.Query(ctx, &dynamodb.QueryInput{
			TableName: &s.tables.Main, KeyConditionExpression: &condition, ExclusiveStartKey: start,
			ExpressionAttributeNames: u.names, ExpressionAttributeValues: u.values, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
		})
		if err != nil {
			meterOf(ctx).add(0, 0)
			return nil, classify(err, "list the bodies of %s", day.UTC().Format(dayLayout))
		}
		meterOf(ctx).add(units(page.ConsumedCapacity), 0)
		for _, it := range page.Items {
			if b := decodeUnreadable(it); !item(it).expired(s.now()) {
				b.Sealed = nil
				out = append(out, b)
			}
		}
		if start = page.LastEvaluatedKey; len(start) == 0 {
			return out, nil
		}
	}
}

// Unreadable reads one body of a day, the latest state of it: fault.NotFound when it is not there.
func (s *Store) Unreadable(ctx context.Context, day time.Time, id string) (Unreadable, error) {
	if err := named("id of the body", id); err != nil {
		return Unreadable{}, err
	}
	it, err := s.latest(ctx, s.tables.Main, key(UnreadableOwner(day), id))
	if err != nil {
		return Unreadable{}, classify(err, "read body %s", id)
	}
	if len(it) == 0 || it.expired(s.now()) {
		return Unreadable{}, fault.New(fault.NotFound, "no body %s of %s", id, day.UTC().Format(dayLayout))
	}
	return decodeUnreadable(it), nil
}

// Unpark deletes a body that is of no use any more. One that is gone is no error. A body that was parked again after it was seen stays:
// whoever retried it has to look again.
func (s *Store) Unpark(ctx context.Context, seen Unreadable) error {
	if err := named("id of the body", seen.ID); err != nil {
		return err
	}
	u := newUpdate()
	condition := "attribute_not_exists(" + u.name("parked") + ")"
	if !seen.Parked.IsZero() {
		condition = u.name("parked") + " = " + u.value("parked", num(seen.Parked.UnixMilli()))
	}
	return classify(s.remove(ctx, key(UnreadableOwner(seen.At), seen.ID), u, condition), "drop body %s", seen.ID)
}

func decodeUnreadable(it item) Unreadable {
	b := Unreadable{
		ID: it.text("sk"), Source: it.text("source"), Account: it.text("account"), Kind: it.text("kind"), Reason: it.text("reason"),
		Sealed: it.bytes("sealed"), At: time.UnixMilli(it.number("made")).UTC(), Assurance: it.text("assurance"), Status: int(it.number("status")), Topic: it.text("topic"),
	}
	if numbers := it.text("numbers"); numbers != "" {
		b.Numbers = strings.Split(numbers, ",")
	}
	if parked := it.number("parked"); parked != 0 {
		b.Parked = time.UnixMilli(parked).UTC()
	}
	return b
}
