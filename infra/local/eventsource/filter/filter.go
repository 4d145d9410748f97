// Package filter is the event pattern language of Lambda's event source mappings (FilterCriteria): it decides which records of a
// queue or a stream reach a function.
//
// It knows what AWS documents for Lambda and nothing more: exact values, prefix, suffix, equals-ignore-case,
// anything-but with values, numeric, exists, $or, and any nesting of objects. Whatever else EventBridge buses have learned (wildcard, cidr,
// operators inside anything-but) is refused by Parse, so that a template cannot pass locally and fail at deployment.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
package filter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

const (
	// maxPatterns is how many filters one mapping may have (10 on request).
	maxPatterns = 5
	// maxPatternLength is the longest pattern that CreateEventSourceMapping takes, in characters.
	maxPatternLength = 4096
)

// Filter is a parsed FilterCriteria: an event passes when at least one pattern matches it. The zero value lets everything pass.
type Filter struct {
	patterns []object
}

// PatternError says what in a filter pattern is malformed or not supported.
type PatternError struct {
	Index  int    // which pattern, from 0
	Path   string // the field, dotted, such as "dynamodb.NewImage.news.BOOL"; empty for the whole pattern
	Reason string
}

// Error implements error.
func (e *PatternError) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("filter pattern %d: %s", e.Index+1, e.Reason)
	}
	return fmt.Sprintf("filter pattern %d at %s: %s", e.Index+1, e.Path, e.Reason)
}

// Parse reads the patterns of one mapping, each the JSON text of a `Pattern` in `FilterCriteria.Filters`. The error is a
// *PatternError.
func Parse(patterns ...string) (Filter, error) {
	if len(patterns) > maxPatterns {
		return Filter{}, &PatternError{Index: maxPatterns, Reason: fmt.Sprintf("a mapping has at most %d filters", maxPatterns)}
	}
	var f Filter
	for index, text := range patterns {
		p := parser{index: index}
		root, err := p.parse(text)
		if err != nil {
			return Filter{}, err
		}
		f.patterns = append(f.patterns, root)
	}
	return f, nil
}

// Empty tells whether every event passes unseen.
func (f Filter) Empty() bool { return len(f.patterns) == 0 }

// Match tells whether the event passes. Event is one JSON value as Decode returns it.
func (f Filter) Match(event any) bool {
	if f.Empty() {
		return true
	}
	for _, pattern := range f.patterns {
		if pattern.match(event) {
			return true
		}
	}
	return false
}

// Numeric returns the path of the first numeric operator, or "" when there is none. DynamoDB's typed JSON carries numbers as
// strings, so that numeric operators never match a stream record.
func (f Filter) Numeric() string {
	for _, pattern := range f.patterns {
		if path := pattern.numeric(""); path != "" {
			return path
		}
	}
	return ""
}

// Decode reads one JSON value the way Match wants it: objects as map[string]any, numbers as json.Number with their digits kept.
func Decode(raw []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("text after the JSON value at byte %d", decoder.InputOffset())
	}
	return value, nil
}
