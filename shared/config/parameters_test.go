package config_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"doorstep/shared/config"
	"doorstep/shared/fault"
)

// source is a Source whose answers a test changes while it runs.
type source struct {
	mu     sync.Mutex
	values map[string]string
	err    error
	calls  int
	block  chan struct{} // when not nil, a fetch waits for it
}

func (s *source) Parameter(_ context.Context, name string) (string, error) {
	s.mu.Lock()
	s.calls++
	value, ok := s.values[name]
	err, block := s.err, s.block
	s.mu.Unlock()
	if block != nil {
		<-block
	}
	switch {
	case err != nil:
		return "", err
	case !ok:
		return "", fault.New(fault.NotFound, "parameter %s does not exist", name)
	default:
		return value, nil
	}
}

func (s *source) set(value string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values["/a"], s.err = value, err
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func setup() (*config.Parameters, *source, *clock) {
	src := &source{values: map[string]string{"/a": "one"}}
	at := &clock{at: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}
	return config.NewParameters(src, at.now), src, at
}

func TestValueThroughATypicalDay(t *testing.T) {
	t.Parallel()
	p, src, at := setup()
	down := fault.New(fault.Unavailable, "SSM is down")
	for _, step := range []struct {
		name  string
		after time.Duration
		value string
		err   error
		want  string
		calls int // fetches so far
	}{
		{"first read", 0, "one", nil, "one", 1},
		{"cached", 4 * time.Minute, "two", nil, "one", 1},
		{"re-read after five minutes", time.Minute, "two", nil, "two", 2},
		{"the source fails: stale", 5 * time.Minute, "two", down, "two", 3},
		{"and is not hammered", time.Second, "two", down, "two", 3},
		{"and still fails", 30 * time.Minute, "two", down, "two", 4},
		{"an hour after the last read it is over", 25 * time.Minute, "two", down, "", 5},
		{"back again", 3 * time.Second, "three", nil, "three", 6},
	} {
		at.pass(step.after)
		src.set(step.value, step.err)
		got, err := p.Value(context.Background(), "/a")
		if got != step.want || (step.want == "") != (err != nil) {
			t.Errorf("%s: got %q, %v", step.name, got, err)
		}
		if src.calls != step.calls {
			t.Errorf("%s: %d fetches, want %d", step.name, src.calls, step.calls)
		}
	}
}

func TestAbsentParametersAreRememberedForAMinute(t *testing.T) {
	t.Parallel()
	p, src, at := setup()
	for range 50 {
		if _, err := p.Value(context.Background(), "/new"); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("got %v", err)
		}
	}
	if src.calls != 1 {
		t.Errorf("%d fetches, want 1", src.calls)
	}
	src.values["/new"] = "created"
	at.pass(time.Minute)
	if got, err := p.Value(context.Background(), "/new"); got != "created" {
		t.Errorf("a new secret works after a minute, got %q, %v", got, err)
	}
}

func TestAWithdrawnSecretDoesNotOutliveItsDeletion(t *testing.T) {
	t.Parallel()
	p, src, at := setup()
	if _, err := p.Value(context.Background(), "/a"); err != nil {
		t.Fatal(err)
	}
	delete(src.values, "/a")
	at.pass(5 * time.Minute)
	if got, err := p.Value(context.Background(), "/a"); got != "" || fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestInventedNamesAreRationedAndKnownOnesKeepWorking(t *testing.T) {
	t.Parallel()
	p, src, at := setup()
	if _, err := p.Value(context.Background(), "/a"); err != nil {
		t.Fatal(err)
	}
	throttled := 0
	for i := range 5000 {
		_, err := p.Value(context.Background(), fmt.Sprintf("/invented/%d", i))
		if fault.KindOf(err) == fault.Throttled {
			throttled++
		}
	}
	if src.calls > 21 || throttled < 4900 {
		t.Errorf("%d fetches, %d refused", src.calls, throttled)
	}
	if got, err := p.Value(context.Background(), "/a"); got != "one" {
		t.Errorf("a known name suffers: %q, %v", got, err)
	}
	for i := range 3000 { // long attacks do not grow the cache without bound, nor push out live secrets
		at.pass(time.Second)
		_, _ = p.Value(context.Background(), fmt.Sprintf("/slow/%d", i))
	}
	src.set("one", fault.New(fault.Unavailable, "down"))
	if got, err := p.Value(context.Background(), "/a"); got != "one" {
		t.Errorf("the secret was pushed out: %q, %v", got, err)
	}
}

func TestTrustedNamesAreNotRationed(t *testing.T) {
	t.Parallel()
	p, src, _ := setup()
	trusted := p.Trusted()
	for i := range 60 {
		if _, err := trusted.Value(context.Background(), fmt.Sprintf("/source/%d", i)); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("name %d: %v", i, err)
		}
	}
	if src.calls != 60 {
		t.Errorf("%d fetches", src.calls)
	}
}

func TestSimultaneousQuestionsFetchOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		src := &source{values: map[string]string{"/a": "one"}, block: make(chan struct{})}
		p := config.NewParameters(src, time.Now)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if got, err := p.Value(context.Background(), "/a"); got != "one" || err != nil {
					t.Errorf("got %q, %v", got, err)
				}
			})
		}
		impatient, cancel := context.WithCancel(context.Background())
		wg.Go(func() {
			if _, err := p.Value(impatient, "/a"); err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(src.block)
		wg.Wait()
		if src.calls != 1 {
			t.Errorf("%d fetches, want 1", src.calls)
		}
	})
}

func TestSecretsOnePerLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, value string
		want        string
	}{
		{"one", "s1", "s1"},
		{"two during a rotation", "s1\ns2", "s1|s2"},
		{"spaces, blank lines, CRLF", " s1 \r\n\r\n\ts2\n", "s1|s2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, src, _ := setup()
			src.set(c.value, nil)
			got, err := p.Secrets(context.Background(), "/a")
			if strings.Join(got, "|") != c.want || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	p, src, _ := setup()
	src.set(" \n ", nil)
	if _, err := p.Secrets(context.Background(), "/a"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a blank parameter is no secret: %v", err)
	}
}

func TestKeyNeedsThirtyTwoBytesAndShowsNone(t *testing.T) {
	t.Parallel()
	p, src, at := setup()
	src.set(strings.Repeat("0f", 32)+"\n", nil)
	if key, err := p.Key(context.Background(), "/a"); len(key) != 32 || key[0] != 0x0f || err != nil {
		t.Errorf("got %d bytes, %v", len(key), err)
	}
	for _, bad := range []string{"0f0f", strings.Repeat("zz", 32), ""} {
		at.pass(time.Hour)
		src.set(bad, nil)
		_, err := p.Key(context.Background(), "/a")
		if err == nil || (bad != "" && strings.Contains(err.Error(), bad)) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

func TestParametersNeverPrint(t *testing.T) {
	t.Parallel()
	p, src, _ := setup()
	src.set("s3cret", nil)
	if _, err := p.Value(context.Background(), "/a"); err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, p); strings.Contains(got, "s3cret") {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}
