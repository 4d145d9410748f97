package health_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/infra/doorstep/ops/dead"
	"doorstep/infra/doorstep/ops/health"
	"doorstep/infra/doorstep/ops/metric"
	"doorstep/infra/local/template"
	"doorstep/shared/carrier/budget"
	"doorstep/shared/obs"
	"doorstep/shared/store"
)

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// every gives a point every so often, from a time before now until another.
func every(step, from, until time.Duration) (out []metric.Point) {
	for at := now.Add(-from); !at.After(now.Add(-until)); at = at.Add(step) {
		out = append(out, metric.Point{At: at, Value: 1})
	}
	return out
}

// A feed is missed when it is silent for half as long again as it ever was in the last week: a shop that sleeps every night is not missed at
// night, and a carrier that tells every five minutes is missed after half an hour.
func TestFeeds(t *testing.T) {
	t.Parallel()
	day := func(days int) (out []metric.Point) { // eight hours a day, the last of them ending at now
		for i := range days {
			out = append(out, every(time.Hour, time.Duration(i)*24*time.Hour+8*time.Hour, time.Duration(i)*24*time.Hour)...)
		}
		slices.SortFunc(out, func(a, b metric.Point) int { return a.At.Compare(b.At) })
		return out
	}
	shift := func(points []metric.Point, by time.Duration) []metric.Point {
		out := slices.Clone(points)
		for i := range out {
			out[i].At = out[i].At.Add(-by)
		}
		return out
	}
	for name, c := range map[string]struct {
		feed  health.Feed
		state health.State
		says  string
	}{
		"steady":                  {health.Feed{Settled: every(5*time.Minute, 24*time.Hour, 5*time.Minute)}, health.Well, "last 0 s ago"},
		"steady, silent for 25":   {health.Feed{Settled: every(5*time.Minute, 24*time.Hour, 30*time.Minute)}, health.Well, "last 25 min ago"},
		"steady, silent for 40":   {health.Feed{Settled: every(5*time.Minute, 24*time.Hour, 45*time.Minute)}, health.Wrong, "nothing arrives for 40 min; in the last week the longest silence was 0 s"},
		"by day, at night":        {health.Feed{Settled: shift(day(6), 12*time.Hour)}, health.Well, "last 11 h ago"},
		"by day, late":            {health.Feed{Settled: shift(day(6), 20*time.Hour)}, health.Well, "last 19 h ago"},
		"by day, the day after":   {health.Feed{Settled: shift(day(6), 25*time.Hour)}, health.Wrong, "nothing arrives for 24 h; in the last week the longest silence was 15 h"},
		"too few to miss":         {health.Feed{Settled: every(24*time.Hour, 6*24*time.Hour, 2*24*time.Hour)}, health.Well, "last 47 h ago"},
		"never":                   {health.Feed{}, health.Unknown, "nothing arrived in the last 7 days"},
		"polls hide dead pushes":  {health.Feed{Settled: every(5*time.Minute, 24*time.Hour, 5*time.Minute), Asked: every(5*time.Minute, 6*time.Hour, 5*time.Minute)}, health.Wrong, "no push arrives, though answers to polls do, for 6 h"},
		"polled only":             {health.Feed{Settled: every(time.Hour, 24*time.Hour, 5*time.Minute), Asked: every(time.Hour, 24*time.Hour, 5*time.Minute)}, health.Well, "last"},
		"pushes beside the polls": {health.Feed{Settled: double(every(5*time.Minute, 24*time.Hour, 5*time.Minute)), Asked: every(5*time.Minute, 6*time.Hour, 5*time.Minute)}, health.Wrong, "no push"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "pushes beside the polls" { // three bodies for each number that was asked about: two are pushes for certain
				c.feed.Settled = double(double(c.feed.Settled))
				c.state, c.says = health.Well, "last"
			}
			if l := c.feed.Judge(now); l.State != c.state || !strings.Contains(l.Says, c.says) {
				t.Errorf("%s: %s, want %s: %s", l.State, l.Says, c.state, c.says)
			}
		})
	}
}

func double(points []metric.Point) []metric.Point {
	out := slices.Clone(points)
	for i := range out {
		out[i].Value *= 2
	}
	return out
}

// fine is a reading of a deployment in which all is well.
func fine() health.Reading {
	r := health.Reading{Now: now, LastRun: now.Add(-30 * time.Second), Ages: map[string]time.Duration{"inbound": time.Minute}, Errors: map[string]float64{"ingest": 0}, Oldest: map[string]store.DueEntry{}}
	for _, name := range dead.DeadNames() {
		r.Queues = append(r.Queues, dead.Depth{Name: name})
	}
	for _, q := range dead.Queues() {
		r.Queues = append(r.Queues, dead.Depth{Name: q.Name, Waiting: 2})
	}
	return r
}

func TestJudge(t *testing.T) {
	t.Parallel()
	if lines := fine().Judge(); !health.AllWell(lines) || len(lines) == 0 {
		t.Fatalf("all is well, and is said to be %+v", lines)
	}
	for name, c := range map[string]struct {
		spoil func(*health.Reading)
		part  string
		says  string
	}{
		"an old message": {func(r *health.Reading) { r.Ages["inbound"] = 11 * time.Minute }, "queue inbound", "2 messages waits 11 min, more than 10 min"},
		"a dead letter":  {func(r *health.Reading) { r.Queues[0].Waiting = 1 }, "dead letters inbound", "1 message: bodies that carriers pushed"},
		"a lost batch":   {func(r *health.Reading) { r.Queues[6].InFlight = 1 }, "dead letters relay-lost", "1 message: batches"},
		"unreadable": {func(r *health.Reading) {
			r.Unread = []store.Unreadable{{Source: "ups"}, {Source: "gls"}, {Source: "ups"}}
		}, "unreadable", "3 bodies since yesterday (gls 1, ups 2)"},
		"a late look": {func(r *health.Reading) {
			r.Oldest["poll"] = store.DueEntry{Number: "1Z1", Due: store.Due{At: now.Add(-3 * time.Hour)}}
		}, "due poll", "number 1Z1 is due for 3 h"},
		"a late message": {func(r *health.Reading) {
			r.Oldest["message"] = store.DueEntry{Order: "ab", Decision: "k", Due: store.Due{At: now.Add(-time.Hour)}}
		}, "due message", "a decision of order ab"},
		"a barred account":    {func(r *health.Reading) { r.Budgets = closed(budget.Barred) }, "accounts", "not asked: ups/main (unauthorized, for 2 h)"},
		"no clock":            {func(r *health.Reading) { r.LastRun = time.Time{} }, "schedule", "has not run in the last day"},
		"a clock that stands": {func(r *health.Reading) { r.LastRun = now.Add(-time.Hour) }, "schedule", "ran last 60 min ago"},
		"a failing function":  {func(r *health.Reading) { r.Errors["relay"] = 3 }, "function relay", "failed 3 times"},
		"no queues":           {func(r *health.Reading) { r.QueuesErr, r.Queues = errors.New("denied"), nil }, "queues", "denied"},
		"no table":            {func(r *health.Reading) { r.TableErr = errors.New("denied") }, "table", "denied"},
		"a silent feed": {func(r *health.Reading) {
			r.Feeds = []health.Feed{{Source: "ups", Settled: every(5*time.Minute, 24*time.Hour, 2*time.Hour)}}
		}, "feed ups", "nothing arrives"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := fine()
			c.spoil(&r)
			lines := r.Judge()
			l := lines[0]
			if health.AllWell(lines) || l.State != health.Wrong || l.Part != c.part || !strings.Contains(l.Says, c.says) || l.Next == "" || l.Runbook == "" {
				t.Errorf("first of all: %+v", l)
			}
			if n := len(slices.DeleteFunc(lines, func(l health.Line) bool { return l.State != health.Wrong })); n != 1 {
				t.Errorf("%d parts are wrong", n)
			}
			if _, err := os.Stat(filepath.Join("../../../deploy/runbooks", l.Runbook+".md")); err != nil {
				t.Errorf("its runbook: %v", err)
			}
		})
	}
	for name, spoil := range map[string]func(*health.Reading){
		"a resting account": func(r *health.Reading) { r.Budgets = closed(budget.TooOften) },
		"unknown codes":     func(r *health.Reading) { r.Feeds = []health.Feed{{Source: "ups", Unmapped: 3}} },
		"no metrics":        func(r *health.Reading) { r.MetricsErr, r.LastRun = errors.New("denied"), time.Time{} },
	} {
		r := fine()
		spoil(&r)
		if lines := r.Judge(); !health.AllWell(lines) {
			t.Errorf("%s: %+v", name, lines[0])
		}
	}
}

func closed(why budget.Reason) []store.Budget {
	return []store.Budget{
		{Source: "ups", Account: "main", State: budget.State{Closed: now.Add(2*time.Hour + time.Minute), Reason: why}},
		{Source: "dhl", Account: "main", State: budget.State{Closed: now.Add(-time.Minute), Reason: budget.Barred}},
	}
}

// place is a deployment of which everything answers with little.
type place struct {
	due     []store.DueEntry
	series  map[string][]metric.Point // by name
	refuses error
}

func (p place) Unreadables(_ context.Context, day time.Time) ([]store.Unreadable, error) {
	if !day.Equal(now.Truncate(24 * time.Hour)) {
		return nil, nil
	}
	return []store.Unreadable{{ID: "1", Source: "ups", Kind: "webhook", At: now}, {ID: "2", Source: "shopify", Kind: "data_request", At: now}}, nil
}

func (p place) Unreadable(context.Context, time.Time, string) (store.Unreadable, error) {
	return store.Unreadable{}, errors.New("nobody opens a body")
}

func (p place) DueBefore(_ context.Context, kind string, shard int, before time.Time, limit int) (out []store.DueEntry, err error) {
	for i, e := range p.due {
		if e.Due.Kind == kind && i%store.Shards == shard && e.Due.At.Before(before) && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, nil
}

func (p place) Budgets(context.Context, string) ([]store.Budget, error) { return nil, nil }

func (p place) Depth(_ context.Context, name string) (dead.Depth, error) {
	return dead.Depth{Name: name}, p.refuses
}

func (p place) List(_ context.Context, namespace, _ string) ([]metric.Series, error) {
	if namespace != obs.Namespace("dev") {
		return nil, nil
	}
	return []metric.Series{{Dimensions: map[string]string{"function": "ingest", "source": "ups"}}, {Dimensions: map[string]string{"function": "ingest", "source": "junk"}}}, nil
}

func (p place) Data(_ context.Context, all []metric.Series, _ string, _ time.Duration, _, _ time.Time) ([][]metric.Point, error) {
	out := make([][]metric.Point, len(all))
	for i, s := range all {
		if s.Namespace == obs.Namespace("dev") || strings.HasPrefix(s.Namespace, "AWS/") {
			out[i] = p.series[s.Name]
		}
	}
	return out, nil
}

func TestRead(t *testing.T) {
	t.Parallel()
	p := place{
		due: []store.DueEntry{
			{Number: "1Z1", Due: store.Due{Kind: "poll", At: now.Add(-time.Minute)}}, {Number: "1Z2", Due: store.Due{Kind: "poll", At: now.Add(-time.Hour)}},
			{Order: "o", Decision: "d", Due: store.Due{Kind: "message", At: now.Add(time.Hour)}},
		},
		series: map[string][]metric.Point{"Lag": every(5*time.Minute, time.Hour, 5*time.Minute), "PollsQueued": {{At: now.Add(-2 * time.Minute), Value: 1}}, "UnmappedCodes": {{At: now, Value: 2}, {At: now, Value: 3}},
			"ApproximateAgeOfOldestMessage": {{At: now, Value: 5}, {At: now, Value: 9}}},
	}
	r := health.Read(t.Context(), health.Place{Table: p, Metrics: p, Queues: p, Stage: "dev", Sources: []string{"ups", "usps"}, Now: now})
	if r.Oldest["poll"].Number != "1Z2" || r.Waiting != 1 || r.WaitMore || len(r.Unread) != 1 || len(r.Queues) != 13 || r.TableErr != nil || r.QueuesErr != nil || r.MetricsErr != nil {
		t.Errorf("table and queues: %+v", r)
	}
	if want := now.Add(-time.Minute); len(r.Feeds) != 1 || r.Feeds[0].Unmapped != 5 || !r.LastRun.Equal(want) || r.Ages["inbound"] != 9*time.Second {
		t.Errorf("metrics: %+v", cmp.Diff(want, r.LastRun))
	}
	p.refuses = errors.New("denied")
	if r := health.Read(t.Context(), health.Place{Table: p, Metrics: health.NoMetrics{Why: errors.New("no")}, Queues: p, Now: now}); r.QueuesErr == nil || r.MetricsErr == nil || r.TableErr != nil {
		t.Errorf("what may not be read: %v, %v, %v", r.QueuesErr, r.MetricsErr, r.TableErr)
	}
}

// The functions whose errors are looked at are those of the template.
func TestFunctionsAreThoseOfTheTemplate(t *testing.T) {
	t.Parallel()
	loaded, err := template.Load("../../../../template.yaml", map[string]string{"Stage": "try"})
	if err != nil {
		t.Fatal(err)
	}
	var declared []string
	for _, f := range loaded.Functions() {
		declared = append(declared, strings.TrimPrefix(f.Name, "doorstep-try-"))
	}
	slices.Sort(declared)
	if diff := cmp.Diff(declared, health.Functions()); diff != "" {
		t.Error(diff)
	}
}
