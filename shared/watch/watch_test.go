package watch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// weekdays is a world without holidays.
type weekdays struct{}

func (weekdays) Working(_ string, day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

func rules(t interface{ Fatal(...any) }, notices ...Disruption) Rules {
	limits, err := Defaults()
	if err != nil {
		t.Fatal(err)
	}
	return Rules{Limits: limits, Calendar: weekdays{}, Disruptions: notices}
}

// scan makes a scan of a UPS parcel in Texas, whose clocks are six hours behind. 2026-11-16 is a Monday.
func scan(status shipment.Status, sub, local string) shipment.Fact {
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: "ups", Carrier: "ups", Assurance: shipment.Polled, Status: status, Sub: sub, Code: string(status) + sub,
		At:    shipment.Moment{Local: local, Offset: "-06:00", Zone: shipment.ZonePayload, Precision: shipment.Second},
		Place: shipment.Place{City: "Mesquite", Region: "TX", Postal: "75150", Country: "US"},
	}
	return shipment.Identify(f, string(status), sub, local)
}

func estimate(told, latest string) shipment.Fact {
	f := shipment.Fact{Kind: shipment.EstimateFact, Source: "ups", Carrier: "ups", Assurance: shipment.Polled,
		At:     shipment.Moment{Local: told, Offset: "-06:00", Zone: shipment.ZonePayload, Precision: shipment.Second},
		Window: shipment.Window{Earliest: latest, Latest: latest, Precision: shipment.Day}}
	return shipment.Identify(f, told, latest)
}

func parcel(facts ...shipment.Fact) Parcel {
	merged, _ := shipment.Merge(facts)
	return Parcel{State: shipment.Fold(merged), Carrier: "ups", Destination: "US", Epoch: "2026-11-16"}
}

func show(all []Finding) string {
	var out []string
	for _, f := range all {
		line := fmt.Sprintf("%s %s %s", f.Kind, f.Due.In(time.FixedZone("", -6*3600)).Format("2006-01-02T15:04"), f.Action.Code)
		if f.Expected != "" {
			line += " " + f.Expected
		}
		if f.Disruption != "" {
			line += " " + f.Disruption
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func TestWhatIsWrongAndWhen(t *testing.T) {
	t.Parallel()
	label := scan(shipment.InfoReceived, "label_created", "2026-11-16T15:00:00")
	moved := scan(shipment.InTransit, "arrived", "2026-11-17T08:00:00")
	promise := func(p Parcel) Parcel { p.Promise = "2026-11-19"; return p }
	for _, c := range []struct {
		name string
		p    Parcel
		want string
	}{
		{"an order without label", parcel(), "never_scanned 2026-11-19T18:00 ask_warehouse"},
		{"a label: three working days", parcel(label), "never_scanned 2026-11-19T15:00 ask_warehouse"},
		{"a label of Thursday: over the weekend", parcel(scan(shipment.InfoReceived, "", "2026-11-19T15:00:00")), "never_scanned 2026-11-24T15:00 ask_warehouse"},
		{"nobody knows since when", Parcel{State: shipment.Fold(nil)}, ""},
		{"the merchant has told no number", func() Parcel { p := parcel(); p.Own = true; return p }(), "never_scanned 2026-11-19T18:00 give_tracking"},
		{"moving", parcel(label, moved), "silent 2026-11-20T08:00 open_trace"},
		{"moving, by express", func() Parcel { p := parcel(moved); p.Service = "UPS Next Day Air"; return p }(), "silent 2026-11-19T08:00 open_trace"},
		{"moving abroad", func() Parcel { p := parcel(moved); p.Destination = "DE"; return p }(), "silent 2026-11-26T08:00 open_trace"},
		{"moving in Australia", func() Parcel {
			p := parcel(moved)
			p.Destination = "AU"
			p.State.Scans[0].Place.Country = "AU"
			return p
		}(), "silent 2026-11-23T08:00 open_trace"},
		{"moving, promised", promise(parcel(moved)), "past_promise 2026-11-20T00:00 ask_new_date, silent 2026-11-20T08:00 open_trace"},
		{"the carrier's later day excuses nothing", promise(parcel(moved, estimate("2026-11-17T08:00:00", "2026-11-23"))), "past_promise 2026-11-20T00:00 tell_new_date 2026-11-23, silent 2026-11-20T08:00 open_trace"},
		{"without a promise the first estimate counts", parcel(moved, estimate("2026-11-17T08:00:00", "2026-11-18"), estimate("2026-11-17T20:00:00", "2026-11-21")), "past_promise 2026-11-19T00:00 tell_new_date 2026-11-21, silent 2026-11-20T08:00 open_trace"},
		{"a failed attempt", parcel(moved, scan(shipment.DeliveryAttempted, "not_home", "2026-11-18T12:00:00")), "attempt_no_news 2026-11-19T12:00 check_address"},
		{"waits in the shop", promise(parcel(moved, scan(shipment.AvailableForPickup, "parcel_shop", "2026-11-18T12:00:00"))), "pickup_expiring 2026-11-23T12:00 remind_pickup"},
		{"waits in the shop until a day that was told", func() Parcel {
			p := parcel(scan(shipment.AvailableForPickup, "", "2026-11-18T12:00:00"))
			p.Until, p.Own = "2026-11-21", true
			return p
		}(), "pickup_expiring 2026-11-20T00:00 remind_pickup"},
		{"a counter that waits for ever", func() Parcel {
			p := parcel(scan(shipment.AvailableForPickup, "", "2026-11-18T12:00:00"))
			p.Own = true
			return p
		}(), ""},
		{"held by customs for duties", parcel(moved, scan(shipment.Exception, "customs_duties", "2026-11-18T12:00:00"), scan(shipment.Exception, "customs_duties", "2026-11-19T12:00:00")), "customs_dwell 2026-11-23T12:00 customer_pays_duty"},
		{"held by customs for papers", parcel(moved, scan(shipment.Exception, "customs_documents", "2026-11-18T12:00:00")), "customs_dwell 2026-11-23T12:00 send_papers"},
		{"held, then cleared", parcel(scan(shipment.Exception, "customs_delay", "2026-11-17T12:00:00"), scan(shipment.InTransit, "customs_cleared", "2026-11-18T12:00:00")), "silent 2026-11-23T12:00 open_trace"},
		{"on its way back", promise(parcel(moved, scan(shipment.Returning, "refused", "2026-11-18T12:00:00"))), "return_stuck 2026-11-25T12:00 trace_return"},
		{"back, no refund", parcel(moved, scan(shipment.Returned, "to_sender", "2026-11-18T12:00:00")), "return_stuck 2026-11-25T12:00 refund"},
		{"back and refunded", func() Parcel {
			p := parcel(moved, scan(shipment.Returned, "to_sender", "2026-11-18T12:00:00"))
			p.Refunded = true
			return p
		}(), ""},
		{"delivered", promise(parcel(moved, scan(shipment.Delivered, "", "2026-11-18T12:00:00"))), ""},
		{"a wall clock without zone is read as late as it may be", parcel(func() shipment.Fact {
			f := moved
			f.At.Offset, f.At.Zone = "", shipment.NoZone
			return f
		}()), "silent 2026-11-20T14:00 open_trace"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
			if got := show(rules(t).Parcel(c.p, now)); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// While a disruption lasts the clocks of the parcels that it concerns stand still, and what is found afterwards says why.
func TestDisruptions(t *testing.T) {
	t.Parallel()
	moved := parcel(scan(shipment.InTransit, "arrived", "2026-11-17T08:00:00"))
	waits := parcel(scan(shipment.AvailableForPickup, "", "2026-11-17T08:00:00"))
	moved.Promise = "2026-11-18"
	const plain = "past_promise 2026-11-19T00:00 ask_new_date, silent 2026-11-20T08:00 open_trace"
	ice := Disruption{ID: "ice", Carrier: "ups", Country: "US", Region: "TX", From: "2026-11-18", Until: "2026-11-19", Texts: map[string]string{"en": "Ice."}}
	for _, c := range []struct {
		name string
		p    Parcel
		edit func(*Disruption)
		want string
	}{
		{"two days of ice", moved, func(*Disruption) {}, "past_promise 2026-11-21T00:00 ask_new_date ice, silent 2026-11-24T08:00 open_trace ice"},
		{"another carrier", moved, func(d *Disruption) { d.Carrier = "fedex" }, plain},
		{"another state", moved, func(d *Disruption) { d.Region = "OK" }, plain},
		{"its postal code", moved, func(d *Disruption) { d.Region, d.Postal = "", "751" }, "past_promise 2026-11-21T00:00 ask_new_date ice, silent 2026-11-24T08:00 open_trace ice"},
		{"another postal code", moved, func(d *Disruption) { d.Region, d.Postal = "", "76" }, plain},
		{"only silence is excused", moved, func(d *Disruption) { d.Pause = []string{Silent} }, "past_promise 2026-11-19T00:00 ask_new_date ice, silent 2026-11-24T08:00 open_trace ice"},
		{"it was over before", moved, func(d *Disruption) { d.From, d.Until = "2026-11-10", "2026-11-12" }, plain},
		{"it is yet to come", moved, func(d *Disruption) { d.From, d.Until = "2026-12-10", "2026-12-12" }, plain},
		{"shops send back in the storm as well", waits, func(*Disruption) {}, "pickup_expiring 2026-11-22T08:00 remind_pickup ice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := ice
			c.edit(&d)
			if got := show(rules(t, d).Parcel(c.p, time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC))); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestOrders(t *testing.T) {
	t.Parallel()
	placed := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC) // a Thursday
	if got := rules(t).Order(Order{Placed: placed, Waits: true}); len(got) != 1 || !got[0].Due.Equal(placed.AddDate(0, 0, 5)) || got[0].Action.Code != "ship_order" {
		t.Errorf("an order without shipment: %+v", got)
	}
	if got := append(rules(t).Order(Order{Placed: placed}), rules(t).Order(Order{Waits: true})...); len(got) != 0 {
		t.Errorf("nothing to ship, or nobody knows since when: %+v", got)
	}
}

// FirstOrder must not be later than the first deadline there can be.
func TestFirstOrder(t *testing.T) {
	t.Parallel()
	limits, err := Defaults()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range limits.rows {
		if r.kind == NoShipment && r.limit.Length < unshipped {
			t.Errorf("an order may be due after %v, and is first looked at after %v", r.limit.Length, unshipped)
		}
	}
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		placed, want time.Time
	}{
		"of now": {now, now.Add(72 * time.Hour)}, "of last week": {now.AddDate(0, 0, -7), now.Add(time.Hour)}, "of last year": {now.AddDate(-1, 0, 0), time.Time{}}, "of no time": {},
	} {
		if got, ok := FirstOrder(c.placed, now); !got.Equal(c.want) || ok == c.want.IsZero() {
			t.Errorf("%s: %v, %v", name, got, ok)
		}
	}
}

func TestClasses(t *testing.T) {
	t.Parallel()
	limits, err := Defaults()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		carrier, service string
		abroad           bool
		want             Class
	}{
		{"ups", "UPS Ground", false, Ground}, {"ups", "UPS_NEXT_DAY_AIR", false, Express}, {"ups", "Worldwide Express Saver", true, Express},
		{"ups", "", true, International}, {"usps", "", false, Postal}, {"usps", "Priority Mail Express", false, Express}, {"usps", "Priority Mail", false, Postal},
		{"fedex", "SmartPost", false, Economy}, {"dhl_express", "", true, Express}, {"dhl_ecommerce", "", false, Economy}, {"", "", false, Ground},
		{"ups", "Ground Saver", false, Economy}, {"royalmail", "Tracked 48", false, Postal}, {"fedex", "First-Class", false, Postal}, {"", "Expressway Ltd", false, Ground},
	} {
		p := Parcel{Carrier: c.carrier, Service: c.service, Destination: "US", State: shipment.State{Scans: []shipment.Scan{{Fact: shipment.Fact{Place: shipment.Place{Country: "US"}}}}}}
		if c.abroad {
			p.Destination = "DE"
		}
		if got := limits.Class(p); got != c.want {
			t.Errorf("%s %q abroad %v: %s, want %s", c.carrier, c.service, c.abroad, got, c.want)
		}
	}
}

// Every kind has a threshold for whatever parcel, but for the promise, which is its own.
func TestEveryKindHasItsThreshold(t *testing.T) {
	t.Parallel()
	limits, err := Defaults()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range append(Kinds(), refund) {
		if _, ok := limits.of(kind, Ground, "nobody", "XX"); !ok && kind != PastPromise {
			t.Errorf("%s has none", kind)
		}
	}
	if l, _ := limits.of(PickupExpiring, Ground, "ups", "DE"); l.Length != 240*time.Hour {
		t.Errorf("the most specific row does not hold: %+v", l)
	}
	for _, bad := range []string{"", "3", "wd", "0h", "-1wd", "3wdh", "3d", "99999h"} {
		if _, err := parseLimit(bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("limit %q: %v", bad, err)
		}
	}
	for _, bad := range []string{"kind\n", "a,b,c,d,e,f\nodd,,,,3wd,why\n", "a,b,c,d,e,f\nsilent,slow,,,3wd,why\n", "a,b,c,d,e,f\nsilent,,,,3wd,\n", "a,b,c,d,e,f\nsilent,,,,soon,why\n"} {
		if _, err := readLimits(bad); err == nil {
			t.Errorf("took %q", bad)
		}
	}
}

func TestCheckOfDisruptions(t *testing.T) {
	t.Parallel()
	good := Disruption{ID: "d", Country: "US", Region: "TX", From: "2026-12-01", Until: "2026-12-04", Texts: map[string]string{"en": "Ice."}, Pause: []string{Silent}}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, edit := range map[string]func(*Disruption){
		"no from": func(d *Disruption) { d.From = "" }, "no until": func(d *Disruption) { d.Until = "soon" }, "backwards": func(d *Disruption) { d.Until = "2026-11-01" },
		"a year": func(d *Disruption) { d.Until = "2027-12-01" }, "country": func(d *Disruption) { d.Country = "usa" }, "region alone": func(d *Disruption) { d.Country = "" },
		"everything": func(d *Disruption) { d.Country, d.Region = "", "" }, "no text": func(d *Disruption) { d.Texts["de"] = "" },
		"a novel": func(d *Disruption) { d.Texts["de"] = strings.Repeat("ä", 401) }, "unknown kind": func(d *Disruption) { d.Pause = []string{"everything"} },
	} {
		d := good
		d.Texts = map[string]string{"en": "Ice."}
		edit(&d)
		if err := d.Check(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	words := map[string]string{"en": "Ice.", "de": "Eis."}
	if Text(words, "de-AT") != "Eis." || Text(words, "fr") != "Ice." || Text(nil, "en") != "" {
		t.Error("the text of a language is not found")
	}
}

// An ordinary parcel is never suspected; a silent one is named in the first look after a deadline of each class and once a day besides.
func TestSuspect(t *testing.T) {
	t.Parallel()
	r := rules(t)
	p := parcel(scan(shipment.InTransit, "arrived", "2026-11-17T08:00:00")) // 14:00 UTC; express is due on the 19th, ground on the 20th
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		now  time.Time
		gap  time.Duration
		want string
		next time.Time
	}{
		{at(18, 12), 24 * time.Hour, "[]", at(19, 14)},
		{at(19, 14), 12 * time.Hour, "[silent]", at(20, 14)},
		{at(20, 4), 12 * time.Hour, "[]", at(20, 14)},
		{at(20, 15), 2 * time.Hour, "[silent]", at(23, 14)},
		{at(20, 23), 2 * time.Hour, "[]", at(23, 14)},
		{at(22, 15), 72 * time.Hour, "[silent]", at(23, 14)},
	} {
		got := r.Suspect(p, c.gap, c.now)
		if fmt.Sprint(got.Kinds) != c.want || !got.Next.Equal(c.next) {
			t.Errorf("%s, %s after the look before: %v, next %s; want %s, %s", c.now, c.gap, got.Kinds, got.Next, c.want, c.next)
		}
	}
	if old := r.Suspect(p, 1000*time.Hour, at(17, 0).AddDate(0, 4, 0)); len(old.Kinds) != 0 {
		t.Errorf("history is suspected: %v", old.Kinds)
	}
}

// history that a shipment may have, as (status, hours after the one before).
func lives(t *rapid.T) []shipment.Fact {
	var facts []shipment.Fact
	at := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	for range rapid.IntRange(0, 8).Draw(t, "scans") {
		at = at.Add(time.Duration(rapid.IntRange(1, 120).Draw(t, "hours")) * time.Hour)
		status := rapid.SampledFrom([]shipment.Status{shipment.InfoReceived, shipment.InTransit, shipment.Exception, shipment.OutForDelivery,
			shipment.DeliveryAttempted, shipment.AvailableForPickup, shipment.Returning, shipment.Delivered}).Draw(t, "status")
		sub := ""
		if status == shipment.Exception {
			sub = rapid.SampledFrom([]string{"customs_duties", "damaged", "customs_delay"}).Draw(t, "sub")
		}
		facts = append(facts, scan(status, sub, at.Format("2006-01-02T15:04:05")))
	}
	return facts
}

// Whoever looks, in whatever order news becomes known and however often: no occurrence is new twice, nothing is found before the next
// deadline that was told, and the next deadline lies ahead.
func TestLooks(t *testing.T) {
	t.Parallel()
	r := rules(t)
	rapid.Check(t, func(t *rapid.T) {
		told := rapid.Permutation(lives(t)).Draw(t, "order of arrival")
		now := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
		recorded := map[string][]int{}
		known, next := 0, time.Time{}
		for range 40 {
			now = now.Add(time.Duration(rapid.IntRange(0, 48).Draw(t, "wait")) * time.Hour)
			same := true
			if known < len(told) && rapid.Bool().Draw(t, "news") {
				known, same = known+1, false
			}
			p := parcel(told[:known]...)
			p.Epoch, p.Promise = "2026-11-01", "2026-11-09"
			found, ahead := Split(r.Parcel(p, now), now)
			if !ahead.IsZero() && !ahead.After(now) {
				t.Fatalf("at %s the next deadline is %s", now, ahead)
			}
			for _, f := range found {
				if !f.New(recorded[f.Kind], now) {
					continue
				}
				if slices.Contains(recorded[f.Kind], f.Occurrence) {
					t.Fatalf("%s of day %d is new twice", f.Kind, f.Occurrence)
				}
				if same && !next.IsZero() && now.Before(next) {
					t.Fatalf("%s is found at %s, the next deadline was %s", f.Kind, now, next)
				}
				recorded[f.Kind] = append(recorded[f.Kind], f.Occurrence)
			}
			next = ahead
		}
		for kind, occurrences := range recorded {
			if !slices.IsSorted(occurrences) {
				t.Fatalf("%s: %v: an older one became new", kind, occurrences)
			}
		}
	})
}

// A clock that starts later, or stands still longer, never ends earlier.
func TestClocksAreMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(2026, 11, 1, rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, time.UTC)
		limit := Limit{Length: time.Duration(rapid.IntRange(1, 300).Draw(t, "length")) * time.Hour, Working: rapid.Bool().Draw(t, "working")}
		zone := time.FixedZone("", 3600*rapid.IntRange(-12, 14).Draw(t, "zone"))
		from := at.Add(time.Duration(rapid.IntRange(-100, 300).Draw(t, "pause")) * time.Hour)
		pause := span{from, from.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "pause length")) * time.Hour)}
		plain := clock{calendar: weekdays{}, zone: zone}
		paused := clock{calendar: weekdays{}, zone: zone, still: []span{pause}}
		end, late := plain.after(at, limit), plain.after(at.Add(time.Hour), limit)
		if late.Before(end) || end.Sub(at) < limit.Length {
			t.Fatalf("%s ends at %s, an hour later at %s", at, end, late)
		}
		if still := paused.after(at, limit); still.Before(end) || !still.Before(pause.until) && end.Before(pause.from) || still.After(pause.from) && still.Before(pause.until) {
			t.Fatalf("with a pause of %v it ends at %s, without at %s", pause, still, end)
		}
	})
}
