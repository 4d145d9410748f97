package outbox

import (
	"context"
	"time"

	"doorstep/functions/notify/handler"
	"doorstep/shared/fault"
	"doorstep/shared/look"
	"doorstep/shared/mail"
	"doorstep/shared/mail/post"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

// Mails, Texts and Chats carry messages away; those of shared/mail/post do. Their errors have the kinds that handler.Outbox asks for.
type (
	Mails interface {
		Send(ctx context.Context, l post.Letter) (id string, err error)
	}
	Texts interface {
		Send(ctx context.Context, t post.Text) (id string, err error)
	}
	Chats interface {
		Post(ctx context.Context, brand string, body []byte) error
	}
)

// Streams are the configuration sets that messages leave by: what is strictly about an order apart from what is optional, so that
// complaints about the one do not slow down the other. Empty: none.
type Streams struct{ Messages, Extras, Texts string }

// Outbox writes messages and hands them over. It is handler.Outbox.
type Outbox struct {
	People  People
	Looks   *look.Looks
	Links   Links
	Mails   Mails
	Texts   Texts
	Chats   Chats
	Streams Streams
	Stage   string
	Now     func() time.Time

	Findings    Findings               // nil: an alert says what is usually done
	Disruptions *store.DisruptionCache // nil: nobody tells of them
}

// Send writes a message in its reader's language and hands it over. Nothing is stored but, once, the link of somebody who gets a
// present.
func (b Outbox) Send(ctx context.Context, m handler.Outgoing) (handler.Receipt, error) {
	to, err := b.look(ctx, m.Order.Brand)
	if err != nil {
		return handler.Receipt{}, err
	}
	if m.Recipient.ID == message.Team {
		return b.alert(ctx, m, to)
	}
	who, err := b.person(ctx, m)
	if err != nil {
		return handler.Receipt{}, err
	}
	letter, err := b.letter(ctx, m, to, who)
	if err != nil {
		return handler.Receipt{}, err
	}
	switch m.Recipient.Channel {
	case message.Email:
		return b.byMail(ctx, m, to, who, letter)
	case message.SMS:
		return b.byText(ctx, m, to, who, letter)
	default:
		return handler.Receipt{}, fault.New(fault.Invalid, "no message to a shopper travels by %s", m.Recipient.Channel)
	}
}

// look gives how the brand looks today. An old look serves while the brand cannot be read.
func (b Outbox) look(ctx context.Context, brand string) (look.Look, error) {
	to, err := b.Looks.Of(ctx, brand)
	if err != nil && !to.Known {
		return look.Look{}, err
	}
	return to, nil
}

// person opens the addresses of the reader. Kind fault.Gone: the order was erased meanwhile.
func (b Outbox) person(ctx context.Context, m handler.Outgoing) (person, error) {
	all, err := b.People.open(ctx, m.Stored, m.Order)
	if err != nil {
		return person{}, err
	}
	for _, who := range all {
		if who.id == m.Recipient.ID {
			return who, nil
		}
	}
	return person{}, fault.New(fault.NotFound, "nobody of this id watches the order any more")
}

// letter gathers what the message says.
func (b Outbox) letter(ctx context.Context, m handler.Outgoing, to look.Look, who person) (mail.Letter, error) {
	words, err := b.Looks.Words(to, who.locale, m.Order.Locale)
	if err != nil {
		return mail.Letter{}, err
	}
	links, err := b.Links.ofReader(ctx, m.Order, to, who)
	if err != nil {
		return mail.Letter{}, err
	}
	if m.Optional && m.Recipient.Channel == message.Email {
		if links.Unsubscribe, err = b.unsubscribe(ctx, to, who); err != nil {
			return mail.Letter{}, err
		}
	}
	notice, err := b.notice(ctx, m, words.Tag())
	if err != nil {
		return mail.Letter{}, err
	}
	return mail.Letter{
		Kind: m.Kind, Status: m.Subject.Status, Sub: m.Subject.Sub, Brand: to.Record, Words: words, Order: m.Order, Parcels: m.Parcels,
		Name: who.name, Gift: who.gift, Extras: m.Recipient.Extra && m.Recipient.Suppressed == "", Links: links, Notice: notice, Amount: amount(m), Now: b.Now(),
	}, nil
}

// unsubscribe gives where the reader ends messages of this sort. It works without the order, also when that is long erased.
func (b Outbox) unsubscribe(ctx context.Context, to look.Look, who person) (string, error) {
	address, err := post.Address(who.email)
	if err != nil {
		return "", err
	}
	hashes, err := b.People.Keys.Lookup(ctx)
	if err != nil {
		return "", missingKey(err)
	}
	return b.Links.stop(ctx, to, order.StopEmail(address, hashes))
}

// amount gives the money that a message about the order as a whole tells; 0: it was not told.
func amount(m handler.Outgoing) int64 {
	if m.Subject.About != message.AboutOrder {
		return 0
	}
	told, _ := order.Nth(m.Order.Milestones, m.Subject.Event, m.Subject.Occurrence)
	return told.Amount
}

func (b Outbox) tags(m handler.Outgoing, kind string) post.Tags {
	return post.Tags{Brand: m.Order.Brand, Kind: kind, Stage: b.Stage, Accepted: m.Accepted}
}

func (b Outbox) byMail(ctx context.Context, m handler.Outgoing, to look.Look, who person, letter mail.Letter) (handler.Receipt, error) {
	written, err := letter.Email()
	if err != nil {
		return handler.Receipt{}, err
	}
	envelope, err := post.Envelope(to.ID, to.Record)
	if err != nil {
		return handler.Receipt{}, err
	}
	envelope.To, envelope.Email, envelope.Unsubscribe, envelope.Tags = who.email, written, letter.Links.Unsubscribe, b.tags(m, string(m.Kind))
	envelope.Stream = b.Streams.Messages
	if m.Optional {
		envelope.Stream = b.Streams.Extras
	}
	id, err := b.Mails.Send(ctx, envelope)
	return handler.Receipt{MessageID: id}, err
}

func (b Outbox) byText(ctx context.Context, m handler.Outgoing, to look.Look, who person, letter mail.Letter) (handler.Receipt, error) {
	phone, err := readPhone(who, m.Order.Country)
	if err != nil {
		return handler.Receipt{}, err
	}
	written, err := letter.SMS()
	if err != nil {
		return handler.Receipt{}, err
	}
	id, err := b.Texts.Send(ctx, post.Text{To: phone, Senders: to.Record.Messages.SMS.Senders, SMS: written, Stream: b.Streams.Texts, Tags: b.tags(m, string(m.Kind))})
	return handler.Receipt{MessageID: id}, err
}
