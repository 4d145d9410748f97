package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"doorstep/shared/carrier/budget"
	"doorstep/shared/fault"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// pushed and polled are bodies as ingest keeps them.
func (e env) pushed() store.Unreadable {
	return store.Unreadable{ID: "h1", Source: "ups", Account: "default", Kind: "webhook", Reason: "line 3: no number", Sealed: []byte("sealed"), At: e.now(), Assurance: "signed"}
}

func (e env) polled() store.Unreadable {
	return store.Unreadable{ID: "h2", Source: "usps", Account: "main", Kind: "poll", Reason: "no JSON", Sealed: []byte("also sealed"), At: e.now(),
		Assurance: "polled", Numbers: []string{"9400A", "9400B"}, Status: 502}
}

func testUnreadables(t *testing.T, e env) {
	hook := store.Unreadable{ID: "h3", Source: "shopify", Account: "aster", Kind: "shop", Reason: "order has no id", Sealed: []byte("x"), At: e.now().Add(24 * time.Hour), Topic: "orders/create"}
	for _, b := range []store.Unreadable{e.polled(), e.pushed(), hook} {
		if err := e.store.Park(e.ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	want := []store.Unreadable{e.pushed(), e.polled()}
	for i := range want {
		want[i].Parked, want[i].Sealed = e.now(), nil
	}
	got, err := e.store.Unreadables(e.ctx, e.now())
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("list, %v:\n%s", err, diff)
	}
	whole := e.polled()
	whole.Parked = e.now()
	if one, err := e.store.Unreadable(e.ctx, e.now(), "h2"); err != nil || cmp.Diff(whole, one) != "" {
		t.Errorf("body, %v:\n%s", err, cmp.Diff(whole, one))
	}
	if one, err := e.store.Unreadable(e.ctx, hook.At, "h3"); err != nil || one.Topic != "orders/create" {
		t.Errorf("hook: %+v, %v", one, err)
	}
	e.pass(31 * 24 * time.Hour)
	_, gone := e.store.Unreadable(e.ctx, hook.At, "h3")
	if got, err := e.store.Unreadables(e.ctx, hook.At); err != nil || len(got) != 0 || fault.KindOf(gone) != fault.NotFound {
		t.Errorf("after their time: %v, %v, %v", got, err, gone)
	}
}

// A body that was parked again while somebody retried it stays.
func testUnpark(t *testing.T, e env) {
	b := e.pushed()
	park := func() store.Unreadable {
		if err := e.store.Park(e.ctx, b); err != nil {
			t.Fatal(err)
		}
		got, err := e.store.Unreadable(e.ctx, b.At, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	seen := park()
	e.pass(time.Minute)
	again := park()
	if !again.Parked.After(seen.Parked) {
		t.Fatalf("parked at %v, then at %v", seen.Parked, again.Parked)
	}
	for _, c := range []struct {
		seen store.Unreadable
		left int
	}{{seen, 1}, {again, 0}, {again, 0}} {
		if err := e.store.Unpark(e.ctx, c.seen); err != nil {
			t.Fatal(err)
		}
		if left, err := e.store.Unreadables(e.ctx, b.At); err != nil || len(left) != c.left {
			t.Errorf("%d left, want %d, %v", len(left), c.left, err)
		}
	}
}

// A number whose stored state is not what its facts say today gets it back, with news or without.
func testRefold(t *testing.T, e env) {
	facts := tellers[0].story(1, 5)
	for i, tell := range []bool{false, true} {
		number := fmt.Sprintf("1Z%d", i)
		e.add(t, number, store.Addition{Facts: facts, Claims: []shipment.Claim{claimOf(i)}, Due: &store.Due{Kind: "poll", At: e.now().Add(time.Hour)}})
		right, err := e.store.LatestNumber(e.ctx, number)
		if err != nil {
			t.Fatal(err)
		}
		if !store.SameClaims(right.Claims, right.Refolded().Claims) {
			t.Fatal("what was just folded folds otherwise")
		}
		saved, err := e.store.Refold(e.ctx, number, tell)
		if err != nil || saved.Changed || saved.Number.Version != right.Version {
			t.Errorf("nothing to do: %+v, %v", saved, err)
		}
		e.damage(t, number)
		if wrong, err := e.store.LatestNumber(e.ctx, number); err != nil || store.SameClaims(right.Claims, wrong.Claims) {
			t.Fatalf("the claims are as they were, %v", err)
		}
		saved, err = e.store.Refold(e.ctx, number, tell)
		if err != nil || !saved.Changed || saved.News != tell || saved.Number.Version != right.Version+1 {
			t.Errorf("folded anew: changed %v, news %v, version %d, %v", saved.Changed, saved.News, saved.Number.Version, err)
		}
		right.Version++
		if mended, err := e.store.LatestNumber(e.ctx, number); err != nil || cmp.Diff(right, mended) != "" {
			t.Errorf("mended, %v:\n%s", err, cmp.Diff(right, mended))
		}
		if has := slices.Contains(names(e.raw(t, "T#"+number, "N")), "news"); has != tell {
			t.Errorf("the news flag is %v, want %v", has, tell)
		}
	}
	if _, err := e.store.Refold(e.ctx, "1ZNOBODY", false); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown number: %v", err)
	}
}

// damage takes the claims of a number for those of one that nobody told of.
func (e env) damage(t *testing.T, number string) {
	t.Helper()
	claim := e.raw(t, "T#"+number, "N")["c"]
	other := "OTHER" + number
	n, err := e.store.LatestNumber(e.ctx, number)
	if err != nil {
		t.Fatal(err)
	}
	e.add(t, other, store.Addition{Claims: []shipment.Claim{n.Claims[0].Claim}})
	empty := e.raw(t, "T#"+other, "N")["c"]
	if cmp.Equal(claim.(*types.AttributeValueMemberB).Value, empty.(*types.AttributeValueMemberB).Value) {
		t.Fatal("the facts say nothing")
	}
	expression := "SET #c = :c"
	if _, err := e.client.UpdateItem(e.ctx, &dynamodb.UpdateItemInput{
		TableName: &e.tables.Main, Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "T#" + number}, "sk": &types.AttributeValueMemberS{Value: "N"}},
		UpdateExpression: &expression, ExpressionAttributeNames: map[string]string{"#c": "c"}, ExpressionAttributeValues: map[string]types.AttributeValue{":c": empty},
	}); err != nil {
		t.Fatal(err)
	}
}

// scanner is a database that reads whole tables; an engine for simulations need not be one.
type scanner interface {
	Scan(context.Context, *dynamodb.ScanInput, ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error)
}

func testScanNumbers(t *testing.T, e env) {
	db, ok := e.client.(scanner)
	if !ok {
		t.Skip("this database scans nothing")
	}
	facts := tellers[0].story(1, 2)
	for i := range 7 {
		e.add(t, fmt.Sprintf("1ZS%d", i), store.Addition{Facts: facts})
		if err := e.store.PutLink(e.ctx, store.Link{Hash: fmt.Sprint(i), Order: "o1", Scope: "owner"}); err != nil {
			t.Fatal(err)
		}
	}
	var found []string
	var next map[string]types.AttributeValue
	looked, pages := 0, 0
	for {
		page, err := e.store.ScanNumbers(e.ctx, db.Scan, next, 4, func(number string, err error) { t.Errorf("%s is broken: %v", number, err) })
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range page.Numbers {
			found = append(found, n.Number)
			if len(n.Facts) != 2 {
				t.Errorf("%s has %d facts", n.Number, len(n.Facts))
			}
		}
		looked += page.Looked
		pages++
		if next = page.Next; next == nil {
			break
		}
	}
	slices.Sort(found)
	if got := strings.Join(found, " "); got != "1ZS0 1ZS1 1ZS2 1ZS3 1ZS4 1ZS5 1ZS6" || looked != 14 || pages < 4 {
		t.Errorf("found %s, looked at %d items in %d pages", got, looked, pages)
	}
}

func testBudgets(t *testing.T, e env) {
	closed := budget.State{Closed: e.now().Add(time.Hour), Strikes: 2, Reason: budget.Barred}
	for _, account := range []string{"main", "default"} {
		if _, changed, err := e.store.ChangeBudget(e.ctx, store.Budget{Source: "ups", Account: account}, closed); err != nil || !changed {
			t.Fatalf("close %s: %v, %v", account, changed, err)
		}
	}
	got, err := e.store.Budgets(e.ctx, "ups")
	if err != nil || len(got) != 2 || got[0].Account != "default" || !got[1].State.Closed.Equal(closed.Closed) || got[1].State.Reason != budget.Barred {
		t.Errorf("budgets %+v, %v", got, err)
	}
	if none, err := e.store.Budgets(e.ctx, "usps"); err != nil || len(none) != 0 {
		t.Errorf("of another source: %+v, %v", none, err)
	}
	e.pass(7 * 24 * time.Hour)
	if none, err := e.store.Budgets(e.ctx, "ups"); err != nil || len(none) != 0 {
		t.Errorf("after a week: %+v, %v", none, err)
	}
}
