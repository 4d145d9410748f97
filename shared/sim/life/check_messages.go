package life

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/shared/message"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// decisions checks that each milestone of each claim has a decision, that there is one record for each, and that none waits for ever.
func (q *inquest) decisions() {
	records := map[[2]string]bool{}
	for _, it := range q.Items {
		key := [2]string{text(it, "pk"), text(it, "sk")}
		if records[key] {
			q.say(doubled, "%s %s is there twice", key[0], key[1])
		}
		records[key] = true
	}
	for _, o := range q.orders {
		h := q.stored[o.id]
		seen := map[string]bool{}
		for _, d := range h.decisions {
			if seen[d.Key] {
				q.say(doubled, "order %s/%s has two of %s", o.brand.id, o.number, d.Key)
			}
			seen[d.Key] = true
			if h.order.Erased == "" && (d.Outcome == store.OutcomeDefer || d.Outcome == store.OutcomeSend && d.State != store.StateSent && d.State != store.StateFailed) {
				q.say(unfinished, "order %s/%s, %s: %s %s %s until %s", o.brand.id, o.number, d.Key, d.Outcome, d.Reason, d.State, d.NotBefore.Format(time.RFC3339))
			}
		}
		if h.order.Erased == "" {
			q.decided(o, h)
		}
	}
}

// decided checks the milestones of an order's parcels.
func (q *inquest) decided(o *purchase, h held) {
	policy := message.PolicyOf(o.brand.record.Messages)
	names := make([]message.Name, 0, len(h.decisions))
	for _, d := range h.decisions {
		if n, err := message.ParseKey(d.Key); err == nil {
			names = append(names, n)
		} else {
			q.say(notReadable, "key %s of a decision of order %s/%s", d.Key, o.brand.id, o.number)
		}
	}
	for _, s := range h.order.Shipments {
		for _, c := range q.numbers[s.Number].Claims {
			if c.Order != o.id || c.Released {
				continue
			}
			for _, m := range c.Milestones {
				kinds := kindsOf(m)
				if m.Retracted || !slices.ContainsFunc(kinds, func(k message.Kind) bool { r := policy.Rule(k); return r.On || r.Said }) {
					continue // of a kind that is off nothing is recorded
				}
				if !slices.ContainsFunc(names, func(n message.Name) bool { return about(n, c.Shipment, m, kinds) }) {
					q.say(undecided, "%s of order %s/%s: %s %s, journey %d, the %d.", s.Number, o.brand.id, o.number, m.Status, m.Sub, m.Journey, m.Occurrence)
				}
			}
		}
	}
}

// kindsOf gives the kinds of message that a milestone can be news of: of an exception or a delivery only the state may know which.
func kindsOf(m shipment.Milestone) []message.Kind {
	subs := []string{m.Sub}
	if m.Sub == "" {
		subs = append(subs, shipment.SubStatuses[m.Status]...)
	}
	var kinds []message.Kind
	for _, sub := range subs {
		if k, ok := message.KindOf(m.Direction, m.Status, sub, false); ok && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// about reports whether a decision is the one about a milestone.
func about(n message.Name, id string, m shipment.Milestone, kinds []message.Kind) bool {
	return n.Shipment == id && n.Journey == m.Journey && n.Occurrence == m.Occurrence && n.Recipient != message.Team &&
		slices.ContainsFunc(kinds, func(k message.Kind) bool { return strings.HasPrefix(n.What, string(k)) })
}

// reader is somebody of an order on one channel.
type reader struct {
	order     *purchase
	recipient string
	channel   string
}

// readers gives who is reached at which address.
func (q *inquest) readers() map[string]reader {
	all := map[string]reader{}
	for _, o := range q.orders {
		all[o.who.email] = reader{o, message.Owner, "email"}
		all[o.who.phone] = reader{o, message.Owner, "sms"}
		if o.watcher != nil {
			all[o.watcher.email] = reader{o, "friend", "email"}
		}
	}
	return all
}

// group is messages of one kind to one reader, which cannot be told apart by what they carry with them.
type group struct {
	order              string
	recipient, channel string
	kind               string
}

// mails checks what left against what was decided, whom it reached and what it says.
func (q *inquest) mails() {
	readers, ids := q.readers(), map[string]bool{}
	left := map[group]int{}
	var order []group
	for _, m := range q.Mails {
		ids[m.ID] = true
		g, ok := q.addressed(readers, m)
		if !ok {
			continue
		}
		if left[g]++; left[g] == 1 {
			order = append(order, g)
		}
	}
	doubles := 0
	for _, g := range order {
		doubles += q.explained(g, left[g])
	}
	if bound := q.Crashes + q.LostAnswers; doubles > bound {
		q.say(doubleMail, "%d messages left twice, for %d crashes and %d lost answers", doubles, q.Crashes, q.LostAnswers)
	}
	for _, o := range q.orders {
		for _, d := range q.stored[o.id].decisions {
			if d.Outcome == store.OutcomeSend && d.State == store.StateSent && d.MessageID != "" && !ids[d.MessageID] {
				q.say(unsent, "%s of order %s/%s left as %s", d.Key, o.brand.id, o.number, d.MessageID)
			}
		}
		q.told(o)
	}
}

// addressed finds what a message is about, and checks that it is nobody else's.
func (q *inquest) addressed(readers map[string]reader, m Mail) (group, bool) {
	g := group{channel: m.Channel, kind: m.Tags["kind"]}
	for _, b := range q.brands {
		if m.To == b.team {
			g.recipient, g.order = message.Team, b.id
			if m.Tags["brand"] != b.id {
				q.say(crossed, "an alert of brand %s went to the team of %s", m.Tags["brand"], b.id)
			}
			return g, true
		}
	}
	r, ok := readers[m.To]
	if !ok || r.channel != m.Channel {
		q.say(crossed, "%s of kind %s went to somebody who is nobody's customer", m.Channel, g.kind)
		return g, false
	}
	g.order, g.recipient = r.order.id, r.recipient
	if m.Tags["brand"] != r.order.brand.id {
		q.say(crossed, "a message of brand %s went to a customer of %s", m.Tags["brand"], r.order.brand.id)
	}
	said := m.Subject + "\n" + m.Text + "\n" + m.HTML
	for _, other := range q.orders {
		if other != r.order && (strings.Contains(said, other.item) || strings.Contains(said, other.who.name)) {
			q.say(crossed, "message %s of order %s/%s speaks of order %s/%s", m.ID, r.order.brand.id, r.order.number, other.brand.id, other.number)
		}
	}
	for _, p := range q.parcels {
		if strings.Contains(said, p.number) && !slices.ContainsFunc(r.order.lines, func(l *line) bool { return l.parcel != nil && l.parcel.number == p.number }) {
			q.say(crossed, "message %s of order %s/%s speaks of parcel %s", m.ID, r.order.brand.id, r.order.number, p.number)
		}
	}
	return g, true
}

// explained compares how many messages of a group left with the decisions about them, and gives how many left twice.
func (q *inquest) explained(g group, left int) (doubles int) {
	decisions, attempts := 0, 0
	for _, o := range q.orders {
		if o.id != g.order && (g.recipient != message.Team || o.brand.id != g.order) {
			continue
		}
		for _, d := range q.stored[o.id].decisions {
			n, err := message.ParseKey(d.Key)
			if err != nil || n.Recipient != g.recipient || string(n.Channel) != g.channel || d.Attempts == 0 || !g.tells(n, d) {
				continue
			}
			decisions++
			attempts += d.Attempts
		}
	}
	name := fmt.Sprintf("%s to %s by %s about %s", g.kind, g.recipient, g.channel, g.order)
	switch {
	case decisions == 0:
		q.say(unrecorded, "%d of %s, and no decision to send it", left, name)
		return 0
	case left > attempts:
		q.say(doubleMail, "%d of %s, in %d attempts", left, name, attempts)
	}
	return max(left-decisions, 0)
}

// tells reports whether a decision is about messages of the group's kind.
func (g group) tells(n message.Name, d store.Decision) bool {
	if finding, ok := strings.CutPrefix(g.kind, "alert_"); ok {
		return n.What == "alert-"+finding
	}
	return d.Kind == g.kind
}

// told checks that everybody who should have heard of a delivery did.
func (q *inquest) told(o *purchase) {
	h := q.stored[o.id]
	if !o.brand.live || h.order.Erased != "" {
		return
	}
	var who []reader
	if !o.bounced {
		who = append(who, reader{o, message.Owner, "email"})
	}
	if o.watcher != nil && !h.without("friend") {
		who = append(who, reader{o, "friend", "email"})
	}
	if o.brand.id == q.brands[birch].id {
		who = append(who, reader{o, message.Owner, "sms"})
	}
	for _, l := range o.lines {
		if l.parcel == nil || l.parcel.bygone {
			continue
		}
		for _, c := range q.numbers[l.parcel.number].Claims {
			if c.Order != o.id || c.Released || c.Status != shipment.Delivered {
				continue
			}
			for _, r := range who {
				if !h.heard(c.Shipment, r) {
					q.say(unheard, "%s of order %s/%s never told %s by %s of the delivery", l.parcel.number, o.brand.id, o.number, r.recipient, r.channel)
				}
			}
		}
	}
}

// without reports whether an order as it is stored has no such watcher.
func (h held) without(id string) bool {
	for _, w := range h.order.Watchers {
		if w.ID == id {
			return false
		}
	}
	return true
}

// heard reports whether a reader was told of a delivery of a parcel, by itself or beside others.
func (h held) heard(id string, r reader) bool {
	return slices.ContainsFunc(h.decisions, func(d store.Decision) bool {
		n, err := message.ParseKey(d.Key)
		return err == nil && n.What == string(message.Delivered) && n.Recipient == r.recipient && string(n.Channel) == r.channel &&
			(n.Shipment == id || slices.Contains(d.With, id)) && d.Outcome == store.OutcomeSend && d.State == store.StateSent
	})
}
