package queue

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// MaxBody is how large a body may be when it is unpacked: four times what a webhook accepts, because a carrier's answer to a
// poll may be longer, and far below what a hostile gzip could unfold to.
const MaxBody = 4 << 20

// The roads of an inbound body, as carrier.Kind names them. They stand here so that webhook links no carrier package.
const (
	Webhook = "webhook"
	Poll    = "poll"
)

// receivedLayout is RFC 3339 in UTC with milliseconds.
const receivedLayout = "2006-01-02T15:04:05.000Z"

// Inbound is one body as a source sent it or answered a poll with it, and how it came.
type Inbound struct {
	Source    string
	Account   string
	Kind      string // Webhook or Poll
	Assurance shipment.Assurance
	Received  time.Time
	Numbers   []string // polls: the numbers asked for, normalised
	Status    int      // polls: the HTTP status of the answer; 0: not told
	Body      []byte
}

// String shows how the body came and how long it is; the body itself may name people.
func (in Inbound) String() string {
	return fmt.Sprintf("%s body of %s/%s, %d bytes", in.Kind, in.Source, in.Account, len(in.Body))
}

// Format is String for every verb of fmt.
func (in Inbound) Format(f fmt.State, _ rune) { io.WriteString(f, in.String()) } //nolint:errcheck // fmt keeps the error of its own writer

// LogValue is String: slog would write the body as base64.
func (in Inbound) LogValue() slog.Value { return slog.StringValue(in.String()) }

// Message packs the body as base64 of gzip, so that any bytes pass through SQS and most stay far below its limit. The source
// is the message's group: a flood from one source does not delay the others. It fails with fault.TooLarge when even the
// packed form does not fit.
func (in Inbound) Message() (Message, error) {
	if len(in.Body) > MaxBody {
		return Message{}, fault.New(fault.TooLarge, "inbound body: %d bytes, at most %d", len(in.Body), MaxBody)
	}
	var packed bytes.Buffer
	encoder := base64.NewEncoder(base64.StdEncoding, &packed)
	zipper := gzip.NewWriter(encoder)
	if _, err := zipper.Write(in.Body); err != nil {
		return Message{}, fmt.Errorf("pack inbound body: %w", err)
	}
	if err := zipper.Close(); err != nil {
		return Message{}, fmt.Errorf("pack inbound body: %w", err)
	}
	if err := encoder.Close(); err != nil {
		return Message{}, fmt.Errorf("pack inbound body: %w", err)
	}
	m := Message{
		Body:  packed.String(),
		Group: in.Source,
		Attributes: map[string]string{
			"source": in.Source, "account": in.Account, "kind": in.Kind, "assurance": string(in.Assurance),
			"received": in.Received.UTC().Format(receivedLayout), "numbers": strings.Join(in.Numbers, ","),
		},
	}
	if in.Status != 0 {
		m.Attributes["status"] = strconv.Itoa(in.Status)
	}
	return m, m.Check()
}

// ReadInbound unpacks what Message packed. When it fails (fault.Malformed, naming what is wrong), the Inbound holds whatever
// could be read, so that the caller can keep it for operators.
func ReadInbound(r Record) (Inbound, error) {
	in := Inbound{Source: r.Attributes["source"], Account: r.Attributes["account"], Kind: r.Attributes["kind"]}
	in.Assurance = shipment.Assurance(r.Attributes["assurance"])
	if numbers := r.Attributes["numbers"]; numbers != "" {
		in.Numbers = strings.Split(numbers, ",")
	}
	if status, err := strconv.Atoi(r.Attributes["status"]); err == nil { // else the body has to speak for itself
		in.Status = status
	}
	body, err := unpack(r.Body)
	if err != nil {
		return in, err
	}
	in.Body = body
	if in.Source == "" || in.Account == "" {
		return in, fault.New(fault.Malformed, "inbound message: attribute source or account is missing")
	}
	if in.Kind != Webhook && in.Kind != Poll {
		return in, fault.New(fault.Malformed, "inbound message: %q is no kind", in.Kind)
	}
	switch in.Assurance {
	case shipment.Signed, shipment.BySecret, shipment.Polled:
	default:
		return in, fault.New(fault.Malformed, "inbound message: %q is no assurance", in.Assurance)
	}
	if in.Received, err = time.Parse(receivedLayout, r.Attributes["received"]); err != nil {
		return in, fault.New(fault.Malformed, "inbound message: attribute received is no RFC 3339 time with milliseconds")
	}
	return in, nil
}

func unpack(packed string) ([]byte, error) {
	unzipper, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(packed)))
	if err != nil {
		return nil, fault.Wrap(fault.Malformed, err, "unpack inbound body")
	}
	body, err := io.ReadAll(io.LimitReader(unzipper, MaxBody+1))
	if err != nil {
		return nil, fault.Wrap(fault.Malformed, err, "unpack inbound body")
	}
	if len(body) > MaxBody {
		return nil, fault.New(fault.TooLarge, "inbound body: more than %d bytes unpacked", MaxBody)
	}
	return body, nil
}
