package outbox

import (
	"context"

	"doorstep/functions/notify/handler"
	"doorstep/shared/fault"
	"doorstep/shared/look"
	"doorstep/shared/mail"
	"doorstep/shared/mail/post"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/seal"
)

// alert tells the brand's team of a finding, in the brand's first language. It tells nothing personal of the shopper.
func (b Outbox) alert(ctx context.Context, m handler.Outgoing, to look.Look) (handler.Receipt, error) {
	words, err := b.Looks.Words(to)
	if err != nil {
		return handler.Receipt{}, err
	}
	page, err := b.Links.support(ctx, m.Order, to)
	if err != nil {
		return handler.Receipt{}, err
	}
	todo, err := b.todo(ctx, m)
	if err != nil {
		return handler.Receipt{}, err
	}
	a := mail.Alert{Kind: m.Finding, Action: todo, Brand: to.Record, Words: words, Order: m.Order, Link: page, Now: b.Now()}
	if len(m.Parcels) > 0 {
		a.Parcel = m.Parcels[0]
	}
	switch m.Recipient.Channel {
	case message.Email:
		return b.alertByMail(ctx, m, to, a)
	case message.Chat:
		body, err := a.Chat()
		if err != nil {
			return handler.Receipt{}, err
		}
		return handler.Receipt{}, b.Chats.Post(ctx, m.Order.Brand, body)
	default:
		return handler.Receipt{}, fault.New(fault.Invalid, "no alert travels by %s", m.Recipient.Channel)
	}
}

func (b Outbox) alertByMail(ctx context.Context, m handler.Outgoing, to look.Look, a mail.Alert) (handler.Receipt, error) {
	written, err := a.Email()
	if err != nil {
		return handler.Receipt{}, err
	}
	team, err := b.team(ctx, to)
	if err != nil {
		return handler.Receipt{}, err
	}
	envelope, err := post.Envelope(to.ID, to.Record)
	if err != nil {
		return handler.Receipt{}, err
	}
	envelope.To, envelope.Cc, envelope.Email, envelope.Stream, envelope.Tags = team[0], team[1:], written, b.Streams.Messages, b.tags(m, "alert_"+m.Finding)
	id, err := b.Mails.Send(ctx, envelope)
	return handler.Receipt{MessageID: id}, err
}

// team gives the addresses of the team that can be written to. A colleague who left and whose mailbox bounces keeps nobody else from
// hearing of it.
func (b Outbox) team(ctx context.Context, to look.Look) ([]seal.Text, error) {
	var out []seal.Text
	for _, listed := range to.Record.Messages.Alerts.Emails {
		address, err := post.Address(seal.Hide(listed))
		if err != nil {
			continue
		}
		scope, err := b.People.stopped(ctx, to.ID, func(h order.Hasher) string { return order.StopEmail(address, h) })
		if err != nil {
			return nil, err
		}
		if scope != message.StopAll {
			out = append(out, seal.Hide(address))
		}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "nobody of the team of %s can be written to (messages.alerts.emails)", to.ID)
	}
	return out, nil
}
