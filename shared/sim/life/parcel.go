package life

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/shipment"
)

// parcel is a tracking number and the life that its parcel really leads.
type parcel struct {
	index   int
	number  string
	mover   mover
	sources []string // who push about it; empty: only a question finds out
	scans   []carriersim.Scan
	signer  string
	asked   time.Time // from when on its carrier knows the number when asked; zero: never
	end     shipment.Status
	day     string    // of the last delivery in the calendar of the place; empty: it never arrives
	due     time.Time // when its carrier expects to deliver it, a day later once the weather was bad; zero: it says nothing
	bygone  bool      // this life is over for months
}

// mover is who moves a parcel, in the words of carriersim and of Doorstep.
type mover struct {
	name   string // carriersim.Parcel.Carrier
	code   string // what a merchant says
	number func(serial int) string
	roads  [][]string // sources that push, one of the lists for each parcel
}

func movers() []mover {
	return []mover{
		{"ups", "ups", upsNumber, [][]string{{"ups"}, {"ups", "easypost"}, {"easypost"}, {"ups", "aftership"}, {"ups", "easypost", "aftership"}}},
		{"usps", "usps", uspsNumber, [][]string{{"usps"}, {"usps", "easypost"}, {"aftership"}, {"usps", "aftership"}}},
		{"dhl", "dhl_express", dhlNumber, [][]string{{"dhl"}}},
		{"canadapost", "canadapost", canadaNumber, [][]string{nil}},
	}
}

// A script is one kind of life: steps, and what it comes to.
type script struct {
	name  string
	steps []carriersim.Step
	end   shipment.Status
}

func scripts() []script {
	const (
		label, pickup, origin, departed, arrived = carriersim.Label, carriersim.Pickup, carriersim.Origin, carriersim.Departed, carriersim.Arrived
		out, attempt, weather, delivered         = carriersim.OutForDelivery, carriersim.Attempted, carriersim.Weather, carriersim.Delivered
		returning, returned                      = carriersim.Returning, carriersim.ReturnedToSender
	)
	return []script{
		{"plain", []carriersim.Step{label, pickup, origin, departed, arrived, out, delivered}, shipment.Delivered},
		{"short", []carriersim.Step{pickup, arrived, out, delivered}, shipment.Delivered},
		{"attempt", []carriersim.Step{label, pickup, departed, arrived, out, attempt, out, delivered}, shipment.Delivered},
		{"weather", []carriersim.Step{label, pickup, departed, weather, arrived, out, delivered}, shipment.Delivered},
		{"bad weather", []carriersim.Step{pickup, departed, weather, arrived, weather, out, attempt, delivered}, shipment.Delivered},
		{"retracted", []carriersim.Step{label, pickup, departed, arrived, out, delivered, arrived, out, delivered}, shipment.Delivered},
		{"refused", []carriersim.Step{label, pickup, departed, arrived, out, attempt, returning, returned}, shipment.Returned},
		{"sent back", []carriersim.Step{label, pickup, departed, arrived, out, delivered, returning, returned}, shipment.Returned},
		{"taken back", []carriersim.Step{label, pickup, departed, arrived, out, delivered, arrived}, shipment.InTransit},
		{"stuck", []carriersim.Step{label, pickup, origin, departed, arrived}, shipment.InTransit},
		{"announced", []carriersim.Step{label}, shipment.InfoReceived},
	}
}

// zone is that of all places: none of them changes its clocks within a run.
func zone() *time.Location { return time.FixedZone("", -5*3600) }

// live lets a parcel live from a time on. Its places have names that no other parcel's have, so that a scan tells whose it is.
func (p *parcel) live(rnd *rand.Rand, from time.Time, s script) {
	p.end = s.end
	at := from
	for i, step := range s.steps {
		if i > 0 {
			at = at.Add(20*time.Minute + time.Duration(rnd.IntN(240))*time.Minute)
		}
		if i > 0 && s.steps[i-1] == carriersim.Delivered { // what comes sooner would be a slip of the driver
			at = at.Add(slip)
		}
		at = at.Truncate(time.Minute).Add(time.Duration(rnd.IntN(60)) * time.Second)
		p.scans = append(p.scans, carriersim.Scan{Step: step, At: at.In(zone()), City: place(p.index), Region: "OH", Postal: "43215"})
	}
	p.arrive()
}

// slip is how long after a delivery a scan still belongs to the way there, see shared/shipment.
const slip = 6 * time.Hour

// arrive notes the day of the last delivery.
func (p *parcel) arrive() {
	p.day = ""
	if last := p.scans[len(p.scans)-1]; last.Step == carriersim.Delivered {
		p.day = last.At.Format(time.DateOnly)
	}
}

func place(index int) string { return fmt.Sprintf("TOWN%03dX", index) }

// sim gives the parcel as carriersim knows it when so many scans have happened.
func (p *parcel) sim(scans int) carriersim.Parcel {
	expected := p.due
	if !expected.IsZero() && slices.ContainsFunc(p.scans[:scans], func(s carriersim.Scan) bool { return s.Step == carriersim.Weather }) {
		expected = expected.AddDate(0, 0, 1)
	}
	return carriersim.Parcel{Number: p.number, Carrier: p.mover.name, Life: p.scans, SignedBy: p.signer, Expected: expected}
}

// by counts the scans that have happened by a time.
func (p *parcel) by(now time.Time) int {
	n := slices.IndexFunc(p.scans, func(s carriersim.Scan) bool { return s.At.After(now) })
	if n < 0 {
		return len(p.scans)
	}
	return n
}
