package order

import (
	"fmt"
	"slices"
	"time"
)

// MaxWatchers is how many watchers an order has at most.
const MaxWatchers = 10

// Watching is what a body says of one watcher. What it does not say stays as it is.
type Watching struct {
	ID      string
	Removed bool // the watcher is to hear no more and to be forgotten; nothing else is told then
	Locale  string
	Gift    *bool
	Consent Consent // without Log
	Contact Contact // ID and Locale are those above
}

// watchers merges what the change says of watchers. A body that is older than what is known comes here through Consents.
func (c Change) watchers(current []Watcher, now time.Time) []Watcher {
	if len(c.Watchers) == 0 {
		return current
	}
	out := slices.Clone(current)
	for _, told := range c.Watchers {
		if told.Removed {
			out = slices.DeleteFunc(out, func(w Watcher) bool { return w.ID == told.ID })
			continue
		}
		at := slices.IndexFunc(out, func(w Watcher) bool { return w.ID == told.ID })
		if at < 0 {
			at = len(out)
			out = append(out, Watcher{ID: told.ID})
		}
		w := &out[at]
		replace(&w.Locale, told.Locale)
		if told.Gift != nil {
			w.Gift = *told.Gift
		}
		w.Consent = w.Consent.With(told.Consent, c.UpdatedAt, now)
	}
	return out
}

// Contacts gives the contacts of the watchers after the change, which Apply merges into the order itself.
func (c Change) Contacts(current []Contact) []Contact {
	out := slices.Clone(current)
	for _, told := range c.Watchers {
		if told.Removed {
			out = slices.DeleteFunc(out, func(known Contact) bool { return known.ID == told.ID })
			continue
		}
		at := slices.IndexFunc(out, func(known Contact) bool { return known.ID == told.ID })
		if at < 0 {
			at = len(out)
			out = append(out, Contact{ID: told.ID})
		}
		known := &out[at]
		replace(&known.Locale, told.Locale)
		for _, f := range known.fields(&told.Contact) {
			if !f.from.Empty() {
				*f.to = *f.from
			}
		}
	}
	return out
}

// Personal reports whether the change tells anything that is sealed, or has something of it forgotten.
func (c Change) Personal() bool {
	return !c.Recipient.Empty() || slices.ContainsFunc(c.Watchers, func(w Watching) bool {
		return w.Removed || w.Locale != "" || !w.Contact.Name.Empty() || !w.Contact.Empty()
	})
}

// Consents gives what is to be taken of a change that is Older than what is known: who agreed or refused, and when, which has a time of
// its own. A refusal that was held up on its way counts like any other.
func (c Change) Consents(known Order) Change {
	out := Change{FromShop: c.FromShop, Consent: c.Consent.dated(c.UpdatedAt)}
	for _, told := range c.Watchers {
		isKnown := slices.ContainsFunc(known.Watchers, func(w Watcher) bool { return w.ID == told.ID })
		if isKnown && told.Consent.Told() {
			out.Watchers = append(out.Watchers, Watching{ID: told.ID, Consent: told.Consent.dated(c.UpdatedAt)})
		}
	}
	return out
}

func (c Consent) dated(at string) Consent {
	if c.Told() && c.At == "" {
		c.At = at
	}
	return c
}

// SaysConsent reports whether the change tells of somebody's consent.
func (c Change) SaysConsent() bool {
	return c.Consent.Told() || slices.ContainsFunc(c.Watchers, func(w Watching) bool { return w.Consent.Told() })
}

func (c Change) checkWatchers(current Order, note func(path, format string, args ...any)) {
	ids := map[string]bool{}
	for _, w := range current.Watchers {
		ids[w.ID] = true
	}
	for i, told := range c.Watchers {
		switch {
		case told.Removed:
			delete(ids, told.ID)
		case told.ID != "" && !ids[told.ID] && told.Contact.Empty():
			note(fmt.Sprintf("watchers[%d].email", i), "or phone: a new watcher needs at least one of them")
			fallthrough
		default:
			ids[told.ID] = true
		}
	}
	if len(ids) > MaxWatchers {
		note("watchers", "would make more than %d watchers of the order", MaxWatchers)
	}
}

// checkTimes refuses consents of the future: nothing that is said until then could undo them. A day is left for clocks that are wrong.
func (c Change) checkTimes(now time.Time) []Field {
	latest := now.Add(24 * time.Hour).UTC().Format(time.RFC3339)
	var out []Field
	look := func(path, at string) {
		if before(latest, at) {
			out = append(out, Field{path, "must not be more than a day in the future"})
		}
	}
	look("consent.at", c.Consent.At)
	for i, w := range c.Watchers {
		look(fmt.Sprintf("watchers[%d].consent.at", i), w.Consent.At)
	}
	return out
}
