package health

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"doorstep/infra/doorstep/ops/dead"
	"doorstep/infra/doorstep/ops/metric"
	"doorstep/shared/carrier/budget"
	"doorstep/shared/store"
)

// Reading is everything that was read of a deployment. A part that could not be read is nil or has an error.
type Reading struct {
	Now time.Time

	Queues    []dead.Depth // work and dead letters
	QueuesErr error
	Ages      map[string]time.Duration // of the oldest message by queue; missing: not known

	MetricsErr error
	Feeds      []Feed
	LastRun    time.Time          // of schedule; zero: none in a day
	Errors     map[string]float64 // of functions, last hour

	TableErr error
	Oldest   map[string]store.DueEntry // longest due by kind; missing: nothing is due
	Waiting  int                       // decisions that wait for their time
	WaitMore bool                      // there are more than Waiting
	Budgets  []store.Budget
	Unread   []store.Unreadable // bodies of today and yesterday
}

// Judge says how each part is, what is wrong first.
func (r Reading) Judge() []Line {
	var lines []Line
	lines = append(lines, r.queues()...)
	lines = append(lines, r.dead()...)
	lines = append(lines, r.unread())
	lines = append(lines, r.table()...)
	lines = append(lines, r.accounts())
	lines = append(lines, r.metrics()...)
	return worst(lines)
}

func (r Reading) depth(name string) (dead.Depth, bool) {
	i := slices.IndexFunc(r.Queues, func(d dead.Depth) bool { return d.Name == name })
	if i < 0 {
		return dead.Depth{}, false
	}
	return r.Queues[i], true
}

func (r Reading) queues() (lines []Line) {
	if r.QueuesErr != nil {
		return []Line{wrong("queues", "function-errors", "do your credentials allow sqs:GetQueueAttributes, and is this the stage?", "cannot be read: %v", r.QueuesErr)}
	}
	total, named := 0, 0
	for _, q := range dead.Queues() {
		d, ok := r.depth(q.Name)
		if !ok {
			continue
		}
		total += d.All()
		named++
		if age, known := r.Ages[q.Name]; known && age > q.Patient {
			lines = append(lines, wrong("queue "+q.Name, q.Runbook, "does its function fail (ops health shows errors), or is it throttled?",
				"the oldest of %s waits %s, more than %s", many(d.All(), "message", "messages"), span(age), span(q.Patient)))
		}
	}
	if len(lines) == 0 {
		lines = append(lines, well("queues", "%s in %d queues, none too old", many(total, "message", "messages"), named))
	}
	return lines
}

func (r Reading) dead() (lines []Line) {
	if r.QueuesErr != nil {
		return nil
	}
	for _, name := range dead.DeadNames() {
		d, ok := r.depth(name)
		if !ok || d.All() == 0 {
			continue
		}
		q, _ := dead.Find(name)
		runbook := "dead-letters"
		if name == dead.Lost {
			runbook = "stream"
		}
		lines = append(lines, wrong("dead letters "+q.Name, runbook, "doorstep ops dead peek "+name+"; once mended: doorstep ops dead redrive "+name, "%s: %s", many(d.All(), "message", "messages"), q.Holds))
	}
	if len(lines) == 0 {
		lines = append(lines, well("dead letters", "none"))
	}
	return lines
}

func (r Reading) unread() Line {
	if r.TableErr != nil {
		return unknown("unreadable", "not known")
	}
	if len(r.Unread) == 0 {
		return well("unreadable", "no body since yesterday")
	}
	by := map[string]int{}
	for _, b := range r.Unread {
		by[b.Source]++
	}
	var sources []string
	for source, n := range by {
		sources = append(sources, fmt.Sprintf("%s %d", source, n))
	}
	slices.Sort(sources)
	return wrong("unreadable", "feeds", "doorstep ops unreadable list; once a newer version reads them: doorstep ops unreadable retry --dry-run",
		"%s since yesterday (%s): what they tell is missing", many(len(r.Unread), "body", "bodies"), some(sources))
}

// What is due is found every minute; ten minutes late is late.
const lateDue = 10 * time.Minute

func (r Reading) table() (lines []Line) {
	if r.TableErr != nil {
		return []Line{wrong("table", "tables", "do your credentials allow reading it, and is this the stage?", "cannot be read: %v", r.TableErr)}
	}
	for _, kind := range []string{"poll", store.CheckDue, store.MessageDue} {
		e, ok := r.Oldest[kind]
		if late := r.Now.Sub(e.Due.At); ok && late > lateDue {
			lines = append(lines, wrong("due "+kind, "schedule", "does schedule run, and does its queue drain?", "%s is due for %s", entry(e), span(late)))
		}
	}
	if len(lines) == 0 {
		lines = append(lines, well("due", "nothing is late"))
	}
	more := ""
	if r.WaitMore {
		more = "more than "
	}
	return append(lines, well("decisions", "%s%s for their time", more, many(r.Waiting, "waits", "wait")))
}

func entry(e store.DueEntry) string {
	switch {
	case e.Number != "":
		return "number " + e.Number
	case e.Decision != "":
		return "a decision of order " + e.Order
	case e.Finding != "":
		return "a finding of order " + e.Order
	default:
		return "order " + e.Order
	}
}

func (r Reading) accounts() Line {
	if r.TableErr != nil {
		return unknown("accounts", "not known")
	}
	var closed []store.Budget
	for _, b := range r.Budgets {
		if b.State.Closed.After(r.Now) {
			closed = append(closed, b)
		}
	}
	if len(closed) == 0 {
		return well("accounts", "none is closed")
	}
	slices.SortFunc(closed, func(a, b store.Budget) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Account, b.Account))
	})
	var names []string
	barred := false
	for _, b := range closed {
		names = append(names, fmt.Sprintf("%s/%s (%s, for %s)", b.Source, b.Account, b.State.Reason, span(b.State.Closed.Sub(r.Now))))
		barred = barred || b.State.Reason == budget.Barred
	}
	if barred {
		return wrong("accounts", "feeds", "the parameter sources/<source>/<account>/credentials: see the source's README in shared/carrier", "not asked: %s", some(names))
	}
	return well("accounts", "resting after \"too many requests\": %s", some(names))
}

// stopped is how long schedule may be silent.
const stopped = 10 * time.Minute

func (r Reading) metrics() (lines []Line) {
	if r.MetricsErr != nil {
		return []Line{unknown("metrics", "cannot be read, so feeds, ages and codes are not known: %v", r.MetricsErr)}
	}
	switch ago := r.Now.Sub(r.LastRun); {
	case r.LastRun.IsZero():
		lines = append(lines, wrong("schedule", "schedule", "is its rule there and enabled?", "has not run in the last day"))
	case ago > stopped:
		lines = append(lines, wrong("schedule", "schedule", "is its rule there and enabled?", "ran last %s ago", span(ago)))
	default:
		lines = append(lines, well("schedule", "ran within %s", span(ago)))
	}
	for _, name := range sorted(r.Errors) {
		if r.Errors[name] > 0 {
			lines = append(lines, wrong("function "+name, "function-errors", "aws logs tail /aws/lambda/doorstep-<stage>-"+name+" --since 1h --filter-pattern '{ $.level = \"ERROR\" }'",
				"failed %s in the last hour", many(int(r.Errors[name]), "time", "times")))
		}
	}
	unmapped := 0.0
	var sources []string
	for _, f := range r.Feeds {
		lines = append(lines, f.Judge(r.Now))
		if unmapped += f.Unmapped; f.Unmapped > 0 {
			sources = append(sources, fmt.Sprintf("%s %d", f.Source, int(f.Unmapped)))
		}
	}
	if unmapped == 0 {
		return append(lines, well("codes", "every code of the last day is known"))
	}
	slices.Sort(sources)
	return append(lines, Line{State: Well, Part: "codes", Says: fmt.Sprintf("%s in the last day with a code that no table knows (%s)", many(int(unmapped), "scan", "scans"), some(sources)),
		Next: "doorstep ops replay --open --unmapped names numbers that hold such codes; add them to the source's table", Runbook: "feeds"})
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// lastOf gives the end of the newest point.
func lastOf(points []metric.Point, period time.Duration) (at time.Time) {
	for _, p := range points {
		if end := p.At.Add(period); end.After(at) {
			at = end
		}
	}
	return at
}
