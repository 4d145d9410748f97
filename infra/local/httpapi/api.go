// Package httpapi stands in for an Amazon API Gateway HTTP API in front of Lambda
// functions: it picks the route, builds the event of payload format 2.0, and
// turns the function's answer into a response, with the limits and the messages
// of the real one. It refuses what API Gateway would refuse.
//
// Where AWS does not document a behaviour, the code follows what was seen on a
// real API and says where. Not built: authorizers, custom domains, mutual TLS,
// stage variables and payload format 1.0.
package httpapi

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// Invoker invokes the function behind a route and waits for its answer. It must
// return when ctx ends. ErrTooLarge says that the event is longer than a function
// takes.
type Invoker interface {
	Invoke(ctx context.Context, payload []byte) (response []byte, err error)
}

// ErrTooLarge is what an Invoker returns for an event above the 6 MB of an
// invocation, which a body below the API's own 10 MB can reach.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (RequestTooLargeException, 413)
var ErrTooLarge = errors.New("the event is too large for an invocation")

// Route sends the requests of one method and path to a function.
type Route struct {
	Method string // upper case; ANY for every method
	// Path may hold variables, /t/{token}, and end in a greedy one, /files/{path+}.
	// "$default" with method ANY takes what no other route takes.
	Path     string
	Function Invoker
	Timeout  time.Duration // that the API waits for the function; 30 s, the most AWS allows, when zero
	Throttle *Throttle     // nil: the API's own
}

// Config describes an API. Only Routes is required.
type Config struct {
	Routes []Route
	// Stage is $default when empty. Another stage is the first segment of every
	// path, as on AWS.
	Stage     string
	APIID     string
	AccountID string
	Throttle  *Throttle // of each route that has none of its own; nil: no limit
	CORS      *CORS     // nil: the API leaves CORS to the functions
	// Now is time.Now when nil.
	Now func() time.Time
	// Failed is told of every request that the API answered for a function that
	// failed, timed out or answered nonsense. It may be nil.
	Failed func(routeKey string, err error)
}

// Limits of an HTTP API.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const (
	maxBody    = 10 << 20 // bytes of the request's body
	maxHeader  = 10240    // bytes of the request line and all header values
	maxTimeout = 30 * time.Second
)

// API is an http.Handler.
type API struct {
	config  Config
	routes  *router
	buckets map[string]*bucket // by route key
}

// New checks the routes and gives the API. The error names the route that API
// Gateway would refuse.
func New(c Config) (*API, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Failed == nil {
		c.Failed = func(string, error) {}
	}
	c.Stage = orElse(c.Stage, "$default")
	c.APIID = orElse(c.APIID, "local")
	c.AccountID = orElse(c.AccountID, "000000000000")
	routes, err := newRouter(c.Routes)
	if err != nil {
		return nil, err
	}
	a := &API{config: c, routes: routes, buckets: map[string]*bucket{}}
	for _, r := range routes.routes {
		limit := r.Throttle
		if limit == nil {
			limit = c.Throttle
		}
		if limit != nil {
			a.buckets[r.key] = newBucket(*limit, c.Now())
		}
	}
	return a, nil
}

func orElse(s, standard string) string {
	if s == "" {
		return standard
	}
	return s
}

// ServeHTTP answers one request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	requestID := newRequestID()
	w.Header().Set("Apigw-Requestid", requestID)
	if len(r.TransferEncoding) > 0 {
		// net/http drops a Content-Length beside it, so nobody can tell whether there was one: what follows on such a connection may be the
		// rest of a body. https://www.rfc-editor.org/rfc/rfc9112#section-6.1
		w.Header().Set("Connection", "close")
	}
	if headerSize(r) > maxHeader {
		refuse(w, http.StatusRequestHeaderFieldsTooLarge)
		return
	}
	if a.config.CORS != nil && isPreflight(r) {
		a.config.CORS.answer(w, r)
		return
	}
	a.config.CORS.decorate(w.Header(), r)
	r.URL.Path = pathOf(r.URL.Path)
	path, ok := stagePath(a.config.Stage, r.URL.Path)
	if !ok {
		refuse(w, http.StatusNotFound)
		return
	}
	match, ok := a.routes.match(r.Method, path)
	if !ok {
		refuse(w, http.StatusNotFound)
		return
	}
	if b := a.buckets[match.route.key]; b != nil && !b.take(a.config.Now()) {
		refuse(w, http.StatusTooManyRequests)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		refuse(w, http.StatusRequestEntityTooLarge)
	case errors.Is(err, os.ErrDeadlineExceeded):
		refuse(w, http.StatusRequestTimeout) // the client sends slower than Server waits
	case err != nil:
		refuse(w, http.StatusBadRequest) // the client hung up or broke the protocol
	default:
		a.invoke(w, r, match, requestID, body)
	}
}

// invoke sends the event to the function and its answer to the client. A
// function that fails, or that Lambda does not run, is a 500; one that takes too
// long is a 503.
// https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
// https://github.com/anomalyco/sst/issues/2232 shows the 503.
func (a *API) invoke(w http.ResponseWriter, r *http.Request, match routeMatch, requestID string, body []byte) {
	event, err := a.event(r, match, requestID, body)
	if err != nil {
		a.config.Failed(match.route.key, fmt.Errorf("build event: %w", err))
		refuse(w, http.StatusInternalServerError)
		return
	}
	// A client that hangs up does not stop the function.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), match.route.Timeout)
	defer cancel()
	payload, err := match.route.Function.Invoke(ctx, event)
	if err != nil {
		a.config.Failed(match.route.key, fmt.Errorf("invoke function: %w", err))
		status := http.StatusInternalServerError
		switch {
		case errors.Is(err, ErrTooLarge):
			status = http.StatusRequestEntityTooLarge
		case errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil:
			status = http.StatusServiceUnavailable
		}
		refuse(w, status)
		return
	}
	answer, err := decodeResponse(payload)
	if err != nil {
		a.config.Failed(match.route.key, fmt.Errorf("read the function's response: %w", err))
		refuse(w, http.StatusInternalServerError)
		return
	}
	answer.write(w, a.config.CORS != nil)
}

// refuse answers for the API itself, in its words.
func refuse(w http.ResponseWriter, status int) {
	message := http.StatusText(status)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"message":%q}`, message)
}

// newRequestID gives an id that looks like API Gateway's: 15 characters and "=".
func newRequestID() string {
	b := make([]byte, 11)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return base64.URLEncoding.EncodeToString(b)
}

// headerSize is what counts towards maxHeader.
func headerSize(r *http.Request) int {
	size := len(r.Method) + len(r.RequestURI) + len(r.Proto) + len("  ") + len(r.Host)
	for _, values := range r.Header {
		for _, value := range values {
			size += len(value)
		}
	}
	return size
}
