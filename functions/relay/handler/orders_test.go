package handler

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/shared/order"
	"doorstep/shared/queue"
)

// happens is an order of which all of a list happened.
func happens(what ...string) order.Order {
	o := order.Order{ID: "o1", Brand: "aster", Number: "1001"}
	for i, w := range what {
		o.Milestones = append(o.Milestones, order.Milestone{What: w, Ref: fmt.Sprint(i)})
		if w == order.Cancelled {
			o.CancelledAt = "2026-11-20"
		}
	}
	return o
}

// after makes the change from one order to another; the zero order is none.
func after(before, now order.Order, version int) string {
	event := changes(fmt.Sprintf("MODIFY O#o1 O %d %s", version, attributes(now)))
	if before.ID == "" {
		return event
	}
	return strings.Replace(event, `"NewImage":`, `"OldImage":{"pk":{"S":"O#o1"}`+attributes(before)+`},"NewImage":`, 1)
}

func TestWhatHappensToAnOrder(t *testing.T) {
	t.Parallel()
	erased := happens(order.Placed, order.Refund)
	erased.Erased = "2026-11-21T09:00:00Z"
	recalled := happens(order.Placed, order.Cancelled)
	recalled.CancelledAt = ""
	for _, c := range []struct {
		name        string
		before, now order.Order
		want        []string
	}{
		{"placed, nothing sent yet", order.Order{}, happens(order.Placed), []string{
			`{"about":"order","number":"","order":"o1","shipment":"","journey":0,"milestone":"placed","occurrence":1,"retracted":false,"version":9}`,
		}},
		{"the second refund", happens(order.Placed, order.Refund), happens(order.Placed, order.Refund, order.Refund), []string{
			`{"about":"order","number":"","order":"o1","shipment":"","journey":0,"milestone":"refund","occurrence":2,"retracted":false,"version":9}`,
		}},
		{"it stands after all", happens(order.Placed, order.Cancelled), recalled, []string{
			`{"about":"order","number":"","order":"o1","shipment":"","journey":0,"milestone":"cancelled","occurrence":1,"retracted":true,"version":9}`,
		}},
		{"equal images", happens(order.Placed), happens(order.Placed), nil},
		{"erased", happens(order.Placed), erased, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			b.deliver(t, after(c.before, c.now, 9))
			if !slices.Equal(b.messages.sent, c.want) || len(b.later.sent) > 0 {
				t.Errorf("told %v, handed over %v\n%s", b.messages.sent, b.later.sent, b.log)
			}
		})
	}
}

// News that cannot be queued keeps the order from being taken for treated, and claims wait for nobody's luck twice.
func TestAnOrderIsToldAndCompletedOrHandedOver(t *testing.T) {
	t.Parallel()
	now := sent("o1", 9)
	now.Milestones = []order.Milestone{{What: order.Placed}}
	b := setup()
	b.messages.refuse = "placed"
	b.deliver(t, after(order.Order{}, now, 9))
	if len(b.later.sent) != 1 || len(b.orders.completed) != 0 {
		t.Errorf("handed over %v, completed %v", b.later.sent, b.orders.completed)
	}
	b = setup()
	b.deliver(t, after(order.Order{}, now, 9))
	if len(b.messages.sent) != 1 || !slices.Equal(b.orders.completed, []string{"o1"}) {
		t.Errorf("told %v, completed %v", b.messages.sent, b.orders.completed)
	}
}

// However the changes of an order come, one by one, several times over, or as a whole after the stream was lost, the news names what
// happened and nothing else.
func TestNewsOfAnOrderIsTheSameByEveryRoad(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		what := rapid.SliceOfN(rapid.SampledFrom([]string{order.InProcessing, order.Refund, order.PaymentDue}), 0, 6).Draw(t, "happens")
		versions := []order.Order{{}}
		for i := range len(what) + 1 {
			versions = append(versions, happens(append([]string{order.Placed}, what[:i]...)...))
		}
		told := map[queue.News]bool{}
		for i := range versions[1:] {
			for range rapid.IntRange(1, 2).Draw(t, "times") {
				for _, n := range happenings(versions[i+1], versions[i], 1) {
					told[n] = true
				}
			}
		}
		last := versions[len(versions)-1]
		all := happenings(last, order.Order{}, 1)
		if len(told) != len(last.Milestones) || len(all) != len(told) {
			t.Fatalf("told %v of %v", told, last.Milestones)
		}
		for _, n := range all {
			if !told[n] {
				t.Fatalf("%+v is told by one road only", n)
			}
		}
	})
}
