package ups

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
)

// errors reads {"response":{"errors":[{"code","message"}]}}.
func (d *decoder) errors() {
	d.Object(func(key []byte) {
		if string(key) == "errors" {
			d.problems(d.Problem)
		}
	})
}

// problems reads a list of {"code","message"} and gives each to keep.
func (d *decoder) problems(keep func(carrier.Problem)) {
	d.Each(func() {
		if !d.Spend() {
			return
		}
		code, message := decode.CodeAndMessage(d.Reader)
		keep(carrier.Problem{Kind: problemKind(code, message), Code: code, Message: message})
	})
}

// problemKind sorts the error codes of the Track API (Tracking.yaml, "Error Codes", and its 4xx answers). A code outside the
// list is taken as UPS's own trouble unless it is about the request.
func problemKind(code, message string) string {
	switch code {
	case "TW0001", "151018", "151044", "151045", "151068", "404":
		return carrier.NotFound
	case "250001", "250002", "250003", "250004", "250005", "250007", "UJ0001", "UJ0002", "401", "403", "10401":
		return carrier.Unauthorized
	case "429", "10429", "250050", "190103":
		return carrier.RateLimited
	case "10004", "500", "503", "10500":
		return carrier.Upstream
	}
	text := strings.ToLower(message)
	kind := decode.KindOfWords(text,
		decode.Saying{Kind: carrier.NotFound, Words: "not found|no tracking information"},
		decode.Saying{Kind: carrier.RateLimited, Words: "too many requests|limit exceeded"},
		decode.Saying{Kind: carrier.Unauthorized, Words: "authoriz|authentic|access token"},
	)
	switch {
	case kind != "":
		return kind
	case strings.HasPrefix(code, "TV"), strings.HasPrefix(code, "VSS"), strings.Contains(text, "invalid"), strings.Contains(text, "required"):
		return carrier.Invalid
	default:
		return carrier.Upstream
	}
}
