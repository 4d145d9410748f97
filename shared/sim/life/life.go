// Package life is what is outside Doorstep in the fault simulator (shared/sim): brands, orders, parcels with the lives they really
// lead, the carriers and aggregators that tell of them, the mailboxes that messages reach. It also says what Doorstep must have made of all this (Check).
//
// What happens is drawn from a source of randomness and follows from it alone: the same seed draws the same bytes. Nothing here reads the
// clock of the machine.
package life

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/store"
)

// Kind is what an event asks for.
type Kind string

// The kinds of events.
const (
	Push     Kind = "push"     // POST /webhooks/{source}/{account}, to webhook
	PutOrder Kind = "put"      // PUT /v1/orders/{brand}/{number}, to orders
	Erase    Kind = "erase"    // DELETE /v1/orders/{brand}/{number}, to orders
	AskAgain Kind = "again"    // GET /v1/orders/{brand}/{number}, to orders: changes nothing
	Feedback Kind = "feedback" // Body, to the feedback queue: what SES tells of a message
)

// Event is one thing that comes to Doorstep from outside.
type Event struct {
	ID      int // 1 and up, in the order of Events
	At      time.Time
	Kind    Kind
	Request events.APIGatewayV2HTTPRequest // all kinds but Feedback; RouteKey says which function
	Body    string                         // Feedback: the body of the queue's message
	Once    bool                           // whoever sends it never repeats it, whatever the answer: a forger
}

// Evidence is what a run has left behind.
type Evidence struct {
	Table       *store.Store                      // reads what is stored, without faults
	Items       []map[string]types.AttributeValue // of the main table
	Keys        []map[string]types.AttributeValue // of the table of data keys
	Answered    map[int]int                       // by event: the last HTTP status that its sender saw; none: never answered
	Mails       []Mail                            // Mailboxes.Mails
	Crashes     int                               // processes killed
	LostAnswers int                               // calls that had their effect and whose caller was told nothing, or an error
	Waiting     map[string]int                    // by queue: messages left
	Dead        map[string]int                    // by dead-letter queue: messages left
	Log         []byte                            // everything that the functions logged
}

// Mail is one message that left Doorstep: an e-mail, a text message or a chat message.
type Mail struct {
	At      time.Time
	Channel string // "email", "sms", "chat"
	To      string
	Subject string            // e-mail
	Text    string            // the words: the plain part of an e-mail
	Tags    map[string]string // e-mail: as SES was given them
	ID      string            // that the mailbox gave it
}

// Life is a drawn world.
type Life struct {
	start  time.Time
	events []Event
}

// Draw makes a world whose first day is start.
func Draw(rnd *rand.Rand, start time.Time) *Life {
	return &Life{start: start}
}

// Events gives what comes from outside, by time.
func (l *Life) Events() []Event { return l.events }

// End is when the last of it has happened.
func (l *Life) End() time.Time { return l.start }

// Fill stores the brands.
func (l *Life) Fill(ctx context.Context, s *store.Store) error { return nil }

// Parameters gives the values of SSM by full name: prefix "/sim".
func (l *Life) Parameters() map[string]string { return map[string]string{} }

// Carriers answers what poll asks, as the carriers would.
func (l *Life) Carriers(now func() time.Time) http.RoundTripper { return nil }

// Mailboxes takes what Doorstep sends: SES version 2, text messages and chats.
type Mailboxes struct {
	now   func() time.Time
	mails []Mail
}

// Mailboxes makes empty mailboxes.
func (l *Life) Mailboxes(now func() time.Time) *Mailboxes { return &Mailboxes{now: now} }

// RoundTrip answers as the service that the request is for.
func (m *Mailboxes) RoundTrip(r *http.Request) (*http.Response, error) { return nil, nil }

// Mails gives what was taken, oldest first.
func (m *Mailboxes) Mails() []Mail { return m.mails }

// Check gives what is wrong with what a run has left behind; nothing when all is well.
func (l *Life) Check(ctx context.Context, e Evidence) []string { return nil }
