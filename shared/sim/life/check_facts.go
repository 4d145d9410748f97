package life

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// door checks how what came was answered, and that a body which nobody can read is kept.
func (q *inquest) door() {
	parked := map[string]bool{}
	for _, it := range q.Items {
		if strings.HasPrefix(text(it, "pk"), "X#") {
			parked[text(it, "sk")] = true
		}
	}
	for _, h := range q.all {
		status, answered := q.Answered[h.ID]
		wrong := answered && status >= http.StatusBadRequest && status < http.StatusInternalServerError && status != http.StatusTooManyRequests
		switch {
		case h.push != nil && h.push.forged:
			if q.took(h) {
				q.say(forgery, "event %d of %s/%s was answered %d", h.ID, h.push.source, h.push.account, status)
			}
		case h.push != nil && wrong:
			q.say(refused, "event %d of %s/%s was answered %d", h.ID, h.push.source, h.push.account, status)
		case h.Kind == PutOrder && wrong && (status != http.StatusGone || h.order.erase == nil):
			q.say(refused, "event %d, order %s/%s, was answered %d", h.ID, h.order.brand.id, h.order.number, status)
		case h.push != nil && h.push.garbage && q.took(h) && !parked[parkedID(h.push)]:
			q.say(unread, "event %d of %s", h.ID, h.push.source)
		}
	}
}

// parkedID is under what an unreadable push is kept: its hash.
func parkedID(p *push) string {
	m, err := queue.Inbound{Source: p.source, Account: p.account, Kind: queue.Webhook, Body: p.body}.Message()
	if err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte(p.source + "\x00" + m.Body))
	return hex.EncodeToString(sum[:16])
}

// facts checks that each number holds what was told of it: all that was acknowledged, nothing that nobody told, nothing twice.
func (q *inquest) facts() {
	for _, number := range q.sortedNumbers() {
		a, n := q.of(number), q.numbers[number]
		seen := map[string]bool{}
		for _, f := range n.Facts {
			if seen[f.ID] {
				q.say(doubledFact, "%s holds %s twice: %s", number, f.ID, scanned(f))
			}
			seen[f.ID] = true
			q.mayHave(number, a, f)
		}
		for _, id := range sortedTellings(a.must) {
			if !seen[id] && !n.Overflow {
				q.say(lostPush, "%s has nothing of event %d: %s", number, a.must[id].event, scanned(a.must[id].fact))
			}
		}
		if n.Main != "" && n.Main != a.main {
			q.say(crossed, "%s points to %s, which nobody told", number, n.Main)
		}
	}
}

func scanned(f shipment.Fact) string {
	return strings.Join([]string{f.Source, string(f.Kind), f.Code, f.Text, f.At.Local, f.Place.City}, " ")
}

// mayHave checks one stored fact.
func (q *inquest) mayHave(number string, a *account, f shipment.Fact) {
	other := a.main
	switch {
	case a.may[f.ID], other != "" && q.of(other).may[f.ID], q.ours(f):
		return
	case a.lies[f.ID]:
		q.say(forgery, "%s holds %s", number, scanned(f))
		return
	}
	for _, n := range q.sortedNumbers() {
		if q.of(n).may[f.ID] && q.of(n).main != number && !slices.Contains(q.numbers[number].Aliases, n) {
			q.say(crossed, "%s holds what was told of %s: %s", number, n, scanned(f))
			return
		}
	}
	if !slices.ContainsFunc(q.numbers[number].Aliases, func(n string) bool { return q.of(n).may[f.ID] }) {
		q.say(invented, "%s holds %s", number, scanned(f))
	}
}

// ours reports whether a fact is what Doorstep itself concludes from an answer: that a source knows nothing, or of no end.
func (q *inquest) ours(f shipment.Fact) bool {
	switch f.Code {
	case shipment.VerdictNotFound, shipment.VerdictNotPermitted, shipment.VerdictOpen:
		return f.Kind == shipment.VerdictFact && f.Assurance == shipment.Polled && slices.ContainsFunc(q.answers, func(a told) bool { return a.source == f.Source })
	default:
		return false
	}
}

func sortedTellings(m map[string]telling) []string {
	ids := make([]string, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// states checks that each claim says what the facts beside it say, and what really happened.
func (q *inquest) states() {
	for _, number := range q.sortedNumbers() {
		n := q.numbers[number]
		plain := make([]shipment.Claim, len(n.Claims))
		for i, c := range n.Claims {
			plain[i] = c.Claim
		}
		perClaim, _ := shipment.Select(n.Facts, plain)
		for i, c := range n.Claims {
			st := shipment.Fold(perClaim[i])
			milestones := slices.Concat(st.Milestones, shipment.Delays(st, c.Promise))
			if c.Status != st.Status || c.Sub != st.Sub || c.Digest != st.Digest || !reflect.DeepEqual(append(c.Milestones, shipment.Milestone{}), append(milestones, shipment.Milestone{})) {
				q.say(stateDiffers, "%s of order %s stands at %s %s with %d milestones; its %d facts say %s %s with %d", number, c.Order, c.Status, c.Sub,
					len(c.Milestones), len(perClaim[i]), st.Status, st.Sub, len(milestones))
			}
			q.truth(number, c, st)
		}
	}
}

// truth compares a claim with the life that its parcel led, where every push of it arrived.
func (q *inquest) truth(number string, c store.ClaimState, st shipment.State) {
	p := q.parcelOf(number, c)
	if p == nil || c.Released || len(p.sources) == 0 || !q.allTold(p) || !q.apart(p) {
		return
	}
	if c.Status != p.end {
		q.say(untrue, "%s of order %s stands at %s; the parcel is %s", number, c.Order, c.Status, p.end)
		return
	}
	if p.end != shipment.Delivered {
		return
	}
	var last shipment.Moment
	stands := 0
	for _, m := range st.Milestones {
		if m.Status == shipment.Delivered && m.Direction == shipment.Outbound && !m.Retracted {
			last, stands = m.At, stands+1
		}
	}
	if stands != 1 || dayOf(last) != p.day {
		q.say(untrue, "%s of order %s was delivered %d times, last on %s; the parcel once, on %s", number, c.Order, stands, dayOf(last), p.day)
	}
}

// dayOf gives the day of a moment in the calendar of the place: some sources tell the instant only, in UTC.
func dayOf(m shipment.Moment) string {
	at, err := time.Parse("2006-01-02T15:04:05-07:00", m.Local+m.Offset)
	if err != nil {
		return m.Date()
	}
	return at.In(zone()).Format(time.DateOnly)
}

// parcelOf gives the parcel that a claim means.
func (q *inquest) parcelOf(number string, c store.ClaimState) *parcel {
	for _, o := range q.orders {
		for _, l := range o.lines {
			if o.id == c.Order && l.parcel != nil && l.parcel.number == number {
				return l.parcel
			}
		}
	}
	return nil
}

// apart reports whether the other parcels that had the number are claimed as well: only then the number is known to have had them.
func (q *inquest) apart(p *parcel) bool {
	return !slices.ContainsFunc(q.parcels, func(other *parcel) bool {
		return other != p && other.number == p.number && !slices.ContainsFunc(q.numbers[p.number].Claims, func(c store.ClaimState) bool {
			return q.parcelOf(p.number, c) == other
		})
	})
}

func (q *inquest) allTold(p *parcel) bool {
	return !slices.ContainsFunc(q.all, func(h *happening) bool {
		return h.push != nil && h.push.parcel == p && !h.push.forged && !q.took(h)
	})
}

// claims checks that each order that was taken is stored as its newest body says, that its numbers know it, and that no number knows
// an order that never named it.
func (q *inquest) claims() {
	named := map[[2]string]bool{}
	for _, o := range q.orders {
		for _, v := range o.versions {
			for _, c := range v.claims {
				named[[2]string{o.id, c.number}] = true
			}
		}
		q.kept(o)
		q.complete(o)
	}
	for _, number := range q.sortedNumbers() {
		for _, c := range q.numbers[number].Claims {
			if !named[[2]string{c.Order, number}] && !named[[2]string{c.Order, q.of(number).main}] { // an erasure goes to other names as well
				q.say(crossed, "%s is claimed by order %s, which never named it", number, c.Order)
			}
		}
	}
}

// complete checks that the numbers of an order know it as it is stored, whether or not its shop was ever told that it was taken: some shops
// ask only once.
func (q *inquest) complete(o *purchase) {
	h, there := q.stored[o.id]
	if !there || h.order.Erased != "" {
		return
	}
	for _, s := range h.order.Shipments {
		claims := q.numbers[s.Number].Claims
		at := slices.IndexFunc(claims, func(c store.ClaimState) bool { return c.Order == o.id && c.Shipment == s.ID })
		switch want := h.order.Claim(s); {
		case at < 0:
			q.say(claimMissing, "%s does not know order %s/%s, which holds it", s.Number, o.brand.id, o.number)
		case claims[at].Claim != want:
			q.say(claimMissing, "%s is claimed as %+v; order %s/%s says %+v", s.Number, claims[at].Claim, o.brand.id, o.number, want)
		}
	}
}

// newest gives the newest body of an order that was taken, and whether no newer one may have been.
func (q *inquest) newest(o *purchase) (v version, last bool) {
	last = true
	for _, one := range o.versions {
		if q.took(one.put) && !one.updated.Before(v.updated) {
			v = one
		}
	}
	for _, one := range o.versions {
		if !q.took(one.put) && one.updated.After(v.updated) {
			last = false
		}
	}
	return v, last
}

// kept checks an order against its newest body that was taken.
func (q *inquest) kept(o *purchase) {
	v, last := q.newest(o)
	h, there := q.stored[o.id]
	if v.put == nil {
		return
	}
	name := o.brand.id + "/" + o.number
	if !there || h.order.Brand != o.brand.id || h.order.Number != o.number {
		q.say(orderLost, "%s is not there, and event %d was taken", name, v.put.ID)
		return
	}
	if h.order.Erased != "" {
		return
	}
	if h.order.UpdatedAt > v.updated.Format(time.RFC3339) { // a newer body came first, whose shop gave up: this one was taken and ignored
		return
	}
	if last && (len(h.order.Items) != 1 || h.order.Items[0].Quantity != v.quantity || h.order.Items[0].Name != o.item) {
		q.say(orderLost, "%s does not hold what event %d says, but %+v", name, v.put.ID, h.order.Items)
	}
	for _, c := range v.claims {
		q.claimed(name, o, h.order, c, v.put.ID, last)
	}
}

// claimed checks one claim of an order.
func (q *inquest) claimed(name string, o *purchase, stored order.Order, want claim, event int, last bool) {
	if !slices.ContainsFunc(stored.Shipments, func(s order.Shipment) bool { return s.Number == want.number }) {
		q.say(orderLost, "%s has no shipment %s, and event %d was taken", name, want.number, event)
	}
	at := slices.IndexFunc(q.numbers[want.number].Claims, func(c store.ClaimState) bool { return c.Order == o.id })
	if at < 0 {
		q.say(claimMissing, "%s does not know order %s, and event %d was taken", want.number, name, event)
		return
	}
	got := q.numbers[want.number].Claims[at]
	if got.Brand != o.brand.id {
		q.say(crossed, "%s of order %s is claimed for brand %s", want.number, name, got.Brand)
	}
	if last && (got.Released != want.released || got.Epoch != want.epoch) {
		q.say(claimMissing, "%s is claimed by order %s from %s, released %v; event %d says from %s, released %v", want.number, name, got.Epoch, got.Released, event, want.epoch, want.released)
	}
}
