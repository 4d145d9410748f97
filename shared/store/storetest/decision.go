package storetest

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"doorstep/shared/fault"
	"doorstep/shared/store"
)

// apart compares decisions but for the name of their last change, which is the store's own.
var apart = cmp.Options{cmpopts.IgnoreFields(store.Decision{}, "Token"), cmpopts.EquateEmpty()}

// claimed is a message that is about to be sent, with everything that a record can hold.
func (e env) claimed() store.Decision {
	return store.Decision{
		Order: "o1", Key: "s1/0/delivered/1/owner/email", Kind: "delivered", About: "milestone/delivered", Outcome: store.OutcomeSend,
		Reason: "news", Mode: "live", State: store.StateClaimed, At: e.now(), LeaseUntil: e.now().Add(time.Minute), Attempts: 1,
		Accepted: e.now().Add(-1500 * time.Millisecond),
	}
}

func (e env) decide(t *testing.T, d store.Decision) store.Decision {
	t.Helper()
	recorded, first, err := e.store.Decide(e.ctx, d)
	if err != nil || !first {
		t.Fatalf("decision %s: first %v, %v", d.Key, first, err)
	}
	return recorded
}

// recorded reads a decision.
func (e env) recorded(t *testing.T, key string) store.Decision {
	t.Helper()
	all, err := e.store.Decisions(e.ctx, "o1")
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(all, func(d store.Decision) bool { return d.Key == key })
	if at < 0 {
		t.Fatalf("no decision %s among %d", key, len(all))
	}
	return all[at]
}

func testDecisions(t *testing.T, e env) {
	d := e.claimed()
	if diff := cmp.Diff(d, e.decide(t, d), apart); diff != "" {
		t.Errorf("first decision:\n%s", diff)
	}
	other := d
	other.Outcome, other.Reason = store.OutcomeSkip, "no_consent"
	for name, again := range map[string]store.Decision{"another": other, "the same": d} {
		recorded, first, err := e.store.Decide(e.ctx, again)
		if diff := cmp.Diff(d, recorded, apart); err != nil || first || diff != "" {
			t.Errorf("%s decision: first %v, %v, want the first one:\n%s", name, first, err, diff)
		}
	}
	later := store.Decision{Order: "o1", Key: "s1/0/out_for_delivery/1/owner/email", Outcome: store.OutcomeDefer, At: e.now(), NotBefore: e.now().Add(time.Hour)}
	e.decide(t, later)
	due := e.due(t, store.MessageDue, later.NotBefore.Add(time.Second))
	want := []store.DueEntry{{Order: "o1", Decision: later.Key, Due: store.Due{Kind: store.MessageDue, At: later.NotBefore}}}
	if !slices.Equal(due, want) {
		t.Fatalf("due %+v, want %+v", due, want)
	}
	ok, err := e.store.LeaseDue(e.ctx, due[0], e.now().Add(2*time.Hour))
	if err != nil || !ok {
		t.Errorf("lease of a deferred decision: %v, %v", ok, err)
	}
	_, _, err = e.store.Decide(e.ctx, store.Decision{Order: "o1", Key: "k"})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("decision without outcome: %v, want invalid", err)
	}
}

// A decision that is due is taken by one of many workers, is due no more, and only who holds it settles it.
func testTaken(t *testing.T, e env) {
	put := store.Decision{Order: "o1", Key: "s1/0/shipped/1/owner/sms", Kind: "shipped", About: "milestone/accepted", Outcome: store.OutcomeDefer,
		Reason: "merging", At: e.now(), NotBefore: e.now().Add(time.Hour)}
	e.decide(t, put)
	seen := e.recorded(t, put.Key)
	seen.Reason, seen.With = "news", []string{"s2", "s3"}
	var winners atomic.Int64
	var held store.Decision
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			d, ok, err := e.store.Take(e.ctx, seen, e.now().Add(time.Minute))
			if err != nil {
				t.Error(err)
			}
			if ok && winners.Add(1) == 1 {
				held = d
			}
		})
	}
	wg.Wait()
	if winners.Load() != 1 {
		t.Fatalf("%d workers took the decision, want 1", winners.Load())
	}
	if due := e.due(t, store.MessageDue, e.now().Add(2*time.Hour)); len(due) != 0 {
		t.Errorf("due although taken: %+v", due)
	}
	if ok, err := e.store.Await(e.ctx, held); err != nil || !ok {
		t.Errorf("await: %v, %v", ok, err)
	}
	if due := e.due(t, store.MessageDue, held.LeaseUntil.Add(time.Second)); len(due) != 1 || due[0].Decision != put.Key || !due[0].Due.At.Equal(held.LeaseUntil) {
		t.Errorf("due at the end of the lease: %+v", due)
	}
	sent := held
	sent.State, sent.SentAt, sent.MessageID = store.StateSent, e.now(), "0100-abc"
	for i, want := range []bool{true, false} {
		ok, err := e.store.Settle(e.ctx, sent)
		if err != nil || ok != want {
			t.Errorf("settle %d: %v, %v, want %v", i, ok, err, want)
		}
	}
	for name, late := range map[string]func() (bool, error){
		"take":  func() (bool, error) { _, ok, err := e.store.Take(e.ctx, seen, e.now()); return ok, err },
		"await": func() (bool, error) { return e.store.Await(e.ctx, held) },
	} {
		if ok, err := late(); err != nil || ok {
			t.Errorf("%s of a decision that was settled: %v, %v", name, ok, err)
		}
	}
	want := sent
	want.LeaseUntil, want.Attempts = time.Time{}, 1
	if diff := cmp.Diff(want, e.recorded(t, put.Key), apart); diff != "" {
		t.Errorf("settled:\n%s", diff)
	}
	if due := e.due(t, store.MessageDue, e.now().Add(2*time.Hour)); len(due) != 0 {
		t.Errorf("due although settled: %+v", due)
	}
	if ok, err := e.store.Settle(e.ctx, store.Decision{Order: "o1", Key: "s9/0/shipped/1/owner/sms", Outcome: store.OutcomeSkip}); err != nil || ok {
		t.Errorf("settle of a decision that nobody made: %v, %v", ok, err)
	}
}

// Order and decisions come in one query, without votes, cases and findings beside them.
func testOrderDecisions(t *testing.T, e env) {
	if _, decisions, err := e.store.OrderDecisions(e.ctx, "o1", true); fault.KindOf(err) != fault.NotFound || len(decisions) != 0 {
		t.Errorf("no order: %+v, %v", decisions, err)
	}
	d := e.decide(t, e.claimed())
	if _, decisions, err := e.store.OrderDecisions(e.ctx, "o1", true); fault.KindOf(err) != fault.NotFound || len(decisions) != 1 {
		t.Errorf("decisions without an order: %+v, %v", decisions, err)
	}
	o := store.Order{ID: "o1", Brand: "aster", Number: "1001", Body: []byte("body")}
	e.put(t, o, 0)
	for _, beside := range []string{"V#s1", "K#s1#damaged", "F#s1#silent#1", "P"} {
		if _, err := e.client.PutItem(e.ctx, &dynamodb.PutItemInput{TableName: &e.tables.Main, Item: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: "O#o1"}, "sk": &types.AttributeValueMemberS{Value: beside}}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, latest := range []bool{false, true} {
		m := &store.Meter{}
		got, decisions, err := e.store.OrderDecisions(store.WithMeter(e.ctx, m), "o1", latest)
		o.Version = 1
		if err != nil || got.Number != o.Number || string(got.Body) != "body" || got.Version != 1 {
			t.Errorf("order %+v, %v", got, err)
		}
		if diff := cmp.Diff([]store.Decision{d}, decisions); diff != "" {
			t.Errorf("decisions:\n%s", diff)
		}
		units := 0.5
		if latest {
			units = 1
		}
		if m.Calls != 1 || m.Read > units {
			t.Errorf("latest %v: %.1f read units in %d calls, want %.1f in 1", latest, m.Read, m.Calls, units)
		}
	}
}

// A decision from before messages were sent reads as it was.
func testOldDecisions(t *testing.T, e env) {
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	if _, err := e.client.PutItem(e.ctx, &dynamodb.PutItemInput{TableName: &e.tables.Main, Item: map[string]types.AttributeValue{
		"pk": text("O#o1"), "sk": text("N#s1/0/delivered/1/owner/email"), "token": text("k2"), "outcome": text("send"), "reason": text("news"),
		"state": text("logged"), "made": &types.AttributeValueMemberN{Value: "1763715600000"},
	}}); err != nil {
		t.Fatal(err)
	}
	want := store.Decision{Order: "o1", Key: "s1/0/delivered/1/owner/email", Outcome: store.OutcomeSend, Reason: "news", State: store.StateLogged,
		At: time.UnixMilli(1763715600000).UTC()}
	if diff := cmp.Diff(want, e.recorded(t, want.Key), apart); diff != "" {
		t.Errorf("old decision:\n%s", diff)
	}
	again := want
	again.At = e.now()
	recorded, first, err := e.store.Decide(e.ctx, again)
	if diff := cmp.Diff(want, recorded, apart); err != nil || first || diff != "" {
		t.Errorf("decided again: first %v, %v:\n%s", first, err, diff)
	}
}

// The budget of a message: two write units where it is sent at once, one where it is not.
func testDecisionCost(t *testing.T, e env) {
	m := &store.Meter{}
	ctx := store.WithMeter(e.ctx, m)
	d := e.claimed()
	d.With = []string{"aaaaaaaaaaaaa", "bbbbbbbbbbbbb", "ccccccccccccc"}
	d, _, err := e.store.Decide(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "decision with a lease", m.Write, 1)
	d.State, d.SentAt, d.MessageID = store.StateSent, e.now(), "0100018f2a6b7c8d-1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901-000000"
	if ok, err := e.store.Settle(ctx, d); err != nil || !ok {
		t.Fatalf("settle: %v, %v", ok, err)
	}
	want(t, "decision and outcome", m.Write, 2)
	m = &store.Meter{}
	skip := store.Decision{Order: "o1", Key: "s1/0/shipped/1/owner/email", Kind: "shipped", About: "milestone/accepted", Outcome: store.OutcomeSkip,
		Reason: "shadow", Mode: "shadow", At: e.now()}
	if _, _, err := e.store.Decide(store.WithMeter(e.ctx, m), skip); err != nil {
		t.Fatal(err)
	}
	want(t, "decision against", m.Write, 1)
}
