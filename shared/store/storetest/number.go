package storetest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

func testNumber(t *testing.T, e env) {
	_, err := e.store.Number(e.ctx, "1ZUNKNOWN")
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("unknown number: %v, want not found", err)
	}
	_, err = e.store.Number(e.ctx, "")
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("empty number: %v, want invalid", err)
	}
	facts := tellers[0].story(1, 8)
	signed := facts[7].ID
	saved := e.add(t, "1ZALL", store.Addition{
		Facts: facts, Aliases: []string{"9400B", "9400A"}, Main: "1ZMAIN", Proofs: map[string][]byte{signed: []byte("sealed"), "no such fact": nil},
		Claims: []shipment.Claim{claimOf(1)}, Due: &store.Due{Kind: "poll", At: e.now().Add(time.Hour)},
	})
	if !saved.Changed || !saved.News || saved.Attempts != 1 {
		t.Errorf("saved %v, news %v in %d attempts, want true, true, 1", saved.Changed, saved.News, saved.Attempts)
	}
	got := e.read(t, "1ZALL")
	if diff := cmp.Diff(saved.Number, got); diff != "" {
		t.Errorf("read back differently than Add told:\n%s", diff)
	}
	state := shipment.Fold(facts)
	want := store.Number{
		Number: "1ZALL", Version: 1, Facts: facts, Aliases: []string{"9400A", "9400B"}, Main: "1ZMAIN", Proofs: map[string][]byte{signed: []byte("sealed")},
		Claims: []store.ClaimState{{Claim: claimOf(1), Status: state.Status, Sub: state.Sub, Milestones: state.Milestones, Digest: state.Digest}},
		Due:    store.Due{Kind: "poll", At: e.now().Add(time.Hour)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("number:\n%s", diff)
	}
}

func (e env) read(t *testing.T, number string) store.Number {
	t.Helper()
	n, err := e.store.Number(e.ctx, number)
	if err != nil {
		t.Fatalf("Number(%s): %v", number, err)
	}
	return n
}

// raw reads the item itself, as a stream would show it.
func (e env) raw(t *testing.T, pk, sk string) map[string]types.AttributeValue {
	t.Helper()
	out, err := e.client.GetItem(e.ctx, &dynamodb.GetItemInput{
		TableName: &e.tables.Main, ConsistentRead: aws.Bool(true),
		Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: pk}, "sk": &types.AttributeValueMemberS{Value: sk}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Item
}

func testOrderOfWrites(t *testing.T, e env) {
	facts := tellers[1].story(5, 6)
	claim := store.Addition{Claims: []shipment.Claim{claimOf(1), claimOf(2)}, Due: &store.Due{Kind: "poll", At: e.now()}}
	e.add(t, "CLAIMFIRST", claim)
	for _, f := range facts {
		e.add(t, "CLAIMFIRST", store.Addition{Facts: []shipment.Fact{f}})
	}
	for _, f := range slices.Backward(facts) {
		e.add(t, "SCANFIRST", store.Addition{Facts: []shipment.Fact{f}})
	}
	e.add(t, "SCANFIRST", claim)
	one, two := e.raw(t, "T#CLAIMFIRST", "N"), e.raw(t, "T#SCANFIRST", "N")
	for _, item := range []map[string]types.AttributeValue{one, two} {
		for _, name := range []string{"pk", "v", "dk", "dt", "news", "acc"} { // what tells of the number, the writes and their times
			delete(item, name)
		}
		if item["f"] == nil || item["c"] == nil || item["ttl"] != nil {
			t.Errorf("stored attributes: %v", names(item))
		}
	}
	if diff := cmp.Diff(one, two, cmpopts.IgnoreUnexported(types.AttributeValueMemberB{}, types.AttributeValueMemberS{})); diff != "" {
		t.Errorf("claim first and scan first differ:\n%s", diff)
	}
}

func names(item map[string]types.AttributeValue) []string {
	var all []string
	for name := range item {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func testNews(t *testing.T, e env) {
	facts := tellers[0].story(3, 8) // the last two are out for delivery and delivered
	steps := []struct {
		what string
		do   func()
		news bool
		push int64 // when the push of the news was accepted; 0: not told
	}{
		{"scans of an unclaimed number", func() { e.add(t, "1ZNEWS", store.Addition{Facts: facts[:4], Accepted: 1_795_000_000_111}) }, false, 0},
		{"the claim", func() { e.add(t, "1ZNEWS", store.Addition{Claims: []shipment.Claim{claimOf(1)}}) }, true, 0},
		{"one more scan on the way", func() { e.add(t, "1ZNEWS", store.Addition{Facts: facts[4:5], Accepted: 1_795_000_000_222}) }, false, 0},
		{"a push that tells of the delivery", func() { e.add(t, "1ZNEWS", store.Addition{Facts: facts[7:], Accepted: 1_795_000_000_333}) }, true, 1_795_000_000_333},
		{"a move in the due index", func() { e.move(t, "1ZNEWS", store.Due{}, &store.Due{Kind: "check", At: e.now()}) }, false, 0},
	}
	for _, step := range steps {
		step.do()
		item := e.raw(t, "T#1ZNEWS", "N")
		_, got := item["news"]
		if got != step.news {
			t.Errorf("after %s: news %v, want %v", step.what, got, step.news)
		}
		accepted, isPush := item["acc"].(*types.AttributeValueMemberN)
		if got && (isPush != (step.push > 0) || isPush && accepted.Value != strconv.FormatInt(step.push, 10)) {
			t.Errorf("after %s: accepted %+v, want %d", step.what, accepted, step.push)
		}
	}
	c, ok := e.raw(t, "T#1ZNEWS", "N")["c"].(*types.AttributeValueMemberB)
	if !ok {
		t.Fatal("no claims in the image")
	}
	claims, err := store.ParseClaims(c.Value)
	if err != nil || len(claims) != 1 || claims[0].Status != shipment.Delivered {
		t.Errorf("claims of the image: %+v, %v", claims, err)
	}
}

func testLostAnswers(t *testing.T, e env) {
	s := e.over(repeating{e.client})
	facts := tellers[0].story(4, 5)
	for i, f := range facts {
		saved, err := s.Add(e.ctx, "1ZLOST", store.Addition{Facts: []shipment.Fact{f}, Claims: []shipment.Claim{claimOf(1)}})
		if err != nil || !saved.Changed || saved.Number.Version != int64(i+1) {
			t.Errorf("scan %d: changed %v, version %d, %v", i, saved.Changed, saved.Number.Version, err)
		}
	}
	if n := e.read(t, "1ZLOST"); !slices.Equal(n.Facts, facts) || n.Version != int64(len(facts)) {
		t.Errorf("%d facts at version %d, want %d at %d", len(n.Facts), n.Version, len(facts), len(facts))
	}
	order := store.Order{ID: "o1", Brand: "aster", Number: "1001", Body: []byte("body"), Lookup: [][]byte{{1}}}
	for expect := range int64(3) {
		err := s.PutOrder(e.ctx, order, expect)
		if err != nil {
			t.Errorf("order over version %d: %v", expect, err)
		}
	}
	_, first, err := s.Decide(e.ctx, store.Decision{Order: "o1", Key: "k", Outcome: store.OutcomeSend, At: e.now()})
	if err != nil || !first {
		t.Errorf("decision: first %v, %v, want it to know its own write", first, err)
	}
}

func testStaleReads(t *testing.T, e env) {
	s := e.over(&stale{Client: e.client})
	facts := tellers[2].story(6, 6)
	for i, f := range facts {
		m := &store.Meter{}
		saved, err := s.Add(store.WithMeter(e.ctx, m), "1ZSTALE", store.Addition{Facts: []shipment.Fact{f}})
		attempts, calls := 1, 2
		if i > 0 {
			attempts, calls = 2, 3
		}
		if err != nil || saved.Attempts != attempts || m.Calls != calls || m.Read > readPerScan {
			t.Errorf("scan %d: %d attempts, %d calls, %.1f read units, want %d, %d, at most %.1f, %v", i, saved.Attempts, m.Calls, m.Read, attempts, calls, readPerScan, err)
		}
	}
	saved, err := s.Add(e.ctx, "1ZSTALE", store.Addition{Facts: facts})
	if err != nil || saved.Changed {
		t.Errorf("duplicates after a stale read: changed %v, %v", saved.Changed, err)
	}
	if n := e.read(t, "1ZSTALE"); !slices.Equal(n.Facts, facts) {
		t.Errorf("%d facts, want %d", len(n.Facts), len(facts))
	}
}

// Eight writers tell different things of one number, all of it twice; nothing is lost and each claim shows the whole.
func testWriters(t *testing.T, e env) {
	const writers = 8
	facts := tellers[0].story(7, 3*writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for range 2 {
				for i := w; i < len(facts); i += writers {
					e.insist(t, "1ZCROWD", store.Addition{Facts: facts[i : i+1], Claims: []shipment.Claim{claimOf(w)}})
				}
			}
		})
	}
	wg.Wait()
	n := e.read(t, "1ZCROWD")
	if !slices.Equal(n.Facts, facts) || len(n.Claims) != writers {
		t.Fatalf("%d facts and %d claims, want %d and %d", len(n.Facts), len(n.Claims), len(facts), writers)
	}
	want := shipment.Fold(facts)
	for _, c := range n.Claims {
		if c.Digest != want.Digest || c.Status != want.Status {
			t.Errorf("claim of %s: %s of %s, want %s of %s", c.Order, c.Status, c.Digest, want.Status, want.Digest)
		}
	}
	if n.Version > int64(len(facts)) {
		t.Errorf("version %d, want no more than one per fact: %d", n.Version, len(facts))
	}
}

// insist adds as a queue does: what met too many other writers comes again.
func (e env) insist(t *testing.T, number string, a store.Addition) {
	for range 50 {
		_, err := e.store.Add(e.ctx, number, a)
		if fault.KindOf(err) == fault.Conflict {
			continue
		}
		if err != nil {
			t.Errorf("Add(%s): %v", number, err)
		}
		return
	}
	t.Errorf("Add(%s): 50 conflicts", number)
}

func testExpiry(t *testing.T, e env) {
	facts := tellers[0].story(8, 4)
	old := store.Addition{Facts: facts[:2], Aliases: []string{"9400"}, Due: &store.Due{Kind: "poll", At: e.now()}}
	saved := e.add(t, "1ZOLD", old)
	if want := e.now().Add(store.UnclaimedLife); !saved.Number.Expires.Equal(want) {
		t.Errorf("expires %v, want %v", saved.Number.Expires, want)
	}
	e.pass(store.UnclaimedLife)
	_, err := e.store.Number(e.ctx, "1ZOLD")
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("expired number: %v, want not found", err)
	}
	found, err := e.store.Numbers(e.ctx, []string{"1ZOLD"})
	if err != nil || len(found) != 0 {
		t.Errorf("expired number in a batch: %d found, %v", len(found), err)
	}
	e.add(t, "1ZOLD", store.Addition{Facts: facts[3:]})
	got := e.read(t, "1ZOLD")
	want := store.Number{Number: "1ZOLD", Version: 2, Facts: facts[3:], Expires: e.now().Add(store.UnclaimedLife)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("new life of an expired number:\n%s", diff)
	}
	e.add(t, "1ZOLD", store.Addition{Claims: []shipment.Claim{claimOf(1)}})
	e.pass(2 * store.UnclaimedLife)
	if n := e.read(t, "1ZOLD"); !n.Expires.IsZero() {
		t.Errorf("claimed number expires %v", n.Expires)
	}
}

func testNumbers(t *testing.T, e env) {
	var asked []string
	for i := range 130 {
		number := fmt.Sprintf("1ZBATCH%03d", i)
		asked = append(asked, number, number)
		if i%10 == 0 {
			e.add(t, number, store.Addition{Facts: tellers[0].story(uint64(i), 2)})
		}
	}
	found, err := e.store.Numbers(e.ctx, asked)
	if err != nil || len(found) != 13 || found["1ZBATCH120"].Number != "1ZBATCH120" || len(found["1ZBATCH120"].Facts) != 2 {
		t.Errorf("found %d of 13: %v", len(found), err)
	}
	found, err = e.over(partial{e.client}).Numbers(e.ctx, []string{"1ZBATCH000", "1ZBATCH010", "1ZBATCH020"})
	if err != nil || len(found) != 3 {
		t.Errorf("found %d of 3 in parts: %v", len(found), err)
	}
	_, err = e.store.Numbers(e.ctx, []string{"1Z", strings.Repeat("9", 5000)})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("number of 5000 digits: %v, want invalid", err)
	}
}

// trouble is a missed delivery, three days after the start.
func trouble() store.Addition {
	missed := tellers[0].scan(line{"018", "The receiver was not available.", shipment.DeliveryAttempted, "not_home"}, stops[0], start.AddDate(0, 0, 3))
	return store.Addition{Facts: []shipment.Fact{missed}, Claims: []shipment.Claim{claimOf(1)}}
}

func testAttention(t *testing.T, e env) {
	delivered := tellers[0].scan(line{"011", "DELIVERED", shipment.Delivered, ""}, stops[0], start.AddDate(0, 0, 4))
	e.add(t, "1ZTROUBLE", trouble())
	if open := e.open(t, "aster"); !slices.Equal(open, []string{"T#1ZTROUBLE " + start.AddDate(0, 0, 3).Format(time.RFC3339)}) {
		t.Errorf("open problems of aster: %v", open)
	}
	e.add(t, "1ZTROUBLE", store.Addition{Facts: []shipment.Fact{delivered}})
	if open := e.open(t, "aster"); len(open) != 0 {
		t.Errorf("open problems after delivery: %v", open)
	}
}

// open lists the index of open problems.
func (e env) open(t *testing.T, brand string) []string {
	t.Helper()
	out, err := e.client.Query(e.ctx, &dynamodb.QueryInput{
		TableName: &e.tables.Main, IndexName: aws.String(store.AttentionIndex), KeyConditionExpression: aws.String("#ab = :ab"),
		ExpressionAttributeNames:  map[string]string{"#ab": "ab"},
		ExpressionAttributeValues: map[string]types.AttributeValue{":ab": &types.AttributeValueMemberS{Value: brand}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var open []string
	for _, item := range out.Items {
		open = append(open, item["pk"].(*types.AttributeValueMemberS).Value+" "+item["at"].(*types.AttributeValueMemberS).Value)
	}
	return open
}
