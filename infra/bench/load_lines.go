package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"doorstep/infra/bench/meter"
)

// ages are the parts of a life that are looked at apart, by the number of scans before.
var ages = [...]struct{ from, to int }{{0, 8}, {8, 16}, {16, 24}, {24, scansPerLife}}

// lines are a burst's results.
func (b *burst) lines(p plan) []line {
	var lines []line
	for _, what := range slices.Sorted(maps.Keys(b.asked)) {
		took := b.asked[what]
		slices.Sort(took)
		lines = append(lines,
			fact(what, float64(len(took))/b.took.Seconds(), 1, "a second"),
			fact("  half of the answers within", inMilliseconds(took, 50), 1, "ms"),
			fact("  99 of 100 within", inMilliseconds(took, 99), 1, "ms"))
	}
	lines = append(lines,
		fact("polls", float64(b.polls)/b.took.Seconds(), 1, "a second"),
		fact("scans saved, the time to drain included", float64(b.told())/(b.took+b.drained).Seconds(), 1, "a second"),
		fact("from the end of the burst until all was done", b.drained.Seconds(), 1, "s"))
	for _, queue := range slices.Sorted(maps.Keys(b.depth)) {
		if b.depth[queue] > 0 {
			lines = append(lines, fact("most messages in "+queue, float64(b.depth[queue]), 0, "messages"))
		}
	}
	for i, age := range ages {
		writes, scans := b.byAge(i)
		if scans > 0 {
			lines = append(lines, fact(fmt.Sprintf("write units per scan, scans %d to %d of a parcel", age.from+1, age.to), writes/scans, 2, "write units"))
		}
	}
	writes, reads := b.perScan()
	lines = append(lines,
		fact("all that ingest writes, per scan", writes, 2, "write units"),
		fact("all that ingest reads, per scan", reads, 2, "read units"),
		fact("a view, the brand's look now and then included", b.perView(), 2, "read units"),
		count("requests that failed", float64(sum(b.failed)), 0, 0, ""),
		count("accepted and not shown, or left in a queue", float64(len(b.missing)), 0, 0, ""))
	return lines
}

// told counts the scans whose pushes were accepted.
func (b *burst) told() (n int) {
	for _, m := range b.parcels {
		n += m.told
	}
	return n
}

// byAge gives the write units of numbers' items in one part of their lives, and how many scans they saved. A batch saves several scans
// of one number at once, so the scans of a parcel are taken to be spread evenly over its saves.
func (b *burst) byAge(age int) (units, scans float64) {
	written := map[string][]float64{}
	for _, c := range filter(b.calls, func(c meter.Call) bool { return c.Of("T#") && saves(c) && !c.Refused }) {
		number, _, _ := strings.Cut(strings.TrimPrefix(c.Keys[0], "T#"), " ")
		written[number] = append(written[number], c.Write)
	}
	for _, m := range b.parcels {
		writes := written[m.number]
		if len(writes) > 0 { // the claim, which comes before all scans
			writes = writes[1:]
		}
		for i, w := range writes {
			each := float64(m.told) / float64(len(writes))
			if told := each * float64(i); told >= float64(ages[age].from) && told < float64(ages[age].to) {
				units += w
				scans += each
			}
		}
	}
	return units, scans
}

// perScan gives what ingest wrote and read for each scan.
func (b *burst) perScan() (writes, reads float64) {
	u := unitsOf(filter(byIngest(b.calls), func(c meter.Call) bool { return c.Of("T#") }))
	n := float64(max(1, b.told()))
	return u.write / n, u.read / n
}

// perView gives what one view through a link read.
func (b *burst) perView() float64 {
	links := filter(b.calls, func(c meter.Call) bool { return c.Of("L#") && c.Operation == "GetItem" && c.Trace != "" })
	traces := map[string]bool{}
	for _, c := range links {
		traces[c.Trace] = true
	}
	u := unitsOf(filter(b.calls, func(c meter.Call) bool { return traces[c.Trace] && c.Operation != "UpdateItem" }))
	return u.read / float64(max(1, len(links)))
}

// judge is an error when requests failed or something that was accepted did not arrive.
func (b *burst) judge() error {
	if len(b.failed) == 0 && len(b.missing) == 0 {
		return nil
	}
	var said []string
	for _, what := range slices.Sorted(maps.Keys(b.failed)) {
		said = append(said, fmt.Sprintf("%d times %s", b.failed[what], what))
	}
	said = append(said, b.missing...)
	return fmt.Errorf("%dx: %s", b.size, strings.Join(said[:min(20, len(said))], "; "))
}

// growth compares the burst on the smallest table with that on the largest.
func growth(small, large *burst) []line {
	ratio := func(what string, of func(*burst) float64) line {
		if of(small) == 0 {
			return fact(what, 0, 2, "")
		}
		return fact(what, of(large)/of(small), 2, "times")
	}
	half := func(what string) func(*burst) float64 {
		return func(b *burst) float64 { return inMilliseconds(slices.Sorted(slices.Values(b.asked[what])), 50) }
	}
	lines := []line{
		ratio("orders in the table", func(b *burst) float64 { return float64(b.size) }),
		ratio("write units per scan", func(b *burst) float64 { w, _ := b.perScan(); return w }),
		ratio("read units per scan", func(b *burst) float64 { _, r := b.perScan(); return r }),
		ratio("read units per view", (*burst).perView),
		ratio("time of half of the pushes", half("push")),
		ratio("time of half of the pages", half("open a page")),
		ratio("scans saved per second", func(b *burst) float64 { return float64(b.told()) / (b.took + b.drained).Seconds() }),
	}
	young, scans := large.byAge(0)
	old, others := large.byAge(len(ages) - 1)
	if scans > 0 && others > 0 {
		lines = append(lines, fact("write units per scan, oldest part of a life to the first", old/others/(young/scans), 2, "times"))
	}
	return lines
}

// inMilliseconds gives a percentile of sorted durations.
func inMilliseconds(sorted []time.Duration, percent int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[(len(sorted)*percent+99)/100-1].Microseconds()) / 1000
}

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
