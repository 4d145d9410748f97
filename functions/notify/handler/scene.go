package handler

import (
	"context"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// question is what is looked up for.
type question struct {
	news    queue.News
	subject message.Subject
	patient bool // what is read is believed even when it is older than the news
	latest  bool // nothing that was written before may be missed
}

// scene is how things stand.
type scene struct {
	question
	now        time.Time
	stored     store.Order
	order      order.Order
	known      bool // the order exists and was not erased
	brandKnown bool
	policy     message.Policy
	unwanted   string // why nobody can want to hear of the subject; then nothing more was read
	numbers    map[string]store.Number
	decisions  []store.Decision
}

// look reads how things stand now. A decision stands for ever, so it is not made on a copy that is older than the news: then the latest
// is read, and should even that be older, the news is delivered again, unless it was delivered often enough to believe what is read.
func (h *Handler) look(ctx context.Context, q question) (*scene, error) {
	sc := h.open(q)
	if err := h.lookAtOrder(ctx, sc); err != nil {
		return nil, err
	}
	return sc, h.complete(ctx, sc)
}

func (h *Handler) open(q question) *scene {
	return &scene{question: q, now: h.now(), numbers: map[string]store.Number{}}
}

// complete adds to a scene that has its order what the question is about.
func (h *Handler) complete(ctx context.Context, sc *scene) (err error) {
	if sc.known {
		sc.policy, sc.brandKnown, err = h.brands.policy(ctx, sc.order.Brand, sc.now)
		if err != nil {
			return err
		}
	} else {
		sc.policy = message.PolicyOf(brandless)
	}
	if reason, wanted := message.Wanted(sc.subject, sc.policy); !wanted && sc.news.About != queue.AboutDecision {
		sc.unwanted = reason
		return nil
	}
	return h.lookAtNumbers(ctx, sc)
}

func (h *Handler) lookAtOrder(ctx context.Context, sc *scene) error {
	least := int64(0) // the version that the news shows
	if sc.news.About == queue.AboutOrder {
		least = sc.news.Version
	}
	stored, decisions, err := h.orders.OrderDecisions(ctx, sc.news.Order, sc.latest)
	if !sc.latest && err == nil && stored.Version < least {
		stored, decisions, err = h.orders.OrderDecisions(ctx, sc.news.Order, true)
	}
	sc.decisions = decisions
	switch {
	case fault.Unless(fault.NotFound, err) != nil:
		return err
	case err != nil && !sc.patient:
		return fault.New(fault.Unavailable, "order %s is not there (yet)", sc.news.Order)
	case err != nil:
		return nil
	case stored.Version < least && !sc.patient:
		return fault.New(fault.Unavailable, "read order %s at version %d, older than the news of %d", sc.news.Order, stored.Version, least)
	}
	o, err := order.Decode(stored.ID, stored.Brand, stored.Number, stored.Body)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "read stored order")
	}
	sc.stored, sc.order, sc.known = stored, o, o.Erased == ""
	return nil
}

// lookAtNumbers reads the number that the news is about and, where the order has more parcels than one, theirs.
func (h *Handler) lookAtNumbers(ctx context.Context, sc *scene) error {
	subject := sc.news.Number
	var others []string
	for _, sh := range sc.parcels() {
		if subject == "" && sh.ID == sc.subject.Shipment {
			subject = sh.Number
		}
	}
	for _, sh := range sc.parcels() {
		if sh.Number != subject {
			others = append(others, sh.Number)
		}
	}
	if subject != "" {
		if err := h.lookAtNumber(ctx, sc, subject); err != nil {
			return err
		}
	}
	if sc.latest {
		for _, number := range others {
			n, err := h.numbers.LatestNumber(ctx, number)
			if err = fault.Unless(fault.NotFound, err); err != nil {
				return err
			}
			sc.numbers[number] = n
		}
		return nil
	}
	if len(others) == 0 {
		return nil
	}
	found, err := h.numbers.Numbers(ctx, others)
	if err != nil {
		return err
	}
	for name, n := range found {
		sc.numbers[name] = n
	}
	return nil
}

func (h *Handler) lookAtNumber(ctx context.Context, sc *scene, number string) error {
	read := h.numbers.Number
	if sc.latest {
		read = h.numbers.LatestNumber
	}
	n, err := read(ctx, number)
	if !sc.latest && (err != nil && fault.Unless(fault.NotFound, err) == nil || err == nil && n.Version < sc.least()) {
		n, err = h.numbers.LatestNumber(ctx, number)
	}
	if err = fault.Unless(fault.NotFound, err); err != nil {
		return err
	}
	if n.Version < sc.least() && !sc.patient {
		return fault.New(fault.Unavailable, "read %s at version %d, older than the news of %d", number, n.Version, sc.least())
	}
	sc.numbers[number] = n
	return nil
}

// least is the version of the number that the news shows.
func (sc *scene) least() int64 {
	if sc.news.About == queue.AboutOrder || sc.news.About == queue.AboutDecision {
		return 0
	}
	return sc.news.Version
}
