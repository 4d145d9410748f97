package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/order"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// What watch found stands on the list with what to do about it, and leaves it when a person closes it.
func TestCasesThatWatchFound(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	db, err := o.process(&bytes.Buffer{}, &bytes.Buffer{}).store(place{new(string), table(o)})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	known := order.Order{ID: order.ID("aster", "1001"), Brand: "aster", Number: "1001", Shipments: []order.Shipment{{ID: "s1", Number: "1Z0001", Carrier: "ups"}, {ID: "s2", Number: "1Z0002", Carrier: "gls"}}}
	body, err := order.Encode(known)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.PutOrder(ctx, store.Order{ID: known.ID, Brand: "aster", Number: "1001", Body: body}, 0); err != nil {
		t.Fatal(err)
	}
	made := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
	for i, s := range known.Shipments {
		f := store.Finding{Brand: "aster", Order: known.ID, Shipment: s.ID, Number: s.Number, Made: made.Add(time.Duration(i) * time.Hour), Found: watch.Finding{
			Kind: watch.PastPromise, Occurrence: 20519, Since: made.AddDate(0, 0, -1), Due: made, Severity: watch.Warning, Expected: "2026-03-12", Disruption: "ice",
			Action: watch.Action{Code: "tell_new_date", Text: "Tell the customer the new date."},
		}}
		if _, _, err := db.RecordFinding(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	const first = `{"since":"2026-03-08T12:00:00Z","age":"3d","kind":"past_promise","order":"1001","shipment":"s1","tracking_number":"1Z0001","carrier":"ups","state":"open","severity":"warning","action":"tell_new_date","todo":"Tell the customer the new date.","carrier_expects":"2026-03-12","disruption":"ice"}
`
	if list := o.do("cases", "list", "--brand", "aster", "--limit", "1"); list != first {
		t.Errorf("list:\n%s", cmp.Diff(first, list))
	}
	if shown := o.do("cases", "list", "--brand", "aster", "--columns"); shown != `since                 age  kind          order  parcel  carrier  state  score  what to do
2026-03-08T12:00:00Z  3d   past_promise  1001   1Z0001  ups      open          Tell the customer the new date.
2026-03-08T13:00:00Z  3d   past_promise  1001   1Z0002  gls      open          Tell the customer the new date.
` {
		t.Errorf("columns:\n%s", shown)
	}
	if closed := o.do("cases", "close", "--brand", "aster", "1001", "past_promise", "s2"); !strings.Contains(closed, `"shipment":"s2"`) || !strings.Contains(closed, `"state":"closed"`) || strings.Count(closed, "\n") != 1 {
		t.Errorf("closed: %s", closed)
	}
	if list := o.do("cases", "list", "--brand", "aster"); list != first {
		t.Errorf("list afterwards: %s", list)
	}
	o.do("cases", "close", "--brand", "aster", "1001", "past_promise")
	if list := o.do("cases", "list", "--brand", "aster"); list != "" {
		t.Errorf("list when all is closed: %s", list)
	}
	if shown := o.do("cases", "show", "--brand", "aster", "1001"); strings.Count(shown, `"state":"closed"`) != 2 {
		t.Errorf("shown: %s", shown)
	}
	var complaint bytes.Buffer
	for _, args := range [][]string{{"1001", "past_promise"}, {"1001", "silent"}, {"1002", "silent"}} {
		if code := o.process(&bytes.Buffer{}, &complaint).run(append([]string{"cases", "close", "--brand", "aster"}, args...)); code != exitInput || complaint.Len() == 0 {
			t.Errorf("%v: exit %d, %s", args, code, complaint.String())
		}
	}
}

func TestDisruptions(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	add := []string{"disruptions", "add", "--carrier", "ups", "--country", "US", "--region", "TX", "--from", "2026-03-09", "--until", "2026-03-14",
		"--text", "Ice in Texas.", "--text-de", "Eis in Texas.", "--pause", "silent,past_promise"}
	const ice = `{"id":"2026-03-09-ups-us-tx","carrier":"ups","country":"US","region":"TX","from":"2026-03-09","until":"2026-03-14","texts":{"de":"Eis in Texas.","en":"Ice in Texas."},"pause":["silent","past_promise"],"state":"now"}
`
	for range 2 {
		if got := o.do(add...); got != ice {
			t.Errorf("added:\n%s", cmp.Diff(ice, got))
		}
	}
	o.do("disruptions", "add", "--country", "FR", "--from", "2026-04-01", "--until", "2026-04-02")
	if list := o.do("disruptions", "list", "--columns"); list != `id                    state  from        until       carrier  country  region  postal  languages
2026-03-09-ups-us-tx  now    2026-03-09  2026-03-14  ups      US       TX              de,en
2026-04-01-fr         ahead  2026-04-01  2026-04-02           FR                       
` {
		t.Errorf("list:\n%s", list)
	}
	if ended := o.do("disruptions", "end", "2026-03-09-ups-us-tx"); !strings.Contains(ended, `"until":"2026-03-10"`) {
		t.Errorf("ended: %s", ended)
	}
	if gone := o.do("disruptions", "end", "2026-04-01-fr"); !strings.Contains(gone, `"state":"removed"`) {
		t.Errorf("removed: %s", gone)
	}
	if list := o.do("disruptions", "list"); strings.Count(list, "\n") != 1 {
		t.Errorf("list afterwards: %s", list)
	}
	for name, args := range map[string][]string{
		"nothing": {}, "no days": {"add", "--country", "US"}, "no place": {"add", "--from", "2026-03-09", "--until", "2026-03-10"},
		"German only":        {"add", "--country", "DE", "--from", "2026-03-09", "--until", "2026-03-10", "--text-de", "Eis."},
		"a pause of no kind": {"add", "--country", "DE", "--from", "2026-03-09", "--until", "2026-03-10", "--pause", "all"},
		"end of nobody":      {"end", "ice"}, "end of what": {"end"},
	} {
		var complaint bytes.Buffer
		if code := o.process(&bytes.Buffer{}, &complaint).run(append([]string{"disruptions"}, args...)); code != exitInput || complaint.Len() == 0 {
			t.Errorf("%s: exit %d, %s", name, code, complaint.String())
		}
	}
}
