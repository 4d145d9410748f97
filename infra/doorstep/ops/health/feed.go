package health

import (
	"slices"
	"time"

	"doorstep/infra/doorstep/ops/metric"
)

// Feed is when bodies of a source were settled by ingest: how many in each period, oldest first. Asked is how many numbers were asked about in
// polls.
type Feed struct {
	Source   string
	Settled  []metric.Point
	Asked    []metric.Point
	Unmapped float64 // scans with a code that no table knows, last day
	Unread   float64 // bodies that nobody could read, last day
}

// What makes a silence odd.
const (
	// Period is the length of the periods in which feeds are counted.
	Period = 5 * time.Minute
	// Usual is how far back is looked for what is usual: a week has every weekday, so that a carrier's quiet Sunday is usual.
	Usual = 7 * 24 * time.Hour
	// regular is how many periods with bodies make a feed regular enough to miss it.
	regular = 12
	// shortest is the silence that nobody minds.
	shortest = 30 * time.Minute
)

// Judge says whether a feed is silent for longer than it ever was in the last week, by half.
func (f Feed) Judge(now time.Time) Line {
	part := "feed " + f.Source
	if line, quiet := silent(part, "nothing arrives", f.Settled, now); quiet {
		return line
	}
	// Answers to polls hide that pushes stopped: periods with more bodies than numbers were asked about had pushes for certain.
	if line, quiet := silent(part, "no push arrives, though answers to polls do,", pushes(f), now); quiet {
		return line
	}
	at := newest(f.Settled)
	if at.IsZero() {
		return unknown(part, "nothing arrived in the last %s", span(Usual))
	}
	return well(part, "last %s ago", span(now.Sub(at)))
}

func silent(part, what string, points []metric.Point, now time.Time) (Line, bool) {
	at, longest := newest(points), gap(points)
	if len(points) < regular {
		return Line{}, false
	}
	silence := now.Sub(at)
	if silence <= max(shortest, longest+longest/2) {
		return Line{}, false
	}
	return wrong(part, "feeds", "is the push still subscribed at the carrier, is its secret right (metric Refused of webhook), does its account answer?",
		"%s for %s; in the last week the longest silence was %s", what, span(silence), span(longest)), true
}

// newest gives the end of the last period that brought anything.
func newest(points []metric.Point) time.Time {
	var at time.Time
	for _, p := range points {
		if end := p.At.Add(Period); p.Value > 0 && end.After(at) {
			at = end
		}
	}
	return at
}

// gap gives the longest silence between two periods that brought something. The silence now is not among them.
func gap(points []metric.Point) (longest time.Duration) {
	var before time.Time
	for _, p := range points {
		if p.Value <= 0 {
			continue
		}
		if !before.IsZero() {
			longest = max(longest, p.At.Sub(before))
		}
		before = p.At.Add(Period)
	}
	return longest
}

// pushes gives the periods in which more bodies were settled than answers to polls can have been: an answer tells of one number or more, and
// is settled in the period in which it was asked for, or in the next.
func pushes(f Feed) []metric.Point {
	var out []metric.Point
	for _, p := range f.Settled {
		asked := 0.0
		for _, q := range f.Asked {
			if q.At.Equal(p.At) || q.At.Equal(p.At.Add(-Period)) {
				asked += q.Value
			}
		}
		if p.Value > asked {
			out = append(out, metric.Point{At: p.At, Value: p.Value - asked})
		}
	}
	return out
}

// worst puts what is wrong before what is not, and else keeps the order.
func worst(lines []Line) []Line {
	rank := map[State]int{Wrong: 0, Unknown: 1, Well: 2}
	slices.SortStableFunc(lines, func(a, b Line) int { return rank[a.State] - rank[b.State] })
	return lines
}
