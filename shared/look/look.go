// Package look keeps how brands look and speak today, for the functions that show pages: the brand's record with the season applied,
// its theme, what its feed said, and its words in the reader's language. A page costs no read for any of it but once a minute.
package look

import (
	"context"
	"io/fs"
	"sync"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/locale"
	"doorstep/shared/page"
	"doorstep/shared/store"
)

const (
	// life is how long a brand's look is kept: a changed colour or rule holds within a minute.
	life = time.Minute
	// retry is how long an old look is kept on after it could not be read again.
	retry = 2 * time.Second
	// maxKept bounds what is kept, because the lookup form takes the names of brands from outside.
	maxKept = 128
)

// Brands reads brands.
type Brands interface {
	Brand(ctx context.Context, id string) (store.Brand, error)
}

// Feeds reads what brands' feeds said.
type Feeds interface {
	Content(ctx context.Context, brand string) (store.Content, error)
}

// Look is a brand as it looks today.
type Look struct {
	ID     string
	Known  bool         // there is such a brand; else this is how one without a record looks
	Record brand.Record // of this day's season
	Feed   []brand.Slot
	Theme  page.Theme
	until  time.Time
}

// Looks keeps the looks of the brands of a deployment for the life of the process.
type Looks struct {
	brands Brands
	feeds  Feeds
	now    func() time.Time
	words  locale.Catalogs

	mu   sync.Mutex
	kept map[string]Look
}

// New makes an empty Looks. feeds is nil where nobody shows what they say.
func New(brands Brands, feeds Feeds, now func() time.Time) *Looks {
	return &Looks{brands: brands, feeds: feeds, now: now, kept: map[string]Look{}}
}

// Telling makes looks speak with further words: those of messages (package letters). It is called before the first use.
func (l *Looks) Telling(more fs.FS) *Looks {
	l.words.More = more
	return l
}

// Of gives the look of a brand. It always gives one: an old look beats none, and a page without a theme beats no page. The error says
// what went wrong meanwhile.
func (l *Looks) Of(ctx context.Context, id string) (Look, error) {
	l.mu.Lock()
	defer l.mu.Unlock() // Lambda gives a process one request at a time, so nobody waits here
	kept, ok := l.kept[id]
	if ok && l.now().Before(kept.until) {
		return kept, nil
	}
	fresh, err := l.read(ctx, id)
	if err != nil && ok {
		kept.until = l.now().Add(retry)
		l.kept[id] = kept
		return kept, err
	}
	if err == nil || fault.KindOf(err) == fault.NotFound {
		if len(l.kept) >= maxKept {
			clear(l.kept)
		}
		l.kept[id] = fresh
	}
	return fresh, err
}

// read makes the look of a brand as it is stored; the standard look with an error.
func (l *Looks) read(ctx context.Context, id string) (Look, error) {
	now := l.now()
	out := Look{ID: id, Record: brand.Default(id), until: now.Add(life)}
	stored, err := l.brands.Brand(ctx, id)
	if err == nil {
		var record brand.Record
		if record, err = brand.Decode(stored.Record); err == nil {
			out.Known, out.Record = true, record.On(now.UTC().Format(time.DateOnly))
		}
	}
	out.Theme = page.NewTheme(out.Record)
	if err != nil || l.feeds == nil || out.Record.Feed == "" {
		return out, err
	}
	content, err := l.feeds.Content(ctx, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return out, nil //nolint:nilerr // a page without recommendations is complete; they are asked for again in a minute
	}
	out.Feed = brand.FeedSlots(out.Record, content.Feed, content.Slots)
	return out, nil
}

// Days gives for how many days after the end of an order's last parcel a brand's links open: it is sight.Finder.Days. An unreadable
// brand gives 0, the default; whoever asks for the look next learns the error.
func (l *Looks) Days(ctx context.Context, id string) int {
	known, _ := l.Of(ctx, id)
	return known.Record.LinkDays
}

// Words gives the words in which a brand talks to a reader: the first of the tags that the brand's locales allow, in the brand's tone
// and with its own wording.
func (l *Looks) Words(to Look, tags ...string) (*locale.Catalog, error) {
	words, err := l.words.Among(to.Record.Locales, tags...)
	if err != nil {
		return nil, err
	}
	return words.With(to.Record.Wording(words.Tag())).InTone(to.Record.Tone), nil
}
