package order_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"doorstep/shared/order"
)

// spell writes milestones in one line.
func spell(list []order.Milestone) string {
	var out []string
	for _, m := range list {
		out = append(out, strings.TrimRight(fmt.Sprintf("%s %s %d %s", m.What, m.Ref, m.Amount, m.At), " "))
	}
	return strings.Join(out, "; ")
}

func TestMilestones(t *testing.T) {
	t.Parallel()
	const first = `{"updated_at":"2026-11-18T08:00:00Z","currency":"EUR","items":[{"id":"a","quantity":1}]}`
	for name, c := range map[string]struct {
		bodies []string
		want   string // behind "placed  0; "
	}{
		"placed once":                 {[]string{first, first}, ""},
		"in the making, once":         {[]string{first, `{"status":"processing","updated_at":"2026-11-19T08:00:00Z"}`, `{"status":"processing"}`}, "processing  0 2026-11-19T08:00:00Z"},
		"without a time: as it came":  {[]string{first, `{"status":"processing"}`}, "processing  0 2026-11-21T12:00:00Z"},
		"a refund that is told again": {[]string{first, `{"refunds":[{"id":"r1","amount":500,"at":"2026-11-20"}]}`, `{"refunds":[{"id":"r1"}]}`}, "refund r1 500 2026-11-20"},
		"a refund whose amount is told later": {[]string{first, `{"refunds":[{"id":"r1","at":"2026-11-20"}]}`, `{"refunds":[{"id":"r1","amount":700}]}`},
			"refund r1 700 2026-11-20"},
		"two refunds":                   {[]string{first, `{"refunds":[{"id":"r1","amount":500,"at":"2026-11-20"},{"id":"r2","amount":500,"at":"2026-11-20"}]}`}, "refund r1 500 2026-11-20; refund r2 500 2026-11-20"},
		"a payment that is due, twice":  {[]string{first, `{"payment_due":{"amount":900,"at":"2026-11-20"}}`, `{"payment_due":{"amount":900}}`}, "payment_due  900 2026-11-20"},
		"another payment":               {[]string{first, `{"payment_due":{"amount":900,"at":"2026-11-20"}}`, `{"payment_due":{"amount":900,"at":"2026-11-21"}}`}, "payment_due  900 2026-11-20; payment_due  900 2026-11-21"},
		"called off":                    {[]string{first, `{"cancelled_at":"2026-11-20"}`, `{"cancelled_at":"2026-11-20"}`}, "cancelled  0 2026-11-20"},
		"called off, and not":           {[]string{first, `{"cancelled_at":"2026-11-20"}`, `{"cancelled_at":"none"}`}, "cancelled  0 2026-11-20"},
		"called off twice":              {[]string{first, `{"cancelled_at":"2026-11-20"}`, `{"cancelled_at":"none"}`, `{"cancelled_at":"2026-11-21"}`}, "cancelled  0 2026-11-20; cancelled  0 2026-11-21"},
		"called off from the beginning": {[]string{`{"cancelled_at":"2026-11-20","items":[{"id":"a","quantity":1}]}`}, "cancelled  0 2026-11-20"},
		"nothing told":                  {[]string{first, `{"payment_due":{},"refunds":[],"status":""}`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := spell(apply(t, c.bodies...).Milestones); got != strings.TrimSuffix("placed  0; "+c.want, "; ") {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	known := apply(t, first)
	known.Milestones = nil // stored before there were any
	if got := spell(parse(t, `{"locale":"de"}`).Apply(known, 2, now).Milestones); got != "" {
		t.Errorf("an order that was there already became %s", got)
	}
}

func TestHappened(t *testing.T) {
	t.Parallel()
	const first, off, on, again = `{"items":[{"id":"a","quantity":1}]}`, `{"cancelled_at":"2026-11-20"}`, `{"cancelled_at":"none"}`, `{"cancelled_at":"2026-11-21"}`
	const money = `{"currency":"EUR","refunds":[{"id":"r1"},{"id":"r2"}],"status":"processing"}`
	placed, called, recalled := order.Happening{What: "placed", Occurrence: 1}, order.Happening{What: "cancelled", Occurrence: 1}, order.Happening{What: "cancelled", Occurrence: 1, Retracted: true}
	for name, c := range map[string]struct {
		before, after []string
		want          []order.Happening
	}{
		"the first word":           {nil, []string{first}, []order.Happening{placed}},
		"nothing new":              {[]string{first}, []string{first, `{"locale":"de"}`}, nil},
		"two refunds in one body":  {[]string{first}, []string{first, money}, []order.Happening{{What: "processing", Occurrence: 1}, {What: "refund", Occurrence: 1}, {What: "refund", Occurrence: 2}}},
		"called off":               {[]string{first}, []string{first, off}, []order.Happening{called}},
		"it stands after all":      {[]string{first, off}, []string{first, off, on}, []order.Happening{recalled}},
		"called off again":         {[]string{first, off, on}, []string{first, off, on, again}, []order.Happening{{What: "cancelled", Occurrence: 2}}},
		"all of it, to a newcomer": {nil, []string{first, off, on, again}, []order.Happening{placed, recalled, {What: "cancelled", Occurrence: 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := order.Order{}
			if len(c.before) > 0 {
				before = apply(t, c.before...)
			}
			if diff := cmp.Diff(c.want, apply(t, c.after...).Since(before), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("happenings differ (-want +got):\n%s", diff)
			}
		})
	}
	o := apply(t, first, money)
	if got := o.Skeleton(now).Happened(); got != nil {
		t.Errorf("of an erased order %+v is told", got)
	}
	o.Erased = "2026-11-21T12:00:00Z"
	if got := o.Since(order.Order{}); len(got) > 0 {
		t.Errorf("of an order under erasure %+v is told", got)
	}
}

// Whoever is told of each difference, in whatever steps, knows in the end what happened and what was taken back.
func TestDifferencesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		current := aster()
		seen := order.Order{}
		retracted := map[order.Happening]bool{}
		for i := range rapid.IntRange(1, 8).Draw(t, "bodies") {
			change, err := order.Parse([]byte(drawBody(t)))
			if err != nil {
				t.Fatal(err)
			}
			current = change.Apply(current, int64(i+1), now)
			if rapid.Bool().Draw(t, "the stream shows it") {
				for _, h := range current.Since(seen) {
					was := h.Retracted
					h.Retracted = false
					retracted[h] = was
				}
				seen = current
			}
		}
		for _, h := range seen.Happened() {
			was := h.Retracted
			h.Retracted = false
			if told, ok := retracted[h]; !ok || told != was {
				t.Fatalf("%+v: told %v, taken back %v", h, ok, told)
			}
		}
	})
}

func TestCheckMilestones(t *testing.T) {
	t.Parallel()
	many := make([]string, order.MaxRefunds)
	for i := range many {
		many[i] = fmt.Sprintf(`{"id":"r%d"}`, i)
	}
	full := apply(t, `{"items":[{"id":"a","quantity":1}],"refunds":[`+strings.Join(many, ",")+`]}`)
	due := aster()
	for range order.MaxDue {
		due.Milestones = append(due.Milestones, order.Milestone{What: order.PaymentDue})
	}
	for name, c := range map[string]struct {
		current order.Order
		body    string
		want    []string
	}{
		"a status of another kind": {aster(), `{"status":"shipped"}`, []string{"status must be one of processing"}},
		"refunds that are none": {aster(), `{"currency":"EUR","refunds":[{"amount":5},{"id":"r1","amount":-5},{"id":"r1"},{"id":"r2","amount":1.5,"at":"soon"}]}`, []string{
			"refunds[0].id is required", "refunds[1].amount must be a whole number from 0 to 1000000000000", "refunds[2].id is the same as refunds[1].id",
			"refunds[3].amount must be a whole number from 0 to 1000000000000", "refunds[3].at must be a time with offset like 2026-11-30T14:05:00+01:00, or a date",
		}},
		"money of no currency": {aster(), `{"status":"processing","refunds":[{"id":"r1"},{"id":"r2","amount":5}],"payment_due":{"amount":7}}`, []string{
			"refunds[1].amount needs the currency of the order", "payment_due.amount needs the currency of the order",
		}},
		"no object":           {aster(), `{"payment_due":5,"refunds":{}}`, []string{"refunds must be a list", "payment_due must be an object"}},
		"one refund too many": {full, `{"refunds":[{"id":"another"}]}`, []string{"refunds would make more than 50 refunds of the order"}},
		"the same once more":  {full, `{"refunds":[{"id":"r7"}]}`, nil},
		"asked too often":     {due, `{"payment_due":{"at":"2026-11-20"}}`, []string{"payment_due was told 20 times already"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var bad order.Invalid
			errors.As(parse(t, c.body).Check(c.current), &bad)
			var got []string
			for _, f := range bad {
				got = append(got, f.Path+" "+f.Detail)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("fields differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFitMilestones(t *testing.T) {
	t.Parallel()
	change := order.Change{Currency: "EUR", Milestones: []order.Milestone{
		{What: order.Refund, Ref: "r1", Amount: 5, At: "yesterday"}, {What: order.Refund, Ref: "r1"}, {What: order.Refund}, {What: order.Refund, Ref: "r2", Amount: -5},
	}}
	fitted, doubts := change.Fit()
	if got := spell(fitted.Milestones); got != "refund r1 5; refund r2 0" || len(doubts) != 3 {
		t.Errorf("got %s, %+v", got, doubts)
	}
	change.Currency = ""
	if fitted, _ := change.Fit(); fitted.Milestones[0].Amount != 0 {
		t.Errorf("got %s without a currency", spell(fitted.Milestones))
	}
	if change.Milestones[0].At != "yesterday" {
		t.Error("Fit changed what it was given")
	}
}
