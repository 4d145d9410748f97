package handler

import (
	"context"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/budget"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
)

// shake answers a handshake: it tells a source that a subscription of the account is wanted. What may pass is tried again by the
// queue; what needs a person is logged, counted and done with, because the queue cannot mend it.
func (h *Handler) shake(ctx context.Context, unit *obs.Unit, asked queue.Handshake) error {
	of := account{asked.Source, asked.Account}
	err := h.confirm(ctx, unit, of, asked)
	if err != nil {
		switch fault.KindOf(err) {
		case fault.Unavailable, fault.Throttled, fault.Conflict:
			return err
		default:
		}
		h.obs.Count("HandshakesFailed", 1, "source", of.source, "reason", fault.KindOf(err).String())
		unit.Note("handshake not answered", err, "source", of.source, "account", of.name)
		return nil
	}
	h.obs.Count("Handshakes", 1, "source", of.source)
	return nil
}

func (h *Handler) confirm(ctx context.Context, unit *obs.Unit, of account, asked queue.Handshake) error {
	s, _ := h.source(of.source)
	confirmer, ok := s.adapter.(carrier.Confirmer)
	if !ok {
		return fault.New(fault.Invalid, "%q answers no handshakes", of.source)
	}
	if !queue.Enough(ctx, reserve) {
		return fault.Wrap(fault.Unavailable, context.DeadlineExceeded, "no time left for a handshake with %s", of.source)
	}
	creds, err := h.accounts.credentials(ctx, of)
	if err != nil {
		return err
	}
	if creds == nil {
		return fault.New(fault.Unauthorized, "no credentials of %s/%s: its pushes cannot begin", of.source, of.name)
	}
	limit := h.accounts.limitOf(unit, of, s.adapter.Profile(), creds)
	p := &pass{gate: h.gate, of: of, limit: limit}
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-time.Second))
		defer cancel()
	}
	err = confirmer.Confirm(ctx, fetch.Counted(h.client, p.permit), creds, carrier.Handshake{Subscription: asked.Subscription, Secret: asked.Secret})
	if err != nil && !p.refused.IsZero() { // it was our own gate that kept the call back
		kind := fault.Throttled
		if p.why == budget.Barred {
			kind = fault.Unauthorized
		}
		return fault.Wrap(kind, err, "answer a handshake of %s", of.source)
	}
	return err
}
