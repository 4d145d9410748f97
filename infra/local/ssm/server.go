// Package ssm is a stand-in for the Parameter Store of AWS Systems Manager: an http.Handler inside the local runner that
// speaks the AWS JSON 1.1 protocol, so that an unchanged aws-sdk-go-v2 client works against it through its base endpoint.
//
// Parameters live in memory, with their versions. A SecureString read without decryption gives text that looks like a
// ciphertext, so that a caller who forgets WithDecryption fails here and not only on AWS.
//
// It does not encrypt, does not check signatures or permissions, and has no labels, policies, filters or throughput limits;
// descriptions, keys and tags are accepted and dropped.
package ssm

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// maxRequest bounds a request body in bytes: the largest parameter is 8 KiB.
const maxRequest = 1 << 20

// Server holds the parameters. It is safe for concurrent use.
type Server struct {
	now func() time.Time

	mu         sync.Mutex // guards parameters
	parameters map[string]*parameter
}

// New returns a server without parameters.
func New(now func() time.Time) *Server {
	return &Server{now: now, parameters: map[string]*parameter{}}
}

// ServeHTTP answers one request of the AWS JSON 1.1 protocol.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out, err := s.call(w, r)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if err == nil {
		_ = json.NewEncoder(w).Encode(out) // a failed write means that the client is gone
		return
	}
	e := &apiError{code: codeInternal, message: err.Error()}
	errors.As(err, &e)
	status := http.StatusBadRequest
	if e.code == codeInternal {
		status = http.StatusInternalServerError
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": e.code, "message": e.message})
}

func (s *Server) call(w http.ResponseWriter, r *http.Request) (any, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		return nil, fail(codeSerialization, "The request body could not be read, or is longer than %d bytes.", maxRequest)
	}
	target := r.Header.Get("X-Amz-Target")
	if operation, ok := strings.CutPrefix(target, "AmazonSSM."); ok && r.Method == http.MethodPost {
		switch operation {
		case "PutParameter":
			return decoded(body, s.putParameter)
		case "GetParameter":
			return decoded(body, s.getParameter)
		case "GetParameters":
			return decoded(body, s.getParameters)
		case "GetParametersByPath":
			return decoded(body, s.getParametersByPath)
		case "DeleteParameter":
			return decoded(body, s.deleteParameter)
		}
	}
	return nil, fail(codeUnknownOperation, "Not an operation of this Parameter Store: %s %s. It speaks AWS JSON 1.1 with the header X-Amz-Target: AmazonSSM.<operation>.",
		r.Method, target)
}

// decoded reads the request of an operation and does it. Errors do not quote the body, which may hold a secret.
func decoded[In, Out any](body []byte, do func(In) (Out, error)) (any, error) {
	var in In
	err := json.Unmarshal(body, &in)
	var typ *json.UnmarshalTypeError
	if errors.As(err, &typ) {
		return nil, fail(codeSerialization, "The request body does not fit the operation at member %q.", typ.Field)
	}
	if err != nil {
		return nil, fail(codeSerialization, "The request body is not JSON.")
	}
	return do(in)
}

// The error codes of the API, as the SDK's error types are named.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html#API_PutParameter_Errors
const (
	codeAlreadyExists    = "ParameterAlreadyExists"
	codeInvalidFilterKey = "InvalidFilterKey"
	codeInvalidNextToken = "InvalidNextToken"
	codeInvalidPattern   = "InvalidAllowedPatternException"
	codeNotFound         = "ParameterNotFound"
	codePatternMismatch  = "ParameterPatternMismatchException"
	codeTooDeep          = "HierarchyLevelLimitExceededException"
	codeTypeMismatch     = "HierarchyTypeMismatchException"
	codeUnsupportedType  = "UnsupportedParameterType"
	codeValidation       = "ValidationException"
	codeVersionNotFound  = "ParameterVersionNotFound"

	codeInternal         = "InternalServerError"
	codeSerialization    = "SerializationException"
	codeUnknownOperation = "UnknownOperationException"
)

// apiError is what a client gets; all of them are the sender's fault. Its message never holds a value.
type apiError struct {
	code    string
	message string
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

func fail(code, format string, args ...any) error {
	return &apiError{code: code, message: fmt.Sprintf(format, args...)}
}
