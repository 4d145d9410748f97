package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

const messagesWhyUsage = `  doorstep messages why BRAND ORDER [--shipment ID] [--kind K] [--json]
      why the messages about an order came or did not, and what waits until when
`

const messagesWhyHelp = `doorstep messages why BRAND ORDER

Lists every decision about a message of an order, by time: what it was about, for whom, on which channel, what became of it, and why. In
shadow mode it says what would have been sent. Nothing it prints is personal: recipients are owner, team, or the merchant's own names of
watchers. "doorstep orders export" shows where they are reached.

  --shipment ID   of one parcel only, by its id or its tracking number
  --kind K        of one kind of message only: out_for_delivery
  --json          as JSON, one decision per line

BRAND may be left out where DOORSTEP_BRAND names it. A milestone that is no kind of message, or one that is off by its own rule, is not
recorded.
` + tableHelp + `
Example: doorstep messages why aster 1001 --kind delivered
`

func (p process) messagesWhy(args []string) int {
	fs := p.flags("messages why", messagesWhyHelp)
	at := p.placeFlags(fs)
	only := selection{}
	fs.StringVar(&only.shipment, "shipment", "", "")
	fs.StringVar(&only.kind, "kind", "", "")
	asJSON := fs.Bool("json", false, "")
	rest, code, done := p.parseAnywhere(fs, args)
	if done {
		return code
	}
	if brand := p.env("DOORSTEP_BRAND"); len(rest) == 1 && brand != "" {
		rest = []string{brand, rest[0]}
	}
	if len(rest) != 2 {
		return p.misuse(fs, "want BRAND and ORDER, got %d arguments", len(rest))
	}
	return p.onTable(fs.Name(), at, func(ctx context.Context, db *store.Store) error {
		told, err := readWhy(ctx, db, rest[0], rest[1])
		if err != nil {
			return err
		}
		rows := told.rows(only)
		switch {
		case *asJSON:
			for _, r := range rows {
				if err := p.print(r); err != nil {
					return err
				}
			}
		case len(rows) > 0:
			return p.columns(rows)
		default:
			said, err := told.nothing(ctx, db, only)
			fmt.Fprint(p.out, said)
			return err
		}
		return nil
	})
}

// selection is what of an order is asked about.
type selection struct{ shipment, kind string }

// why is what is known of the messages of an order.
type why struct {
	brand, number string
	order         order.Order
	decisions     []store.Decision
}

func readWhy(ctx context.Context, db *store.Store, brand, number string) (why, error) {
	id := order.ID(brand, number)
	stored, err := db.Order(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return why{}, fmt.Errorf("brand %s has no order %s; mind the # that belongs to the numbers of some shops", brand, number)
	}
	if err != nil {
		return why{}, err
	}
	o, err := order.Decode(stored.ID, brand, number, stored.Body)
	if err != nil {
		return why{}, err
	}
	decisions, err := db.Decisions(ctx, id)
	return why{brand, number, o, decisions}, err
}

// whyLine is one decision.
type whyLine struct {
	At        string   `json:"at"`
	Kind      string   `json:"kind"`
	Shipment  string   `json:"shipment,omitempty"` // none: about the order as a whole
	Number    string   `json:"tracking_number,omitempty"`
	Recipient string   `json:"recipient"`
	Channel   string   `json:"channel"`
	Result    string   `json:"result"`
	Outcome   string   `json:"outcome"`
	Reason    string   `json:"reason"`
	Why       string   `json:"why"`
	SentAt    string   `json:"sent_at,omitempty"`
	Until     string   `json:"until,omitempty"`
	With      []string `json:"with,omitempty"` // other shipments that the message told of
	MessageID string   `json:"message_id,omitempty"`
	Attempts  int      `json:"attempts,omitempty"`
	Key       string   `json:"key"`

	made time.Time
}

func (whyLine) header() []string {
	return []string{"DECIDED", "MESSAGE", "ABOUT", "TO", "BY", "RESULT", "WHEN", "WHY"}
}

func (l whyLine) cells() []string {
	about := cmp.Or(l.Number, l.Shipment, "the order")
	explained := l.Why
	switch n := len(l.With); {
	case n == 1:
		explained += " It told of 1 other parcel as well."
	case n > 1:
		explained += fmt.Sprintf(" It told of %d other parcels as well.", n)
	}
	return []string{l.At, l.Kind, about, l.Recipient, l.Channel, l.Result, cmp.Or(l.SentAt, l.Until, "-"), explained}
}

// rows gives the decisions that are asked about, the oldest first.
func (w why) rows(only selection) []row {
	var lines []whyLine
	for _, d := range w.decisions {
		l := w.line(d)
		isShipment := only.shipment == "" || only.shipment == l.Shipment || l.Number != "" && shipment.NormalizeNumber(only.shipment) == l.Number
		if isShipment && (only.kind == "" || only.kind == l.Kind) {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(a, b whyLine) int { return a.made.Compare(b.made) })
	out := make([]row, len(lines))
	for i, l := range lines {
		out[i] = l
	}
	return out
}

func (w why) line(d store.Decision) whyLine {
	told := message.Account{Outcome: d.Outcome, Reason: d.Reason, State: d.State, Until: d.NotBefore, Attempts: d.Attempts, Problem: d.Problem}
	l := whyLine{
		At: instant(d.At), Kind: d.Kind, Result: told.Result(), Outcome: d.Outcome, Reason: d.Reason, Why: told.Explain(),
		SentAt: instant(d.SentAt), Until: instant(d.NotBefore), With: d.With, MessageID: d.MessageID, Attempts: d.Attempts, Key: d.Key, made: d.At,
	}
	if name, err := message.ParseKey(d.Key); err == nil {
		l.Kind, l.Shipment, l.Recipient, l.Channel = cmp.Or(d.Kind, name.What), name.Shipment, name.Recipient, string(name.Channel)
	}
	for _, s := range w.order.Shipments {
		if s.ID == l.Shipment {
			l.Number = order.Shown(s.Number)
		}
	}
	return l
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
