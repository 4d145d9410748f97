// Package carrier turns what carriers and aggregators send into facts about parcels. It holds the contract of an adapter,
// code tables and the names of carriers; each adapter lives in a folder of its own below. Nothing here reads a clock, a database
// or the environment; only a Fetcher and a Confirmer talk to the network.
package carrier

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"doorstep/shared/shipment"
)

// Kind says by which road a payload came.
type Kind string

// The roads.
const (
	Webhook Kind = "webhook"
	Poll    Kind = "poll"
)

// Adapter reads what one source sends.
type Adapter interface {
	// Source is the adapter's code: "ups".
	Source() string
	// Profile says what the source and its adapter can do. It is constant.
	Profile() Profile
	// Decode reads one payload. It is pure, never panics, and gives either an update (which may hold problems only) or an
	// error of kind fault.Malformed when the body cannot be read at all. Fact.Assurance is left empty: whoever received the
	// body knows it.
	Decode(kind Kind, body []byte) (Update, error)
}

// Fetcher asks one source about numbers. An adapter whose source has no poll API does not implement it.
type Fetcher interface {
	// Fetch asks for numbers, as few calls as the source allows, and gives one Answer per body received. It honours ctx. An
	// error says that nothing could be asked; what the source answered, errors included, is in the Answers.
	Fetch(ctx context.Context, client *http.Client, creds Credentials, numbers []string) ([]Answer, error)
}

// MoverFetcher is a Fetcher whose source must be told with each number who moves it. Fetch alone knows that of no number.
type MoverFetcher interface {
	Fetcher
	// FetchFor is Fetch with the Doorstep codes of who moves the numbers, as far as they are known.
	FetchFor(ctx context.Context, client *http.Client, creds Credentials, numbers []string, movers map[string]string) ([]Answer, error)
}

// Credentials are what a merchant's account with one source consists of. Values are secret: they never print.
type Credentials map[string]string

// String hides the values.
func (Credentials) String() string { return "[credentials]" }

// Format hides the values from every verb of fmt.
func (c Credentials) Format(f fmt.State, _ rune) { io.WriteString(f, c.String()) } //nolint:errcheck // fmt keeps the error of its own writer

// LogValue hides the values from slog, which would write a map as JSON.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Answer is one raw answer of a source to a poll.
type Answer struct {
	Numbers    []string      // the numbers that the request asked for
	Status     int           // HTTP status
	Body       []byte        // as received, capped
	RetryAfter time.Duration // how long the source asks us to wait; 0: not said
	Account    bool          // the account was refused before it could ask (no token): nothing is said about the numbers
}

// Update is what an adapter makes of one payload.
type Update struct {
	Source   string
	Kind     Kind
	Parcels  []Parcel // one for each number and carrier
	Problems []Problem
	// Handshake is what a source sends before its pushes to see whether anybody listens; nil in every other payload.
	Handshake *Handshake
}

// Handshake asks the receiver of pushes to confirm a subscription.
type Handshake struct {
	Subscription string // its id or address at the source
	Secret       string // to be given back; it must not print
}

// String hides the secret.
func (h Handshake) String() string { return "[handshake of " + h.Subscription + "]" }

// Format hides the secret from every verb of fmt.
func (h Handshake) Format(f fmt.State, _ rune) { io.WriteString(f, h.String()) } //nolint:errcheck // fmt keeps the error of its own writer

// LogValue hides the secret from slog.
func (h Handshake) LogValue() slog.Value { return slog.StringValue(h.String()) }

// Confirmer answers handshakes. Adapters of sources that ask for one implement it.
type Confirmer interface {
	// Confirm tells the source that its subscription is wanted. An error of kind fault.Unavailable may be tried again.
	Confirm(ctx context.Context, client *http.Client, creds Credentials, h Handshake) error
}

// Parcel is what a payload says about one tracking number.
type Parcel struct {
	Number     string // normalised; empty when the payload does not say and only the request knew it
	Carrier    string // Doorstep code, or empty
	CarrierRaw string // the sender's own word for the carrier
	Service    string // the sender's word for the service level
	Aliases    []string
	Facts      []shipment.Fact
	SignedBy   string // who signed: personal, kept out of facts and sealed by whoever stores it
}

// Problem kinds.
const (
	NotFound     = "not_found"
	Unauthorized = "unauthorized"
	RateLimited  = "rate_limited"
	Invalid      = "invalid"
	Upstream     = "upstream"
	Malformed    = "malformed"
)

// Problem is a failure that the sender reports, for one number or for the whole request.
type Problem struct {
	Number  string
	Kind    string
	Code    string
	Message string // the sender's words; personal data removed
}

// Interpreter explains a carrier's codes and wording when another source repeats them. Adapters of carriers implement it;
// adapters of aggregators are given the ones they need, since adapters never import each other.
type Interpreter interface {
	// Interpret gives the meaning of a scan with this code and text, and whether the carrier's own table knows them. Either
	// may be empty.
	Interpret(code, text string) (Meaning, bool)
}
