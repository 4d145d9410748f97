package shipment_test

import (
	"math"
	"testing"
	"time"

	"doorstep/shared/shipment"
)

// scan makes a scan fact of UPS at a time as printed.
func scan(at string, status shipment.Status, sub string) shipment.Fact {
	return shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Carrier: "ups", At: moment(at), Status: status, Sub: sub, Code: string(status)}, at, string(status), sub)
}

func TestWhatAScanAfterTheEndMeans(t *testing.T) {
	t.Parallel()
	delivered := scan("2026-03-05T14:00:00-05:00", shipment.Delivered, "")
	for _, c := range []struct {
		name     string
		after    shipment.Fact
		status   shipment.Status
		reopened bool
	}{
		{"the round, an hour later, is a slip", scan("2026-03-05T15:00:00-05:00", shipment.OutForDelivery, ""), shipment.Delivered, false},
		{"the round, seven hours later, is none", scan("2026-03-05T21:00:01-05:00", shipment.OutForDelivery, ""), shipment.OutForDelivery, true},
		{"an upload within two hours is late", scan("2026-03-05T16:00:00-05:00", shipment.InTransit, "arrived"), shipment.Delivered, false},
		{"a scan after that moved the parcel", scan("2026-03-05T16:00:01-05:00", shipment.InTransit, "arrived"), shipment.InTransit, true},
		{"without a zone the doubt is added", scan("2026-03-05T19:30:00", shipment.InTransit, "arrived"), shipment.Delivered, false},
		{"a second delivery changes nothing", scan("2026-03-07T10:00:00-05:00", shipment.Delivered, "signed"), shipment.Delivered, false},
		{"damage found afterwards denies no delivery", scan("2026-03-08T10:00:00-05:00", shipment.Exception, "damaged"), shipment.Delivered, false},
		{"a wrong address does", scan("2026-03-08T10:00:00-05:00", shipment.Exception, "address_problem"), shipment.Exception, true},
		{"returning opens the way back at once", scan("2026-03-05T14:10:00-05:00", shipment.Returning, "refused"), shipment.Returning, false},
		{"returned ends it", scan("2026-03-09T14:10:00-05:00", shipment.Returned, "to_sender"), shipment.Returned, false},
		{"a pickup opens the way back", scan("2026-03-06T09:00:00-05:00", shipment.Accepted, ""), shipment.Returning, false},
		{"a new label moves nothing", scan("2026-03-06T09:00:00-05:00", shipment.InfoReceived, ""), shipment.Delivered, false},
		{"a void label after the delivery is too late", scan("2026-03-06T09:00:00-05:00", shipment.Cancelled, ""), shipment.Delivered, false},
		{"news without a status", scan("2026-03-06T09:00:00-05:00", "", ""), shipment.Delivered, false},
		{"an unknown code", scan("2026-03-06T09:00:00-05:00", shipment.Unknown, "unmapped_code"), shipment.Delivered, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			st := shipment.Fold([]shipment.Fact{c.after, delivered})
			if st.Status != c.status || st.Reopened != c.reopened {
				t.Errorf("got %s, reopened %v", st.Status, st.Reopened)
			}
		})
	}
}

func TestVoidLabelThatMovesAfterAll(t *testing.T) {
	t.Parallel()
	st := shipment.Fold([]shipment.Fact{
		scan("2026-03-05T08:00:00-05:00", shipment.InfoReceived, ""), scan("2026-03-05T09:00:00-05:00", shipment.Cancelled, "voided_label"),
		scan("2026-03-05T09:30:00-05:00", shipment.Accepted, "picked_up"),
	})
	if st.Status != shipment.Accepted || !st.Reopened {
		t.Errorf("got %s, reopened %v", st.Status, st.Reopened)
	}
}

func TestLateness(t *testing.T) {
	t.Parallel()
	promise := shipment.Window{Earliest: "2026-03-05", Latest: "2026-03-06", Precision: shipment.Day}
	moving := scan("2026-03-04T08:00:00-05:00", shipment.InTransit, "")
	for _, c := range []struct {
		name    string
		facts   []shipment.Fact
		promise shipment.Window
		now     string
		want    shipment.Lateness
	}{
		{"nothing promised", []shipment.Fact{moving}, shipment.Window{}, "2026-03-20T00:00:00Z", shipment.NoPromise},
		{"the last day is not over in Hawaii", []shipment.Fact{moving}, promise, "2026-03-07T11:59:59Z", shipment.InTime},
		{"over everywhere", []shipment.Fact{moving}, promise, "2026-03-07T12:00:00Z", shipment.Overdue},
		{"came on its last evening, by its own clock", []shipment.Fact{scan("2026-03-06T23:50:00-10:00", shipment.Delivered, "")}, promise, "2026-03-09T00:00:00Z", shipment.CameInTime},
		{"came a day late", []shipment.Fact{scan("2026-03-07T00:10:00+13:00", shipment.Delivered, "")}, promise, "2026-03-09T00:00:00Z", shipment.CameLate},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now, err := time.Parse(time.RFC3339, c.now)
			if err != nil {
				t.Fatal(err)
			}
			if got := shipment.NewView(shipment.Fold(c.facts), c.promise, now).Late; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 20, 0, 0, 0, time.UTC)
	known := shipment.NewView(shipment.Fold([]shipment.Fact{scan("2026-03-04T08:00:00-05:00", shipment.InTransit, "")}), shipment.Window{}, now)
	if !known.AgeKnown || known.Age != 7*time.Hour || known.AsOf.Local != "2026-03-04T08:00:00" {
		t.Errorf("with a zone: %v %v %v", known.Age, known.AgeKnown, known.AsOf)
	}
	if local := shipment.NewView(shipment.Fold([]shipment.Fact{scan("2026-03-04T08:00:00", shipment.InTransit, "")}), shipment.Window{}, now); local.AgeKnown {
		t.Errorf("without a zone the age is claimed to be %v", local.Age)
	}
}

func TestNormalizeNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" 1z 879e93-03 4683 4440 ": "1Z879E930346834440", "9400 1112\u00a00620": "940011120620", "": "", "#☠1☢": "#☠1☢",
	} {
		if got := shipment.NormalizeNumber(in); got != want {
			t.Errorf("%q gave %q", in, got)
		}
	}
}

func TestIdentityCoversEveryRawField(t *testing.T) {
	t.Parallel()
	base := shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Piece: "P"}
	seen := map[string]string{}
	for name, f := range map[string]shipment.Fact{
		"as is": shipment.Identify(base, "a", "b"), "shifted boundary": shipment.Identify(base, "ab", ""), "another kind": shipment.Identify(shipment.Fact{Kind: shipment.EstimateFact, Source: "ups", Piece: "P"}, "a", "b"),
		"another source": shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "usps", Piece: "P"}, "a", "b"), "another piece": shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Piece: "Q"}, "a", "b"),
	} {
		if len(f.ID) != 24 || seen[f.ID] != "" {
			t.Errorf("%s has the id %s of %q", name, f.ID, seen[f.ID])
		}
		seen[f.ID] = name
	}
	reread := base
	reread.Status, reread.At.Offset = shipment.Delivered, "+01:00"
	if shipment.Identify(reread, "a", "b").ID != shipment.Identify(base, "a", "b").ID {
		t.Error("a better code table changed the id")
	}
}

func FuzzMoment(f *testing.F) {
	f.Add("2026-03-04T08:00:00", "-05:00")
	f.Add("2024-02-29", "")
	f.Add("0000-13-40T99:99:99", "+99:99")
	f.Fuzz(func(t *testing.T, local, offset string) {
		m := shipment.Moment{Local: local, Offset: offset, Precision: shipment.Second}
		unix, exact := m.Unix()
		if exact != (m.UTC() != "") {
			t.Fatalf("Unix and UTC disagree about %+v", m)
		}
		want, err := time.Parse("2006-01-02T15:04:05-07:00", local+offset)
		if err == nil && len(local) == len("2006-01-02T15:04:05") && (!exact || unix != want.Unix()) {
			t.Fatalf("%s%s is %d, not %d (%v)", local, offset, want.Unix(), unix, exact)
		}
		st := shipment.Fold([]shipment.Fact{shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "x", At: m, Status: shipment.InTransit}, local)})
		if v := shipment.NewView(st, shipment.Window{Latest: local}, time.Unix(math.MaxInt32, 0)); v.AgeKnown && v.Age < 0 {
			t.Fatalf("negative age %v", v.Age)
		}
	})
}

func TestSubStatuses(t *testing.T) {
	t.Parallel()
	signed := scan("2026-03-05T14:00:00-05:00", shipment.Delivered, "")
	signed.Signed = true
	mailbox := scan("2026-03-05T14:00:00-05:00", shipment.Delivered, "mailbox")
	mailbox.Signed = true
	for name, c := range map[string]struct {
		facts []shipment.Fact
		want  string
	}{
		"a name on the proof":              {[]shipment.Fact{signed}, "delivered/signed"},
		"the carrier's own word is closer": {[]shipment.Fact{mailbox}, "delivered/mailbox"},
		"a code that nobody knows":         {[]shipment.Fact{scan("2026-03-05T14:00:00-05:00", shipment.Unknown, "unmapped_code")}, "unknown/unmapped_code"},
		"a source that cannot track":       {[]shipment.Fact{scan("2026-03-05T14:00:00-05:00", shipment.Unknown, "tracking_unsupported")}, "unknown/tracking_unsupported"},
	} {
		if st := shipment.Fold(c.facts); string(st.Status)+"/"+st.Sub != c.want {
			t.Errorf("%s: %s/%s, want %s", name, st.Status, st.Sub, c.want)
		}
	}
}

// A telling that joins a scan stays with it when that scan joins another: 08:00 printed as UTC joins the scan whose clock shows 08:00,
// which was told as 14:00 UTC as well and so joins the carrier's scan whose clock shows 14:00.
func TestRegressionJoinedTellingsAreNotLost(t *testing.T) {
	t.Parallel()
	told := func(source, at string) shipment.Fact {
		return shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: source, Carrier: "ups", At: moment(at), Status: shipment.InTransit, Code: "in_transit", Generic: true}, at)
	}
	facts := []shipment.Fact{
		told("easypost", "2026-03-05T08:00:00+00:00"), told("aftership", "2026-03-05T08:00:00-06:00"),
		told("shippo", "2026-03-05T14:00:00+00:00"), told("ups", "2026-03-05T14:00:00-05:00"),
	}
	left := map[string]bool{}
	for _, s := range shipment.Fold(facts).Scans {
		for _, id := range append([]string{s.ID}, s.Variants...) {
			left[id] = true
		}
	}
	for _, f := range facts {
		if !left[f.ID] {
			t.Errorf("what %s told is in no scan", f.Source)
		}
	}
}
