// Package handler is what function feedback does. It remembers who is not to be written to:
//
//	FeedbackQueue    what SES and End User Messaging tell of our messages: a mailbox that does not exist, a reader who calls them spam
//	GET  /u/{token}  the page that asks which messages a reader does not want; it never acts, because programs open every link of a mail
//	POST /u/{token}  the button of a mail program (RFC 8058), which stops what is optional at once; or the form of the page
//
// Idempotency key: address (as a hash), brand and reason, which name one item. An event told twice, and a button pressed twice, find it
// and write nothing; an event older than a person's lifting of the suppression changes nothing.
package handler

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/page"
	"doorstep/shared/seal"
	"doorstep/shared/store"
	"doorstep/shared/web"
)

// Table keeps the suppressions.
type Table interface {
	Suppress(ctx context.Context, p store.Suppression) (bool, error)
	Suppressions(ctx context.Context, hash string) ([]store.Suppression, error)
	Unsuppress(ctx context.Context, p store.Suppression, why string) (bool, error)
}

// Keys gives the key that the addresses of messages are made with, and the one that hashes mailboxes and phones.
type Keys interface {
	Links(ctx context.Context) (link.Key, error)
	Lookup(ctx context.Context) (seal.Index, error)
}

// Parts is what a Handler works with.
type Parts struct {
	Table     Table
	Keys      Keys
	Looks     *look.Looks
	Pages     *page.Pages
	PublicURL string // origin of links that leave the page; empty: the host of the request
	Obs       *obs.Recorder
	Now       func() time.Time
}

// Handler treats both kinds of invocations.
type Handler struct {
	Parts
	http func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)
}

// New makes a handler.
func New(parts Parts) *Handler {
	h := &Handler{Parts: parts}
	h.http = web.Handler(h.Routes())
	return h
}

// Routes is the page and the button.
func (h *Handler) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /u/{token}", h.serve("ask", h.ask))
	mux.HandleFunc("POST /u/{token}", h.serve("stop", h.stop))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		h.refuse(w, r, fault.New(fault.NotFound, "no such route"))
	})
	return mux
}

// Handle takes an invocation by the queue or by the API: only the first has records.
func (h *Handler) Handle(ctx context.Context, payload json.RawMessage) (any, error) {
	var batch events.SQSEvent
	if err := json.Unmarshal(payload, &batch); err == nil && len(batch.Records) > 0 {
		return h.Settle(ctx, batch)
	}
	var request events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(payload, &request); err != nil {
		return nil, fault.New(fault.Malformed, "this is neither a batch nor a request")
	}
	return h.http(ctx, request)
}
