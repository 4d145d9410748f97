package handler

import (
	"context"
	"slices"
	"strings"
	"time"

	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// Milestones are decided about within seconds. One that is older than patience and still undecided was lost on the way; one that is
// older than message.StaleAfter would not be told any more.
const patience = time.Hour

// missed queues the news of milestones about which nothing was decided: the stream keeps changes for a day, and whatever stopped relay
// longer than that lost them. Told twice, they find their decision.
func (r round) missed(ctx context.Context, at place, o order.Order, n store.Number, state shipment.State) error {
	recent := slices.DeleteFunc(slices.Clone(state.Milestones), func(m shipment.Milestone) bool {
		unix, exact := m.At.Unix()
		age := r.now.Sub(time.Unix(unix, 0))
		_, told := message.KindOf(m.Direction, m.Status, m.Sub, false)
		return m.Retracted || !told || !exact || age < patience || age > message.StaleAfter
	})
	if len(recent) == 0 {
		return nil
	}
	decisions, err := r.orders.Decisions(ctx, o.ID)
	if err != nil {
		return err
	}
	var names []message.Name
	for _, d := range decisions {
		if name, err := message.ParseKey(d.Key); err == nil {
			names = append(names, name)
		}
	}
	var news []queue.News
	for _, m := range recent {
		if decided(names, at.shipment, m) {
			continue
		}
		news = append(news, queue.News{
			Number: n.Number, Order: o.ID, Shipment: at.shipment, Journey: m.Journey, Milestone: string(m.Status), Sub: m.Sub,
			Occurrence: m.Occurrence, Version: n.Version,
		})
	}
	if len(news) == 0 {
		return nil
	}
	r.obs.Count("MilestonesMissed", len(news))
	return queue.SendNotes(ctx, r.news.SendAll, news)
}

// decided reports whether there is a decision about a milestone's kind in its journey: about this occurrence, because a second delivery is
// news although the first was told. Several milestones can be one kind, and a kind may have its reason behind it.
func decided(names []message.Name, about string, m shipment.Milestone) bool {
	kind, _ := message.KindOf(m.Direction, m.Status, m.Sub, false)
	return slices.ContainsFunc(names, func(n message.Name) bool {
		return n.Shipment == about && n.Journey == m.Journey && n.Occurrence == m.Occurrence && strings.HasPrefix(n.What, string(kind)) && n.Recipient != message.Team
	})
}
