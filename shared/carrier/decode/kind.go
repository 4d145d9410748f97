package decode

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/payload"
)

// KindOfStatus sorts an HTTP status written as a number, or an error word of OAuth 2 (RFC 6749, section 5.2; RFC 6750, section
// 3.1), into a kind of problem. Anything else gives "".
func KindOfStatus(word string) string {
	switch strings.ToLower(word) {
	case "401", "403", "407", "invalid_client", "invalid_grant", "invalid_token", "unauthorized_client", "access_denied",
		"insufficient_scope", "invalid_scope", "unauthorized", "forbidden":
		return carrier.Unauthorized
	case "404", "410", "not_found":
		return carrier.NotFound
	case "429", "too_many_requests":
		return carrier.RateLimited
	case "server_error", "temporarily_unavailable", "408":
		return carrier.Upstream
	case "invalid_request", "unsupported_grant_type":
		return carrier.Invalid
	}
	if len(word) == 3 && strings.Trim(word, "0123456789") == "" {
		switch word[0] {
		case '4':
			return carrier.Invalid
		case '5':
			return carrier.Upstream
		}
	}
	return ""
}

// Saying tells which kind of problem words speak of.
type Saying struct{ Kind, Words string } // the words in lower case, divided by "|"

// sayings are words that say what went wrong whoever writes them, the most exact first.
var sayings = []Saying{
	{carrier.RateLimited, "too many requests|quota|rate limit|ratelimit|spikearrest|limit exceeded|throttl"},
	{carrier.Unauthorized, "unauthori|not authori|forbidden|access denied|access token|apikey|api key|api-key|api_key|token has expired|tokenexpired|" +
		"invalid token|invalidtoken|invalidaccesstoken|client id|clientid|client credentials|credential|authenticat|permission"},
	{carrier.NotFound, "not found|notfound|no shipment|no tracking|unknown parcel|does not exist"},
	{carrier.Upstream, "unavailable|internal server|internal error|timeout|timed out|try again later|technical"},
}

// KindOfText guesses the kind of a problem from the words of a message; "" when they say nothing.
func KindOfText(text string) string { return KindOfWords(text, sayings...) }

// KindOfWords gives the kind of the first saying that has a word in the text, in whatever case; "" when none has. An adapter asks
// it for what its source says in words of its own, before KindOfText.
func KindOfWords(text string, sayings ...Saying) string {
	text = strings.ToLower(text)
	for _, s := range sayings {
		for word := range strings.SplitSeq(s.Words, "|") {
			if strings.Contains(text, word) {
				return s.Kind
			}
		}
	}
	return ""
}

// CodeAndMessage reads {"code","message"}, as which many sources write an error. What is no object has neither.
func CodeAndMessage(r *payload.Reader) (code, message string) {
	r.Object(func(key []byte) {
		switch string(key) {
		case "code":
			code = r.Text(payload.Short)
		case "message":
			message = r.Text(payload.Line)
		}
	})
	return code, message
}
