package mail_test

import (
	"fmt"
	"slices"
	"testing"

	"doorstep/shared/brand"
	"doorstep/shared/mail"
)

// reading is a message as people judge it: what they read in a list, then the text part, which says all that the HTML says, then the
// text message.
func reading(t *testing.T, l mail.Letter) string {
	t.Helper()
	m := email(t, l)
	s, err := l.SMS()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("Subject: %s\n\n%s\n======== %s, %d\n%s\n", m.Subject, m.Text, s.Alphabet, s.Segments, s.Body)
}

// TestReads keeps what every kind in every state says in English, and what a few say in other languages.
func TestReads(t *testing.T) {
	t.Parallel()
	some := []string{"delay", "delivered", "ready_for_pickup-pickup-ready", "customs", "refunded", "delivered-merged"}
	for tag, names := range map[string][]string{"en": nil, "de": some, "fr": some, "ja": some, "ar": some} {
		words := find(t, tag)
		for _, e := range examples() {
			if names != nil && !slices.Contains(names, e.Name) {
				continue
			}
			t.Run(tag+"/"+e.Name, func(t *testing.T) {
				t.Parallel()
				golden(t, tag+"/"+e.Name+".txt", reading(t, e.Letter(aster(), words)))
			})
		}
	}
}

// TestMarkup keeps the HTML of a few messages that hold everything that a message can hold, in two looks and from right to left.
func TestMarkup(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		example string
		record  brand.Record
		tag     string
	}{
		"delay-aster": {"delay", aster(), "en"}, "delivered-nordlicht": {"delivered", nordlicht(), "en"}, "pickup-rtl": {"ready_for_pickup-pickup-ready", nordlicht(), "ar"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, "html/"+name+".html", email(t, example(t, c.example).Letter(c.record, find(t, c.tag))).HTML)
		})
	}
}
