// Package parked lists the bodies that nobody could read, tries them with the adapters of this build and puts them through the same door
// again. A body leaves the list when everything in it stands in the table, and not before.
package parked

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// Shop is the kind of a body that came through the door for shops. Other kinds that no queue takes are requests which a person answers.
const Shop = "shop"

// Table is what the list needs of the store.
type Table interface {
	Unreadables(ctx context.Context, day time.Time) ([]store.Unreadable, error)
	Unreadable(ctx context.Context, day time.Time, id string) (store.Unreadable, error)
}

// Filter chooses bodies. The zero Filter takes all of them.
type Filter struct {
	Since   time.Time // arrived on this day (UTC) or later; zero: as long as bodies are kept
	Source  string
	Account string
	Kind    string
	Reason  string // part of the reason, case does not matter
	ID      string // an id, or the beginning of one
}

func (f Filter) takes(b store.Unreadable) bool {
	fits := func(want, is string) bool { return want == "" || want == is }
	return fits(f.Source, b.Source) && fits(f.Account, b.Account) && fits(f.Kind, b.Kind) && strings.HasPrefix(b.ID, f.ID) &&
		strings.Contains(strings.ToLower(b.Reason), strings.ToLower(f.Reason)) && !b.At.Before(f.Since)
}

// List gives the bodies that a filter takes, the oldest first, without what is sealed.
func List(ctx context.Context, table Table, f Filter, now time.Time) ([]store.Unreadable, error) {
	var out []store.Unreadable
	today := now.UTC().Truncate(24 * time.Hour)
	// A source whose clock runs ahead gives nothing here: the day is that of arrival. One more day covers a list made at midnight.
	for day := today.AddDate(0, 0, 1-store.UnreadableDays); !day.After(today.AddDate(0, 0, 1)); day = day.AddDate(0, 0, 1) {
		if day.Before(f.Since.UTC().Truncate(24 * time.Hour)) {
			continue
		}
		bodies, err := table.Unreadables(ctx, day)
		if err != nil {
			return nil, err
		}
		for _, b := range bodies {
			if f.takes(b) {
				out = append(out, b)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b store.Unreadable) int { return a.At.Compare(b.At) })
	return out, nil
}

// Count is how many bodies of a source failed for one reason.
type Count struct {
	Source, Account, Kind, Reason string
	Bodies                        int
	First, Last                   time.Time
}

// Counts groups bodies by source, account, kind and reason, the most first. Where in its body an adapter stumbled differs from body to
// body, so digits do not tell reasons apart.
func Counts(bodies []store.Unreadable) []Count {
	groups := map[string]*Count{}
	for _, b := range bodies {
		reason := withoutNumbers(b.Reason)
		key := strings.Join([]string{b.Source, b.Account, b.Kind, reason}, "\x00")
		c, ok := groups[key]
		if !ok {
			c = &Count{Source: b.Source, Account: b.Account, Kind: b.Kind, Reason: reason, First: b.At, Last: b.At}
			groups[key] = c
		}
		c.Bodies++
		if b.At.Before(c.First) {
			c.First = b.At
		}
		if b.At.After(c.Last) {
			c.Last = b.At
		}
	}
	out := make([]Count, 0, len(groups))
	for _, c := range groups {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Bodies, a.Bodies), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Reason, b.Reason))
	})
	return out
}

// withoutNumbers writes each run of digits as one #.
func withoutNumbers(s string) string {
	var b strings.Builder
	before := false
	for _, r := range s {
		digit := r >= '0' && r <= '9'
		if digit && before {
			continue
		}
		if before = digit; digit {
			r = '#'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// As says what a body is put through the door as, where that differs from how it came: a push that arrived under another source's name. The
// zero As changes nothing.
type As struct{ Source, Account, Kind string }

// Message makes the message of the inbound queue that a body was. What was parked before it was kept how it came counts as vouched for by
// no signature. fault.Invalid: no queue takes such a body.
func Message(b store.Unreadable, packed string, as As) (queue.Message, error) {
	in := queue.Inbound{
		Source: cmp.Or(as.Source, b.Source), Account: cmp.Or(as.Account, b.Account), Kind: cmp.Or(as.Kind, b.Kind),
		Assurance: shipment.Assurance(b.Assurance), Received: b.At, Numbers: b.Numbers, Status: b.Status,
	}
	if in.Kind != queue.Webhook && in.Kind != queue.Poll {
		return queue.Message{}, fault.New(fault.Invalid, "a body of kind %q goes through no queue: --kind webhook or --kind poll says what it is", in.Kind)
	}
	if in.Source == "none" {
		return queue.Message{}, fault.New(fault.Invalid, "nobody said which source this body is of: --as SOURCE says it")
	}
	if in.Account == "none" {
		in.Account = "default"
	}
	if in.Kind == queue.Poll && in.Kind != b.Kind || in.Assurance == "" && in.Kind == queue.Poll {
		in.Assurance = shipment.Polled
	}
	if in.Kind == queue.Webhook && (in.Assurance == "" || in.Assurance == shipment.Polled || in.Source != b.Source) {
		in.Assurance = shipment.BySecret // a signature of one source vouches for nothing that another says
	}
	m, err := in.Message() // of an empty body: for its attributes
	m.Body = packed
	if err == nil {
		err = m.Check()
	}
	return m, err
}

// Sources names the sources of bodies, sorted.
func Sources(bodies []store.Unreadable) []string {
	names := map[string]bool{}
	for _, b := range bodies {
		names[b.Source] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// Retriable reports whether a body may become something when it goes through its door again: requests that only a person can answer may not.
func Retriable(b store.Unreadable) bool {
	switch b.Kind {
	case queue.Webhook, queue.Poll, Shop, "none":
		return true
	default:
		return false
	}
}
