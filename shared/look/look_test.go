package look_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/look"
	"doorstep/shared/page"
	"doorstep/shared/store"
)

// table is a fake of the table with the brand "aster", and a clock.
type table struct {
	record, slots     string
	fail, failContent error
	brands, contents  int // reads
	clock             time.Time
}

func (f *table) Brand(_ context.Context, id string) (store.Brand, error) {
	f.brands++
	if f.fail == nil && id != "aster" {
		return store.Brand{}, fault.New(fault.NotFound, "no brand")
	}
	return store.Brand{ID: id, Record: []byte(f.record)}, f.fail
}

func (f *table) Content(context.Context, string) (store.Content, error) {
	f.contents++
	return store.Content{Feed: "https://aster.example/feed", Slots: []byte(f.slots)}, f.failContent
}

func (f *table) now() time.Time { return f.clock }

func newTable() *table {
	return &table{
		record: `{"version":1,"name":"Aster & Co","feed":"https://aster.example/feed","link_days":30}`,
		slots:  `[{"kind":"tip","title":"Tea"}]`,
		clock:  time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC),
	}
}

func TestALookIsKeptForAMinute(t *testing.T) {
	t.Parallel()
	f := newTable()
	looks := look.New(f, f, f.now)
	for range 3 {
		l, err := looks.Of(t.Context(), "aster")
		if err != nil || !l.Known || l.ID != "aster" || l.Record.Name != "Aster & Co" || len(l.Feed) != 1 || l.Theme.Policy == "" {
			t.Fatalf("%q with %d slots, %v", l.Record.Name, len(l.Feed), err)
		}
		if days := looks.Days(t.Context(), "aster"); days != 30 {
			t.Errorf("links open for %d days, want the brand's 30", days)
		}
	}
	if f.brands != 1 || f.contents != 1 {
		t.Errorf("read %d brands and %d contents, want one each", f.brands, f.contents)
	}
	f.record = `{"version":1,"name":"Birch"}`
	f.clock = f.clock.Add(time.Minute)
	if l, err := looks.Of(t.Context(), "aster"); err != nil || l.Record.Name != "Birch" || f.contents != 1 {
		t.Errorf("a minute later: %q, %v, %d contents", l.Record.Name, err, f.contents)
	}
}

func TestAnOldLookBeatsNone(t *testing.T) {
	t.Parallel()
	f := newTable()
	looks := look.New(f, f, f.now)
	if _, err := looks.Of(t.Context(), "aster"); err != nil {
		t.Fatal(err)
	}
	f.fail = errors.New("table says no")
	f.clock = f.clock.Add(time.Minute)
	if l, err := looks.Of(t.Context(), "aster"); err != f.fail || l.Record.Name != "Aster & Co" {
		t.Errorf("%q, %v", l.Record.Name, err)
	}
	if _, err := looks.Of(t.Context(), "aster"); err != nil || f.brands != 2 {
		t.Errorf("asked again at once: %v, %d reads", err, f.brands)
	}
	f.fail = nil
	f.clock = f.clock.Add(2 * time.Second)
	if _, err := looks.Of(t.Context(), "aster"); err != nil || f.brands != 3 {
		t.Errorf("not asked again: %v, %d reads", err, f.brands)
	}
}

func TestNoBrandLooksLikeItsName(t *testing.T) {
	t.Parallel()
	f := newTable()
	for id, c := range map[string]struct {
		record string
		fail   error
		kept   bool
	}{
		"birch": {f.record, nil, true},                                  // nobody made it
		"aster": {`{"version":1}`, nil, false},                          // no stored record may be like this
		"cedar": {f.record, fault.New(fault.Throttled, "later"), false}, // may be there
	} {
		f := &table{record: c.record, fail: c.fail, clock: f.clock}
		looks := look.New(f, f, f.now)
		l, err := looks.Of(t.Context(), id)
		if err == nil || l.Known || l.Record.Name != id || l.Theme.Policy == "" {
			t.Errorf("%s: %q, %v", id, l.Record.Name, err)
		}
		if days := looks.Days(t.Context(), id); days != 0 || (f.brands == 1) != c.kept {
			t.Errorf("%s: %d days, %d reads", id, days, f.brands)
		}
	}
}

func TestWithoutFeeds(t *testing.T) {
	t.Parallel()
	f := newTable()
	if l, err := look.New(f, nil, f.now).Of(t.Context(), "aster"); err != nil || l.Feed != nil || f.contents != 0 {
		t.Errorf("%v, %v, %d reads", l.Feed, err, f.contents)
	}
	f.failContent = errors.New("table says no")
	if l, err := look.New(f, f, f.now).Of(t.Context(), "aster"); err != nil || l.Feed != nil || !l.Known {
		t.Errorf("a feed that cannot be read: %d slots, %v", len(l.Feed), err)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	f := newTable()
	f.record = `{"version":1,"name":"Aster","locales":["de","fr"],"texts":{"fr":{"page.help":"Aide !"}}}`
	looks := look.New(f, nil, f.now)
	aster, err := looks.Of(t.Context(), "aster")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		tags []string
		want string
	}{
		{[]string{"", "fr-CA"}, "fr"}, {[]string{"es", "fr"}, "fr"}, {[]string{"es"}, "de"},
	} {
		if words, err := looks.Words(aster, c.tags...); err != nil || !strings.HasPrefix(words.Tag(), c.want) {
			t.Errorf("%v gives %v, %v, want %s", c.tags, words.Tag(), err, c.want)
		}
	}
	if words, err := looks.Words(aster, "fr"); err != nil || words.Text("page.help") != "Aide !" {
		t.Errorf("the brand's own wording is lost: %q, %v", words.Text("page.help"), err)
	}
}

func TestRefuse(t *testing.T) {
	t.Parallel()
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	f := newTable()
	looks := look.New(f, nil, f.now)
	bodies := map[int]string{}
	for _, c := range []struct {
		err  error
		code int
	}{
		{fault.New(fault.NotFound, "secret"), 404}, {fault.New(fault.Gone, "secret"), 404}, {fault.New(fault.Throttled, "secret"), 429},
		{fault.New(fault.Unavailable, "secret"), 503}, {errors.New("secret"), 500},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/t/x", nil)
		r.Header.Set("Accept-Language", "de")
		looks.Refuse(w, r, pages, c.err)
		got := w.Body.String()
		if w.Code != c.code || strings.Contains(got, "secret") || !strings.Contains(got, `lang="de"`) || w.Header().Get("Vary") != look.VaryLanguage {
			t.Errorf("%v gives %d %v\n%.500s", c.err, w.Code, w.Header(), got)
		}
		if before, ok := bodies[w.Code]; ok && before != got {
			t.Errorf("%v gives another page than the other %d", c.err, w.Code)
		}
		bodies[w.Code] = got
	}
}
