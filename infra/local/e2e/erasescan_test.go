package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"doorstep/infra/local/demo"
	"doorstep/shared/store"
)

// kept is what an erasure leaves as it was, and the items of the main table, as a backup has them.
type kept struct {
	claims    []store.ClaimState // on the order's own parcel
	decisions []string
	sums      []string
	stops     []string
	items     []map[string]types.AttributeValue
}

func (s *life) snapshot(t *testing.T) kept {
	t.Helper()
	k := s.counts(t)
	if len(k.sums) == 0 || len(k.stops) == 0 || len(k.decisions) == 0 {
		t.Errorf("%d sums of votes, %d addresses that get nothing, %d decisions: what is not there proves nothing", len(k.sums), len(k.stops), len(k.decisions))
	}
	if open := s.stands(t); len(open) < 2 {
		t.Errorf("the list of what needs a person holds %v of the order, so its end proves nothing", open)
	}
	if err := s.each(t, s.Table, func(item map[string]types.AttributeValue) { k.items = append(k.items, item) }); err != nil {
		t.Fatal(err)
	}
	return k
}

// counts reads what names nobody.
func (s *life) counts(t *testing.T) (k kept) {
	t.Helper()
	n, err := s.store().Number(t.Context(), ownParcel)
	if err != nil {
		t.Fatal(err)
	}
	k.claims = n.Claims
	all, err := s.store().Decisions(t.Context(), s.id)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		k.decisions = append(k.decisions, d.Key)
	}
	if k.stops, err = s.items(t, "R#stop#"); err != nil {
		t.Fatal(err)
	}
	err = s.each(t, s.Table, func(item map[string]types.AttributeValue) {
		if strings.HasPrefix(text(item["pk"]), "R#survey#") {
			sum := text(item["pk"]) + " " + text(item["sk"])
			for _, name := range slices.Sorted(maps.Keys(item)) {
				sum += fmt.Sprintf(" %s=%s", name, flat(item[name]))
			}
			k.sums = append(k.sums, sum)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(k.sums)
	return k
}

// stands lists what of the order stands on the list of what needs a person.
func (s *life) stands(t *testing.T) (kinds []string) {
	t.Helper()
	page, err := s.store().Attention(t.Context(), demo.Brand, time.Time{}, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range page.Entries {
		if e.Order == s.id || e.Number == ownParcel {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

// unchanged holds counts, digests and decisions to what they were. Late scans moved the parcel's own state on since, as they should.
func (s *life) unchanged(t *testing.T, before kept) {
	t.Helper()
	if open := s.stands(t); len(open) != 0 {
		t.Errorf("of the erased order, the list still holds %v", open)
	}
	after := s.counts(t)
	if diff := cmp.Diff(before.sums, after.sums); diff != "" {
		t.Errorf("sums of votes:\n%s", diff)
	}
	for what, lists := range map[string][2][]string{"decisions": {before.decisions, after.decisions}, "suppressions": {before.stops, after.stops}} {
		for _, one := range lists[0] {
			if !slices.Contains(lists[1], one) {
				t.Errorf("of the %s, %s is gone", what, one)
			}
		}
	}
	o, err := s.store().AboutOrder(t.Context(), s.id)
	if err != nil || len(o.Votes) != 1 || o.Votes[0].Vote.Score != 4 || len(o.Votes[0].Comment) != 0 || len(o.Cases) == 0 || len(o.Findings) == 0 {
		t.Errorf("beside the order stand %d votes, %d cases, %d findings, %v", len(o.Votes), len(o.Cases), len(o.Findings), err)
	}
	for _, c := range after.claims {
		if !c.Erased || c.Digest == "" || c.Digest == before.claims[0].Digest || c.Status != "delivered" || len(c.Milestones) < len(before.claims[0].Milestones) {
			t.Errorf("the claim of the erased order is %+v", c)
		}
	}
}

// othersKeepTheirs: who shares the box keeps who signed and what the carrier said, and the same person's other orders stay whole.
func (s *life) othersKeepTheirs(t *testing.T) {
	t.Helper()
	for _, o := range []struct {
		brand, number, key string
		held               []string
	}{
		{demo.Brand, "robins", demo.MerchantKey, []string{"Robin Keeper", "robin.keeper@example.com", "ROBIN KEEPER", "Collected for R. Keeper"}},
		{demo.Brand, "another", demo.MerchantKey, []string{"Quinn Canary", "quinn.canary@example.com", "77 Canary Row"}},
		{"birch", "1001", "key of birch", []string{"Quinn Canary", "quinn.canary@example.com"}},
	} {
		said := s.exported(t, o.brand, o.number, o.key)
		for _, word := range o.held {
			if !strings.Contains(said, word) {
				t.Errorf("%s of %s lost %q:\n%.2000s", o.number, o.brand, word, said)
			}
		}
	}
}

// namesNobody scans both tables, every attribute of every item and what is packed in it, after an order with a parcel was erased.
func (w world) namesNobody(t *testing.T, orderID, number string) {
	t.Helper()
	w.namelessTables(t)
	w.gone(t, "order/"+orderID, "T#"+number)
	err := w.each(t, w.Table, func(item map[string]types.AttributeValue) {
		pk := text(item["pk"])
		if pk == "O#"+orderID && (item["sealed"] != nil || item["lookup"] != nil || item["comment"] != nil) {
			t.Errorf("%s %s still holds sealed data or hashes", pk, text(item["sk"]))
		}
		if strings.HasPrefix(pk, "L#") && text(item["order"]) == orderID {
			t.Error("a link to the erased order is left")
		}
		if pk == "T#"+number && item["p"] != nil {
			t.Error("the erased parcel still holds sealed signers")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// backup puts the items of before the erasure back beside the keys of today, as a restore to a point in time does. What was sealed opens
// for nobody and nothing is sent; carriers' words stand there again until the order is erased once more.
func (s *life) backup(t *testing.T, before kept) {
	t.Helper()
	for _, item := range before.items {
		pk := text(item["pk"])
		if pk != "O#"+s.id && pk != "T#"+ownParcel && text(item["order"]) != s.id {
			continue
		}
		if _, err := s.DynamoDB().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &s.Table, Item: item}); err != nil {
			t.Fatal(err)
		}
	}
	s.settled(t)
	said := s.exported(t, demo.Brand, "%231001", demo.MerchantKey)
	for _, sealed := range []string{"Quinn Canary\"", "quinn.canary@example.com", "50100199", "Ben Canary", "77 Canary Row", "CANARY SIGNER", "was not at home", "mug is broken"} {
		if strings.Contains(said, sealed) {
			t.Errorf("from a backup, the export shows %q", sealed)
		}
	}
	if a := s.call(t, "PUT", ordersPath+"%231001", merchantKey(), encode(t, s.body)); a.status/100 == 2 {
		t.Errorf("a restored order takes a name: %d %s", a.status, a.body)
	}
	sent := len(s.Mailbox()) + len(s.TextMessages())
	s.age(t, 31*time.Minute, s.id)
	s.tick(t)
	if now := len(s.Mailbox()) + len(s.TextMessages()); now != sent {
		t.Errorf("%d messages left from a backup", now-sent)
	}
	if a := s.call(t, "DELETE", ordersPath+"%231001", merchantKey(), nil); a.status != 200 {
		t.Errorf("erasing once more gives %d %s", a.status, a.body)
	}
	s.settled(t)
	s.namesNobody(t, s.id, ownParcel)
	nameless(t, "log after a restore", s.log.all())
	if w, err := s.items(t, "L#"); err != nil || slices.ContainsFunc(w, func(k string) bool { return strings.Contains(k, s.id) }) {
		t.Error(fmt.Sprint("links after a restore: ", w, err))
	}
}
