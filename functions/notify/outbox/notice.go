package outbox

import (
	"context"

	"doorstep/functions/notify/handler"
	"doorstep/shared/message"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// Findings reads what watch found about an order.
type Findings interface {
	Findings(ctx context.Context, order string) ([]store.Finding, error)
}

// todo gives what the team should do about what was found; empty where nothing is on record: then the kind says it.
func (b Outbox) todo(ctx context.Context, m handler.Outgoing) (string, error) {
	if b.Findings == nil {
		return "", nil
	}
	all, err := b.Findings.Findings(ctx, m.Order.ID)
	if err != nil {
		return "", err
	}
	for _, f := range all {
		if f.Shipment == m.Subject.Shipment && f.Found.Kind == m.Finding && f.Found.Occurrence == m.Subject.Occurrence {
			return f.Found.Action.Code, nil
		}
	}
	return "", nil
}

// notice gives what the merchant says of a disruption that the parcels have met, to messages about what did not go as it should.
func (b Outbox) notice(ctx context.Context, m handler.Outgoing, locale string) (string, error) {
	switch m.Kind {
	case message.Delay, message.Reassurance, message.Problem, message.Attempted:
	default:
		return "", nil
	}
	if b.Disruptions == nil {
		return "", nil
	}
	all, err := b.Disruptions.Current(ctx)
	if err != nil {
		return "", err
	}
	for _, p := range m.Parcels {
		parcel := watch.Parcel{State: p.View.State, Carrier: p.Shipment.Carrier, Destination: m.Order.Country}
		if d, ok := watch.Met(all, parcel, b.Now()); ok {
			if text := watch.Text(d.Texts, locale); text != "" {
				return text, nil
			}
		}
	}
	return "", nil
}
