package main

import (
	"strings"
	"testing"
	"time"
)

func TestVerdicts(t *testing.T) {
	t.Parallel()
	slow := count("x", 90, 80, 1, "us")
	slow.time = true
	for _, c := range []struct {
		name string
		line line
		over bool
		says string
	}{
		{"below", count("x", 1, 1.2, 2, "write units"), false, "1.00  write units       <= 1.20  ok"},
		{"equal", count("x", 0.5, 0.5, 2, "read units"), false, "<= 0.50  ok"},
		{"a sum of floats", count("x", 0.1+0.2, 0.3, 2, ""), false, "ok"},
		{"above", count("x", 1.21, 1.2, 2, "write units"), true, "OVER"},
		{"above nothing", count("x", 0.001, 0, 2, "write units"), true, "OVER"},
		{"no limit", fact("x", 1e9, 0, "bytes"), false, "bytes"},
		{"a slow machine", slow, false, "<= 80.0  over (a time: not judged)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.line.over() != c.over || !strings.HasSuffix(c.line.String(), c.says) {
				t.Errorf("over: %v, reads %q", c.line.over(), c.line)
			}
		})
	}
}

func TestReportFailsOnCounts(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	r := &report{out: &out, begun: time.Now()}
	r.section("good", []line{count("small", 1, 2, 0, "")}, "measured so")
	if err := r.verdict(); err != nil || !strings.Contains(out.String(), "measured so") {
		t.Errorf("%v after\n%s", err, &out)
	}
	r.section("bad", []line{count("large", 3, 2, 0, "")})
	if err := r.verdict(); err == nil || err.Error() != "over budget: large" {
		t.Errorf("a count over its budget gives %v", err)
	}
}
