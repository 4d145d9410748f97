package store

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// additionsOf cuts what is to be told into additions of one thing each.
func additionsOf(t *rapid.T) []Addition {
	var all []Addition
	for _, f := range rapid.SliceOfN(parcelFact(), 0, 12).Draw(t, "facts") {
		a := Addition{Facts: []shipment.Fact{f}}
		if f.Status == shipment.Delivered {
			a.Proofs = map[string][]byte{f.ID: []byte("sealed " + f.ID)}
		}
		all = append(all, a)
	}
	for _, c := range rapid.SliceOfN(parcelClaim(), 0, 4).Draw(t, "claims") {
		all = append(all, Addition{Claims: []shipment.Claim{c}})
	}
	for _, alias := range rapid.SliceOfN(rapid.StringMatching(`9400[0-9]{2}`), 0, 3).Draw(t, "aliases") {
		all = append(all, Addition{Aliases: []string{alias}, Main: "1Z" + alias})
	}
	return all
}

// tell adds one after the other and gives what is stored in the end, without what tells of time and of the last write.
func tell(t *rapid.T, p *packer, all []Addition) (item, Number) {
	s := &Store{packer: p}
	n, stored := Number{Number: "1Z"}, item{}
	for _, a := range all {
		a, err := bounded(a)
		if err != nil {
			t.Fatal(err)
		}
		next, changed, err := merge(n, a, noon)
		if err != nil {
			t.Fatal(err)
		}
		if !changed {
			continue
		}
		open, _ := fold(&next)
		stored, err = s.encode(next, open)
		if err != nil {
			t.Fatal(err)
		}
		n = next
	}
	delete(stored, "ttl")
	return stored, n
}

func TestOrderOfAdditionsDoesNotMatter(t *testing.T) {
	p := &packer{}
	check(t, func(t *rapid.T) {
		all := additionsOf(t)
		first, _ := tell(t, p, all)

		shuffled := rapid.Permutation(all).Draw(t, "order")
		twice := append(slices.Clone(shuffled), shuffled...)
		again, _ := tell(t, p, twice)
		if !reflect.DeepEqual(first, again) {
			t.Fatalf("another order, each told twice:\n%s", cmp.Diff(first, again, cmp.Exporter(func(reflect.Type) bool { return true })))
		}

		var together Addition
		for _, a := range shuffled {
			together.Facts = append(together.Facts, a.Facts...)
			together.Claims = append(together.Claims, a.Claims...)
		}
		apart, _ := tell(t, p, append([]Addition{together}, shuffled...))
		if !reflect.DeepEqual(first, apart) {
			t.Fatalf("in one piece:\n%s", cmp.Diff(first, apart, cmp.Exporter(func(reflect.Type) bool { return true })))
		}
	})
}

func TestStoredNumberReadsBack(t *testing.T) {
	p := &packer{}
	check(t, func(t *rapid.T) {
		stored, n := tell(t, p, additionsOf(t))
		stored["v"] = num(n.Version)
		got, err := decodeNumber("1Z", stored)
		if err != nil {
			t.Fatal(err)
		}
		got.Expires = n.Expires
		again, changed, err := merge(got, Addition{Facts: n.Facts, Aliases: n.Aliases, Main: n.Main, Proofs: n.Proofs, Claims: plainClaims(n.Claims)}, noon)
		if err != nil || changed {
			t.Fatalf("what was stored is news to itself: %v\n%s", err, cmp.Diff(n, again))
		}
		if got.Version != n.Version || !slices.Equal(got.Facts, n.Facts) || !slices.Equal(plainClaims(got.Claims), plainClaims(n.Claims)) {
			t.Fatalf("read back differently:\n%s", cmp.Diff(n, got))
		}
	})
}

func scanOf(status shipment.Status, local string) shipment.Fact {
	f := shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Carrier: "ups", Assurance: shipment.Signed, Status: status,
		At: shipment.Moment{Local: local, Offset: "+00:00", Zone: shipment.ZonePayload, Precision: shipment.Second}}
	return shipment.Identify(f, local, string(status))
}

func claimOf(order string) shipment.Claim {
	return shipment.Claim{Order: order, Shipment: "s1", Brand: "aster", Epoch: "2026-11-20", Revision: 1}
}

func TestNews(t *testing.T) {
	t.Parallel()
	moving, delivered := scanOf(shipment.InTransit, "2026-11-20T10:00:00"), scanOf(shipment.Delivered, "2026-11-21T10:00:00")
	movingAgain := scanOf(shipment.InTransit, "2026-11-20T11:00:00")
	released := claimOf("o1")
	released.Revision, released.Released = 2, true
	for name, c := range map[string]struct {
		before, addition Addition
		news             bool
	}{
		"scan nobody claims":             {Addition{}, Addition{Facts: []shipment.Fact{moving}}, false},
		"claim before any scan":          {Addition{}, Addition{Claims: []shipment.Claim{claimOf("o1")}}, false},
		"claim of a parcel that moves":   {Addition{Facts: []shipment.Fact{moving}}, Addition{Claims: []shipment.Claim{claimOf("o1")}}, true},
		"first scan in a status":         {Addition{Claims: []shipment.Claim{claimOf("o1")}, Facts: []shipment.Fact{moving}}, Addition{Facts: []shipment.Fact{delivered}}, true},
		"one more scan in the status":    {Addition{Claims: []shipment.Claim{claimOf("o1")}, Facts: []shipment.Fact{moving}}, Addition{Facts: []shipment.Fact{movingAgain}}, false},
		"second order in the same box":   {Addition{Claims: []shipment.Claim{claimOf("o1")}, Facts: []shipment.Fact{moving}}, Addition{Claims: []shipment.Claim{claimOf("o2")}}, true},
		"claim taken back":               {Addition{Claims: []shipment.Claim{claimOf("o1")}, Facts: []shipment.Fact{moving}}, Addition{Claims: []shipment.Claim{released}}, false},
		"alias":                          {Addition{Claims: []shipment.Claim{claimOf("o1")}, Facts: []shipment.Fact{moving}}, Addition{Aliases: []string{"9400"}}, false},
		"late scan older than the claim": {Addition{Claims: []shipment.Claim{claimOf("o1")}, Facts: []shipment.Fact{moving}}, Addition{Facts: []shipment.Fact{scanOf(shipment.Delivered, "2026-05-01T10:00:00")}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old, _, err := merge(Number{Number: "1Z"}, c.before, noon)
			if err != nil {
				t.Fatal(err)
			}
			fold(&old)
			next, changed, err := merge(old, c.addition, noon)
			if err != nil || !changed {
				t.Fatalf("merge: changed %v, %v", changed, err)
			}
			fold(&next)
			if got := news(old, next); got != c.news {
				t.Errorf("news %v, want %v", got, c.news)
			}
		})
	}
}

// What a claim promised decides which estimates are late, so a promise that changes is news where an estimate has passed it.
func TestPromiseDecidesWhatIsLate(t *testing.T) {
	t.Parallel()
	expected := shipment.Identify(shipment.Fact{Kind: shipment.EstimateFact, Source: "ups", Carrier: "ups", At: scanOf("", "2026-11-20T10:00:00").At,
		Window: shipment.Window{Earliest: "2026-11-23", Latest: "2026-11-24", Precision: shipment.Day}}, "2026-11-24")
	promised := func(revision int64, day string) Addition {
		c := claimOf("o1")
		c.Revision, c.Promise = revision, day
		return Addition{Claims: []shipment.Claim{c}}
	}
	for name, c := range map[string]struct {
		second Addition
		news   bool
		days   []string
	}{
		"within the promise":                   {promised(2, "2026-11-24"), false, nil},
		"a promise that the estimate misses":   {promised(2, "2026-11-23"), true, []string{"2026-11-24"}},
		"an older word about the promise":      {promised(0, "2026-11-23"), false, nil},
		"no promise: nothing was expected yet": {promised(2, ""), false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old, _, err := merge(Number{Number: "1Z"}, Addition{Facts: []shipment.Fact{expected}, Claims: promised(1, "2026-11-25").Claims}, noon)
			if err != nil {
				t.Fatal(err)
			}
			fold(&old)
			next, _, err := merge(old, c.second, noon)
			if err != nil {
				t.Fatal(err)
			}
			fold(&next)
			var days []string
			for _, m := range next.Claims[0].Milestones {
				days = append(days, m.Day())
			}
			if got := news(old, next); got != c.news || !slices.Equal(days, c.days) {
				t.Errorf("news %v of %v, want %v of %v", got, days, c.news, c.days)
			}
		})
	}
}

func TestAttention(t *testing.T) {
	t.Parallel()
	problem := scanOf(shipment.Exception, "2026-11-20T10:00:00")
	missed := scanOf(shipment.DeliveryAttempted, "2026-11-20T18:00:00")
	again := scanOf(shipment.DeliveryAttempted, "2026-11-21T09:00:00")
	delivered := scanOf(shipment.Delivered, "2026-11-21T10:00:00")
	lost := scanOf(shipment.Exception, "2026-11-20T19:00:00")
	lost.Sub = "lost"
	other := claimOf("o0")
	other.Brand = "borage"
	away := claimOf("o1")
	away.Released = true
	for name, c := range map[string]struct {
		facts  []shipment.Fact
		claims []shipment.Claim
		want   attention
	}{
		"nobody's problem":                     {[]shipment.Fact{problem}, nil, attention{}},
		"open since the scan":                  {[]shipment.Fact{problem}, []shipment.Claim{claimOf("o1")}, attention{"aster", "2026-11-20T10:00:00Z"}},
		"open since the first of two tries":    {[]shipment.Fact{missed, again}, []shipment.Claim{claimOf("o1")}, attention{"aster", "2026-11-20T18:00:00Z"}},
		"open since before its reason changed": {[]shipment.Fact{problem, lost}, []shipment.Claim{claimOf("o1")}, attention{"aster", "2026-11-20T10:00:00Z"}},
		"over":                                 {[]shipment.Fact{problem, delivered}, []shipment.Claim{claimOf("o1")}, attention{}},
		"two brands, same age":                 {[]shipment.Fact{problem}, []shipment.Claim{other, claimOf("o1")}, attention{"aster", "2026-11-20T10:00:00Z"}},
		"claim taken back":                     {[]shipment.Fact{problem}, []shipment.Claim{away}, attention{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, _, err := merge(Number{Number: "1Z"}, Addition{Facts: c.facts, Claims: c.claims}, noon)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := fold(&n); got != c.want {
				t.Errorf("attention %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	scan, later := scanOf(shipment.InTransit, "2026-11-20T10:00:00"), scanOf(shipment.InTransit, "2026-11-20T12:00:00")
	for name, c := range map[string]struct {
		first, second Addition
		want          time.Time // after the first at noon and the second a day later
	}{
		"a new fact renews":      {Addition{Facts: []shipment.Fact{scan}}, Addition{Facts: []shipment.Fact{later}}, noon.Add(31 * day)},
		"an alias does not":      {Addition{Facts: []shipment.Fact{scan}}, Addition{Aliases: []string{"9400"}}, noon.Add(30 * day)},
		"a claim ends it":        {Addition{Facts: []shipment.Fact{scan}}, Addition{Claims: []shipment.Claim{claimOf("o1")}}, time.Time{}},
		"a main number ends it":  {Addition{Facts: []shipment.Fact{scan}}, Addition{Main: "1ZMAIN"}, time.Time{}},
		"a duplicate renews not": {Addition{Facts: []shipment.Fact{scan}}, Addition{Facts: []shipment.Fact{scan}}, noon.Add(30 * day)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, _, err := merge(Number{Number: "1Z"}, c.first, noon)
			if err != nil {
				t.Fatal(err)
			}
			n, _, err = merge(n, c.second, noon.Add(day))
			if err != nil || !n.Expires.Equal(c.want) {
				t.Errorf("expires %v, want %v, %v", n.Expires, c.want, err)
			}
		})
	}
}

func TestDueIsSetOnce(t *testing.T) {
	t.Parallel()
	due := &Due{Kind: "poll", At: noon.Add(time.Millisecond)}
	n, changed, err := merge(Number{Number: "1Z"}, Addition{Due: due}, noon)
	if err != nil || changed || n.Due.Kind != "" {
		t.Errorf("a due entry alone wrote a number: %v, %+v, %v", changed, n.Due, err)
	}
	n, _, err = merge(n, Addition{Claims: []shipment.Claim{claimOf("o1")}, Due: due}, noon)
	if want := (Due{Kind: "poll", At: noon.Add(time.Second)}); err != nil || n.Due != want {
		t.Errorf("due %+v, want %+v in whole seconds and never early, %v", n.Due, want, err)
	}
	n, _, err = merge(n, Addition{Claims: []shipment.Claim{claimOf("o2")}, Due: &Due{Kind: "check", At: noon.Add(-time.Hour)}}, noon)
	if want := (Due{Kind: "poll", At: noon.Add(time.Second)}); err != nil || n.Due != want {
		t.Errorf("due %+v, want it to stay %+v, %v", n.Due, want, err)
	}
}

func TestLimitsOnParts(t *testing.T) {
	t.Parallel()
	var claims []shipment.Claim
	var aliases []string
	for i := range maxClaims + 1 {
		claims = append(claims, claimOf(fmt.Sprintf("o%02d", i)))
		aliases = append(aliases, fmt.Sprintf("9400%02d", i))
	}
	_, _, err := merge(Number{Number: "1Z"}, Addition{Claims: claims}, noon)
	if fault.KindOf(err) != fault.TooLarge {
		t.Errorf("%d claims: %v, want too large", len(claims), err)
	}
	n, _, err := merge(Number{Number: "1Z"}, Addition{Aliases: aliases}, noon)
	if err != nil || !n.Overflow || !slices.Equal(n.Aliases, aliases[:maxAliases]) {
		t.Errorf("%d aliases: kept %v, overflow %v, %v", len(aliases), n.Aliases, n.Overflow, err)
	}
	_, changed, err := merge(n, Addition{Aliases: aliases}, noon)
	if err != nil || changed {
		t.Errorf("the same aliases again: changed %v, %v", changed, err)
	}
}
