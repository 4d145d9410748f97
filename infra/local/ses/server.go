// Package ses is a stand-in for the part of Amazon SES (API version 2) that sends mail: an http.Handler inside the local
// runner that speaks the REST JSON protocol, so that an unchanged aws-sdk-go-v2 client works against it through its base endpoint.
//
// It delivers nothing. It checks what SES checks before it accepts a message (verified sender, addresses, content, template),
// and keeps accepted messages for the runner's mailbox page. Identities are verified as soon as they are created.
//
// What becomes of a message it tells as SES does on the event bus (Configure): the mailboxes of SES's simulator bounce and complain,
// all others take everything, unless Return plays that they do not.
//
// It does not check signatures, quotas or the sandbox's recipients, and renders templates with plain {{name}} placeholders only.
package ses

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// maxRequest bounds a request body in bytes: a raw message of 40 MB, the quota of SES, in base64, and room for the rest.
const maxRequest = 56 << 20

// Server holds identities, templates, the suppression list and what was sent. It is safe for concurrent use.
type Server struct {
	now func() time.Time
	mux *http.ServeMux

	mu         sync.Mutex // guards everything below
	identities map[string]bool
	templates  map[string]template
	suppressed map[string]suppression
	outbox     []Sent
	sets       []ConfigurationSet // nil: any name will do
	publish    func(Event)
}

// New returns a server that knows no identity, so that it sends nothing yet.
func New(now func() time.Time) *Server {
	s := &Server{
		now:        now,
		mux:        http.NewServeMux(),
		identities: map[string]bool{},
		templates:  map[string]template{},
		suppressed: map[string]suppression{},
		publish:    func(Event) {},
	}
	for pattern, operation := range map[string]func(*http.Request) (any, error){
		"POST /v2/email/identities":                        s.createEmailIdentity,
		"GET /v2/email/identities/{identity}":              s.getEmailIdentity,
		"POST /v2/email/outbound-emails":                   s.sendEmail,
		"PUT /v2/email/suppression/addresses":              s.putSuppressedDestination,
		"GET /v2/email/suppression/addresses":              s.listSuppressedDestinations,
		"GET /v2/email/suppression/addresses/{address}":    s.getSuppressedDestination,
		"DELETE /v2/email/suppression/addresses/{address}": s.deleteSuppressedDestination,
		"POST /v2/email/templates":                         s.createEmailTemplate,
		"GET /v2/email/templates/{name}":                   s.getEmailTemplate,
		"PUT /v2/email/templates/{name}":                   s.updateEmailTemplate,
		"DELETE /v2/email/templates/{name}":                s.deleteEmailTemplate,
		"/":                                                s.unknownOperation,
	} {
		s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
			out, err := operation(r)
			answer(w, out, err)
		})
	}
	return s
}

// ServeHTTP answers one request of the REST JSON protocol.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *Server) unknownOperation(r *http.Request) (any, error) {
	return nil, fail(codeUnknownOperation, "Not an operation of this SES: %s %s.", r.Method, r.URL.Path)
}

// decode reads a request's body. Unknown members are ignored, as AWS does. The error does not quote the body, which holds addresses.
func decode(r *http.Request, into any) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return fail(codeBadRequest, "The request body could not be read, or is longer than %d bytes.", maxRequest)
	}
	err = json.Unmarshal(body, into)
	var typ *json.UnmarshalTypeError
	if errors.As(err, &typ) {
		return fail(codeBadRequest, "The request body does not fit the operation at member %q.", typ.Field)
	}
	if err != nil {
		return fail(codeBadRequest, "The request body is not JSON, or has a binary value that is not base64.")
	}
	return nil
}

// The error codes of the API, as the SDK's error types are named.
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
const (
	codeAlreadyExists    = "AlreadyExistsException"
	codeBadRequest       = "BadRequestException"
	codeInvalidNextToken = "InvalidNextTokenException"
	codeInternal         = "InternalFailure"
	codeNotFound         = "NotFoundException"
	codeRejected         = "MessageRejected"
	codeUnknownOperation = "UnknownOperationException"
)

// apiError is what a client gets; all of them are the sender's fault. Its message never holds a recipient's address.
type apiError struct {
	code    string
	message string
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

func fail(code, format string, args ...any) error {
	return &apiError{code: code, message: fmt.Sprintf(format, args...)}
}

// answer writes an operation's result: the one place where errors become statuses.
func answer(w http.ResponseWriter, out any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err == nil {
		_ = json.NewEncoder(w).Encode(out) // a failed write means that the client is gone
		return
	}
	e := &apiError{code: codeInternal, message: err.Error()}
	errors.As(err, &e)
	status := http.StatusBadRequest
	switch e.code {
	case codeNotFound, codeUnknownOperation:
		status = http.StatusNotFound
	case codeInternal:
		status = http.StatusInternalServerError
	}
	w.Header().Set("X-Amzn-Errortype", e.code)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": e.message})
}

// empty is the answer of operations that return nothing.
type empty struct{}
