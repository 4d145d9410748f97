package main

import (
	"bytes"
	"maps"
	"strings"
	"sync"
)

// logs is how many bytes each function wrote, by its folder: "webhook"; notifyBatches is apart.
type logs map[string]int

func (l logs) since(before logs) logs {
	out := logs{}
	for function, n := range l {
		out[function] = n - before[function]
	}
	return out
}

// Of notify's lines some are written for each message, the others once per batch.
const (
	perMessage    = `"msg":"message`
	notifyBatches = "notify, per batch"
)

// logger takes the output of the runner and counts what would reach CloudWatch.
type logger struct {
	mu      sync.Mutex
	written logs
}

// Write takes one line of a function, "doorstep-dev-webhook | {…}", or one of the runner, which holds no such bar.
func (l *logger) Write(line []byte) (int, error) {
	name, text, ok := bytes.Cut(line, []byte(" | "))
	if !ok {
		return len(line), nil
	}
	function := string(name[bytes.LastIndexByte(name, '-')+1:])
	if strings.EqualFold(function, "notify") && !bytes.Contains(text, []byte(perMessage)) {
		function = notifyBatches
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.written == nil {
		l.written = logs{}
	}
	l.written[strings.ToLower(function)] += len(text)
	return len(line), nil
}

// lines gives what was written so far.
func (l *logger) lines() logs {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.written)
}
