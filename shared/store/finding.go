package store

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/watch"
)

// Finding is something that watch found about an order. While it is open it stands in the attention index, and in the due index, so that
// somebody looks whether it is over.
type Finding struct {
	Brand, Order string
	Shipment     string // empty: the whole order
	Number       string // empty: the whole order
	Found        watch.Finding
	Made         time.Time // when it was recorded
	State        string    // FindingOpen, FindingOver or FindingClosed
	Ended        time.Time // when it stopped being open
	Told         bool      // its news is queued
	Due          Due       // when to look again; zero: never
}

// States of a finding.
const (
	FindingOpen   = "open"
	FindingOver   = "over"   // news came
	FindingClosed = "closed" // a person settled it
)

// CheckDue is the kind under which findings, orders without shipments and numbers that no carrier tracks stand in the due index.
const CheckDue = "check"

const findingPrefix = "F#"

// Name names a finding within its order: shipment, kind and occurrence.
func (f Finding) Name() string {
	shipment := f.Shipment
	if shipment == "" {
		shipment = wholeOrder
	}
	return shipment + "#" + f.Found.Kind + "#" + strconv.Itoa(f.Found.Occurrence)
}

func findingNames(name string) (shipment, kind string, occurrence int, ok bool) {
	parts := strings.Split(name, "#")
	if len(parts) != 3 {
		return "", "", 0, false
	}
	occurrence, err := strconv.Atoi(parts[2])
	if parts[0] == wholeOrder {
		parts[0] = ""
	}
	return parts[0], parts[1], occurrence, err == nil && occurrence > 0 && parts[1] != ""
}

func findingKey(order, name string) (item, error) {
	if err := named("order id", order, "name of the finding", name); err != nil {
		return nil, err
	}
	if _, _, _, ok := findingNames(name); !ok {
		return nil, fault.New(fault.Invalid, "%q names no finding: want shipment, kind and occurrence", name)
	}
	return key(orderPrefix+order, findingPrefix+name), nil
}

// RecordFinding stores a finding as open unless it is on record, and gives the one that is; first says that it is this one.
func (s *Store) RecordFinding(ctx context.Context, f Finding) (recorded Finding, first bool, err error) {
	if err := brandNamed(f.Brand); err != nil {
		return Finding{}, false, err
	}
	it, err := findingKey(f.Order, f.Name())
	if err != nil {
		return Finding{}, false, err
	}
	f.State = FindingOpen
	words, err := json.Marshal(f.Found.Words)
	if err != nil {
		return Finding{}, false, fault.Wrap(fault.Internal, err, "write the words of a finding")
	}
	for name, value := range map[string]string{
		"brand": f.Brand, "number": f.Number, "state": f.State, "severity": string(f.Found.Severity), "action": f.Found.Action.Code,
		"todo": f.Found.Action.Text, "expected": f.Found.Expected, "cause": f.Found.Disruption, "ab": f.Brand, "at": f.Made.UTC().Format(time.RFC3339),
	} {
		if value != "" {
			it[name] = str(value)
		}
	}
	if len(f.Found.Words) > 0 {
		it["words"] = blob(words)
	}
	it["since"], it["fell"], it["made"] = num(f.Found.Since.UnixMilli()), num(f.Found.Due.UnixMilli()), num(f.Made.UnixMilli())
	if f.Due.Kind != "" {
		it["dk"], it["dt"] = f.Due.attributes(orderPrefix + f.Order)
	}
	u := newUpdate()
	refused, present, err := s.put(ctx, s.tables.Main, it, u, u.absent())
	switch {
	case err != nil:
		return Finding{}, false, classify(err, "record finding %s of order %s", f.Name(), f.Order)
	case !refused:
		return decodeFinding(f.Order, f.Name(), it), true, nil
	case len(present) == 0:
		return Finding{}, false, fault.New(fault.Unavailable, "finding %s of order %s was refused and is not there", f.Name(), f.Order)
	}
	return decodeFinding(f.Order, f.Name(), present), false, nil
}

func decodeFinding(order, name string, it item) Finding {
	shipment, kind, occurrence, _ := findingNames(name)
	f := Finding{
		Brand: it.text("brand"), Order: order, Shipment: shipment, Number: it.text("number"), Made: it.milli("made"), State: it.text("state"),
		Ended: it.milli("ended"), Told: it.number("told") == 1, Due: dueOf(it),
		Found: watch.Finding{
			Kind: kind, Occurrence: occurrence, Since: it.milli("since"), Due: it.milli("fell"), Severity: watch.Severity(it.text("severity")),
			Action: watch.Action{Code: it.text("action"), Text: it.text("todo")}, Expected: it.text("expected"), Disruption: it.text("cause"),
		},
	}
	if b := it.bytes("words"); len(b) > 0 && json.Unmarshal(b, &f.Found.Words) != nil {
		f.Found.Words = nil // a finding without its words is better than none
	}
	return f
}

// TellFinding notes that the news of a finding is queued. Repeating it changes nothing.
func (s *Store) TellFinding(ctx context.Context, order, name string) error {
	u := newUpdate()
	u.set("told", num(1))
	_, err := s.changeFinding(ctx, order, name, u, "attribute_exists("+u.name("pk")+")")
	return err
}

// EndFinding takes a finding that is open off the lists: it is over, or closed by a person. False when it is not open any more, or was
// never recorded.
func (s *Store) EndFinding(ctx context.Context, order, name, state string) (bool, error) {
	if state != FindingOver && state != FindingClosed {
		return false, fault.New(fault.Invalid, "a finding does not end as %q", state)
	}
	u := newUpdate()
	u.set("state", str(state))
	u.set("ended", num(s.now().UnixMilli()))
	for _, index := range []string{"ab", "at", "dk", "dt"} {
		u.remove(index)
	}
	return s.changeFinding(ctx, order, name, u, u.name("state")+" = "+u.value("open", str(FindingOpen)))
}

func (s *Store) changeFinding(ctx context.Context, order, name string, u *update, condition string) (bool, error) {
	k, err := findingKey(order, name)
	if err != nil {
		return false, err
	}
	refused, _, err := s.update(ctx, k, u, condition)
	if err != nil {
		return false, classify(err, "change finding %s of order %s", name, order)
	}
	return !refused, nil
}

// Finding reads a finding by its name: fault.NotFound when there is none.
func (s *Store) Finding(ctx context.Context, order, name string) (Finding, error) {
	k, err := findingKey(order, name)
	if err != nil {
		return Finding{}, err
	}
	it, err := s.latest(ctx, s.tables.Main, k)
	if err != nil {
		return Finding{}, classify(err, "read finding %s of order %s", name, order)
	}
	if len(it) == 0 {
		return Finding{}, fault.New(fault.NotFound, "no finding %s of order %s", name, order)
	}
	return decodeFinding(order, name, it), nil
}

// Findings gives everything that was found about an order, what is over included, by shipment, kind and occurrence.
func (s *Store) Findings(ctx context.Context, order string) ([]Finding, error) {
	if err := named("order id", order); err != nil {
		return nil, err
	}
	items, err := s.under(ctx, orderPrefix+order, findingPrefix, true)
	if err != nil {
		return nil, classify(err, "read the findings of order %s", order)
	}
	var out []Finding
	for _, it := range items {
		name := strings.TrimPrefix(it.text("sk"), findingPrefix)
		if _, _, _, ok := findingNames(name); ok {
			out = append(out, decodeFinding(order, name, it))
		}
	}
	return out, nil
}

// MoveEntry replaces a due entry of whatever sort, if it still stands at e.Due; nil removes it. False when it was moved meanwhile or is
// gone.
func (s *Store) MoveEntry(ctx context.Context, e DueEntry, to *Due) (bool, error) {
	k, err := e.key()
	if err != nil {
		return false, err
	}
	refused, _, err := s.moveDue(ctx, k, e.Due, to)
	return !refused && err == nil, err
}
