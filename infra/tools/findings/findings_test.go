package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadCfnLint(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		output string
		want   []finding
		fails  string
	}{
		"nothing": {output: `[]`},
		"a resource": {
			output: `[{"Level":"Warning","Message":"no tracing","Rule":{"Id":"WS1000"},"Location":{"Path":["Resources","Track","Properties","Events",0],"Start":{"LineNumber":7}}}]`,
			want:   []finding{{"cfn-lint", "WS1000", "Track", "line 7: no tracing"}},
		},
		"the file": {
			output: `[{"Level":"Error","Message":"no YAML","Rule":{"Id":"E0000"},"Location":{"Path":null,"Start":{"LineNumber":1}}}]`,
			want:   []finding{{"cfn-lint", "E0000", "", "line 1: no YAML"}},
		},
		"a parameter": {
			output: `[{"Level":"Warning","Message":"unused","Rule":{"Id":"W2001"},"Location":{"Path":["Parameters","Stage"],"Start":{"LineNumber":9}}}]`,
			want:   []finding{{"cfn-lint", "W2001", "", "line 9: unused"}},
		},
		"a crash": {output: "Traceback (most recent call last):", fails: "read the output of cfn-lint"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readCfnLint([]byte(c.output))
			compare(t, got, c.want, err, c.fails)
		})
	}
}

func TestReadCheckov(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		output string
		want   []finding
		fails  string
	}{
		"nothing": {output: `{"results":{"failed_checks":[]},"summary":{"resource_count":3}}`},
		"a resource": {
			output: `{"results":{"failed_checks":[{"check_id":"CKV_AWS_117","check_name":"in a VPC","resource":"AWS::Serverless::Function.Track","file_line_range":[5,9]}]},"summary":{"resource_count":3}}`,
			want:   []finding{{"checkov", "CKV_AWS_117", "Track", "line 5: in a VPC"}},
		},
		// What checkov prints when it takes no file for a template.
		"no template":  {output: `{"passed":0,"failed":0,"skipped":0,"parsing_errors":0,"resource_count":0}`, fails: "it saw 0 resources"},
		"half of it":   {output: `{"results":{"failed_checks":[]},"summary":{"resource_count":3,"parsing_errors":1}}`, fails: "could not parse 1 files"},
		"not its JSON": {output: `[]`, fails: "read the output of checkov"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readCheckov([]byte(c.output))
			compare(t, got, c.want, err, c.fails)
		})
	}
}

func TestReadExceptions(t *testing.T) {
	t.Parallel()
	const reason = "because: the page needs no lock at all"
	cases := map[string]struct {
		source string
		want   int
		fails  string
	}{
		"none":             {source: "# nothing\n"},
		"one":              {source: "- {tool: checkov, check: A, on: [Track], " + reason + "}", want: 1},
		"no reason":        {source: "- {tool: checkov, check: A, on: [Track]}", fails: "A has no reason"},
		"a word":           {source: "- {tool: checkov, check: A, on: [Track], because: TODO}", fails: "A has no reason"},
		"for nothing":      {source: "- {tool: checkov, check: A, " + reason + "}", fails: "entry 1 needs tool, check and on"},
		"of nobody":        {source: "- {check: A, on: [Track], " + reason + "}", fails: "entry 1 needs tool, check and on"},
		"a misspelt field": {source: "- {tool: checkov, check: A, onn: [Track], " + reason + "}", fails: "onn not found"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readExceptions([]byte(c.source))
			compare(t, len(got), c.want, err, c.fails)
		})
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	typeOf := func(id string) string {
		return map[string]string{"Track": "Function", "Notify": "Function", "Dead": "Queue"}[id]
	}
	track := finding{"checkov", "VPC", "Track", "line 5: in a VPC"}
	notify := finding{"checkov", "VPC", "Notify", "line 8: in a VPC"}
	cases := map[string]struct {
		found    []finding
		excepted []exception
		want     []string
	}{
		"all is well":              {},
		"a finding":                {found: []finding{track}, want: []string{"checkov VPC Track: line 5: in a VPC"}},
		"excepted by id":           {found: []finding{track}, excepted: []exception{{Tool: "checkov", Check: "VPC", On: []string{"Track"}}}},
		"excepted by type":         {found: []finding{track, notify}, excepted: []exception{{Tool: "checkov", Check: "VPC", On: []string{"Function"}}}},
		"of another resource":      {found: []finding{track, notify}, excepted: []exception{{Tool: "checkov", Check: "VPC", On: []string{"Track"}}}, want: []string{"checkov VPC Notify: line 8: in a VPC"}},
		"of another tool":          {found: []finding{track}, excepted: []exception{{Tool: "cfn-lint", Check: "VPC", On: []string{"Track"}}}, want: []string{"cfn-lint VPC is content with Track: the exception is not needed", "checkov VPC Track: line 5: in a VPC"}},
		"no longer needed":         {excepted: []exception{{Tool: "checkov", Check: "VPC", On: []string{"Track"}}}, want: []string{"checkov VPC is content with Track: the exception is not needed"}},
		"half of it no longer":     {found: []finding{track}, excepted: []exception{{Tool: "checkov", Check: "VPC", On: []string{"Track", "Notify"}}}, want: []string{"checkov VPC is content with Notify: the exception is not needed"}},
		"what the file is, stands": {found: []finding{{"cfn-lint", "E0000", "", "no YAML"}}, excepted: []exception{{Tool: "cfn-lint", Check: "E0000", On: []string{""}}}, want: []string{"cfn-lint E0000 : no YAML", "cfn-lint E0000 is content with : the exception is not needed"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, judge(c.found, c.excepted, typeOf)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func compare[T any](t *testing.T, got, want T, err error, fails string) {
	t.Helper()
	if fails != "" {
		if err == nil || !strings.Contains(err.Error(), fails) {
			t.Fatalf("error %v, want something with %q", err, fails)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(finding{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
