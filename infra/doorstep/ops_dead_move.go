package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"doorstep/infra/doorstep/ops/dead"
)

// movedLine is how a redrive ended.
type movedLine struct {
	Queue  string `json:"queue"`
	Moved  int    `json:"moved"`
	Status string `json:"status"`
	Why    string `json:"why,omitempty"`
	Left   int    `json:"left"`
}

func (movedLine) header() []string { return []string{"queue", "moved", "how it ended", "left", "why"} }

func (l movedLine) cells() []string {
	return []string{l.Queue, strconv.Itoa(l.Moved), l.Status, strconv.Itoa(l.Left), l.Why}
}

func (p process) redrive(ctx context.Context, desk dead.Desk, f *deadFlags, names []string) (int, error) {
	var rows []row
	left := 0
	for _, name := range names {
		line, err := p.redriveOne(ctx, desk, f, name)
		if err != nil {
			return exitInput, errors.Join(p.list(f.opsFlags, rows), err)
		}
		if line.Status != "empty" || !f.all {
			rows = append(rows, line)
		}
		if left += line.Left; ctx.Err() != nil {
			break
		}
	}
	if err := p.list(f.opsFlags, rows); err != nil {
		return exitInput, err
	}
	if left > 0 || ctx.Err() != nil {
		return exitRefuse, nil
	}
	return exitDone, nil
}

func (p process) redriveOne(ctx context.Context, desk dead.Desk, f *deadFlags, name string) (movedLine, error) {
	if name == dead.Lost {
		return p.restore(ctx, desk, f)
	}
	depth, err := desk.Depth(ctx, name)
	if err != nil {
		return movedLine{}, err
	}
	bar := p.bar(name, depth.All())
	moved, err := desk.Redrive(ctx, name, f.rate, func(m dead.Moved) { bar.Set(m.Moved) }) //nolint:errcheck // only the drawing could fail
	bar.Finish()                                                                           //nolint:errcheck // as above
	if err != nil {
		return movedLine{}, err
	}
	line := movedLine{Queue: name, Moved: moved.Moved, Status: strings.ToLower(moved.Status), Why: moved.Why}
	if moved.Status != "COMPLETED" {
		line.Left = max(moved.Of-moved.Moved, 0)
	}
	return line, nil
}

// restore brings back what the stream lost.
func (p process) restore(ctx context.Context, desk dead.Desk, f *deadFlags) (movedLine, error) {
	depth, err := desk.Depth(ctx, dead.Lost)
	if err != nil || depth.All() == 0 {
		return movedLine{Queue: dead.Lost, Status: "empty"}, err
	}
	streams, err := p.streams()
	if err != nil {
		return movedLine{}, err
	}
	relay, err := p.door(ctx, f.at, "relay")
	if err != nil {
		return movedLine{}, err
	}
	bar := p.bar(dead.Lost, depth.All())
	r, err := desk.Restore(ctx, depth.All(), streams, relay, func(r dead.Restored) { bar.Set(r.Batches) }) //nolint:errcheck // only the drawing could fail
	bar.Finish()                                                                                           //nolint:errcheck // as above
	if err != nil {
		return movedLine{}, err
	}
	line := movedLine{Queue: dead.Lost, Moved: r.Batches, Status: "completed", Left: r.Trimmed + r.Broken, Why: fmt.Sprintf("%d items told to relay", r.Items)}
	if r.Trimmed > 0 {
		line.Why += fmt.Sprintf("; %d batches are older than the stream holds: doorstep ops replay --all --tell, then drop relay-lost", r.Trimmed)
	}
	return line, nil
}

func (p process) dropDead(ctx context.Context, desk dead.Desk, f *deadFlags, name string) (int, error) {
	depth, err := desk.Depth(ctx, name)
	if err != nil {
		return exitInput, err
	}
	what := "all"
	switch {
	case f.id != "":
		what = "the letter " + f.id
	case f.kind != "":
		what = "those of kind " + f.kind
	}
	if depth.All() == 0 {
		return exitDone, p.print(map[string]int{"dropped": 0})
	}
	if !p.sure(f.yes, "%s holds %d messages; %s will be deleted, and what they tell with them.", name, depth.All(), what) {
		return exitInput, errors.New("nothing was deleted")
	}
	dropped, err := desk.Drop(ctx, name, max(f.limit, depth.All()), func(l dead.Letter) bool {
		return (f.id == "" || l.ID == f.id) && (f.kind == "" || l.Kind() == f.kind)
	})
	if err != nil {
		return exitInput, fmt.Errorf("%d dropped: %w", dropped, err)
	}
	return exitDone, p.print(map[string]int{"dropped": dropped})
}
