package main

import (
	"context"
	"strings"
	"sync"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/locale"
	"doorstep/shared/page"
	"doorstep/shared/store"
)

// brands reads brands, what their feeds said, and which of them a host serves.
type brands interface {
	Brand(ctx context.Context, id string) (store.Brand, error)
	Content(ctx context.Context, id string) (store.Content, error)
	HostBrand(ctx context.Context, host string) (string, error)
}

const (
	// lookLife is how long a brand's look is kept: a changed colour shows within a minute, and a view costs no read for it.
	lookLife = time.Minute
	// lookRetry is how long an old look is kept on after it could not be read again.
	lookRetry = 2 * time.Second
	// maxLooks bounds what is kept, because the lookup form takes the names of brands, and of hosts, from outside.
	maxLooks = 128
)

// look is a brand as it looks today, ready to be put on a page.
type look struct {
	id     string
	known  bool // there is such a brand
	record brand.Record
	feed   []brand.Slot
	theme  page.Theme
	until  time.Time
}

// looks keeps the looks of the brands of this deployment for the life of the process.
type looks struct {
	table brands
	now   func() time.Time
	words *locale.Catalogs

	mu    sync.Mutex
	kept  map[string]look
	hosts map[string]hosted
}

// hosted is the brand that a host serves; none is remembered as well.
type hosted struct {
	brand string
	until time.Time
}

func newLooks(table brands, now func() time.Time) *looks {
	return &looks{table: table, now: now, words: &locale.Catalogs{}, kept: map[string]look{}, hosts: map[string]hosted{}}
}

// of gives the look of a brand. It never fails: an old look beats none, and a page without a theme beats no page. The error
// says what went wrong meanwhile.
func (l *looks) of(ctx context.Context, id string) (look, error) {
	l.mu.Lock()
	defer l.mu.Unlock() // Lambda gives a process one request at a time, so nobody waits here
	kept, ok := l.kept[id]
	if ok && l.now().Before(kept.until) {
		return kept, nil
	}
	fresh, err := l.read(ctx, id)
	if err != nil && ok {
		kept.until = l.now().Add(lookRetry)
		l.kept[id] = kept
		return kept, err
	}
	if err == nil || fault.KindOf(err) == fault.NotFound {
		if len(l.kept) >= maxLooks {
			clear(l.kept)
		}
		l.kept[id] = fresh
	}
	return fresh, err
}

// read makes the look of a brand as it is stored; the standard look with an error.
func (l *looks) read(ctx context.Context, id string) (look, error) {
	now := l.now()
	out := look{id: id, record: brand.Default(id), until: now.Add(lookLife)}
	stored, err := l.table.Brand(ctx, id)
	if err == nil {
		var record brand.Record
		if record, err = brand.Decode(stored.Record); err == nil {
			out.known, out.record = true, record.On(now.UTC().Format(time.DateOnly))
		}
	}
	out.theme = page.NewTheme(out.record)
	if err != nil || out.record.Feed == "" {
		return out, err
	}
	content, err := l.table.Content(ctx, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return out, nil //nolint:nilerr // a page without recommendations is complete; they are asked for again in a minute
	}
	out.feed = brand.FeedSlots(out.record, content.Feed, content.Slots)
	return out, nil
}

// host gives the brand that a host serves, or nothing.
func (l *looks) host(ctx context.Context, name string) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	name, _, _ = strings.Cut(strings.ToLower(name), ":")
	kept, ok := l.hosts[name]
	if ok && l.now().Before(kept.until) {
		return kept.brand, nil
	}
	id, err := l.table.HostBrand(ctx, name)
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Invalid:
		id, err = "", nil
	}
	if err != nil {
		return kept.brand, err
	}
	if len(l.hosts) >= maxLooks {
		clear(l.hosts)
	}
	l.hosts[name] = hosted{id, l.now().Add(lookLife)}
	return id, nil
}

// speak gives the words in which a brand talks to a reader: the first of the tags that the brand's locales allow, in the brand's tone
// and with its own wording.
func (l *looks) speak(to look, tags ...string) (*locale.Catalog, error) {
	words, err := l.words.Among(to.record.Locales, tags...)
	if err != nil {
		return nil, err
	}
	return words.With(to.record.Wording(words.Tag())).InTone(to.record.Tone), nil
}

// days is how long after the end of an order's last parcel the links of a brand open. An unreadable brand gives 0, the default.
func (l *looks) days(ctx context.Context, id string) int {
	known, _ := l.of(ctx, id)
	return known.record.LinkDays
}
