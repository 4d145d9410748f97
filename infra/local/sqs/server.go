// Package sqs is a stand-in for Amazon SQS that lives in the local runner's own process: an http.Handler that speaks
// the AWS JSON 1.0 protocol, so that an unchanged aws-sdk-go-v2 client works against it through its base endpoint.
//
// It keeps everything in memory and follows the rules AWS documents: visibility, delays, receive counts, dead letters,
// redrive, retention, quotas, legal characters and the error names. FIFO queues have group order, group locks and
// deduplication. Where AWS leaves a choice it is the strict one: short polls look at every message, so an empty answer
// means an empty queue.
//
// It does not check signatures or permissions, does not throttle, does not deliver twice on purpose, does not favour
// quiet groups on standard queues, and has neither the query protocol, nor AddPermission, nor receive attempt ids.
package sqs

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Region and Account appear in the ARN and, for the account, in the URL of every queue.
const (
	Region  = "us-east-1"
	Account = "000000000000"
)

// maxRequest bounds a request body in bytes: a batch of 1 MiB in which every byte is escaped as \u00xx, and room for names.
const maxRequest = 8 << 20

// Server holds the queues. It is safe for concurrent use.
type Server struct {
	base       string
	now        func() time.Time
	operations map[string]operation

	mu       sync.Mutex // guards everything below, and all queues
	queues   map[string]*queue
	deleted  map[string]time.Time // name -> when, for the 60 s in which AWS refuses to reuse it
	tasks    []*moveTask          // oldest first
	sequence int64                // of the message enqueued last
}

// New returns a server without queues. Queue URLs are base + "/" + Account + "/" + name; base is the address at which
// the handler is served, without a slash at its end. Now must run at the pace of package time's timers, which
// end long polls; in a testing/synctest bubble both do.
func New(base string, now func() time.Time) *Server {
	return &Server{
		base:       strings.TrimSuffix(base, "/"),
		now:        now,
		operations: operations(),
		queues:     map[string]*queue{},
		deleted:    map[string]time.Time{},
	}
}

// An operation decodes its own request and returns what is to be encoded as the answer, or an *apiError.
type operation func(ctx context.Context, s *Server, body []byte) (any, error)

func operations() map[string]operation {
	return map[string]operation{
		"CancelMessageMoveTask":        decoded((*Server).cancelMessageMoveTask),
		"ChangeMessageVisibility":      decoded((*Server).changeMessageVisibility),
		"ChangeMessageVisibilityBatch": decoded((*Server).changeMessageVisibilityBatch),
		"CreateQueue":                  decoded((*Server).createQueue),
		"DeleteMessage":                decoded((*Server).deleteMessage),
		"DeleteMessageBatch":           decoded((*Server).deleteMessageBatch),
		"DeleteQueue":                  decoded((*Server).deleteQueue),
		"GetQueueAttributes":           decoded((*Server).getQueueAttributes),
		"GetQueueUrl":                  decoded((*Server).getQueueURL),
		"ListDeadLetterSourceQueues":   decoded((*Server).listDeadLetterSourceQueues),
		"ListMessageMoveTasks":         decoded((*Server).listMessageMoveTasks),
		"ListQueueTags":                decoded((*Server).listQueueTags),
		"ListQueues":                   decoded((*Server).listQueues),
		"PurgeQueue":                   decoded((*Server).purgeQueue),
		"ReceiveMessage":               decoded((*Server).receiveMessage),
		"SendMessage":                  decoded((*Server).sendMessage),
		"SendMessageBatch":             decoded((*Server).sendMessageBatch),
		"SetQueueAttributes":           decoded((*Server).setQueueAttributes),
		"StartMessageMoveTask":         decoded((*Server).startMessageMoveTask),
		"TagQueue":                     decoded((*Server).tagQueue),
		"UntagQueue":                   decoded((*Server).untagQueue),
	}
}

// decoded makes an operation of a method. Unknown members are ignored, as AWS does; a wrong type is refused.
func decoded[In, Out any](method func(*Server, context.Context, In) (Out, error)) operation {
	return func(ctx context.Context, s *Server, body []byte) (any, error) {
		var in In
		// encoding/json would replace bad UTF-8 by U+FFFD, which is a legal character of a message: the body would change on its way.
		if !utf8.Valid(body) {
			return nil, fail(codeSerialization, "The request body is not valid UTF-8.")
		}
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, fail(codeSerialization, "The request body does not fit the operation: %s", jsonProblem(err))
		}
		return method(s, ctx, in)
	}
}

// jsonProblem says where a body is wrong without quoting it: a body may hold personal data.
func jsonProblem(err error) string {
	var typ *json.UnmarshalTypeError
	if errors.As(err, &typ) {
		kind, _, _ := strings.Cut(typ.Value, " ") // what follows would be the number itself
		return fmt.Sprintf("member %q cannot be a JSON %s.", typ.Field, kind)
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("not JSON from byte %d on.", syntax.Offset)
	}
	return "not JSON, or a binary value that is not base64."
}

// ServeHTTP answers one request of the AWS JSON 1.0 protocol.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out, err := s.call(w, r)
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.Header().Set("X-Amzn-Requestid", newID())
	if err != nil {
		writeError(w, err)
		return
	}
	// A failed write means that the client is gone: there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(out)
}

func (s *Server) call(w http.ResponseWriter, r *http.Request) (any, error) {
	service, name, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	op, known := s.operations[name]
	if r.Method != http.MethodPost || service != "AmazonSQS" || !known {
		return nil, fail(codeUnknownOperation, "Not an operation of this SQS: %s %s. It speaks AWS JSON 1.0 with the header X-Amz-Target: AmazonSQS.<operation>.",
			r.Method, r.Header.Get("X-Amz-Target"))
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		return nil, fail(codeSerialization, "The request body could not be read, or is longer than %d bytes.", maxRequest)
	}
	return op(r.Context(), s, body)
}

// newID returns a random UUID (version 4), the form of message ids.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
