package calendar_test

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/shared/calendar"
	"doorstep/shared/fault"
)

var update = flag.Bool("update", false, "write the goldens anew")

var stamp = time.Date(2026, 11, 21, 12, 0, 0, 0, time.FixedZone("", 3600))

func written(t testing.TB, in calendar.Input) string {
	t.Helper()
	var b strings.Builder
	if err := calendar.Write(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	t.Parallel()
	got := written(t, calendar.Input{
		Name: "Deliveries from Aster & Pine, Köln; \\o/", Language: "en-GB", Stamp: stamp,
		Events: []calendar.Event{
			{UID: "1@doorstep", Sequence: 7, Start: "2026-11-24", Title: "Parcel from Aster & Pine", Description: "Order 1001\nThis is what is expected now. The page of your order always has the latest news.", URL: "https://track.aster.example/t/abc", Status: calendar.Tentative},
			{UID: "2@doorstep", Sequence: -1, Start: "2026-11-24T10:00:00", End: "2026-11-24T14:30:00", Title: "荷物が届きます。荷物が届きます。荷物が届きます。", Status: calendar.Confirmed},
			{UID: "3@doorstep", Start: "soon", Title: "left out"},
			{UID: "4@doorstep", Start: "2026-11-23", End: "2026-11-25T18:00:00", Status: calendar.Cancelled, URL: "javascript:alert(1)"},
		},
	})
	if *update {
		if err := os.WriteFile("testdata/calendar.ics", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/calendar.ics")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("file differs (-want +got; write anew with -update):\n%s", diff)
	}
}

func TestSpans(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ start, end, from, until string }{
		"a day":                     {"2026-11-24", "", ";VALUE=DATE:20261124", ";VALUE=DATE:20261125"},
		"days":                      {"2026-11-24", "2026-11-26", ";VALUE=DATE:20261124", ";VALUE=DATE:20261127"},
		"over the end of a year":    {"2026-12-31", "2026-12-31", ";VALUE=DATE:20261231", ";VALUE=DATE:20270101"},
		"a window":                  {"2026-11-24T10:00:00", "2026-11-24T12:00:00", ":20261124T100000", ":20261124T120000"},
		"by a time":                 {"2026-11-24T00:00:00", "2026-11-24T20:00:00", ";VALUE=DATE:20261124", ";VALUE=DATE:20261125"},
		"one time":                  {"2026-11-24T10:00:00", "", ";VALUE=DATE:20261124", ";VALUE=DATE:20261125"},
		"a window over days":        {"2026-11-24T10:00:00", "2026-11-25T12:00:00", ";VALUE=DATE:20261124", ";VALUE=DATE:20261126"},
		"a day and a time":          {"2026-11-24", "2026-11-24T12:00:00", ";VALUE=DATE:20261124", ";VALUE=DATE:20261125"},
		"backwards":                 {"2026-11-24", "2026-11-20", ";VALUE=DATE:20261124", ";VALUE=DATE:20261125"},
		"an end that is no date":    {"2026-11-24", "later", ";VALUE=DATE:20261124", ";VALUE=DATE:20261125"},
		"a day with broken time":    {"2026-11-24Tx", "", ";VALUE=DATE:20261124", ";VALUE=DATE:20261125"},
		"the night of a time shift": {"2026-10-25T02:30:00", "2026-10-25T03:30:00", ":20261025T023000", ":20261025T033000"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := written(t, calendar.Input{Stamp: stamp, Events: []calendar.Event{{UID: "1", Start: c.start, End: c.end}}})
			if !strings.Contains(got, "\r\nDTSTART"+c.from+"\r\nDTEND"+c.until+"\r\n") {
				t.Errorf("want %s to %s in\n%s", c.from, c.until, got)
			}
		})
	}
}

func TestNoDateIsNoCalendar(t *testing.T) {
	t.Parallel()
	for name, events := range map[string][]calendar.Event{"nothing": nil, "no date": {{Start: "soon"}}, "no year": {{Start: "0000-01-01"}}} {
		var b strings.Builder
		if err := calendar.Write(&b, calendar.Input{Events: events}); fault.KindOf(err) != fault.NotFound || b.Len() > 0 {
			t.Errorf("%s: error %v, %d bytes", name, err, b.Len())
		}
	}
	broken := errors.New("full")
	if err := calendar.Write(failing{broken}, calendar.Input{Events: []calendar.Event{{Start: "2026-11-24"}}}); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// property is a content line as a calendar reads it.
type property struct{ name, value string }

// read unfolds and parses as RFC 5545 sections 3.1 and 3.3.11 say; it is written from there and shares nothing with the writer.
func read(t testing.TB, file string) []property {
	t.Helper()
	if !strings.HasSuffix(file, "\r\n") {
		t.Fatalf("the file ends without a line break: %q", file)
	}
	for _, line := range strings.Split(strings.TrimSuffix(file, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Fatalf("line of %d bytes: %q", len(line), line)
		}
	}
	var out []property
	for _, line := range strings.Split(strings.TrimSuffix(strings.ReplaceAll(file, "\r\n ", ""), "\r\n"), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("line without a colon: %q", line)
		}
		var text strings.Builder
		for i := 0; i < len(value); i++ {
			if value[i] != '\\' {
				text.WriteByte(value[i])
				continue
			}
			i++
			if i == len(value) || !strings.ContainsRune(`\;,nN`, rune(value[i])) {
				t.Fatalf("escape of nothing in %q", value)
			}
			text.WriteString(strings.NewReplacer("n", "\n", "N", "\n").Replace(value[i : i+1]))
		}
		name, _, _ = strings.Cut(name, ";")
		out = append(out, property{name, text.String()})
	}
	return out
}

func valueOf(properties []property, name string) string {
	for _, p := range properties {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// texts are what people write, lines included, in any script; what the writer takes out on purpose is not among them.
func texts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		r := rapid.SliceOfN(rapid.SampledFrom([]rune("aZ09 ,;:\\\n\"'<>é漢🎁ا.-=\t")), 1, 200).Draw(t, "text")
		return strings.ReplaceAll(string(r), "\t", " ")
	})
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		e := calendar.Event{UID: texts().Draw(r, "uid"), Title: texts().Draw(r, "title"), Description: texts().Draw(r, "description"), Start: "2026-11-24"}
		got := read(t, written(t, calendar.Input{Name: texts().Draw(r, "name"), Stamp: stamp, Events: []calendar.Event{e}}))
		if diff := cmp.Diff([]string{e.UID, e.Title, e.Description}, []string{valueOf(got, "UID"), valueOf(got, "SUMMARY"), valueOf(got, "DESCRIPTION")}); diff != "" {
			r.Errorf("read differs from written:\n%s", diff)
		}
	})
}

// Whatever is written into the texts, the file has the properties of one entry, and no more.
func FuzzWrite(f *testing.F) {
	f.Add("a\r\nATTENDEE:mailto:x@example.com", "END:VEVENT\nBEGIN:VALARM", "https://x.example/\r\nX:1", "2026-11-24", "en\r\nX")
	f.Add("\u202e\u2028\u0085\x00\xff", strings.Repeat("漢", 400), "javascript:alert(1)", "2026-11-24T25:00:00", "")
	f.Fuzz(func(t *testing.T, title, description, address, start, language string) {
		var b strings.Builder
		if err := calendar.Write(&b, calendar.Input{Name: title, Language: language, Stamp: stamp, Events: []calendar.Event{
			{UID: title, Title: title, Description: description, URL: address, Start: start, End: description, Status: calendar.Status(language)},
		}}); err != nil {
			return
		}
		allowed := map[string]int{}
		for _, name := range []string{"VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "STATUS", "TRANSP"} {
			allowed[name] = 1
		}
		allowed["BEGIN"], allowed["END"] = 2, 2
		for _, p := range read(t, b.String()) {
			if allowed[p.name]--; allowed[p.name] < 0 {
				t.Errorf("property %s is not ours", p.name)
			}
		}
	})
}
