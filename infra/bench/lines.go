package main

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"doorstep/shared/message"
	"doorstep/shared/store"
)

// unitLines are the budgets of request units: the worst source counts.
func unitLines(t traffic, n int) []line {
	var lines []line
	for _, source := range slices.Sorted(maps.Keys(t.scans)) {
		c := t.scans[source]
		lines = append(lines, count(fmt.Sprintf("write units per scan, mean of the first %d, %s", pushesPerLife, source), c.writes8, limitWrites8, 2, "write units"))
		if n == scansPerLife {
			lines = append(lines, count(fmt.Sprintf("write units per scan, mean of the first %d, %s", n, source), c.writes, limitWrites40, 2, "write units"))
		}
		lines = append(lines,
			count("write units for a scan that is known, "+source, c.duplicateWrites, limitDuplicate, 2, "write units"),
			count("read units per scan, "+source, c.reads, limitReads, 2, "read units"),
			fact("read units for a scan that is known, "+source, c.duplicateReads, 2, "read units"))
	}
	return append(lines, count("read units per view of an order with two shipments, by its link", t.view.read, limitView, 2, "read units"))
}

// stepLines are the other steps of a parcel's life.
func stepLines(u usage, t traffic) []line {
	return []line{
		fact("the same view by a process that reads the brand's look for it", t.view.read+u.brand.read, 2, "read units"),
		fact("an order with one shipment: writes", u.order.write, 2, "write units"),
		fact("an order with one shipment: reads", u.order.read, 2, "read units"),
		fact(fmt.Sprintf("%d pushes, the last one signed for: writes", pushes), u.pushes.write, 2, "write units"),
		fact(fmt.Sprintf("%d pushes, the last one signed for: reads", pushes), u.pushes.read, 2, "read units"),
		fact("decisions about their news, nothing sent: writes", u.messages.write, 2, "write units"),
		fact("decisions about their news, nothing sent: reads", u.messages.read, 2, "read units"),
		fact(fmt.Sprintf("the same, %d messages sent: writes", u.left()), u.sending.write, 2, "write units"),
		fact(fmt.Sprintf("the same, %d messages sent: reads", u.left()), u.sending.read, 2, "read units"),
		fact("a poll that brings nothing new: writes", u.poll.write, 2, "write units"),
		fact("a poll that brings nothing new: reads", u.poll.read, 2, "read units"),
		fact("the budget of an account, per batch of polls: writes", u.budget.write, 2, "write units"),
		fact("a delivery proved, to the end of its looks: writes", u.proof.write, 2, "write units"),
		fact("a delivery proved, to the end of its looks: reads", u.proof.read, 2, "read units"),
		fact("stored in the end, with DynamoDB's own overhead", float64(u.stored), 0, "bytes"),
		fact("of that in the table that is backed up", float64(u.backed), 0, "bytes"),
	}
}

// messageLines are the writes of decisions by what became of them: the dearest of each sort counts.
func messageLines(life, together []decided) []line {
	worst := func(among []decided, sort func(decided) bool) (units float64) {
		for _, d := range among {
			if sort(d) {
				units = max(units, d.writes)
			}
		}
		return units
	}
	return []line{
		count("a message that is sent at once: decision and outcome", worst(life, decided.atOnce), limitSent, 2, "write units"),
		count("a message that is not sent: decision", worst(life, func(d decided) bool { return d.Outcome == store.OutcomeSkip }), limitNotSent, 2, "write units"),
		fact("one that waits and is sent then, its due entry included", worst(together, decided.left), 2, "write units"),
		fact("one that waits and is told by that one", worst(together, func(d decided) bool { return d.Reason == message.ReasonMerged }), 2, "write units"),
	}
}

// latencyLines are times: how long a message takes from the push that is accepted to SES.
func latencyLines(took []time.Duration) []line {
	at := func(percent int) float64 { return took[(len(took)*percent+99)/100-1].Seconds() }
	return []line{fact("half of them", at(50), 2, "s"), fact("99 of 100", at(99), 2, "s")}
}

func pageLines(w weight) []line {
	return []line{
		count("first view, gzipped, everything included", float64(w.gzipped), limitPage, 0, "bytes"),
		fact("the same before compression", float64(w.plain), 0, "bytes"),
		fact("requests", float64(w.requests), 0, ""),
		count("scripts", float64(w.scripts), limitScripts, 0, ""),
		count("requests to others", float64(len(w.foreign)), limitForeign, 0, ""),
	}
}

func binaryLines(all []binary) []line {
	var lines []line
	for _, b := range all {
		lines = append(lines,
			count(fmt.Sprintf("%s: bootstrap (zip: %.2f MB)", b.function, float64(b.zip)/megabyte), float64(b.bytes)/megabyte, limitSize(b.function)/megabyte, 2, "MB"))
	}
	for _, b := range all {
		l := fact(b.function+": allocations before main", float64(b.initialising), 0, "allocations")
		l.limit, l.limited = limitInit(b.function)
		lines = append(lines, l)
	}
	return lines
}
