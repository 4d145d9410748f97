package life

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/store"
)

// The kinds of problems that Check names, each before a colon.
const (
	lostPush      = "lost push"           // an acknowledged push told of a scan that is not there
	crossed       = "crossed"             // something of one shipment, order or brand stands with another
	forgery       = "forged"              // what nobody signed was believed
	invented      = "invented"            // a fact that nobody told
	doubledFact   = "doubled fact"        // one fact twice
	refused       = "refused"             // what was right was answered as if it were wrong
	unread        = "unreadable lost"     // a body that nobody could read is not kept
	stateDiffers  = "state differs"       // a claim does not say what its facts say
	untrue        = "untrue"              // a claim does not say what happened
	claimMissing  = "claim missing"       // an order was taken, and a number does not know it
	orderLost     = "order lost"          // an order was taken and is not stored as it was told
	doubled       = "doubled decision"    // two records of one decision
	unfinished    = "unfinished decision" // nobody will ever carry it out
	undecided     = "undecided milestone" // news about which nothing was decided
	doubleMail    = "double mail"         // a message left more often than crashes and lost answers explain
	unrecorded    = "unrecorded mail"     // a message left that nobody decided
	unsent        = "unsent"              // a record says that a message left, and no mailbox has it
	unheard       = "unheard"             // a reader never heard of a delivery
	personal      = "personal data"       // a name, an address, a phone number where none may be
	notErased     = "not erased"          // an erasure was acknowledged and left something
	notStopped    = "not stopped"         // a mailbox does not exist, and we do not know
	undrained     = "undrained"           // messages are left in a queue
	notReadable   = "not readable"        // what is stored cannot be read
	maxOfOneSort  = 5                     // problems of one sort that are told; more say no more
	furtherOnSort = "and %d more of this kind"
)

// Evidence is what a run has left behind.
type Evidence struct {
	Table       *store.Store                      // reads what is stored, without faults
	Items       []map[string]types.AttributeValue // of the main table
	Keys        []map[string]types.AttributeValue // of the table of data keys
	Answered    map[int]int                       // by event: the last HTTP status that its sender saw; none: never answered
	Mails       []Mail                            // Mailboxes.Mails
	Crashes     int                               // processes killed that were about to send, or might have been
	LostAnswers int                               // calls that had their effect and whose caller was told nothing, or an error
	Waiting     map[string]int                    // by queue: messages left
	Dead        map[string]int                    // by dead-letter queue: messages left
	Log         []byte                            // everything that the functions logged
}

// took reports whether an event was acknowledged.
func (e Evidence) took(h *happening) bool {
	return h != nil && e.Answered[h.ID]/100 == http.StatusOK/100
}

// inquest is one check.
type inquest struct {
	*Life
	Evidence
	ctx      context.Context
	problems map[string][]string // by sort
	model    map[string]*account // by number
	numbers  map[string]store.Number
	stored   map[string]held // by order
	stopped  map[string]bool // e-mail addresses that are not written to
}

// Check gives what is wrong with what a run has left behind, one line each with its sort before a colon; nothing when all is well. It
// asks neither handlers nor the store's own merging what should be there: bytes that carriers sent are decoded again, facts folded
// again, and beside that the lives that parcels really led say where they must be.
func (l *Life) Check(ctx context.Context, e Evidence) []string {
	q, err := l.inquest(ctx, e)
	if err != nil {
		return []string{notReadable + ": " + err.Error()}
	}
	return q.judge()
}

// inquest reads what a run has left behind.
func (l *Life) inquest(ctx context.Context, e Evidence) (*inquest, error) {
	q := &inquest{Life: l, Evidence: e, ctx: ctx, problems: map[string][]string{}}
	return q, q.read()
}

// judge makes all checks of what was read.
func (q *inquest) judge() []string {
	q.door()
	q.facts()
	q.states()
	q.claims()
	q.decisions()
	q.mails()
	q.privacy()
	q.erasures()
	q.stops()
	q.queues()
	return q.report()
}

func (q *inquest) say(sort, format string, args ...any) {
	q.problems[sort] = append(q.problems[sort], fmt.Sprintf(format, args...))
}

// report lists the problems by sort.
func (q *inquest) report() []string {
	var sorts []string
	for sort := range q.problems {
		sorts = append(sorts, sort)
	}
	slices.Sort(sorts)
	var out []string
	for _, sort := range sorts {
		told := q.problems[sort]
		for i, p := range told {
			if i == maxOfOneSort {
				out = append(out, sort+": "+fmt.Sprintf(furtherOnSort, len(told)-i))
				break
			}
			out = append(out, sort+": "+p)
		}
	}
	return out
}

// queues checks that nothing is left to do.
func (q *inquest) queues() {
	for _, left := range []map[string]int{q.Waiting, q.Dead} {
		var names []string
		for name := range left {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if left[name] > 0 {
				q.say(undrained, "%d messages in %s", left[name], name)
			}
		}
	}
}
