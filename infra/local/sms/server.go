// Package sms is a stand-in for the part of AWS End User Messaging SMS (pinpoint-sms-voice-v2) that sends text messages: an http.Handler
// inside the local runner that speaks the AWS JSON 1.0 protocol, so that an unchanged aws-sdk-go-v2 client works against it through
// its base endpoint.
//
// It delivers nothing. It checks what AWS checks of a request before it takes a message, refuses receivers who opted out, and keeps
// accepted messages for the runner's page. Any sender may be used, as if it were registered.
//
// It does not check signatures, countries, prices, spending limits or the sandbox's receivers, and sends no events.
package sms

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// maxRequest bounds a request body in bytes: a text of 1,600 characters and room for the rest.
const maxRequest = 64 << 10

// Server holds what was sent and who opted out. It is safe for concurrent use.
type Server struct {
	now func() time.Time

	mu     sync.Mutex // guards everything below
	out    map[string]bool
	outbox []Sent
}

// New returns a server.
func New(now func() time.Time) *Server { return &Server{now: now, out: map[string]bool{}} }

// OptOut puts a number on the list of those who answered STOP.
func (s *Server) OptOut(number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out[number] = true
}

// ServeHTTP answers one request of the AWS JSON 1.0 protocol.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out, err := s.call(w, r)
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if err == nil {
		_ = json.NewEncoder(w).Encode(out) // a failed write means that the client is gone
		return
	}
	e := &apiError{Type: "InternalServerException", Message: err.Error()}
	errors.As(err, &e)
	status := http.StatusBadRequest
	if e.Type == "InternalServerException" {
		status = http.StatusInternalServerError
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(e)
}

// target names the operation in the header X-Amz-Target.
const target = "PinpointSMSVoiceV2.SendTextMessage"

func (s *Server) call(w http.ResponseWriter, r *http.Request) (any, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		return nil, invalid("REQUEST_TOO_LARGE", "The request body could not be read, or is longer than %d bytes.", maxRequest)
	}
	if got := r.Header.Get("X-Amz-Target"); got != target || r.Method != http.MethodPost {
		return nil, &apiError{Type: "UnknownOperationException", Message: fmt.Sprintf("Not an operation of this stand-in: %s %s. It knows %s.", r.Method, got, target)}
	}
	var in input
	if err := json.Unmarshal(body, &in); err != nil { // err would quote the body, which holds a number
		return nil, &apiError{Type: "SerializationException", Message: "The request body does not fit the operation."}
	}
	return s.send(in)
}

// input is a request of SendTextMessage. Members that the stand-in has no use for are ignored.
// https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
type input struct {
	DestinationPhoneNumber, OriginationIdentity, MessageBody, MessageType, ConfigurationSetName string
	Context                                                                                     map[string]string
	DryRun                                                                                      bool
}

// The forms of a request's members.
var (
	phone    = regexp.MustCompile(`^\+?[1-9][0-9]{1,18}$`)
	identity = regexp.MustCompile(`^[A-Za-z0-9_:/+-]{1,256}$`)
	set      = regexp.MustCompile(`^[A-Za-z0-9_:/-]{1,256}$`)
	key      = regexp.MustCompile(`^\S{1,100}$`)
)

// Quotas of a request.
const (
	maxBody    = 1600 // characters
	maxContext = 5
	maxValue   = 800
)

func (s *Server) send(in input) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out[in.DestinationPhoneNumber] {
		return nil, &apiError{Type: "ConflictException", Reason: "DESTINATION_PHONE_NUMBER_OPTED_OUT", Message: "The destination phone number has opted out."}
	}
	id := strings.ToLower(rand.Text())
	if !in.DryRun {
		s.outbox = append(s.outbox, Sent{ID: id, At: s.now(), To: in.DestinationPhoneNumber, From: in.OriginationIdentity, Body: in.MessageBody,
			ConfigurationSet: in.ConfigurationSetName, Context: in.Context})
	}
	return map[string]string{"MessageId": id}, nil
}

func (in input) check() error {
	switch {
	case !phone.MatchString(in.DestinationPhoneNumber):
		return invalid("FIELD_VALIDATION_FAILED", "DestinationPhoneNumber is not in E.164 format.")
	case !identity.MatchString(in.OriginationIdentity):
		return invalid("FIELD_VALIDATION_FAILED", "OriginationIdentity is missing, or no id of a sender.")
	case strings.TrimSpace(in.MessageBody) == "" || utf8.RuneCountInString(in.MessageBody) > maxBody:
		return invalid("FIELD_VALIDATION_FAILED", "MessageBody must have 1 to %d characters.", maxBody)
	case in.MessageType != "" && in.MessageType != "TRANSACTIONAL" && in.MessageType != "PROMOTIONAL":
		return invalid("FIELD_VALIDATION_FAILED", "MessageType is neither TRANSACTIONAL nor PROMOTIONAL.")
	case in.ConfigurationSetName != "" && !set.MatchString(in.ConfigurationSetName):
		return invalid("FIELD_VALIDATION_FAILED", "ConfigurationSetName is no name.")
	case len(in.Context) > maxContext:
		return invalid("FIELD_VALIDATION_FAILED", "Context has more than %d entries.", maxContext)
	}
	for k, v := range in.Context {
		if !key.MatchString(k) || strings.TrimSpace(v) != v || v == "" || utf8.RuneCountInString(v) > maxValue {
			return invalid("FIELD_VALIDATION_FAILED", "Context has an entry that is none.")
		}
	}
	return nil
}

// apiError is what a client gets. Its message never holds a number.
type apiError struct {
	Type    string `json:"__type"`
	Message string
	Reason  string `json:",omitempty"`
}

func (e *apiError) Error() string { return e.Type + ": " + e.Message }

func invalid(reason, format string, args ...any) error {
	return &apiError{Type: "ValidationException", Reason: reason, Message: fmt.Sprintf(format, args...)}
}
