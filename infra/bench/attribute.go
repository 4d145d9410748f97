package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/infra/bench/meter"
)

// budgets is how the items of rate budgets begin.
const budgets = "R#rate#"

// item is how a number's item is named in a call.
func item(number string) string { return "T#" + number + " " }

// written counts the writes of a number's facts and claims.
func written(calls []meter.Call, number string) int {
	return len(filter(calls, func(c meter.Call) bool { return c.Of(item(number)) && saves(c) && !c.Refused }))
}

// moved counts the moves of a number's due entry.
func moved(calls []meter.Call, number string) int {
	return len(filter(calls, func(c meter.Call) bool { return c.Of(item(number)) && moves(c) && !c.Refused }))
}

// saves and moves tell the two writes of a number apart: facts and claims grow its version, which a move of its due entry leaves
// alone.
func saves(c meter.Call) bool { return c.Operation == "UpdateItem" && slices.Contains(c.Names, "v") }
func moves(c meter.Call) bool { return c.Operation == "UpdateItem" && !slices.Contains(c.Names, "v") }

// read counts the reads of a number's item alone, which is how ingest begins.
func read(calls []meter.Call, number string) int {
	return len(filter(calls, func(c meter.Call) bool { return c.Of(item(number)) && c.Operation == "GetItem" }))
}

// byIngest leaves the calls of invocations that touched nothing but numbers and their keys, and wrote nothing but facts. Notify asks
// for orders with their decisions, orders and track read orders or links in the same invocation; schedule asks the index; schedule and
// poll move due entries, and poll writes the budget of the account that it asks.
func byIngest(calls []meter.Call) []meter.Call {
	others := map[string]bool{"": true} // what has no trace is the bench itself
	for _, c := range calls {
		if moves(c) || c.Operation == "Query" || c.Of("O#") || c.Of("M#") || c.Of("L#") || c.Of("B#") || c.Of("order/") || c.Of(budgets) {
			others[c.Trace] = true
		}
	}
	return filter(calls, func(c meter.Call) bool { return !others[c.Trace] })
}

// byNotify leaves the calls of invocations that asked for an order with its decisions, which is how notify begins with each message, and
// counts the decisions that were recorded.
func byNotify(calls []meter.Call) (by []meter.Call, decisions int) {
	traces := map[string]bool{}
	for _, c := range calls {
		traces[c.Trace] = traces[c.Trace] || c.Trace != "" && c.Operation == "Query" && c.Index == ""
		if c.Operation == "PutItem" && isDecision(c) && !c.Refused {
			decisions++
		}
	}
	return filter(calls, func(c meter.Call) bool { return traces[c.Trace] }), decisions
}

// byView leaves the calls of the one invocation that opened a link.
func byView(calls []meter.Call) ([]meter.Call, error) {
	links := filter(calls, func(c meter.Call) bool { return c.Of("L#") && c.Operation == "GetItem" })
	if len(links) != 1 {
		return nil, fmt.Errorf("a view reads its link %d times", len(links))
	}
	return filter(calls, func(c meter.Call) bool { return c.Trace == links[0].Trace }), nil
}

// invocations counts those that made calls.
func invocations(calls []meter.Call) int {
	traces := map[string]bool{}
	for _, c := range calls {
		traces[c.Trace] = true
	}
	return len(traces)
}

func isDecision(c meter.Call) bool {
	return len(c.Keys) == 1 && strings.HasPrefix(c.Keys[0], "O#") && strings.Contains(c.Keys[0], " N#")
}

// withoutClock leaves out the runs of schedule, which come every minute, and the polls that they cause.
func withoutClock(calls []meter.Call) []meter.Call {
	clock := map[string]bool{}
	for _, c := range calls {
		if c.Index != "" || moves(c) {
			clock[c.Trace] = true
		}
	}
	return filter(calls, func(c meter.Call) bool { return !clock[c.Trace] })
}

// about leaves the calls on the item of a number and on its key, which carries the same name in the other table.
func about(calls []meter.Call, number string) []meter.Call {
	return filter(calls, func(c meter.Call) bool { return c.Of(item(number)) || slices.Contains(c.Keys, "T#"+number) })
}

// byPolls leaves what ingest and poll do about a number: relay and notify work for its messages.
func byPolls(calls []meter.Call, number string) []meter.Call {
	others := map[string]bool{}
	for _, c := range calls {
		if c.Of("O#") || c.Of("L#") || c.Operation == "Query" && c.Index == "" {
			others[c.Trace] = true
		}
	}
	return filter(about(calls, number), func(c meter.Call) bool { return !others[c.Trace] })
}

func filter(calls []meter.Call, keep func(meter.Call) bool) []meter.Call {
	var kept []meter.Call
	for _, c := range calls {
		if keep(c) {
			kept = append(kept, c)
		}
	}
	return kept
}

// await waits until done holds for the calls after a mark.
func (w *world) await(ctx context.Context, what string, mark int, done func([]meter.Call) bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := w.meter.Wait(ctx, mark, done); err != nil {
		return fmt.Errorf("%s: not after %s: %w", what, patience, err)
	}
	return nil
}

// calm is longer than a change takes through the stream, its batching window of a second and the queue behind it.
const calm = 2500 * time.Millisecond

// quiet waits until nobody has read or written items for a while.
func (w *world) quiet(ctx context.Context) error {
	timer := time.NewTimer(calm)
	defer timer.Stop()
	for {
		select {
		case <-w.meter.Changed():
			timer.Reset(calm)
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
