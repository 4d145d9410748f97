package brand

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"doorstep/shared/fault"
)

// The limits of content. Texts are counted in bytes.
const (
	MaxSlots     = 3 // on a page
	MaxFeedSlots = 50
	maxSKUs      = 50
)

// Reader is for whom content is chosen, and in which situation.
type Reader struct {
	Day      string   // "2026-11-20"
	Locale   string   // of the page's words: "de", "pt-BR"
	Statuses []string // of the parcels; "ordered" before there is one
	SKUs     []string // of the items
	Trouble  bool     // something is wrong with the order: late, silent, contradictory, cancelled
}

// Slots chooses the content of a page: that of the record first, then that of its feed, each once, at most MaxSlots. While something
// is wrong there is none, whether the caller says so or a parcel's status does.
func Slots(r Record, feed []Slot, to Reader) []Slot {
	if to.Trouble || slices.ContainsFunc(to.Statuses, func(s string) bool { return !slices.Contains(goodStatuses, s) }) {
		return nil
	}
	var out []Slot
	for _, s := range slices.Concat(r.Slots, feed) {
		if len(out) == MaxSlots {
			break
		}
		if s.fits(to) && !slices.ContainsFunc(out, func(o Slot) bool { return o.Title == s.Title && o.URL == s.URL }) {
			out = append(out, s)
		}
	}
	return out
}

func (s Slot) fits(to Reader) bool {
	return within(to.Day, s.From, s.Until) && speaks(s.Locale, to.Locale) &&
		(len(s.When) == 0 || shares(s.When, to.Statuses)) && (len(s.SKUs) == 0 || shares(s.SKUs, to.SKUs))
}

// speaks reports whether content of a locale is for a reader of another: "de" is for "de-AT", "de-AT" is not for "de".
func speaks(locale, reader string) bool {
	locale, reader = strings.ToLower(locale), strings.ToLower(reader)
	return locale == "" || locale == reader || strings.HasPrefix(reader, locale+"-")
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// Problems names every bad field, one sentence each.
func (s Slot) Problems() []string {
	var c checker
	c.slot("", s)
	return c.problems
}

// ParseFeed reads the list of content that a merchant serves: JSON, [{"kind": "tip", "title": ...}, ...] or {"slots": [...]}. Entries
// that do not pass are dropped and named; so are those beyond MaxFeedSlots. The error, fault.Malformed, is for a body that is no
// such list.
func ParseFeed(body []byte) (slots []Slot, dropped []string, err error) {
	var entries []json.RawMessage
	var wrapped struct{ Slots []json.RawMessage }
	if json.Unmarshal(body, &entries) != nil {
		if err := json.Unmarshal(body, &wrapped); err != nil || wrapped.Slots == nil {
			return nil, nil, fault.New(fault.Malformed, "the feed is no JSON list of slots")
		}
		entries = wrapped.Slots
	}
	for i, entry := range entries {
		var s Slot
		problems := []string{"is no object of a slot's fields"}
		if json.Unmarshal(entry, &s) == nil {
			problems = s.Problems()
		}
		if len(slots) == MaxFeedSlots {
			problems = []string{fmt.Sprintf("is one more than %d", MaxFeedSlots)}
		}
		if len(problems) > 0 {
			dropped = append(dropped, fmt.Sprintf("[%d] %s", i, strings.Join(problems, "; ")))
			continue
		}
		slots = append(slots, s)
	}
	return slots, dropped, nil
}

// FeedSlots reads stored content of a brand: slots as ParseFeed gave them, in JSON, fetched from an address. Content that cannot be
// read, or comes from another address than the brand's feed of today, is none.
func FeedSlots(r Record, from string, slots []byte) []Slot {
	if r.Feed == "" || r.Feed != from {
		return nil
	}
	out, _, err := ParseFeed(slots)
	if err != nil {
		return nil
	}
	return out
}

func (c *checker) slots(slots []Slot) {
	c.most("slots", len(slots), maxSlots)
	for i, s := range slots {
		c.slot(fmt.Sprintf("slots[%d].", i), s)
	}
}

func (c *checker) slot(path string, s Slot) {
	c.ok(slices.Contains(slotKinds, s.Kind), path+"kind", "must be one of "+list(slotKinds))
	c.text(path+"title", s.Title, 1, 80)
	c.text(path+"text", s.Text, 0, 300)
	c.address(path+"url", s.URL)
	c.text(path+"link", s.Link, 0, 40)
	c.ok(s.Link == "" || s.URL != "", path+"link", "must come with url")
	c.days(path, s.From, s.Until, true)
	c.ok(s.Locale == "" || isTag(s.Locale), path+"locale", `must be a language tag like "en" or "pt-BR"`)
	for i, status := range s.When {
		c.ok(slices.Contains(goodStatuses, status), fmt.Sprintf("%swhen[%d]", path, i), "must be one of "+list(goodStatuses)+": beside trouble there is no content")
	}
	c.most(path+"skus", len(s.SKUs), maxSKUs)
	for i, sku := range s.SKUs {
		c.text(fmt.Sprintf("%sskus[%d]", path, i), sku, 1, 64)
	}
}
