package survey_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/survey"
)

func TestReadBallot(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", survey.MaxComment)
	cases := map[string]struct {
		form string
		want survey.Ballot
		bad  survey.Problems
	}{
		"empty":   {"", survey.Ballot{}, nil},
		"one tap": {"shipment=s1&score=5", survey.Ballot{Shipment: "s1", Score: 5}, nil},
		"everything": {
			"shipment=s1&score=1&reason=late&comment=+Two%0D%0Alines+&tracking=2",
			survey.Ballot{Shipment: "s1", Score: 1, Reason: "late", Comment: "Two\nlines", Tracking: 2}, nil,
		},
		"unknown fields":          {"shipment=s1&x=1&score=3", survey.Ballot{Shipment: "s1", Score: 3}, nil},
		"the first of two scores": {"score=3&score=4", survey.Ballot{Score: 3}, nil},
		"score 0":                 {"score=0", survey.Ballot{}, survey.Problems{{Field: "score", Code: survey.Unknown}}},
		"score 6":                 {"score=6", survey.Ballot{}, survey.Problems{{Field: "score", Code: survey.Unknown}}},
		"score with a sign":       {"score=%2B5", survey.Ballot{}, survey.Problems{{Field: "score", Code: survey.Unknown}}},
		"score of another script": {"score=%D9%A5", survey.Ballot{}, survey.Problems{{Field: "score", Code: survey.Unknown}}},
		"tracking in words":       {"score=2&tracking=good", survey.Ballot{Score: 2}, survey.Problems{{Field: "tracking", Code: survey.Unknown}}},
		"reason of nobody":        {"reason=%3Cscript%3E&comment=kept", survey.Ballot{Comment: "kept"}, survey.Problems{{Field: "reason", Code: survey.Unknown}}},
		"the longest comment":     {"comment=" + url.QueryEscape(long), survey.Ballot{Comment: long}, nil},
		"a longer one is kept": {
			"score=4&comment=" + url.QueryEscape(long+"b"), survey.Ballot{Score: 4, Comment: long + "b"},
			survey.Problems{{Field: "comment", Code: survey.TooLong, Have: survey.MaxComment + 1, Limit: survey.MaxComment}},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form, err := url.ParseQuery(c.form)
			if err != nil {
				t.Fatal(err)
			}
			got, err := survey.ReadBallot(form)
			var bad survey.Problems
			errors.As(err, &bad)
			if diff := cmp.Diff(c.bad, bad); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("ballot (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadReport(t *testing.T) {
	t.Parallel()
	for _, kind := range survey.ReportKinds() {
		got, err := survey.ReadReport(url.Values{"kind": {kind}, "shipment": {"s1"}, "comment": {" broken "}})
		if want := (survey.Report{Shipment: "s1", Kind: kind, Comment: "broken"}); err != nil || got != want {
			t.Errorf("%s: %+v, %v", kind, got, err)
		}
	}
	for _, kind := range []string{"", survey.LowScore, "DAMAGED", "damaged "} {
		got, err := survey.ReadReport(url.Values{"kind": {kind}, "comment": {"kept"}})
		if err == nil || got != (survey.Report{Comment: "kept"}) {
			t.Errorf("%q: %+v, %v, want it refused and the comment kept", kind, got, err)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ in, want string }{
		"as it is":            {"Zu spät, & <kaputt>", "Zu spät, & <kaputt>"},
		"line ends":           {"a\r\nb\rc\u2028d", "a\nb\nc\nd"},
		"a screen of nothing": {"a\n\n\n \n\n\nb", "a\n\n b"},
		"controls":            {"a\x00\x1b[31mb\x7fc\td", "a[31mbc d"},
		"reordering":          {"\u202eexe.\u2066gnp\u200f", "exe.gnp"},
		"invisible":           {"p\u200ba\u00ady\ufeff\U000e0041", "pay"},
		"joiners stay":        {"می\u200cخواهم 👩\u200d🚀", "می\u200cخواهم 👩\u200d🚀"},
		"broken UTF-8":        {"a\xffb", "ab"},
		"only spaces":         {" \n\t ", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := survey.Clean(c.in); got != c.want {
				t.Errorf("Clean = %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzForm(f *testing.F) {
	for _, seed := range []string{"shipment=s1&score=5", "score=%00&reason=late&comment=%FF%0D", "comment=%E2%80%AE", "kind=damaged&comment=" + strings.Repeat("%0A", 50), "%", "a;b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		b, badBallot := survey.ReadBallot(form)
		r, badReport := survey.ReadReport(form)
		if b.Score < 0 || b.Score > survey.Best || b.Tracking < 0 || b.Tracking > survey.Best {
			t.Errorf("grades %d and %d", b.Score, b.Tracking)
		}
		if badReport == nil && !slices.Contains(survey.ReportKinds(), r.Kind) {
			t.Errorf("kind %q", r.Kind)
		}
		if b.Comment != r.Comment || survey.Clean(b.Comment) != b.Comment {
			t.Errorf("comments %q and %q, cleaned %q", b.Comment, r.Comment, survey.Clean(b.Comment))
		}
		if badBallot == nil && utf8.RuneCountInString(b.Comment) > survey.MaxComment {
			t.Errorf("a comment of %d bytes passed", len(b.Comment))
		}
		for _, c := range b.Comment {
			if c != '\n' && unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) {
				t.Errorf("the comment holds %U", c)
			}
		}
	})
}
