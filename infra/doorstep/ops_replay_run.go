package main

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/schollz/progressbar/v3"

	"doorstep/infra/doorstep/ops/replay"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// replaying is a run over numbers.
type replaying struct {
	process
	f     *replayFlags
	db    *store.Store
	pace  *pace
	relay *queue.Queue // nil: nobody is told
	bar   *progressbar.ProgressBar

	rows []row
	sums replaySums
}

// replaySums are what a run over many numbers came to.
type replaySums struct {
	Looked   int            `json:"looked_at"`
	Equal    int            `json:"equal"`
	Differ   int            `json:"differ"`
	Broken   int            `json:"cannot_be_read"`
	Written  int            `json:"written"`
	Told     int            `json:"told"`
	Unmapped map[string]int `json:"unmapped,omitempty"` // numbers by "source code"
}

func (r *replaying) run(ctx context.Context) (int, error) {
	if r.f.tell && !r.f.write {
		var err error
		if r.relay, err = r.door(ctx, r.f.at, "relay"); err != nil {
			return exitInput, err
		}
	}
	err := r.each(ctx)
	if r.bar != nil {
		r.bar.Finish() //nolint:errcheck // only the drawing could fail
	}
	if r.f.many() || r.f.check || r.f.write || r.f.tell || r.f.unmapped {
		if printed := r.conclude(); err == nil {
			err = printed
		}
	}
	if err != nil {
		return exitInput, err
	}
	if r.sums.Broken > 0 || r.sums.Differ > r.sums.Written {
		return exitRefuse, nil
	}
	return exitDone, nil
}

func (r *replaying) conclude() error {
	if err := r.list(r.f.opsFlags, r.rows); err != nil {
		return err
	}
	return r.print(r.sums)
}

// each looks at every number that was asked for.
func (r *replaying) each(ctx context.Context) error {
	switch {
	case len(r.f.numbers) > 0:
		return r.named(ctx, r.f.numbers)
	case r.f.open:
		return r.eachOpen(ctx)
	default:
		return r.eachStored(ctx)
	}
}

func (r *replaying) named(ctx context.Context, numbers []string) error {
	for _, number := range numbers {
		n, err := r.db.LatestNumber(ctx, number)
		if err != nil && fault.KindOf(err) == fault.Internal { // its item cannot be decoded
			r.broken(number, err)
			continue
		}
		if err != nil {
			return err
		}
		if err := r.number(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// chunk is how many numbers are read at once.
const chunk = 25

// eachOpen looks at the numbers that stand in the index of what is due.
func (r *replaying) eachOpen(ctx context.Context) error {
	open := map[string]bool{}
	for _, kind := range []string{"poll", store.CheckDue} {
		for shard := range store.Shards {
			entries, err := r.db.DueBefore(ctx, kind, shard, r.now().AddDate(10, 0, 0), math.MaxInt32)
			if err != nil {
				return err
			}
			for _, e := range entries {
				if e.Number != "" {
					open[e.Number] = true
				}
			}
		}
	}
	r.bar = r.process.bar("numbers", len(open))
	for part := range slices.Chunk(slices.Sorted(maps.Keys(open)), chunk) {
		found, err := r.db.Numbers(ctx, part)
		if err != nil && fault.KindOf(err) == fault.Internal { // one of them cannot be decoded: each by itself tells which
			if err := r.named(ctx, part); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		for _, number := range part {
			if n, ok := found[number]; ok {
				if err := r.number(ctx, n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// eachStored reads the whole table, page by page.
func (r *replaying) eachStored(ctx context.Context) error {
	scan, err := r.scan()
	if err != nil {
		return err
	}
	r.bar = r.process.bar("numbers", -1)
	var from map[string]types.AttributeValue
	for {
		page, err := r.db.ScanNumbers(ctx, scan, from, 4*chunk, r.broken)
		if err != nil {
			return err
		}
		for _, n := range page.Numbers {
			if r.f.brand != "" && !slices.ContainsFunc(n.Claims, func(c store.ClaimState) bool { return c.Brand == r.f.brand }) {
				continue
			}
			if err := r.number(ctx, n); err != nil {
				return err
			}
		}
		if from = page.Next; from == nil {
			return nil
		}
	}
}

func (r *replaying) broken(number string, err error) {
	r.sums.Looked++
	r.sums.Broken++
	r.rows = append(r.rows, checkedLine{Number: number, What: []string{err.Error()}})
}

// number does with one number what was asked for.
func (r *replaying) number(ctx context.Context, n store.Number) error {
	if err := r.pace.step(ctx, r.process); err != nil {
		return err
	}
	if r.bar != nil {
		r.bar.Add(1) //nolint:errcheck // only the drawing could fail
	}
	h := replay.Of(n)
	if !r.f.from.IsZero() && r.f.many() && !h.Since(r.f.from.Format(time.DateOnly)) {
		return nil
	}
	r.sums.Looked++
	if !r.f.many() && !r.f.check && !r.f.write && !r.f.tell && !r.f.unmapped {
		return r.show(h)
	}
	return r.check(ctx, n, h)
}

// show prints the history of a number.
func (r *replaying) show(h replay.History) error {
	if h.Equal {
		r.sums.Equal++
	} else {
		r.sums.Differ++
	}
	h = h.From(r.f.since)
	if *r.f.json {
		if !r.f.words {
			h = h.WithoutWords()
		}
		return r.print(h)
	}
	return r.showHistory(h, r.f.words)
}

// check compares, and writes and tells what it was told to.
func (r *replaying) check(ctx context.Context, n store.Number, h replay.History) error {
	line := checkedLine{Number: n.Number, Equal: h.Equal, What: []string{}}
	for _, c := range h.Claims {
		line.What = append(line.What, c.Differences...)
		for _, code := range c.Unmapped {
			if r.f.unmapped {
				line.What = append(line.What, "unknown code "+code)
				if r.sums.Unmapped == nil {
					r.sums.Unmapped = map[string]int{}
				}
				r.sums.Unmapped[code]++
			}
		}
	}
	if h.Equal {
		r.sums.Equal++
	} else {
		r.sums.Differ++
	}
	if r.f.write && !h.Equal {
		saved, err := r.db.Refold(ctx, n.Number, r.f.tell)
		if err != nil {
			return fmt.Errorf("write %s: %w", n.Number, err)
		}
		r.sums.Written++
		line.Became = "written"
		if saved.News {
			r.sums.Told++
			line.Became = "written and told"
		}
	}
	if r.relay != nil && len(n.Claims) > 0 {
		if err := queue.SendNotes(ctx, r.relay.SendAll, []queue.Changed{{PK: "T#" + n.Number, SK: "N", Version: n.Version}}); err != nil {
			return fmt.Errorf("have relay look at %s: %w", n.Number, err)
		}
		r.sums.Told++
		line.Became = "told"
	}
	if len(line.What) > 0 || !r.f.many() {
		r.rows = append(r.rows, line)
	}
	return nil
}
