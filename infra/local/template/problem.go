package template

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing in the template that the local runner does not
// understand, or that contradicts itself.
type Problem struct {
	File    string // as given to Load, shortened to its last element
	Line    int    // 1-based; 0 when the problem has no place, such as a missing parameter
	Subject string // such as "Function Ingest" or "parameter Stage"; empty for the template itself
	Message string // such as `property "Foo" is not understood by the local runner`
}

// Error gives one line: file, line, subject and message.
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	b.WriteString(": ")
	if p.Subject != "" {
		b.WriteString(p.Subject + ": ")
	}
	b.WriteString(p.Message)
	return b.String()
}

// Problems is the error of a template that cannot be used: everything that is
// wrong with it, ordered by line, so that one run shows all there is to mend.
type Problems []Problem

// Error gives one line per problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

// report collects the problems of one template.
type report struct {
	file     string
	problems Problems
}

// add notes a problem, unless the same was said about the same line before.
func (r *report) add(subject string, line int, format string, args ...any) {
	p := Problem{File: r.file, Line: line, Subject: subject, Message: fmt.Sprintf(format, args...)}
	// One line of Globals is read once per function: say it once.
	told := slices.ContainsFunc(r.problems, func(q Problem) bool { return q.Line == p.Line && q.Message == p.Message })
	if !told || line == 0 {
		r.problems = append(r.problems, p)
	}
}

// err gives the collected problems by line, or nil when there are none.
func (r *report) err() error {
	if len(r.problems) == 0 {
		return nil
	}
	sorted := slices.Clone(r.problems)
	slices.SortStableFunc(sorted, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return sorted
}
