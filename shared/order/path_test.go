package order

import (
	"net/url"
	"testing"

	"pgregory.net/rapid"
)

func TestSegment(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"A-1": "A-1", "#1001": "%231001", "INV/7": "INV%252F7", "why?": "why%253F", "100%": "100%25", "A%2F1": "A%25252F1", "..": "%252E%252E", "1.2": "1.2", "ü 1": "%C3%BC%201",
	} {
		if got := Segment(number); got != want {
			t.Errorf("%q is sent as %q, want %q", number, got, want)
		}
	}
	for sent, want := range map[string]string{"A-1": "A-1", "#1001": "#1001", "INV%2f7": "INV/7", "100%": "100%", "A%41": "A%41", "A%252F1": "A%2F1"} {
		if got := FromSegment(sent); got != want {
			t.Errorf("%q is read as %q, want %q", sent, got, want)
		}
	}
}

// Whatever a shop calls its orders comes through API Gateway, which decodes once, and is one segment on the way.
func TestSegmentsComeThrough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.String(), rapid.StringMatching(`[%2Ff35Ee/?.#a]{1,12}`)).Draw(t, "number")
		decoded, err := url.PathUnescape(Segment(number))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range decoded {
			if c == '/' || c == '?' {
				t.Fatalf("%q is no segment: %q", number, decoded)
			}
		}
		if got := FromSegment(decoded); got != number {
			t.Errorf("%q became %q by way of %q", number, got, decoded)
		}
	})
}
