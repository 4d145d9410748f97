package order

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"doorstep/shared/seal"
)

// consent reads what somebody agreed to or refused.
func consent(o object) Consent {
	defer o.done()
	c := Consent{
		Email: o.yes("email"), SMS: o.yes("sms"), Extra: o.yes("extra"), At: o.text("at", instantOnly), How: o.text("how", system),
	}
	if !c.Told() && (c.At != "" || c.How != "") && !o.rejected("email") && !o.rejected("sms") && !o.rejected("extra") {
		o.r.reject(o.path, "must say email, sms or extra beside at and how")
	}
	return c
}

func watchers(list []object) []Watching {
	var out []Watching
	seen := map[string]string{}
	for _, o := range list {
		w := Watching{
			ID: o.text("id", watcherID), Locale: o.text("locale", locale), Gift: o.yes("gift"), Consent: consent(o.inner("consent")),
			Contact: Contact{
				Name: seal.Hide(o.text("name", personName)), Email: seal.Hide(o.text("email", mailbox)), Phone: seal.Hide(o.text("phone", phone)),
			},
		}
		w.Contact.ID, w.Contact.Locale = w.ID, w.Locale
		if removed := o.yes("removed"); removed != nil {
			w.Removed = *removed
		}
		if w.Removed && (w.Locale != "" || w.Gift != nil || w.Consent.Told() || !w.Contact.Name.Empty() || !w.Contact.Empty()) {
			o.r.reject(o.at("removed"), "must stand alone beside id")
		}
		o.identify("id", w.ID, seen)
		o.done()
		out = append(out, w)
	}
	return out
}

// yes reads true or false; nil when it was not told.
func (o object) yes(name string) *bool {
	v, told := o.take(name)
	if !told {
		return nil
	}
	b, ok := v.(bool)
	if !ok {
		o.r.reject(o.at(name), "must be true or false")
		return nil
	}
	return &b
}

// taken are the names of recipients that every order has.
var taken = [...]string{"owner", "team"}

// watcherID names a watcher in records that outlive the erasure of an order, so it is made to hold no address: an e-mail has an @, a
// phone number begins with no letter.
func watcherID(s string) string {
	switch {
	case len(s) > maxWord || s[0] < 'a' || s[0] > 'z' || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "":
		return fmt.Sprintf("must be at most %d small letters, digits and dashes, the first one a letter", maxWord)
	case slices.Contains(taken[:], s):
		return "is the name of somebody whom every order has: owner and team are taken"
	default:
		return ""
	}
}

func instantOnly(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return "must be a time with offset like 2026-11-30T14:05:00+01:00"
	}
	return sane(t)
}

// personName allows what names are written with, and not what makes a line read otherwise than it is written: breaks of lines, and marks
// that turn the direction of what follows (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing). The marks that
// Arabic and Hebrew names need between letters stay.
func personName(s string) string {
	if strings.ContainsFunc(s, turns) {
		return "must not hold line breaks or marks that turn the direction of writing"
	}
	return plain(maxLine)(s)
}

func turns(r rune) bool {
	return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' || unicode.In(r, unicode.Zl, unicode.Zp)
}

// maxLocal is the most that may stand before the @ (RFC 5321 4.5.3.1.1).
const maxLocal = 64

// mailbox allows a bare address that SES can write to: seven-bit ASCII, an international domain in its xn-- form
// (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Destination.html), no name, quotes, comments or second address.
func mailbox(s string) string {
	wrong := fmt.Sprintf("must be one e-mail address like ada@example.com, at most %d characters, an international domain in its xn-- form", maxEmail)
	local, domain, ok := strings.Cut(s, "@")
	if !ok || len(s) > maxEmail || len(local) > maxLocal || !dotted(local, "!#$%&'*+/=?^_`{|}~-") || !dotted(domain, "-") || !strings.Contains(domain, ".") {
		return wrong
	}
	for label := range strings.SplitSeq(domain, ".") {
		if strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") || len(label) > 63 {
			return wrong
		}
	}
	return ""
}

// dotted reports whether s is words of letters, digits and some other characters, with single dots between them (RFC 5322 3.2.3).
func dotted(s, others string) bool {
	for word := range strings.SplitSeq(s, ".") {
		if word == "" || strings.ContainsFunc(word, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(others, r)
		}) {
			return false
		}
	}
	return true
}

// Digits of a phone number: the longest international one has 15 (ITU-T E.164 6.2.1).
const (
	minDigits = 6
	maxDigits = 15
)

func phone(s string) string {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if len(s) > maxWord || digits < minDigits || digits > maxDigits || strings.Trim(s, "0123456789 +()-./") != "" || strings.LastIndexByte(s, '+') > 0 {
		return fmt.Sprintf("must be a phone number like +43 1 234567: %d to %d digits, with spaces, brackets, dashes and dots", minDigits, maxDigits)
	}
	return ""
}
