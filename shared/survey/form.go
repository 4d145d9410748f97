package survey

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"doorstep/shared/fault"
)

// Codes of problems: keys of the catalogs below survey.error.
const (
	Missing = "missing" // something must be chosen
	Unknown = "unknown" // none of the choices
	TooLong = "too_long"
	Closed  = "closed" // the day in which a vote can be changed is over
	TooMany = "too_many"
)

// Problem is what is wrong with one field of a form. It never repeats what was typed.
type Problem struct {
	Field, Code string
	Have, Limit int // of TooLong: characters
}

// Problems is the error that names every bad field. It is of kind fault.Invalid, or fault.Conflict when it came too late or too often.
type Problems []Problem

// Error lists fields and codes in one line.
func (p Problems) Error() string {
	parts := make([]string, len(p))
	for i, one := range p {
		parts[i] = one.Field + " " + one.Code
	}
	return strings.Join(parts, "; ")
}

// Unwrap gives the error its kind.
func (p Problems) Unwrap() error {
	for _, one := range p {
		if one.Code == Closed || one.Code == TooMany {
			return fault.New(fault.Conflict, "not any more")
		}
	}
	return fault.New(fault.Invalid, "%d bad fields", len(p))
}

// ReadBallot reads the form of a vote. The ballot holds what could be read, the comment as it was typed when it is too long, so that
// the form can be shown again. The error is Problems.
func ReadBallot(form url.Values) (Ballot, error) {
	var bad Problems
	b := Ballot{Shipment: form.Get("shipment"), Reason: form.Get("reason")}
	b.Score = grade(form, "score", &bad)
	b.Tracking = grade(form, "tracking", &bad)
	b.Comment = comment(form, &bad)
	if b.Reason != "" && !anyReason(b.Reason) {
		bad = append(bad, Problem{Field: "reason", Code: Unknown})
		b.Reason = ""
	}
	return b, bad.err()
}

// ReadReport reads the form of a report, in the same way.
func ReadReport(form url.Values) (Report, error) {
	var bad Problems
	r := Report{Shipment: form.Get("shipment"), Kind: form.Get("kind")}
	if !slices.Contains(ReportKinds(), r.Kind) {
		bad = append(bad, Problem{Field: "kind", Code: Missing})
		r.Kind = ""
	}
	r.Comment = comment(form, &bad)
	return r, bad.err()
}

func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// grade reads a digit of a scale; empty is 0. Nothing longer than a digit is a grade, so nothing needs to be parsed.
func grade(form url.Values, field string, bad *Problems) int {
	s := form.Get(field)
	if s == "" {
		return 0
	}
	if len(s) != 1 || s[0] < '1' || s[0] > '0'+Best {
		*bad = append(*bad, Problem{Field: field, Code: Unknown})
		return 0
	}
	return int(s[0] - '0')
}

func anyReason(reason string) bool {
	return slices.Contains(Reasons(1), reason) || slices.Contains(Reasons(Best), reason)
}

func comment(form url.Values, bad *Problems) string {
	s := Clean(form.Get("comment"))
	if n := len([]rune(s)); n > MaxComment {
		*bad = append(*bad, Problem{Field: "comment", Code: TooLong, Have: n, Limit: MaxComment})
	}
	return s
}

// maxEmptyLines is how many line ends in a row a comment keeps: a paragraph, not a screen of nothing.
const maxEmptyLines = 2

// Clean makes a typed text plain: lines end as lines do here, and what controls, reorders or hides the text around it is left out.
// Joiners stay, because languages and emoji need them.
func Clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	ends := 0
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			if ends++; ends > maxEmptyLines {
				return -1
			}
			return r
		case r == '\t':
			r = ' '
		case r == unicode.ReplacementChar, unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), hides(r):
			return -1
		}
		if !unicode.IsSpace(r) {
			ends = 0
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// hides reports whether a format character is none of the joiners.
func hides(r rune) bool { return unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' }
