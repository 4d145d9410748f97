package handler

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	webshop "doorstep/shared/shop"
	"doorstep/shared/store"
)

// discard treats an order that the shop threw away. Shops also do that to old orders when they tidy up, so only an order of which nothing
// is on its way counts as cancelled.
func (s shops) discard(ctx context.Context, h hook) (what string, err error) {
	number, known, err := s.number(ctx, h)
	if err != nil || !known {
		return "unknown_order", err
	}
	_, err = s.desk.amend(ctx, h.brand, number, func(o order.Order) order.Change {
		sent := slices.ContainsFunc(o.Shipments, func(p order.Shipment) bool { return p.Cancelled == "" })
		if sent || o.CancelledAt != "" {
			return order.Change{}
		}
		return order.Change{CancelledAt: s.desk.now().UTC().Format(time.RFC3339), CancelReason: "deleted"}
	}, false)
	if fault.KindOf(err) == fault.NotFound {
		return "unknown_order", nil
	}
	return "deleted", err
}

// redact erases the orders that a shopper wants forgotten. It passes over those that are gone: Shopify waits five seconds for an answer
// (https://shopify.dev/docs/apps/build/webhooks/subscribe/https), so what a long list leaves undone is done by the next repetition.
func (s shops) redact(ctx context.Context, h hook) (what string, err error) {
	var failed []error
	for _, ref := range h.event.Orders {
		_, number, err := s.refs.OrderByRef(ctx, h.brand, ref.System, ref.ID)
		if err == nil {
			err = s.desk.eraseOnce(ctx, h.brand, number)
		}
		switch fault.KindOf(err) {
		case fault.NotFound, fault.Gone: // never known, or erased before
		default:
			failed = append(failed, err)
		}
	}
	if err := errors.Join(failed...); err != nil {
		return "", fmt.Errorf("erase %d of %d orders: %w", len(failed), len(h.event.Orders), err)
	}
	return "redacted", nil
}

// answers says how to answer a request for what is stored: with the exports of the orders that it is about.
func (s shops) answers(ctx context.Context, h hook) string {
	var out []string
	more := 0
	for _, ref := range h.event.Orders {
		_, number, err := s.refs.OrderByRef(ctx, h.brand, ref.System, ref.ID)
		switch {
		case err != nil:
		case len(out) == maxNames:
			more++
		default:
			out = append(out, "GET /v1/orders/"+h.brand+"/"+url.PathEscape(number)+"/export")
		}
	}
	switch {
	case len(out) == 0:
		return "nothing: no order that it names is known here"
	case more > 0:
		return fmt.Sprintf("%s and %d more in the body", strings.Join(out, ", "), more)
	default:
		return strings.Join(out, ", ")
	}
}

// maxNames bounds how many orders the reason of a request names; its sealed body has them all.
const maxNames = 20

// request keeps what only a person can answer where operators see it.
func (s shops) request(ctx context.Context, h hook, reason string) (what string, err error) {
	return "request", s.park(ctx, h, string(h.event.Kind), reason)
}

// maxParked is how long a body may be to fit an item of 400 KB once it is sealed.
const maxParked = 380_000

// park keeps the body of a webhook, sealed with the day's key, for 30 days. The key of the item is the body's hash, so a repetition parks
// it once. A body that does not fit is kept without its bytes: that it was there, and why it was of no use.
func (s shops) park(ctx context.Context, h hook, kind, reason string) error {
	keys, err := s.desk.keys.keys(ctx)
	if err != nil {
		return err
	}
	now := s.desk.now().UTC()
	body := h.request.Body
	if len(body) > maxParked {
		body, reason = nil, fmt.Sprintf("%s (the body of %d bytes is too long to keep)", reason, len(body))
	}
	sealed, err := keys.vault.Seal(ctx, "X#"+now.Format(time.DateOnly), "body", body)
	if err != nil {
		return fmt.Errorf("seal body: %w", err)
	}
	sum := sha256.Sum256([]byte(h.platform + "\x00" + h.brand + "\x00" + kind + "\x00" + string(h.request.Body)))
	err = s.parking.Park(ctx, store.Unreadable{
		ID: hex.EncodeToString(sum[:16]), Source: h.platform, Account: h.brand, Kind: kind, Reason: obs.Scrub(reason), Sealed: sealed, At: now,
		Topic: obs.Scrub(webshop.Topic(h.request.Header)),
	})
	if err != nil {
		return fmt.Errorf("park body: %w", err)
	}
	s.obs.Count("ShopAttention", 1) // without a dimension of its own: one alarm watches it
	return nil
}
