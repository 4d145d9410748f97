package obs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
)

var update = flag.Bool("update", false, "write the goldens")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-update writes it):\n%s", name, got)
	}
}

// ticker gives times that are 12 ms apart.
func ticker() func() time.Time {
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	return func() time.Time {
		at = at.Add(12 * time.Millisecond)
		return at
	}
}

func TestMetricsAreTheEmbeddedMetricFormat(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	m := obs.NewMetrics(&out, "ingest", ticker())
	m.Count("Records", 3)
	m.Count("Records", 2)
	m.Count("UnmappedCodes", 1, "source", "ups")
	m.Count("UnmappedCodes", 4, "source", "usps")
	m.Time("Lag", 1500*time.Millisecond, "source", "ups")
	m.Time("Lag", 250*time.Microsecond, "source", "ups")
	m.Count("ParseFailures", 1, "source", "")
	if err := m.Flush(); err != nil {
		t.Fatal(err)
	}
	golden(t, "metrics.jsonl", out.Bytes())

	out.Reset()
	if err := m.Flush(); err != nil || out.Len() != 0 {
		t.Errorf("a second flush writes %q, %v", out.String(), err)
	}
}

func TestMetricsSplitMoreValuesThanALineTakes(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	m := obs.NewMetrics(&out, "ingest", ticker())
	m.Count("Records", 205)
	for i := range 205 {
		m.Time("Lag", time.Duration(i)*time.Millisecond)
	}
	if err := m.Flush(); err != nil {
		t.Fatal(err)
	}
	var sizes []int
	records := 0.0
	for line := range strings.Lines(out.String()) {
		var root struct {
			Lag     []float64
			Records float64
		}
		if err := json.Unmarshal([]byte(line), &root); err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(root.Lag))
		records += root.Records
	}
	if fmt.Sprint(sizes) != "[100 100 5]" || records != 205 {
		t.Errorf("lines hold %v values, and %v records in all", sizes, records)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("pipe closed") }

func TestMetricsReportALostPipe(t *testing.T) {
	t.Parallel()
	m := obs.NewMetrics(failing{}, "ingest", ticker())
	m.Count("Records", 1)
	if m.Flush() == nil {
		t.Error("want an error")
	}
}

// Stages share an account: each counts under a name of its own.
func TestMetricsAreThoseOfAStage(t *testing.T) {
	t.Parallel()
	for stage, want := range map[string]string{"": "Doorstep", "dev": "Doorstep/dev", "prod-eu": "Doorstep/prod-eu"} {
		var out bytes.Buffer
		r := obs.New(&out, "ingest", slog.LevelInfo, ticker())
		if stage != "" {
			r = r.In(stage)
		}
		r.Count("Records", 1)
		if err := r.Flush(); err != nil || !strings.Contains(out.String(), `"Namespace":"`+want+`"`) {
			t.Errorf("stage %q: %v, %s", stage, err, out.String())
		}
	}
}

func TestOneLinePerUnit(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r := obs.New(&out, "webhook", slog.LevelInfo, ticker())
	ctx := lambdacontext.NewContext(context.Background(), &lambdacontext.LambdaContext{AwsRequestID: "8f3a"})

	u := r.Begin(ctx, "push")
	u.Set("source", "ups")
	u.Set("bytes", 1)
	u.Set("bytes", 1234)
	u.Set("email", "jo@example.com")
	r.Count("Pushes", 1, "source", "ups")
	u.End(nil)

	u = r.Begin(ctx, "push")
	u.Note("record", fault.New(fault.Malformed, "line 3"), "id", "m-1")
	u.End(fault.Wrap(fault.Unavailable, errors.New("no answer from jo@example.com"), "queue push"))

	u = r.Begin(context.Background(), "push")
	u.End(errors.New("index out of range"))
	golden(t, "unit.jsonl", withoutTimes(t, out.Bytes()))
}

// withoutTimes replaces the timestamps, which slog takes from the real clock.
func withoutTimes(t *testing.T, lines []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	for line := range strings.Lines(string(lines)) {
		var root struct{ Timestamp string }
		if err := json.Unmarshal([]byte(line), &root); err != nil {
			t.Fatalf("no JSON: %q", line)
		}
		if root.Timestamp != "" {
			if _, err := time.Parse(time.RFC3339, root.Timestamp); err != nil {
				t.Errorf("timestamp: %v", err)
			}
			line = strings.Replace(line, root.Timestamp, "TIME", 1)
		}
		out.WriteString(line)
	}
	return out.Bytes()
}

func TestLevelsBelowTheConfiguredOneAreNotWritten(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r := obs.New(&out, "webhook", slog.LevelWarn, ticker())
	r.Begin(context.Background(), "push").End(nil)
	if out.Len() != 0 {
		t.Errorf("wrote %q", out.String())
	}
}

type stringer struct{}

func (stringer) String() string { return "jo@example.com" }

func TestLinesRedact(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		key   string
		value any
		never string
		want  string
	}{
		{"a sensitive key", "Client_Secret", "abc", "abc", "[redacted]"},
		{"a person", "name", "Jo Doe", "Jo", "[redacted]"},
		{"an address inside a text", "error", errors.New(`mail to "jo.doe+x@example.com" bounced`), "jo.doe", `mail to \"[redacted]\" bounced`},
		{"addresses in a list", "list", []string{"a@b.example", "plain"}, "a@b", `["[redacted]","plain"]`},
		{"a Stringer", "who", stringer{}, "jo@", "[redacted]"},
		{"a map", "map", map[string]string{"x": "jo@example.com"}, "jo@", "[redacted]"},
		{"a capability link", "path", "/t/AbCdEfGhIjKlMnOpQrStUv.json", "AbCd", "/t/[redacted].json"},
		{"a group", "group", slog.GroupValue(slog.String("phone", "+31612345678")), "+316", "[redacted]"},
		{"an unprintable value", "f", func() {}, "0x", "[unprintable]"},
		{"a handle is no address", "text", "@ups said 2 @ 3", "redacted", "@ups said 2 @ 3"},
		{"a short path stays", "path", "/t/short", "redacted", "/t/short"},
		{"a long text", "text", strings.Repeat("é", 2000), strings.Repeat("é", 501), "..."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			obs.NewLogger(&out, slog.LevelInfo).Info("line", c.key, c.value)
			if got := out.String(); strings.Contains(got, c.never) || !strings.Contains(got, c.want) {
				t.Errorf("got %s", got)
			}
		})
	}
}

func FuzzScrub(f *testing.F) {
	f.Add("mail jo@example.com about /t/AbCdEfGhIjKlMnOpQrStUv")
	f.Add("@@@/t//s/\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := obs.Scrub(s)
		if len(got) > 20*len(s)+20 {
			t.Errorf("%d bytes became %d", len(s), len(got))
		}
		if again := obs.Scrub(got); len(s) < 500 && again != got {
			t.Errorf("scrubbing twice changes %q to %q", got, again)
		}
	})
}
