package life

import (
	"math/rand/v2"
	"slices"
	"time"

	"doorstep/shared/carrier/carriersim"
)

// cast draws a world.
type cast struct {
	*Life
	rnd    *rand.Rand
	serial int // of the next tracking number
}

// sometimes is true in so many percent of all cases.
func (c *cast) sometimes(percent int) bool { return c.rnd.IntN(100) < percent }

// within gives a time of up to d, in whole seconds.
func (c *cast) within(d time.Duration) time.Duration {
	return time.Duration(c.rnd.Int64N(int64(d/time.Second)+1)) * time.Second
}

// soon is a time of the first hours.
func (c *cast) soon() time.Time { return c.start.Add(time.Hour + c.within(8*time.Hour)) }

// draw draws everything.
func (c *cast) draw() {
	c.shop()
	for _, p := range c.parcels {
		c.tell(p)
	}
	c.strangers()
}

// shop draws orders and their parcels.
func (c *cast) shop() {
	first := c.purchase(aster, "1001", c.start)
	c.plain(first, c.parcel(c.start.Add(time.Hour), c.script()))
}

// plain is an order with one parcel, told before the parcel moves.
func (c *cast) plain(p *purchase, of *parcel) {
	p.ships(of, of.scans[0].At)
	at := of.scans[0].At.Add(-c.within(time.Hour))
	c.tells(p, at, at)
}

func (c *cast) script() script {
	all := scripts()
	return all[c.rnd.IntN(len(all))]
}

// parcel draws a parcel that begins to live at a time.
func (c *cast) parcel(from time.Time, s script) *parcel {
	all := movers()
	n := c.rnd.IntN(10)
	by := all[0]
	switch {
	case n == 9:
		by = all[3]
	case n >= 7:
		by = all[2]
	case n >= 4:
		by = all[1]
	}
	p := &parcel{index: len(c.parcels), number: by.number(c.serial), mover: by, sources: by.roads[c.rnd.IntN(len(by.roads))], asked: from.Add(c.within(4 * time.Hour))}
	c.serial++
	p.signer = personOf(500 + p.index).name
	p.live(c.rnd, from, s)
	c.parcels = append(c.parcels, p)
	return p
}

// account is with whom a source has the parcel's brand for a customer.
func (c *cast) account(p *parcel) string {
	for _, o := range c.orders {
		if slices.ContainsFunc(o.lines, func(l *line) bool { return l.parcel == p }) {
			return o.brand.account
		}
	}
	return "default"
}

// tell lets the sources of a parcel push what happens to it.
func (c *cast) tell(p *parcel) {
	account := c.account(p)
	for _, source := range p.sources {
		for i, scan := range p.scans {
			sent, err := carriersim.PushFor(source, "secret-"+source+"-"+account, p.sim(), i)
			if err != nil { // it is not drawn
				continue
			}
			c.pushes(scan.At.Add(time.Minute+c.within(5*time.Minute)), push{source: source, account: account, parcel: p}, sent, false)
		}
	}
}

// strangers draws what nobody should have sent.
func (c *cast) strangers() {}
