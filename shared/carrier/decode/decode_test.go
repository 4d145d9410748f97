package decode_test

import (
	"errors"
	"reflect"
	"strconv"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

func TestEnd(t *testing.T) {
	t.Parallel()
	var (
		recognise = func(d *decode.Draft) { d.Recognise() }
		fail      = func(d *decode.Draft) { d.Fail(errors.New("inner: byte 3")) }
		failLater = func(d *decode.Draft) { d.Fail(errors.New("a later part")) }
		whole     = func(d *decode.Draft) { d.Fail(nil) }
	)
	cases := map[string]struct {
		steps  []func(*decode.Draft)
		broken error
		want   string // the error; empty: none
	}{
		"recognised":                    {[]func(*decode.Draft){recognise, whole}, nil, ""},
		"a reader that failed":          {[]func(*decode.Draft){recognise}, errors.New("byte 7: cut"), "read ACME payload: byte 7: cut"},
		"a part that failed":            {[]func(*decode.Draft){recognise, fail}, nil, "read ACME payload: inner: byte 3"},
		"the first of two parts":        {[]func(*decode.Draft){recognise, fail, failLater, whole}, nil, "read ACME payload: inner: byte 3"},
		"the reader's error goes first": {[]func(*decode.Draft){recognise, fail}, errors.New("byte 7: cut"), "read ACME payload: byte 7: cut"},
		"something else":                {nil, nil, "read ACME payload: neither fish nor fowl"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := decode.Begin("acme", carrier.Poll)
			for _, step := range c.steps {
				step(&d)
			}
			u, err := d.End(c.broken, "ACME", "neither fish nor fowl")
			switch {
			case c.want == "":
				if err != nil || u.Source != "acme" || u.Kind != carrier.Poll {
					t.Errorf("got %+v, %v", u, err)
				}
			case err == nil || err.Error() != c.want || fault.KindOf(err) != fault.Malformed || u.Source != "":
				t.Errorf("got %+v, %v; want %s", u, err, c.want)
			}
		})
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	for wanted, problems := range map[int]int{decode.MaxItems: 0, decode.MaxItems + 1: 1, decode.MaxItems + 500: 1} {
		d := decode.Begin("acme", carrier.Webhook)
		d.Recognise()
		for n := range wanted {
			if d.Spend() {
				d.Parcel(carrier.Parcel{Number: strconv.Itoa(n)})
			}
		}
		u, err := d.End(nil, "ACME", "")
		if err != nil || len(u.Parcels) != decode.MaxItems || len(u.Problems) != problems {
			t.Errorf("%d items: %d parcels, problems %v, %v", wanted, len(u.Parcels), u.Problems, err)
		}
		if problems == 1 && (u.Problems[0].Kind != carrier.Invalid || u.Problems[0].Message != "more than 4000 items in one payload: the rest was left out") {
			t.Errorf("problem %+v", u.Problems[0])
		}
	}
}

func TestOneParcelPerNumber(t *testing.T) {
	t.Parallel()
	fact := func(id string) shipment.Fact { return shipment.Fact{ID: id} }
	d := decode.Begin("acme", carrier.Poll)
	d.Recognise()
	for _, p := range []carrier.Parcel{
		{Number: "1", Carrier: "ups", Aliases: []string{"8"}, Facts: []shipment.Fact{fact("a")}},
		{Number: "2", Carrier: "ups", Facts: []shipment.Fact{fact("b")}},
		{Number: "1", Carrier: "ups", Service: "Ground", Aliases: []string{"8", "9"}, SignedBy: "A", Facts: []shipment.Fact{fact("c")}},
		{Number: "1", Carrier: "usps", Facts: []shipment.Fact{fact("d")}},
		{Facts: []shipment.Fact{fact("e")}},
		{Facts: []shipment.Fact{fact("f")}},
	} {
		d.Parcel(p)
	}
	u, err := d.End(nil, "ACME", "")
	want := []carrier.Parcel{
		{Number: "1", Carrier: "ups", Service: "Ground", Aliases: []string{"8", "9"}, SignedBy: "A", Facts: []shipment.Fact{fact("a"), fact("c")}},
		{Number: "2", Carrier: "ups", Facts: []shipment.Fact{fact("b")}},
		{Number: "1", Carrier: "usps", Facts: []shipment.Fact{fact("d")}},
		{Facts: []shipment.Fact{fact("e")}},
		{Facts: []shipment.Fact{fact("f")}},
	}
	if err != nil || !reflect.DeepEqual(u.Parcels, want) {
		t.Errorf("got %+v, %v", u.Parcels, err)
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"1z 879e-9303": "1Z879E9303", "9400 1112 0620": "940011120620", "string": "", "null": "", "": "", "N/A": "",
	} {
		if got := decode.Number(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestNewestIsTheLatestScan(t *testing.T) {
	t.Parallel()
	scan := func(local, offset string) shipment.Fact {
		return shipment.Fact{Kind: shipment.ScanFact, At: shipment.Moment{Local: local, Offset: offset}}
	}
	estimate := shipment.Fact{Kind: shipment.EstimateFact, At: shipment.Moment{Local: "2026-03-12T09:00:00"}}
	early, late, lateWithZone := scan("2026-03-10T09:00:00", ""), scan("2026-03-11T09:00:00", ""), scan("2026-03-11T09:00:00", "-05:00")
	for name, c := range map[string]struct {
		facts []shipment.Fact
		want  shipment.Moment
	}{
		"nothing":                {nil, shipment.Moment{}},
		"undated":                {[]shipment.Fact{scan("", "")}, shipment.Moment{}},
		"newest first":           {[]shipment.Fact{late, early}, late.At},
		"oldest first":           {[]shipment.Fact{early, late}, late.At},
		"estimates do not count": {[]shipment.Fact{early, estimate}, early.At},
		"a zone is better":       {[]shipment.Fact{lateWithZone, late}, lateWithZone.At},
		"in any order":           {[]shipment.Fact{late, lateWithZone}, lateWithZone.At},
	} {
		if got := decode.Newest(c.facts); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

// The words that a source prints identify an estimate: a window that we read better tomorrow is still the same estimate.
func TestEstimateIsIdentifiedByWhatWasPrinted(t *testing.T) {
	t.Parallel()
	told := shipment.Moment{Local: "2026-03-10T09:00:00", Offset: "-05:00"}
	w := shipment.Window{Earliest: "2026-03-11", Latest: "2026-03-11", Precision: shipment.Day}
	f := decode.Estimate("acme", "ups", w, told, "20260311")
	if f.Kind != shipment.EstimateFact || f.Source != "acme" || f.Carrier != "ups" || f.At != told || f.Window != w {
		t.Errorf("got %+v", f)
	}
	if better := decode.Estimate("acme", "ups", shipment.Window{}, told, "20260311"); better.ID != f.ID {
		t.Error("another window, another fact")
	}
	for name, other := range map[string]shipment.Fact{
		"another text":  decode.Estimate("acme", "ups", w, told, "20260312"),
		"told later":    decode.Estimate("acme", "ups", w, shipment.Moment{Local: "2026-03-10T10:00:00", Offset: "-05:00"}, "20260311"),
		"told by other": decode.Estimate("other", "ups", w, told, "20260311"),
		"a verdict":     decode.Verdict("acme", "ups", "20260311", told),
	} {
		if other.ID == f.ID {
			t.Errorf("%s: the same fact", name)
		}
	}
}

func TestSignMarksDeliveriesOnly(t *testing.T) {
	t.Parallel()
	p := carrier.Parcel{Facts: []shipment.Fact{{Status: shipment.OutForDelivery}, {Status: shipment.Delivered}}}
	decode.Sign(&p, "")
	if p.SignedBy != "" || p.Facts[1].Signed {
		t.Errorf("nobody signed: %+v", p)
	}
	decode.Sign(&p, "A")
	if p.SignedBy != "A" || p.Facts[0].Signed || !p.Facts[1].Signed {
		t.Errorf("got %+v", p)
	}
}
