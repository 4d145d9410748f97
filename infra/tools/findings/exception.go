package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// exception says that a check is not followed on purpose.
type exception struct {
	Tool  string
	Check string
	// On are the resources it is not followed on: logical ids, or resource types for all resources of a type.
	On []string
	// Because is the reason, a sentence at least.
	Because string
}

// shortestReason keeps "n/a" and "TODO" from being reasons.
const shortestReason = 20

// readExceptions reads the list of exceptions. Its errors name the entry.
func readExceptions(source []byte) ([]exception, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(source))
	decoder.KnownFields(true)
	var list []exception
	if err := decoder.Decode(&list); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read exceptions: %w", err)
	}
	for i, e := range list {
		switch {
		case e.Tool == "" || e.Check == "" || len(e.On) == 0:
			return nil, fmt.Errorf("read exceptions: entry %d needs tool, check and on", i+1)
		case len(strings.TrimSpace(e.Because)) < shortestReason:
			return nil, fmt.Errorf("read exceptions: %s has no reason (because)", e.Check)
		}
	}
	return list, nil
}

// judge compares what the tools found with what is excepted: lines that say what is wrong, none when all is well. typeOf gives the
// type of a resource. An exception that meets no finding is wrong as well: the check would pass without it.
func judge(found []finding, excepted []exception, typeOf func(logicalID string) string) []string {
	type place struct{ tool, check, on string }
	met := map[place]bool{}
	var wrong []string
	for _, f := range found {
		allowed := false
		for _, e := range excepted {
			if e.Tool != f.tool || e.Check != f.check || f.resource == "" {
				continue
			}
			for _, on := range e.On {
				if on == f.resource || on == typeOf(f.resource) {
					met[place{e.Tool, e.Check, on}] = true
					allowed = true
				}
			}
		}
		if !allowed {
			wrong = append(wrong, fmt.Sprintf("%s %s %s: %s", f.tool, f.check, f.resource, f.message))
		}
	}
	for _, e := range excepted {
		for _, on := range e.On {
			if !met[place{e.Tool, e.Check, on}] {
				wrong = append(wrong, fmt.Sprintf("%s %s is content with %s: the exception is not needed", e.Tool, e.Check, on))
			}
		}
	}
	slices.Sort(wrong)
	return slices.Compact(wrong)
}
