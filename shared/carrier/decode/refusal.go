package decode

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/payload"
)

// Refusal collects what stands in place of an answer when a gateway or a token endpoint, and not the carrier behind it, says no.
// Many carriers sit behind the same products, which write:
//
//	{"error":"invalid_client","error_description":"…"}                     OAuth 2 (RFC 6749, section 5.2)
//	{"fault":{"faultstring":"…","detail":{"errorcode":"…"}}}               Apigee
//	{"httpCode":"401","httpMessage":"Unauthorized","moreInformation":"…"}  IBM API Connect
//	{"type":"about:blank","title":"…","status":400,"detail":"…"}           problem details (RFC 9457)
//	{"statusCode":429,"message":"…"}                                       Azure API Management
//	{"error":{"code":404,"message":"…"}}, {"code":"…","message":"…"}       and many of their own
//
// The zero Refusal is none.
type Refusal struct {
	code, text string
	failed     bool // a member said that this is an error; without one, texts are just texts
}

// Member reads a member of a document when it belongs to one of these shapes, and reports whether it did. An adapter asks it
// for the names that its own answers do not use.
func (f *Refusal) Member(r *payload.Reader, name string) bool {
	switch name {
	case "error", "fault", "Fault", "Error":
		f.inner(r)
	case "errorcode", "errorCode", "ErrorCode":
		if code := r.Text(payload.Short); code != "" {
			f.code, f.failed = code, true
		}
	case "httpCode", "statusCode", "status", "code":
		f.status(r.Text(payload.Short))
	case "error_description", "faultstring", "httpMessage", "moreInformation", "title", "detail", "message", "errorMessage",
		"errorDescription", "ErrorMsg":
		if name == "detail" && r.IsObject() { // Apigee's
			f.members(r)
			break
		}
		f.say(r.Text(payload.Line))
	default:
		return false
	}
	return true
}

// Fail says that the document is an error although no member of it tells so: it has an error code of the carrier's own, and the
// adapter knows that answers look otherwise.
func (f *Refusal) Fail() { f.failed = true }

// Problem gives the refusal as a problem; false: nothing was refused.
func (f *Refusal) Problem() (carrier.Problem, bool) {
	if !f.failed && f.kind() == "" {
		return carrier.Problem{}, false
	}
	return carrier.Problem{Kind: cmp.Or(f.kind(), carrier.Invalid), Code: f.code, Message: f.text}, true
}

func (f *Refusal) kind() string {
	return cmp.Or(KindOfStatus(f.code), KindOfText(f.code), KindOfText(f.text))
}

// inner reads what is under "error": a word, a sentence, or an object. null is no error.
func (f *Refusal) inner(r *payload.Reader) {
	if r.IsObject() {
		before := f.failed
		f.failed = f.members(r) || before
		return
	}
	word := r.Text(payload.Line)
	switch {
	case word == "" || word == "false":
	case strings.ContainsRune(word, ' '):
		f.say(word)
		f.failed = true
	default:
		f.code, f.failed = cmp.Or(f.code, word), true
	}
}

// members reads an object and reports whether it had any.
func (f *Refusal) members(r *payload.Reader) bool {
	some := false
	r.Object(func(key []byte) {
		some = true
		f.Member(r, string(key))
	})
	return some
}

// status takes an HTTP status that means an error; other numbers and words may belong to an answer.
func (f *Refusal) status(word string) {
	switch {
	case len(word) == 3 && (word[0] == '4' || word[0] == '5'):
		f.code, f.failed = cmp.Or(f.code, word), true
	case word != "" && f.code == "" && !strings.HasPrefix(word, "2"):
		f.code = word
	}
}

// say keeps the longest sentence: "Unauthorized" beside "The token has expired".
func (f *Refusal) say(text string) {
	if len(text) > len(f.text) {
		f.text = text
	}
}
