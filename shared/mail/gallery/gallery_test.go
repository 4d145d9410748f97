package gallery_test

import (
	"slices"
	"testing"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/locale/letters"
	"doorstep/shared/mail/gallery"
	"doorstep/shared/message"
)

// Whoever adds a kind of message adds an example of it.
func TestEveryKindHasAnExample(t *testing.T) {
	t.Parallel()
	words, err := letters.Find("en")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []message.Kind
	names := map[string]bool{}
	for _, e := range gallery.All(time.Date(2026, 11, 22, 18, 30, 0, 0, time.UTC)) {
		l := e.Letter(brand.Default("Aster"), words)
		kinds = append(kinds, l.Kind)
		if e.Title == "" || names[e.Name] {
			t.Errorf("%s: no title, or a name twice", e.Name)
		}
		names[e.Name] = true
		if _, err := l.Email(); err != nil {
			t.Errorf("%s: %v", e.Name, err)
		}
	}
	for _, kind := range message.Kinds() {
		if !slices.Contains(kinds, kind) {
			t.Errorf("no example of %s", kind)
		}
	}
}
