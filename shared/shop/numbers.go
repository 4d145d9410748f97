package shop

import (
	"slices"
	"strings"

	"doorstep/shared/shipment"
)

// Numbers takes the tracking numbers out of a field into which people write several, each once and in its normal form. Commas,
// semicolons, bars, slashes, line breaks and tags ("<br>") part them. Spaces only group the digits of one number, unless what they
// part looks like several. bad says that something there was no number; an address of a web page is none.
func Numbers(field string) (numbers []string, bad bool) {
	if strings.Contains(field, "://") {
		return nil, true
	}
	var parts []string
	for _, part := range strings.FieldsFunc(withoutTags(field), func(r rune) bool { return strings.ContainsRune(",;|/\n\r", r) }) {
		parts = append(parts, spaced(part)...)
	}
	for _, part := range parts {
		n := shipment.NormalizeNumber(part)
		switch {
		case n == "" || slices.Contains(numbers, n):
		case !Trackable(n) || len(parts) > 1 && len(n) < shortestOfMany:
			bad = true
		default:
			numbers = append(numbers, n)
		}
	}
	return numbers, bad
}

// Sizes by which numbers are told from words and from each other: the shortest one beside others, the shortest one that only spaces
// part from others, what numbers of one sender have in common, and the longest barcode of a carrier.
const (
	shortestOfMany = 8
	shortest       = 10
	alike          = 3
	longest        = 34 // FedEx, https://www.fedex.com/en-us/shipping/tracking/barcode-help.html
)

// spaced parts numbers that only spaces part: each is long enough to be one, and they begin alike or are too long to be one together.
func spaced(s string) []string {
	parts := strings.Fields(s)
	joined := 0
	begin := true
	for _, p := range parts {
		if len(p) < shortest || !Trackable(p) {
			return []string{s}
		}
		joined += len(p)
		begin = begin && p[:alike] == parts[0][:alike]
	}
	if len(parts) < 2 || !begin && joined <= longest {
		return []string{s}
	}
	return parts
}

// withoutTags makes line breaks of HTML tags: reports show a list of numbers with "<br>" between them.
func withoutTags(s string) string {
	var b strings.Builder
	for {
		before, tag, open := strings.Cut(s, "<")
		_, after, closed := strings.Cut(tag, ">")
		b.WriteString(before)
		switch {
		case !open:
			return b.String()
		case !closed:
			return b.String() + "<" + tag
		}
		b.WriteByte('\n')
		s = after
	}
}
