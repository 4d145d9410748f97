package parked

import (
	"context"
	"fmt"
	"time"

	"doorstep/infra/doorstep/ops/trial"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// What became of a body.
const (
	StillUnreadable = "unreadable" // this build cannot read it either: it was not sent
	WouldRead       = "would_read" // a dry run: this build reads it
	WouldSend       = "would_send" // a dry run: the door would take it; what it makes of it shows only then
	Applied         = "applied"    // everything in it stands in the table: it left the list
	Waiting         = "waiting"    // it was sent, and is not seen in the table yet: it stays on the list
	ParkedAgain     = "parked_again"
	Sent            = "sent" // it was sent and taken, and nothing in the table could show it: it left the list
	Refused         = "refused"
	Person          = "for_a_person" // a request that only a person can answer: nothing was sent
)

// Verdict is what became of one body.
type Verdict struct {
	Body    store.Unreadable
	Became  string
	Detail  string   // why
	Numbers []string // tracking numbers that it tells of
	Facts   int
}

// Good reports whether nothing is left to do about the body.
func (v Verdict) Good() bool {
	return v.Became == Applied || v.Became == Sent || v.Became == WouldRead || v.Became == WouldSend
}

// Opener opens what is sealed, as seal.Vault does.
type Opener interface {
	Open(ctx context.Context, owner, label string, sealed []byte) ([]byte, error)
}

// Sender queues one message.
type Sender interface {
	Send(ctx context.Context, m queue.Message) error
}

// Knock puts the body of a shop's webhook through the door of shops. It is given the body in the clear and says how the door answered:
// nil for a 2xx.
type Knock func(ctx context.Context, b store.Unreadable, body []byte) error

// Items is what a retry needs of the store.
type Items interface {
	Table
	LatestNumber(ctx context.Context, number string) (store.Number, error)
	Unpark(ctx context.Context, seen store.Unreadable) error
}

// Retry puts bodies through the door again.
type Retry struct {
	Items  Items
	Opener Opener
	Bench  trial.Bench
	Door   Sender
	Knock  Knock // nil: bodies of shops are refused, because nobody said where the door is
	As     As
	DryRun bool
	Force  bool          // also what this build cannot read: a newer one may be deployed
	Wait   time.Duration // how long to look for what becomes of a body
	Now    func() time.Time
	Pause  func(context.Context, time.Duration) error
}

// look is how often the table is asked what became of a body.
const look = 250 * time.Millisecond

// One treats one body of a list. Errors are those of AWS: the body stays as it was.
func (r Retry) One(ctx context.Context, listed store.Unreadable) (Verdict, error) {
	b, err := r.Items.Unreadable(ctx, listed.At, listed.ID)
	if fault.KindOf(err) == fault.NotFound {
		return Verdict{Body: listed, Became: Applied, Detail: "it is not on the list any more"}, nil
	}
	if err != nil {
		return Verdict{}, err
	}
	sealed := b.Sealed
	b.Sealed = nil
	v := Verdict{Body: b}
	plain, err := r.Opener.Open(ctx, store.UnreadableOwner(b.At), "body", sealed)
	if err != nil {
		return v, fmt.Errorf("open body %s: %w", b.ID, err)
	}
	if b.Kind == Shop {
		return r.shop(ctx, v, plain)
	}
	m, err := Message(b, string(plain), r.As)
	if err != nil {
		if v.Became = Refused; b.Kind != queue.Webhook && b.Kind != queue.Poll && b.Kind != "none" {
			v.Became = Person
		}
		v.Detail = err.Error()
		return v, nil
	}
	return r.inbound(ctx, v, m)
}

// inbound tries a body here, and sends it when that went well.
func (r Retry) inbound(ctx context.Context, v Verdict, m queue.Message) (Verdict, error) {
	out, err := r.Bench.Try(ctx, m)
	switch {
	case err != nil:
		v.Became, v.Detail = StillUnreadable, err.Error()
	case !out.Readable():
		v.Became, v.Detail = StillUnreadable, out.Reason
	default:
		v.Became, v.Numbers, v.Facts = WouldRead, out.Numbers(), out.Count()
		if out.Handshake {
			v.Detail = "a handshake: the source only asks whether anybody listens"
		}
	}
	if r.DryRun || v.Became == StillUnreadable && !r.Force {
		return v, nil
	}
	sent := r.Now()
	if err := r.Door.Send(ctx, m); err != nil {
		return v, err
	}
	return r.follow(ctx, v, out, sent)
}

// follow looks for what became of a body that was sent, and takes it off the list when all of it stands in the table.
func (r Retry) follow(ctx context.Context, v Verdict, out trial.Outcome, sent time.Time) (Verdict, error) {
	// Under another source's name it would be parked as another body.
	same := r.As.Source == "" || r.As.Source == v.Body.Source
	for {
		now, err := r.Items.Unreadable(ctx, v.Body.At, v.Body.ID)
		switch {
		case fault.KindOf(err) == fault.NotFound: // somebody else took it off the list
		case err != nil:
			return v, err
		case same && now.Parked.After(v.Body.Parked):
			v.Became, v.Detail = ParkedAgain, "the deployed version cannot read it: "+now.Reason
			return v, nil
		}
		if len(out.Facts) == 0 && out.Readable() { // a handshake, or nothing at all
			v.Became = Sent
			return v, r.Items.Unpark(ctx, v.Body)
		}
		arrived, err := r.arrived(ctx, out)
		if err != nil {
			return v, err
		}
		if arrived {
			v.Became = Applied
			return v, r.Items.Unpark(ctx, v.Body)
		}
		if r.Now().Sub(sent) >= r.Wait {
			v.Became, v.Detail = Waiting, "sent, and not seen in the table yet; it stays on the list: retry it again later, which changes nothing where it arrived"
			return v, nil
		}
		if err := r.Pause(ctx, look); err != nil {
			v.Became, v.Detail = Waiting, "sent; the look at what becomes of it was broken off"
			return v, nil
		}
	}
}

// arrived reports whether the table holds everything that a body tells.
func (r Retry) arrived(ctx context.Context, out trial.Outcome) (bool, error) {
	if !out.Readable() {
		return false, nil
	}
	for _, number := range out.Numbers() {
		n, err := r.Items.LatestNumber(ctx, number)
		if fault.KindOf(err) == fault.NotFound {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if !out.In(n) {
			return false, nil
		}
	}
	return true, nil
}

// shop knocks at the door of shops, whose answer says what became of the body: what it cannot use it parks again, and answers 200.
func (r Retry) shop(ctx context.Context, v Verdict, body []byte) (Verdict, error) {
	switch {
	case len(body) == 0:
		v.Became, v.Detail = Refused, "the body was too long to keep: the shop has to send it again"
		return v, nil
	case r.Knock == nil:
		v.Became, v.Detail = Refused, "--url (DOORSTEP_URL) says where the door of shops is"
		return v, nil
	case r.DryRun:
		v.Became, v.Detail = WouldSend, "the door of shops decides"
		return v, nil
	}
	if err := r.Knock(ctx, v.Body, body); err != nil {
		v.Became, v.Detail = Refused, err.Error()
		return v, nil
	}
	// The door parks under the day on which it is asked, so that a body of an earlier day has a twin there when it was parked again.
	for _, day := range []time.Time{r.Now(), v.Body.At} {
		now, err := r.Items.Unreadable(ctx, day, v.Body.ID)
		switch {
		case fault.KindOf(err) == fault.NotFound:
			continue
		case err != nil:
			return v, err
		case now.Parked.After(v.Body.Parked):
			v.Became, v.Detail = ParkedAgain, now.Reason
			if !sameDay(day, v.Body.At) { // its twin is on the list
				return v, r.Items.Unpark(ctx, v.Body)
			}
			return v, nil
		}
	}
	v.Became = Applied
	return v, r.Items.Unpark(ctx, v.Body)
}

func sameDay(a, b time.Time) bool {
	return store.UnreadableOwner(a) == store.UnreadableOwner(b)
}
