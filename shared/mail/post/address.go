package post

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"doorstep/shared/fault"
	"doorstep/shared/seal"
)

// Longest addresses that a mail server must take, in bytes.
// https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1
const (
	maxLocal   = 64
	maxAddress = 254
)

// Address brings an e-mail address into the form that SES takes: without a display name, the domain in ASCII. SES does not know
// SMTPUTF8, so the part before the @ must be ASCII as it is
// (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Destination.html). The error, of kind fault.Invalid, does not repeat it.
func Address(to seal.Text) (string, error) {
	return address(strings.TrimSpace(to.Open()), "the recipient's address")
}

func address(s, what string) (string, error) {
	bad := func(why string) (string, error) {
		return "", failure{error: fault.New(fault.Invalid, "%s %s", what, why)}
	}
	at := strings.LastIndexByte(s, '@')
	switch {
	case s == "":
		return bad("is empty")
	case at < 1 || at == len(s)-1:
		return bad("is no address")
	case !plain(s[:at]):
		return bad("has characters before the @ that SES does not take")
	}
	domain, err := idna.Lookup.ToASCII(s[at+1:])
	if err != nil || !strings.Contains(domain, ".") {
		return bad("has no domain that a mail server could have")
	}
	out := s[:at] + "@" + domain
	if at > maxLocal || len(out) > maxAddress {
		return bad("is longer than an address may be")
	}
	if parsed, err := mail.ParseAddress(out); err != nil || parsed.Address != out || parsed.Name != "" {
		return bad("is no single address")
	}
	return out, nil
}

// plain reports whether a text is printable ASCII without spaces.
func plain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf || r == unicode.MaxASCII }) < 0
}

// from gives the value of a From header: the address, with a name before it where there is one. A name in another alphabet is encoded
// (https://www.rfc-editor.org/rfc/rfc2047); one of several lines would be the beginning of another header and is refused.
func from(name, sender string) (string, error) {
	sender, err := address(sender, "the sender's address")
	if err != nil {
		return "", err
	}
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return "", failure{error: fault.New(fault.Invalid, "the sender's name is not one line of text")}
	}
	if name == "" {
		return sender, nil
	}
	return (&mail.Address{Name: name, Address: sender}).String(), nil
}

// maxHeader is the longest value of a header that SES takes with a simple message.
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageHeader.html
const maxHeader = 995

// headers gives what every message carries. Auto-Submitted keeps machines that answer mail from answering this one
// (https://www.rfc-editor.org/rfc/rfc3834#section-5). What may be unsubscribed carries where: with both headers a mail program stops it by
// one POST, without opening anything (https://www.rfc-editor.org/rfc/rfc8058#section-3.1).
func headers(unsubscribe string) ([]pair, error) {
	all := []pair{{"Auto-Submitted", "auto-generated"}}
	if unsubscribe == "" {
		return all, nil
	}
	u, err := url.Parse(unsubscribe)
	if err != nil || !plain(unsubscribe) || strings.ContainsAny(unsubscribe, `<>,"`) || len(unsubscribe) > maxHeader-2 || !reachable(u) {
		return nil, failure{error: fault.New(fault.Invalid, "the address to unsubscribe at is no https address")}
	}
	return append(all, pair{"List-Unsubscribe", "<" + unsubscribe + ">"}, pair{"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"}), nil
}

// reachable reports whether a mail program may post to an address: RFC 8058 wants https. http is let pass for this machine alone, where
// `make run` shows mails that nobody else ever gets.
func reachable(u *url.URL) bool {
	return u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost"))
}
