package sim

import (
	"fmt"
	"strings"
	"time"
)

// history is what happened, in order.
type history struct {
	entries []entry
}

// entry is one line: made when it happens, written when somebody wants to read it.
type entry struct {
	at     time.Time
	who    string // "ingest 3/17": function, process and invocation; else who acts
	edge   edge
	what   string
	fate   string
	answer string
}

func (h *history) step(c *call, f fate) {
	e := entry{at: time.Now(), who: c.by.name, edge: c.edge, what: c.what, fate: string(f.kind)}
	switch f.kind {
	case slow, late:
		e.fate += fmt.Sprintf(" (%s)", f.wait)
	case stale:
		e.fate += fmt.Sprintf(" (%s)", f.lag)
	}
	h.entries = append(h.entries, e)
}

// note writes a line about something that is no call.
func (h *history) note(who, format string, args ...any) {
	h.entries = append(h.entries, entry{at: time.Now(), who: who, what: fmt.Sprintf(format, args...)})
}

// answer adds to the last line what the call answered.
func (h *history) answer(err error) {
	text := err.Error()
	if i := strings.LastIndex(text, "ConditionalCheckFailed"); i >= 0 {
		text = "condition failed"
	}
	h.entries[len(h.entries)-1].answer = text[:min(len(text), 120)]
}

func (h *history) lines() []string {
	out := make([]string, len(h.entries))
	for i, e := range h.entries {
		line := e.at.UTC().Format("01-02 15:04:05.000") + "  " + fmt.Sprintf("%-18s", e.who)
		if e.edge != "" {
			line += " " + string(e.edge)
		}
		line += " " + e.what
		if e.fate != "" {
			line += "  ** " + e.fate
		}
		if e.answer != "" {
			line += "  -> " + e.answer
		}
		out[i] = line
	}
	return out
}
