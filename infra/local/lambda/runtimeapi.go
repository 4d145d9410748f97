package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// routes are the four calls of the Lambda Runtime API, each under the path of an
// instance.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
func (h *Host) routes() http.Handler {
	const base = "/{function}/{instance}/2018-06-01/runtime"
	mux := http.NewServeMux()
	mux.Handle("GET "+base+"/invocation/next", h.to((*instance).serveNext))
	mux.Handle("POST "+base+"/invocation/{id}/response", h.to((*instance).serveResponse))
	mux.Handle("POST "+base+"/invocation/{id}/error", h.to((*instance).serveError))
	mux.Handle("POST "+base+"/init/error", h.to((*instance).serveInitError))
	return mux
}

// to finds the instance that calls.
func (h *Host) to(serve func(*instance, http.ResponseWriter, *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := h.instance(r.PathValue("function") + "/" + r.PathValue("instance"))
		if in == nil {
			apiError(w, http.StatusForbidden, "Forbidden", "no such instance")
			return
		}
		serve(in, w, r)
	})
}

// serveNext ends the invocation before and waits for another.
func (in *instance) serveNext(w http.ResponseWriter, r *http.Request) {
	work := in.next(r.Context())
	if work == nil {
		return // the process is gone
	}
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Lambda-Runtime-Aws-Request-Id", work.id)
	header.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(work.deadline.UnixMilli(), 10))
	header.Set("Lambda-Runtime-Invoked-Function-Arn", in.function.config.arn())
	header.Set("Lambda-Runtime-Trace-Id", work.trace)
	header.Set("Content-Length", strconv.Itoa(len(work.payload)))
	_, _ = w.Write(work.payload) // when this fails the process is gone, which is noticed elsewhere
}

func (in *instance) next(ctx context.Context) *invocation {
	in.mu.Lock()
	if in.current != nil {
		close(in.current.finished)
		in.current = nil
	}
	if !in.isReady {
		in.isReady = true
		close(in.ready)
	}
	in.mu.Unlock()
	select {
	case work := <-in.work:
		in.mu.Lock()
		defer in.mu.Unlock()
		in.current = work
		return work
	case <-ctx.Done():
	case <-in.exited:
	}
	return nil
}

func (in *instance) serveResponse(w http.ResponseWriter, r *http.Request) {
	body, err := readAtMost(r.Body, maxResponse)
	switch {
	case errors.Is(err, errTooLong):
		failure := platformError(typeTooLarge, fmt.Sprintf("Response payload size exceeded maximum allowed payload size (%d bytes).", maxResponse))
		in.settle(w, r, nil, failure, http.StatusRequestEntityTooLarge)
	case err != nil:
		unreadable(w)
	case r.Trailer.Get("Lambda-Runtime-Function-Error-Type") != "":
		// A reader that the handler returned failed half way.
		kind := r.Trailer.Get("Lambda-Runtime-Function-Error-Type")
		in.settle(w, r, nil, platformError(kind, "the response was cut short"), http.StatusAccepted)
	default:
		in.settle(w, r, body, nil, http.StatusAccepted)
	}
}

func (in *instance) serveError(w http.ResponseWriter, r *http.Request) {
	body, err := readAtMost(r.Body, maxResponse)
	if err != nil {
		unreadable(w)
		return
	}
	in.settle(w, r, nil, reported(body, r.Header.Get("Lambda-Runtime-Function-Error-Type")), http.StatusAccepted)
}

func (in *instance) serveInitError(w http.ResponseWriter, r *http.Request) {
	body, err := readAtMost(r.Body, maxResponse)
	if err != nil {
		unreadable(w)
		return
	}
	in.mu.Lock()
	in.initFailed = reported(body, r.Header.Get("Lambda-Runtime-Function-Error-Type"))
	in.mu.Unlock()
	accepted(w, http.StatusAccepted)
}

// settle keeps the answer to the current invocation. The invocation ends when
// the instance asks for more or exits, as on Lambda.
func (in *instance) settle(w http.ResponseWriter, r *http.Request, body []byte, failure *FunctionError, status int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.current == nil || in.current.id != r.PathValue("id") || in.current.answered {
		apiError(w, http.StatusBadRequest, "InvalidRequestID", "Invalid request ID")
		return
	}
	in.current.answered, in.current.body, in.current.failure = true, body, failure
	if status == http.StatusRequestEntityTooLarge {
		apiError(w, status, "RequestEntityTooLarge", failure.Message)
		return
	}
	accepted(w, status)
}

func accepted(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"status":"OK"}`)
}

func apiError(w http.ResponseWriter, status int, kind, message string) {
	body, err := json.Marshal(map[string]string{"errorType": kind, "errorMessage": message})
	if err != nil {
		body = []byte(`{}`) // two strings always marshal
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func unreadable(w http.ResponseWriter) {
	apiError(w, http.StatusBadRequest, "InvalidRequest", "the body could not be read")
}

var errTooLong = errors.New("body is too long")

// readAtMost gives the whole body, or errTooLong. It reads to the end in any
// case, so that the caller can hear the answer.
func readAtMost(r io.Reader, limit int) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return nil, err
	}
	if len(body) <= limit {
		return body, nil
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return nil, err
	}
	return nil, errTooLong
}
