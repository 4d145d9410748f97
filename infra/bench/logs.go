package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"strings"
	"sync"
)

// logs is how many bytes each function wrote, by its folder: "webhook"; notifyFull is apart.
type logs map[string]int

func (l logs) since(before logs) logs {
	out := logs{}
	for function, n := range l {
		out[function] = n - before[function]
	}
	return out
}

// notifyFull is what notify writes about a full batch: its lines are one for the batch and one for each metric and its dimensions, so lines
// that differ in numbers only are one there.
const notifyFull = "notify, full batch"

// told is what relay told, as its lines say.
type told struct {
	changes int // records of the stream that passed its filter
	news    int // messages that it queued
}

// logger takes the output of the runner and counts what would reach CloudWatch.
type logger struct {
	mu      sync.Mutex
	written logs
	kinds   map[string]bool // of notify's lines
	told    told
}

// Write takes one line of a function, "doorstep-dev-webhook | {…}", or one of the runner, which holds no such bar.
func (l *logger) Write(line []byte) (int, error) {
	name, text, ok := bytes.Cut(line, []byte(" | "))
	if !ok {
		return len(line), nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.written == nil {
		l.written, l.kinds = logs{}, map[string]bool{}
	}
	function := strings.ToLower(string(name[bytes.LastIndexByte(name, '-')+1:]))
	l.written[function] += len(text)
	switch function {
	case "notify":
		if kind := strings.Trim(digits.ReplaceAllString(string(text), ""), "\n"); !l.kinds[kind] {
			l.kinds[kind] = true
			l.written[notifyFull] += len(text)
		}
	case "relay":
		var said struct {
			Msg           string
			Records, News int
		}
		if err := json.Unmarshal(text, &said); err == nil {
			l.told.news += said.News
			if said.Msg == "stream" {
				l.told.changes += said.Records
			}
		}
	}
	return len(line), nil
}

var digits = regexp.MustCompile(`"[a-z_]*(ms|cold)":[^,}]*|[0-9.]+`)

// tally gives what relay told so far.
func (l *logger) tally() told {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.told
}

func (t told) since(before told) told { return told{t.changes - before.changes, t.news - before.news} }

// lines gives what was written so far.
func (l *logger) lines() logs {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.written)
}
