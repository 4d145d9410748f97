// Package handler takes pushes from carriers and aggregators: it authenticates the raw bytes and queues them, nothing else. It
// reads no carrier's format, so that no payload can break acceptance, and has no access to the database.
//
// Idempotency key: none. A push that arrives twice is queued twice; ingest finds that it says nothing new.
package handler

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/signature"
)

// maxBody is the longest body that is accepted, in bytes.
const maxBody = 1 << 20

// sender queues one message.
type sender interface {
	Send(ctx context.Context, m queue.Message) error
}

// Parts are what the handler works with.
type Parts struct {
	Secrets secrets
	Prefix  string       // PARAMETERS
	Client  *http.Client // fetches keys that sources publish; follows no redirect
	Inbound sender
	Obs     *obs.Recorder
	Now     func() time.Time
}

// Handler takes pushes.
type Handler struct {
	door  door
	queue sender
	obs   *obs.Recorder
	now   func() time.Time
}

// New makes a handler.
func New(p Parts) *Handler {
	return &Handler{door: door{secrets: p.Secrets, prefix: p.Prefix, keys: newKeys(p.Client, p.Now)}, queue: p.Inbound, obs: p.Obs, now: p.Now}
}

// Handle answers POST /webhooks/{source} and POST /webhooks/{source}/{account}. 202 means that the body is safe in the queue;
// a carrier that gets anything from 500 up delivers again later.
func (h *Handler) Handle(ctx context.Context, request events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	unit := h.obs.Begin(ctx, "push")
	err := queue.Safely(func() error { return h.accept(ctx, unit, request) })
	status := statusOf(err)
	unit.Set("status", status)
	unit.End(err)
	return respond(status), nil
}

// accept authenticates and queues one push.
func (h *Handler) accept(ctx context.Context, unit *obs.Unit, request events.APIGatewayV2HTTPRequest) error {
	source := request.PathParameters["source"]
	if !signature.Known(source) {
		return h.refuse("none", "unknown_source", fault.New(fault.NotFound, "no such source"))
	}
	unit.Set("source", source)
	body, err := bodyOf(request)
	if err != nil {
		return h.refuse(source, fault.KindOf(err).String(), err)
	}
	unit.Set("bytes", len(body))
	received := h.now()
	pass, err := h.door.admit(ctx, source, request.PathParameters["account"], signature.Request{Header: headers(request), Body: body, At: received})
	if err != nil {
		return h.refuse(source, reasonOf(err), err)
	}
	unit.Set("account", pass.account)
	unit.Set("assurance", string(pass.result.Assurance))
	if pass.result.Secret > 0 { // when no line says so any more, an old secret can go
		unit.Set("live", pass.result.Secret)
	}
	message, err := queue.Inbound{
		Source: source, Account: pass.account, Kind: queue.Webhook, Assurance: pass.result.Assurance, Received: received, Body: body,
	}.Message()
	if err != nil {
		return h.refuse(source, fault.KindOf(err).String(), err)
	}
	if err := h.queue.Send(ctx, message); err != nil {
		return h.refuse(source, "queue", fault.Wrap(fault.Unavailable, err, "queue push"))
	}
	return nil // ingest counts what is taken, once per batch: a metric line per push would cost as much as its log line
}

// refuse counts a push that is not accepted, by the reason that the sender is not told.
func (h *Handler) refuse(source, reason string, err error) error {
	h.obs.Count("Refused", 1, "source", source, "reason", reason)
	return err
}

// bodyOf gives the bytes as the sender sent them. API Gateway encodes what it does not take for text.
func bodyOf(request events.APIGatewayV2HTTPRequest) ([]byte, error) {
	encoded := len(request.Body)
	if request.IsBase64Encoded {
		encoded = base64.StdEncoding.DecodedLen(encoded) - 2 // the padding
	}
	if encoded > maxBody {
		return nil, fault.New(fault.TooLarge, "body of more than %d bytes", maxBody)
	}
	if !request.IsBase64Encoded {
		return []byte(request.Body), nil
	}
	body, err := base64.StdEncoding.DecodeString(request.Body)
	if err != nil {
		return nil, fault.New(fault.Malformed, "body is no base64")
	}
	if len(body) > maxBody {
		return nil, fault.New(fault.TooLarge, "body of %d bytes, at most %d", len(body), maxBody)
	}
	return body, nil
}

// headers gives the request's headers. API Gateway joins those that occur twice with a comma.
func headers(request events.APIGatewayV2HTTPRequest) http.Header {
	h := make(http.Header, len(request.Headers))
	for name, value := range request.Headers {
		h.Add(name, value)
	}
	return h
}

// statusOf maps an error to the answer. A bug of ours is 503 like everything that may pass: the carrier shall try again.
func statusOf(err error) int {
	if err == nil {
		return http.StatusAccepted
	}
	if status := fault.Status(err); status < http.StatusInternalServerError {
		return status
	}
	return http.StatusServiceUnavailable
}

// respond gives an answer that says no more than its status does.
func respond(status int) events.APIGatewayV2HTTPResponse {
	response := events.APIGatewayV2HTTPResponse{StatusCode: status, Body: "{}", Headers: map[string]string{
		"content-type": "application/json", "cache-control": "no-store",
	}}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		response.Headers["retry-after"] = "30"
	}
	return response
}
