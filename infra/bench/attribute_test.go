package main

import (
	"testing"

	"doorstep/infra/bench/meter"
)

// minute is what happens in a system: an order, a push with its decision, a view, a poll; the trace says who called.
func minute() []meter.Call {
	return []meter.Call{
		{Trace: "orders", Operation: "PutItem", Keys: []string{"O#1 O"}, Write: 1},
		{Trace: "orders", Operation: "UpdateItem", Keys: []string{"T#9 N"}, Names: []string{"c", "v"}, Write: 2},
		{Trace: "ingest", Operation: "GetItem", Keys: []string{"T#9 N"}, Read: 0.5},
		{Trace: "ingest", Operation: "PutItem", Keys: []string{"T#9"}, Write: 1},
		{Trace: "ingest", Operation: "UpdateItem", Keys: []string{"T#9 N"}, Names: []string{"f", "v"}, Write: 4, Refused: true},
		{Trace: "ingest", Operation: "UpdateItem", Keys: []string{"T#9 N"}, Names: []string{"f", "v"}, Write: 8},
		{Trace: "ingest", Operation: "GetItem", Keys: []string{"T#99 N"}, Read: 0.5},
		{Trace: "notify", Operation: "Query", Names: []string{"pk", "sk"}, Read: 0.5},
		{Trace: "notify", Operation: "GetItem", Keys: []string{"T#9 N"}, Read: 0.5},
		{Trace: "notify", Operation: "PutItem", Keys: []string{"O#1 N#d"}, Write: 1},
		{Trace: "notify", Operation: "PutItem", Keys: []string{"O#1 N#d"}, Write: 1, Refused: true},
		{Trace: "track", Operation: "GetItem", Keys: []string{"L#a L"}, Read: 0.5},
		{Trace: "track", Operation: "BatchGetItem", Keys: []string{"T#9 N"}, Read: 0.5},
		{Trace: "schedule", Operation: "Query", Index: "due", Read: 0.5},
		{Trace: "schedule", Operation: "UpdateItem", Keys: []string{"T#9 N"}, Names: []string{"dk", "dt"}, Write: 3},
		{Trace: "poll", Operation: "GetItem", Keys: []string{"T#9 N"}, Read: 0.5},
		{Trace: "poll", Operation: "UpdateItem", Keys: []string{"T#9 N"}, Names: []string{"dk", "dt"}, Write: 3},
		{Operation: "GetItem", Keys: []string{"T#9 N"}, Read: 7},
	}
}

func TestAttribution(t *testing.T) {
	t.Parallel()
	calls := minute()
	deciding, made := byNotify(calls)
	view, err := byView(calls)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		got  units
		want units
	}{
		{"ingest", unitsOf(byIngest(calls)), units{1, 13}},
		{"ingest about one number", unitsOf(about(byIngest(calls), "9")), units{0.5, 13}},
		{"notify", unitsOf(deciding), units{1, 2}},
		{"track", unitsOf(view), units{1, 0}},
		{"all but the clock", unitsOf(withoutClock(calls)), units{10, 18}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, c.got, c.want)
		}
	}
	if n := written(calls, "9"); n != 2 {
		t.Errorf("%d writes of facts and claims, want that of orders and that of ingest", n)
	}
	if n := moved(calls, "9"); n != 2 {
		t.Errorf("%d moves, want those of schedule and poll", n)
	}
	if made != 1 {
		t.Errorf("%d decisions, want the one that was not refused", made)
	}
	if _, err := byView(append(calls, calls[11])); err == nil {
		t.Error("two links are one view")
	}
}
