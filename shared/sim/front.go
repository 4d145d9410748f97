package sim

import (
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/sim/life"
)

// sender is somebody outside with something to tell, who tries until he is answered.
type sender struct {
	event   life.Event
	next    time.Time
	tries   int
	flying  bool
	settled bool
	again   bool // it is sent once more although it was answered
	fickle  bool // he gives up after a failure: a merchant's program without repetitions
}

func (s *sender) ready() bool { return !s.flying && !s.settled && !s.next.After(time.Now()) }

// patienceOfSenders is how long a sender waits before he tries again: as carriers do, sooner at first.
var patienceOfSenders = [...]time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// tell sends an event.
func (w *world) tell(s *sender) {
	s.tries++
	if s.event.Kind == life.Feedback {
		s.settled = true
		w.send(w.queues["FeedbackQueue"], s.event.Body, nil)
		return
	}
	id, ok := w.sys.routes[s.event.Request.RouteKey]
	if !ok {
		s.settled = true
		w.complain("event %d: no function answers %q", s.event.ID, s.event.Request.RouteKey)
		return
	}
	s.flying = true
	about := fmt.Sprintf("%s of event %d, %s, try %d", s.event.Kind, s.event.ID, s.event.Request.RawPath, s.tries)
	w.invoke(w.hosts[id], s.event.Request, about, func(answer any, err error) {
		s.flying = false
		w.heard(s, answer, err)
	})
}

// heard is what the sender makes of the answer: what was not answered, and what failed, he sends again.
func (w *world) heard(s *sender, answer any, err error) {
	status := http.StatusBadGateway
	if r, ok := answer.(events.APIGatewayV2HTTPResponse); ok && err == nil {
		status = r.StatusCode
	}
	if !w.calm && w.rnd.IntN(80) == 0 {
		w.lostAnswers++
		w.tally["lost responses"]++
		w.history.note("sender", "does not hear that event %d was answered %d", s.event.ID, status)
		status = 0
	} else {
		w.answered[s.event.ID] = status
		w.history.note("sender", "event %d is answered %d", s.event.ID, status)
	}
	switch {
	case s.event.Once:
		s.settled = true
	case status >= http.StatusInternalServerError && s.event.Kind == life.PutOrder && s.fickle:
		s.settled = true
		w.tally["gave up"]++
	case status == 0 || status >= http.StatusInternalServerError || status == http.StatusTooManyRequests:
		s.next = time.Now().Add(patienceOfSenders[min(s.tries, len(patienceOfSenders))-1])
		w.tally["sent again"]++
	case !s.again && !w.calm && w.rnd.IntN(8) == 0:
		s.again = true
		s.next = time.Now().Add(time.Duration(w.rnd.IntN(7200)) * time.Second)
		w.tally["sent twice"]++
	default:
		s.settled = true
	}
}
