package mail

import (
	"net/url"
	"strings"

	"doorstep/shared/fault"
)

// Email writes the message as an e-mail. The error is of kind fault.Invalid when it has no words, or an address in it is none that a
// message may lead to.
func (l Letter) Email() (Email, error) {
	if err := l.check(); err != nil {
		return Email{}, err
	}
	return draw(newWriter(l).document())
}

// check refuses a letter that could not be read, or would lead somewhere else than https.
func (l Letter) check() error {
	if l.Words == nil {
		return fault.New(fault.Invalid, "message %s has no catalog", l.Kind)
	}
	if l.Links.Page == "" {
		return fault.New(fault.Invalid, "message %s leads to no page", l.Kind)
	}
	for name, address := range map[string]string{
		"page": l.Links.Page, "survey": l.Links.Survey, "report": l.Links.Report, "unsubscribe": l.Links.Unsubscribe,
	} {
		if address != "" && !isAddress(address) {
			return fault.New(fault.Invalid, "message %s: the address of its %s is no https address", l.Kind, name)
		}
	}
	return nil
}

// isAddress reports whether a text may stand behind a link. Plain http is for this machine alone, where `make run` has no certificate.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"'<>\\`", r) }) {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost")
}

// draw makes an e-mail of a document.
func draw(d document) (Email, error) {
	markup, err := drawHTML(d)
	if err != nil {
		return Email{}, err
	}
	return Email{Subject: d.Subject, HTML: markup, Text: drawText(d)}, nil
}
