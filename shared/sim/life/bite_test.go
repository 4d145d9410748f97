package life

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// Each check finds what it is there for: evidence of a run in which all went well is changed in one place.
func TestEachCheckBites(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want string
		tamper     func(w *witness)
	}{
		{"a fact is gone", lostPush, func(w *witness) { n := w.number(); w.facts(n, w.withoutScan(n)) }},
		{"a number is gone", lostPush, func(w *witness) { n := w.unclaimed(); delete(w.numbers, n) }},
		{"a fact of another parcel", crossed, func(w *witness) {
			n := w.number()
			w.facts(n, append(slices.Clone(w.numbers[n].Facts), w.numbers[w.unclaimed()].Facts[0]))
		}},
		{"a fact of nobody", invented, func(w *witness) {
			n := w.number()
			w.facts(n, append(slices.Clone(w.numbers[n].Facts), shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups"}, "x")))
		}},
		{"a fact twice", doubledFact, func(w *witness) {
			n := w.number()
			w.facts(n, append(slices.Clone(w.numbers[n].Facts), w.numbers[n].Facts[0]))
		}},
		{"a forged delivery", forgery, func(w *witness) {
			number, f := w.lie()
			w.facts(number, append(slices.Clone(w.numbers[number].Facts), f))
		}},
		{"a forger is let in", forgery, func(w *witness) {
			w.answered(func(h *happening) bool { return h.push != nil && h.push.forged }, 202)
		}},
		{"a carrier is sent away", refused, func(w *witness) {
			w.answered(func(h *happening) bool { return h.push != nil && !h.push.forged }, 401)
		}},
		{"a merchant is sent away", refused, func(w *witness) { w.answered(func(h *happening) bool { return h.Kind == PutOrder }, 400) }},
		{"a body is not kept", unread, func(w *witness) { w.drop(func(pk, _ string) bool { return strings.HasPrefix(pk, "X#") }) }},
		{"an old status", stateDiffers, func(w *witness) { w.claim(func(c *store.ClaimState) { c.Status = shipment.Accepted }) }},
		{"an old digest", stateDiffers, func(w *witness) { w.claim(func(c *store.ClaimState) { c.Digest = "00" }) }},
		{"a milestone less", stateDiffers, func(w *witness) { w.claim(func(c *store.ClaimState) { c.Milestones = c.Milestones[1:] }) }},
		{"a life that was another", untrue, func(w *witness) { w.life().end = shipment.Cancelled }},
		{"a delivery on another day", untrue, func(w *witness) { w.life().day = "2026-03-09" }},
		{"a claim is gone", claimMissing, func(w *witness) { n := w.number(); w.claims(n, nil) }},
		{"a claim of an order that nobody was told of", claimMissing, func(w *witness) {
			w.answered(func(h *happening) bool {
				return h.Kind == PutOrder && len(h.order.lines) > 0 && h.order.lines[0].parcel != nil && h.order.names(w.number())
			}, 503)
			w.claims(w.number(), nil)
		}},
		{"an old claim", claimMissing, func(w *witness) { w.claim(func(c *store.ClaimState) { c.Revision++ }) }},
		{"a claim is released", claimMissing, func(w *witness) { w.claim(func(c *store.ClaimState) { c.Released = true }) }},
		{"claims are swapped", crossed, func(w *witness) { w.claim(func(c *store.ClaimState) { c.Order = w.other(c.Order) }) }},
		{"a claim of another brand", crossed, func(w *witness) { w.claim(func(c *store.ClaimState) { c.Brand = "elm" }) }},
		{"an order is gone", orderLost, func(w *witness) { w.drop(func(pk, sk string) bool { return pk == "O#"+w.first() && sk == "O" }) }},
		{"an order is as it was", orderLost, func(w *witness) { w.order(func(o *order.Order) { o.Items[0].Quantity = 99 }) }},
		{"a decision twice", doubled, func(w *witness) {
			i := slices.IndexFunc(w.Items, func(it map[string]types.AttributeValue) bool { return strings.HasPrefix(text(it, "sk"), "N#") })
			w.Items = append(w.Items, w.Items[i])
		}},
		{"a decision waits", unfinished, func(w *witness) { w.decision(func(d *store.Decision) { d.Outcome, d.State = store.OutcomeDefer, "" }) }},
		{"a decision is claimed for ever", unfinished, func(w *witness) { w.decision(func(d *store.Decision) { d.State = store.StateClaimed }) }},
		{"no decisions", undecided, func(w *witness) { w.decisionsOf(func(store.Decision) bool { return false }) }},
		{"a mail leaves twice", doubleMail, func(w *witness) { w.Mails = append(w.Mails, w.Mails[0]) }},
		{"a mail nobody decided", unrecorded, func(w *witness) {
			m := w.Mails[0]
			m.Tags = maps.Clone(m.Tags)
			m.Tags["kind"] = "refunded"
			w.Mails = append(w.Mails, m)
		}},
		{"a mail to a stranger", crossed, func(w *witness) { w.Mails[0].To = "somebody@else.example" }},
		{"a mail about another order", crossed, func(w *witness) { w.Mails[0].Text += w.orders[len(w.orders)-1].item + w.orders[0].item }},
		{"a mail with another's parcel", crossed, func(w *witness) {
			for _, p := range w.parcels {
				w.Mails[0].HTML += p.number
			}
		}},
		{"a mail that is nowhere", unsent, func(w *witness) { w.Mails = w.Mails[:len(w.Mails)-1] }},
		{"nobody heard of a delivery", unheard, func(w *witness) {
			w.decisionsOf(func(d store.Decision) bool { return !strings.Contains(d.Key, "/delivered/") })
		}},
		{"a name in an item", personal, func(w *witness) {
			w.Items[0] = map[string]types.AttributeValue{"pk": w.Items[0]["pk"], "n": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"x": &types.AttributeValueMemberB{Value: []byte("for QUOKKA007")}}}}
		}},
		{"a phone number in the log", personal, func(w *witness) { w.Log = append(w.Log, "{\"to\":\"+16145557001\"}\n"...) }},
		{"a name in a fact", personal, func(w *witness) { n := w.number(); f := w.numbers[n].Facts; f[0].Text = "LEFT WITH QUOKKA501" }},
		{"a name in an alert", personal, func(w *witness) {
			w.Mails = append(w.Mails, Mail{To: "team@aster.example", Channel: "email", Text: "Quokka000", Tags: map[string]string{"brand": "aster"}})
		}},
		{"an address in a tag", personal, func(w *witness) { w.Mails[0].Tags["to"] = "quokka000@shopper.example" }},
		{"a mail after an erasure", personal, func(w *witness) {
			o := w.erased()
			w.Mails = append(w.Mails, Mail{To: o.who.email, Channel: "email", At: w.End().Add(24 * time.Hour), Tags: map[string]string{"brand": o.brand.id, "kind": "delivered"}})
		}},
		{"a key survives", notErased, func(w *witness) {
			w.Keys = append(w.Keys, map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "order/" + w.erased().id}, "k": &types.AttributeValueMemberB{Value: []byte{1}}})
		}},
		{"a link survives", notErased, func(w *witness) {
			w.Items = append(w.Items, map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "L#1"}, "order": &types.AttributeValueMemberS{Value: w.erased().id}})
		}},
		{"an order survives", notErased, func(w *witness) { w.orderOf(w.erased().id, func(o *order.Order) { o.Erased = "" }) }},
		{"a bounce is forgotten", notStopped, func(w *witness) { clear(w.stopped) }},
		{"a message waits", undrained, func(w *witness) { w.Waiting["MessagesQueue"] = 1 }},
		{"a dead letter", undrained, func(w *witness) { w.Dead["InboundDeadLetters"] = 2 }},
		{"a key of a decision that cannot be read", notReadable, func(w *witness) { w.decision(func(d *store.Decision) { d.Key = "damaged" }) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := called(t)
			c.tamper(w)
			problems := w.judge()
			if !slices.ContainsFunc(problems, func(p string) bool { return strings.HasPrefix(p, c.want+": ") }) {
				t.Errorf("no problem of kind %q in\n%s", c.want, strings.Join(problems, "\n"))
			}
		})
	}
}

// What a crash or a lost answer explains is no problem, what neither explains is one.
func TestDoublesAreBounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		attempts      int
		crashes, lost int
		problem       bool
	}{
		{"a crash", 2, 1, 0, false}, {"a lost answer", 2, 0, 1, false}, {"neither", 2, 0, 0, true}, {"a crash and one attempt", 1, 1, 0, true},
	} {
		w := called(t)
		m := w.Mails[0]
		w.Mails, w.Crashes, w.LostAnswers = append(w.Mails, m), c.crashes, c.lost
		w.decision(func(d *store.Decision) {
			if d.MessageID == m.ID {
				d.Attempts = c.attempts
			}
		})
		if got := w.judge(); (len(got) > 0) != c.problem {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
