package metric_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/infra/doorstep/ops/metric"
	"doorstep/infra/local/cloudwatch"
	"doorstep/shared/obs"
)

func reader(t *testing.T, h http.Handler) metric.CloudWatch {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return metric.CloudWatch{Client: server.Client(), Address: server.URL}
}

// What functions count by shared/obs is read back through the stand-in: the same lines, the same calls as on AWS.
func TestWhatFunctionsCountIsRead(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 10, 3, 20, 0, time.UTC)
	server := cloudwatch.New(func() time.Time { return now }, func() []cloudwatch.Metric {
		return []cloudwatch.Metric{{Namespace: "AWS/SQS", Name: "Age", Dimensions: map[string]string{"QueueName": "q"}, Value: 7}}
	})
	at := now.Add(-2 * time.Hour)
	var lines strings.Builder
	clock := func() time.Time { return at }
	counted := obs.New(&lines, "ingest", slog.LevelInfo, clock).In("dev")
	elsewhere := obs.New(&lines, "ingest", slog.LevelInfo, clock).In("prod") // in the same account
	elsewhere.Time("Lag", time.Hour, "source", "ups")
	elsewhere.Time("Lag", time.Hour, "source", "fedex")
	if err := elsewhere.Flush(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		source string
		ms     int
	}{{"ups", 100}, {"ups", 300}, {"usps", 50}} {
		counted.Time("Lag", time.Duration(c.ms)*time.Millisecond, "source", c.source)
	}
	counted.Count("Saves", 3)
	for _, flushed := range []time.Time{at, now.Add(-time.Minute)} {
		at = flushed
		if err := counted.Flush(); err != nil {
			t.Fatal(err)
		}
		counted.Time("Lag", 200*time.Millisecond, "source", "ups")
	}
	for line := range strings.Lines("no metric\n" + lines.String() + "{\"_aws\": broken\n") {
		if _, err := server.Write([]byte("doorstep-dev-ingest | " + line)); err != nil {
			t.Fatal(err)
		}
	}
	c := reader(t, server)
	got, err := c.List(t.Context(), obs.Namespace("dev"), "Lag")
	want := []metric.Series{
		{Namespace: obs.Namespace("dev"), Name: "Lag", Dimensions: map[string]string{"function": "ingest", "source": "ups"}},
		{Namespace: obs.Namespace("dev"), Name: "Lag", Dimensions: map[string]string{"function": "ingest", "source": "usps"}},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatalf("list, %v:\n%s", err, diff)
	}
	first, last := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	all := append(want, metric.Series{Namespace: "AWS/SQS", Name: "Age", Dimensions: map[string]string{"QueueName": "q"}}, metric.Series{Namespace: "Nobody", Name: "Counts"})
	for statistic, want := range map[string][][]metric.Point{
		"SampleCount": {{{At: first, Value: 2}, {At: last, Value: 1}}, {{At: first, Value: 1}}, {{At: last, Value: 2}}, nil},
		"Sum":         {{{At: first, Value: 400}, {At: last, Value: 200}}, {{At: first, Value: 50}}, {{At: last, Value: 21}}, nil},
		"Maximum":     {{{At: first, Value: 300}, {At: last, Value: 200}}, {{At: first, Value: 50}}, {{At: last, Value: 7}}, nil},
	} {
		points, err := c.Data(t.Context(), all, statistic, 5*time.Minute, now.Add(-3*time.Hour), now)
		if err != nil {
			t.Fatal(err)
		}
		points[2] = points[2][:1]
		points[2][0].Value = want[2][0].Value // it is measured anew with every look
		if diff := cmp.Diff(want, points); diff != "" {
			t.Errorf("%s:\n%s", statistic, diff)
		}
	}
}

// Answers come in pages, a metric's points spread over them.
func TestPages(t *testing.T) {
	t.Parallel()
	c := reader(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		next, at := "<NextToken>more</NextToken>", "2026-11-22T10:05:00Z"
		if r.PostForm.Get("NextToken") == "more" {
			next, at = "", "2026-11-22T10:00:00Z"
		}
		_, _ = w.Write([]byte(`<GetMetricDataResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><GetMetricDataResult><MetricDataResults><member><Id>m0</Id>` +
			`<Timestamps><member>` + at + `</member></Timestamps><Values><member>1.5</member></Values><StatusCode>PartialData</StatusCode></member></MetricDataResults>` + next + `</GetMetricDataResult></GetMetricDataResponse>`))
	}))
	got, err := c.Data(t.Context(), []metric.Series{{Namespace: "a", Name: "b"}}, "Sum", time.Minute, time.Unix(0, 0), time.Unix(60, 0))
	want := [][]metric.Point{{{At: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), Value: 1.5}, {At: time.Date(2026, 11, 22, 10, 5, 0, 0, time.UTC), Value: 1.5}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v:\n%s", err, diff)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"no right":             {403, `<ErrorResponse><Error><Code>AccessDenied</Code><Message>User arn:canary may not</Message></Error></ErrorResponse>`, "403 AccessDenied to GetMetricData"},
		"no XML":               {500, `oops`, "500 without a reason"},
		"an answer of none":    {200, `{`, "read what CloudWatch answers"},
		"times without values": {200, `<R><GetMetricDataResult><MetricDataResults><member><Id>m0</Id><Timestamps><member>2026-11-22T10:00:00Z</member></Timestamps></member></MetricDataResults></GetMetricDataResult></R>`, "1 times and 0 values"},
		"an unasked metric":    {200, `<R><GetMetricDataResult><MetricDataResults><member><Id>m7</Id></member></MetricDataResults></GetMetricDataResult></R>`, `about "m7"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cw := reader(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			}))
			_, err := cw.Data(context.Background(), []metric.Series{{Namespace: "a", Name: "b"}}, "Sum", time.Minute, time.Unix(0, 0), time.Unix(60, 0))
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "canary") {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	cw := reader(t, cloudwatch.New(time.Now, nil))
	for what, s := range map[string]struct {
		statistic string
		period    time.Duration
	}{"a statistic": {"p99", time.Minute}, "a period": {"Sum", time.Second}} {
		if _, err := cw.Data(t.Context(), []metric.Series{{Namespace: "a", Name: "b"}}, s.statistic, s.period, time.Unix(0, 0), time.Unix(60, 0)); err == nil {
			t.Errorf("the stand-in takes any %s", what)
		}
	}
}
