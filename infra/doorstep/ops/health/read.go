package health

import (
	"context"
	"maps"
	"slices"
	"time"

	"doorstep/infra/doorstep/ops/dead"
	"doorstep/infra/doorstep/ops/metric"
	"doorstep/infra/doorstep/ops/parked"
	"doorstep/shared/obs"
	"doorstep/shared/store"
)

// Table is what health reads of the store.
type Table interface {
	parked.Table
	DueBefore(ctx context.Context, kind string, shard int, before time.Time, limit int) ([]store.DueEntry, error)
	Budgets(ctx context.Context, source string) ([]store.Budget, error)
}

// Metrics is what health reads of CloudWatch.
type Metrics interface {
	List(ctx context.Context, namespace, name string) ([]metric.Series, error)
	Data(ctx context.Context, all []metric.Series, statistic string, period time.Duration, from, until time.Time) ([][]metric.Point, error)
}

// Depths asks how full a queue is.
type Depths interface {
	Depth(ctx context.Context, name string) (dead.Depth, error)
}

// Place is the deployment that is looked at.
type Place struct {
	Table   Table
	Metrics Metrics
	Queues  Depths
	Stage   string
	Sources []string // every source that this build knows
	Now     time.Time
}

// Functions are those of template.yaml, by the end of their names; a test holds the list to it.
func Functions() []string {
	return []string{"content", "feedback", "ingest", "notify", "orders", "poll", "relay", "schedule", "survey", "track", "watch", "webhook"}
}

// Read reads everything, as far as it may be read: what fails is part of the answer.
func Read(ctx context.Context, p Place) Reading {
	r := Reading{Now: p.Now, Oldest: map[string]store.DueEntry{}, Ages: map[string]time.Duration{}, Errors: map[string]float64{}}
	r.QueuesErr = r.readQueues(ctx, p)
	r.TableErr = r.readTable(ctx, p)
	r.MetricsErr = r.readMetrics(ctx, p)
	return r
}

func (r *Reading) readQueues(ctx context.Context, p Place) error {
	names := dead.DeadNames()
	for _, q := range dead.Queues() {
		names = append(names, q.Name)
	}
	for _, name := range names {
		d, err := p.Queues.Depth(ctx, name)
		if err != nil {
			return err
		}
		r.Queues = append(r.Queues, d)
	}
	return nil
}

// most bounds how many waiting decisions are counted in a shard: a count is a read.
const most = 500

func (r *Reading) readTable(ctx context.Context, p Place) error {
	for _, kind := range []string{"poll", store.CheckDue, store.MessageDue} {
		for shard := range store.Shards {
			found, err := p.Table.DueBefore(ctx, kind, shard, p.Now, 1)
			if err != nil {
				return err
			}
			if known, ok := r.Oldest[kind]; len(found) > 0 && (!ok || found[0].Due.At.Before(known.Due.At)) {
				r.Oldest[kind] = found[0]
			}
		}
	}
	for shard := range store.Shards {
		waiting, err := p.Table.DueBefore(ctx, store.MessageDue, shard, p.Now.AddDate(1, 0, 0), most)
		if err != nil {
			return err
		}
		r.Waiting += len(waiting)
		r.WaitMore = r.WaitMore || len(waiting) == most
	}
	for _, source := range p.Sources {
		budgets, err := p.Table.Budgets(ctx, source)
		if err != nil {
			return err
		}
		r.Budgets = append(r.Budgets, budgets...)
	}
	var err error
	r.Unread, err = parked.List(ctx, p.Table, parked.Filter{Since: p.Now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -1)}, p.Now)
	// Requests of shoppers that came through a shop are no bodies that nobody could read.
	r.Unread = slices.DeleteFunc(r.Unread, func(b store.Unreadable) bool { return !parked.Retriable(b) })
	return err
}

func (r *Reading) readMetrics(ctx context.Context, p Place) error {
	if err := r.readFeeds(ctx, p); err != nil {
		return err
	}
	// Schedule counts what it queued in every run, also when that is nothing.
	runs, err := p.Metrics.Data(ctx, []metric.Series{p.own("PollsQueued", "function", "schedule")}, "SampleCount", time.Minute, p.Now.Add(-time.Hour), p.Now)
	if err != nil {
		return err
	}
	if r.LastRun = lastOf(runs[0], time.Minute); r.LastRun.IsZero() {
		if runs, err = p.Metrics.Data(ctx, []metric.Series{p.own("PollsQueued", "function", "schedule")}, "SampleCount", Period, p.Now.Add(-24*time.Hour), p.Now); err != nil {
			return err
		}
		r.LastRun = lastOf(runs[0], Period)
	}
	if err := r.readErrors(ctx, p); err != nil {
		return err
	}
	return r.readAges(ctx, p)
}

func (p Place) own(name string, dimensions ...string) metric.Series {
	s := metric.Series{Namespace: obs.Namespace(p.Stage), Name: name, Dimensions: map[string]string{}}
	for i := 0; i+1 < len(dimensions); i += 2 {
		s.Dimensions[dimensions[i]] = dimensions[i+1]
	}
	return s
}

// readFeeds reads when bodies of each source were settled. Sources are those that CloudWatch has counted: junk makes no source.
func (r *Reading) readFeeds(ctx context.Context, p Place) error {
	counted, err := p.Metrics.List(ctx, obs.Namespace(p.Stage), "Lag")
	if err != nil {
		return err
	}
	sources := map[string]bool{}
	for _, s := range counted {
		if name := s.Dimensions["source"]; s.Dimensions["function"] == "ingest" && slices.Contains(p.Sources, name) {
			sources[name] = true
		}
	}
	if len(sources) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(sources))
	each := func(name, function string) []metric.Series {
		var out []metric.Series
		for _, source := range names {
			out = append(out, p.own(name, "function", function, "source", source))
		}
		return out
	}
	week, day := p.Now.Add(-Usual), p.Now.Add(-24*time.Hour)
	settled, err := p.Metrics.Data(ctx, each("Lag", "ingest"), "SampleCount", Period, week, p.Now)
	if err != nil {
		return err
	}
	asked, err := p.Metrics.Data(ctx, each("Polls", "poll"), "Sum", Period, week, p.Now)
	if err != nil {
		return err
	}
	unmapped, err := p.Metrics.Data(ctx, each("UnmappedCodes", "ingest"), "Sum", time.Hour, day, p.Now)
	if err != nil {
		return err
	}
	for i, source := range names {
		r.Feeds = append(r.Feeds, Feed{Source: source, Settled: settled[i], Asked: asked[i], Unmapped: total(unmapped[i])})
	}
	return nil
}

func total(points []metric.Point) (sum float64) {
	for _, p := range points {
		sum += p.Value
	}
	return sum
}

func (r *Reading) readErrors(ctx context.Context, p Place) error {
	var all []metric.Series
	for _, name := range Functions() {
		all = append(all, metric.Series{Namespace: "AWS/Lambda", Name: "Errors", Dimensions: map[string]string{"FunctionName": "doorstep-" + p.Stage + "-" + name}})
	}
	points, err := p.Metrics.Data(ctx, all, "Sum", Period, p.Now.Add(-time.Hour), p.Now)
	if err != nil {
		return err
	}
	for i, name := range Functions() {
		r.Errors[name] = total(points[i])
	}
	return nil
}

// readAges reads how old the oldest message of each queue is; SQS tells CloudWatch once a minute, and only of queues that are in use.
func (r *Reading) readAges(ctx context.Context, p Place) error {
	queues := dead.Queues()
	var all []metric.Series
	for _, q := range queues {
		all = append(all, metric.Series{Namespace: "AWS/SQS", Name: "ApproximateAgeOfOldestMessage", Dimensions: map[string]string{"QueueName": "doorstep-" + p.Stage + "-" + q.Name}})
	}
	points, err := p.Metrics.Data(ctx, all, "Maximum", time.Minute, p.Now.Add(-10*time.Minute), p.Now)
	if err != nil {
		return err
	}
	for i, q := range queues {
		if n := len(points[i]); n > 0 {
			r.Ages[q.Name] = time.Duration(points[i][n-1].Value * float64(time.Second))
		}
	}
	return nil
}

// NoMetrics stands for metrics that cannot be asked for.
type NoMetrics struct{ Why error }

// List gives why.
func (n NoMetrics) List(context.Context, string, string) ([]metric.Series, error) { return nil, n.Why }

// Data gives why.
func (n NoMetrics) Data(context.Context, []metric.Series, string, time.Duration, time.Time, time.Time) ([][]metric.Point, error) {
	return nil, n.Why
}
