package lambda

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// What Invoke may return besides a FunctionError; test with errors.Is. ErrTimeout
// and ErrExited match a FunctionError.
var (
	// ErrThrottled says that the concurrency of the function is used up; it was
	// not invoked. On AWS: TooManyRequestsException.
	ErrThrottled = errors.New("function is throttled: its concurrency is used up")
	// ErrTooLarge says that the payload is above 6 MB; the function was not
	// invoked. On AWS: RequestTooLargeException.
	ErrTooLarge = errors.New("payload is too large for an invocation")
	// ErrTimeout says that the invocation, or the initialisation before it, took
	// too long and the instance was killed.
	ErrTimeout = errors.New("function timed out")
	// ErrExited says that the process ended before it answered.
	ErrExited = errors.New("function exited")
	// ErrClosed says that the function or the host was closed.
	ErrClosed = errors.New("function is closed")
)

// Types of the errors that Lambda itself reports for a function.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
const (
	typeTimeout  = "Sandbox.Timedout"
	typeExit     = "Runtime.ExitError"
	typeTooLarge = "Function.ResponseSizeTooLarge"
	typeNoAnswer = "Runtime.Unknown"
)

// FunctionError is an invocation that was made and failed: the handler returned
// an error or panicked, or Lambda reports for a function that no longer can.
type FunctionError struct {
	Type    string // errorType, such as errorString or Runtime.ExitError
	Message string // errorMessage
	Payload []byte // the JSON that a caller of the Invoke API would see
}

// Error gives type and message.
func (e *FunctionError) Error() string { return e.Type + ": " + e.Message }

// Is makes errors.Is work with ErrTimeout and ErrExited.
func (e *FunctionError) Is(target error) bool {
	return target == ErrTimeout && e.Type == typeTimeout || target == ErrExited && e.Type == typeExit
}

// reported reads the error that a function posted about itself. What is not the
// documented JSON is kept as the payload.
func reported(body []byte, header string) *FunctionError {
	var posted struct {
		Message string `json:"errorMessage"`
		Type    string `json:"errorType"`
	}
	if err := json.Unmarshal(body, &posted); err != nil || posted.Type == "" {
		posted.Type = orElse(header, typeNoAnswer)
	}
	return &FunctionError{Type: posted.Type, Message: posted.Message, Payload: body}
}

// platformError is what Lambda says in place of the function.
func platformError(kind, message string) *FunctionError {
	payload, err := json.Marshal(map[string]string{"errorType": kind, "errorMessage": message})
	if err != nil {
		payload = []byte(`{}`) // two strings always marshal
	}
	return &FunctionError{Type: kind, Message: message, Payload: payload}
}

func timeoutError(requestID string, limit time.Duration) *FunctionError {
	return platformError(typeTimeout, fmt.Sprintf("RequestId: %s Error: Task timed out after %.2f seconds", requestID, limit.Seconds()))
}

func initTimeoutError(limit time.Duration) *FunctionError {
	return platformError(typeTimeout, fmt.Sprintf("Error: initialisation timed out after %.2f seconds", limit.Seconds()))
}

func noAnswerError(requestID string) *FunctionError {
	return platformError(typeNoAnswer, fmt.Sprintf("RequestId: %s Error: the function asked for its next invocation without answering this one", requestID))
}

// exitError describes how a process ended: "exit status 1", "signal: killed".
func exitError(requestID, state string) *FunctionError {
	message := "Error: Runtime exited without providing a reason"
	if state != "exit status 0" {
		message = "Error: Runtime exited with error: " + state
	}
	if requestID != "" {
		message = "RequestId: " + requestID + " " + message
	}
	return platformError(typeExit, message)
}
