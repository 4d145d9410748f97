package obstest_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/obs/obstest"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	broken := fault.New(fault.Unavailable, "no answer")
	for _, c := range []struct {
		name string
		work func(ctx context.Context, r *obs.Recorder)
		says string // empty: all is well
	}{
		{"a good run", func(ctx context.Context, r *obs.Recorder) {
			u := r.Begin(ctx, "push")
			u.Set("records", 3)
			u.Note("one is slow", nil, "message", "m1")
			r.Count("Records", 3, "source", "ups")
			r.Time("Lag", time.Second)
			u.End(nil)
		}, ""},
		{"a run that fails", func(ctx context.Context, r *obs.Recorder) {
			u := r.Begin(ctx, "push")
			u.Set("records", 0)
			u.Note("one failed", broken)
			u.End(errors.New("nil map"))
		}, ""},
		{"no line", func(_ context.Context, r *obs.Recorder) { _ = r.Flush() }, "0 lines about units"},
		{"two units", func(ctx context.Context, r *obs.Recorder) {
			r.Begin(ctx, "push").End(nil)
			u := r.Begin(ctx, "push")
			u.Set("records", 1)
			u.End(nil)
		}, "a second one"},
		{"another unit", func(ctx context.Context, r *obs.Recorder) { r.Begin(ctx, "pull").End(nil) }, "is called pull"},
		{"no count", func(ctx context.Context, r *obs.Recorder) { r.Begin(ctx, "push").End(nil) }, "records is missing"},
		{"a note too late", func(ctx context.Context, r *obs.Recorder) {
			u := r.Begin(ctx, "push")
			u.Set("records", 1)
			u.End(nil)
			u.Note("late", nil)
		}, "late stands behind"},
		{"an invocation that nobody finds", func(_ context.Context, r *obs.Recorder) {
			u := r.Begin(context.Background(), "push")
			u.Set("records", 1)
			u.End(broken)
		}, "of invocation <nil>"},
		{"a phone", func(ctx context.Context, r *obs.Recorder) {
			u := r.Begin(ctx, "push")
			u.Set("records", "+4915112345678")
			u.End(nil)
		}, `holds "+4915112345678"`},
		{"another function", func(ctx context.Context, r *obs.Recorder) {
			r.Count("Records", 1, "function", "other")
			u := r.Begin(ctx, "push")
			u.Set("records", 1)
			u.End(nil)
		}, "of function other"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var log strings.Builder
			c.work(obstest.Context(t.Context()), obs.New(&log, "webhook", slog.LevelInfo, time.Now))
			_, problems := obstest.Check(log.String(), "webhook", "push", "records")
			if got := strings.Join(problems, "; "); (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
				t.Errorf("it says %q, want %q\n%s", got, c.says, log.String())
			}
		})
	}
	for name, line := range map[string]string{
		"no JSON":          "panic: nil map",
		"no time":          `{"level":"INFO","msg":"push","function":"webhook","records":1,"ms":1}`,
		"unannounced":      `{"_aws":{"CloudWatchMetrics":[{"Namespace":"Doorstep","Dimensions":[["function"]],"Metrics":[]}]},"function":"webhook","Pushes":1}`,
		"without a value":  `{"_aws":{"CloudWatchMetrics":[{"Namespace":"Doorstep","Dimensions":[["function","source"]],"Metrics":[]}]},"function":"webhook"}`,
		"no announcement":  `{"_aws":{},"function":"webhook"}`,
		"a level of yours": `{"timestamp":"2026-11-20T10:00:00Z","level":"LOUD","msg":"push","function":"webhook","records":1,"ms":1}`,
	} {
		if _, problems := obstest.Check(line, "webhook", "push", "records"); len(problems) < 1 || strings.HasPrefix(problems[0], "0 lines") {
			t.Errorf("%s: it says %q", name, problems)
		}
	}
}
