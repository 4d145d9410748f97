package life

import (
	"math/rand/v2"
	"slices"
	"time"
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
func (c *cast) soon() time.Time { return c.start.Add(time.Hour + c.within(4*time.Hour)) }

// draw draws everything. Each world has most of what is rare, so that few seeds meet all of it.
func (c *cast) draw() {
	c.single()
	c.twins()
	for _, scene := range []struct {
		percent int
		draw    func()
	}{
		{60, c.box}, {50, c.late}, {50, c.takenBack}, {40, c.recycled}, {60, c.shadow}, {40, c.own}, {50, c.nobodys}, {50, c.forgotten},
	} {
		if c.sometimes(scene.percent) {
			scene.draw()
		}
	}
	for _, p := range c.parcels {
		c.tell(p)
	}
	c.strangers()
	c.looks()
}

// single is an order with one parcel and a friend who watches.
func (c *cast) single() {
	p := c.purchase(aster, "1001", c.start)
	if c.sometimes(50) {
		friend := personOf(900)
		p.watcher = &friend
	}
	c.before(p, c.parcel(c.soon(), c.script()))
	if c.sometimes(30) {
		p.bounced = true
		c.bounces(p)
	}
}

// twins is an order of another brand with the same number, in two parcels of which the shop tells one after the other.
func (c *cast) twins() {
	p := c.purchase(birch, "1001", c.start)
	from := c.soon()
	one, two := c.parcel(from, scripts()[0]), c.parcel(from.Add(c.within(20*time.Minute)), scripts()[0])
	if c.sometimes(70) { // they travel together
		two.mover, two.sources, two.number = one.mover, one.sources, one.mover.number(c.serial)
		c.serial++
		for i := range two.scans {
			two.scans[i].At = one.scans[i].At.Add(c.within(8 * time.Minute))
		}
		two.arrive()
	}
	c.before(p, one)
	p.ships(two, two.scans[0].At)
	at := p.after(two.scans[0].At.Add(c.within(3 * time.Hour)))
	c.tells(p, at, at)
}

// box is one parcel with two orders in it.
func (c *cast) box() {
	of := c.parcel(c.soon(), c.script())
	for i, number := range []string{"1002", "1003"} {
		p := c.purchase(aster, number, c.start)
		c.before(p, of)
		if i == 0 && c.sometimes(50) {
			c.stale(p)
		}
	}
}

// late is an order that the shop tells of when its parcel has arrived.
func (c *cast) late() {
	p := c.purchase(aster, "1004", c.start)
	of := c.parcel(c.soon(), c.script())
	p.ships(of, of.scans[0].At)
	at := of.scans[len(of.scans)-1].At.Add(c.within(5 * time.Hour))
	c.tells(p, at, at)
}

// takenBack is an order whose shipment is released, and claimed again or not.
func (c *cast) takenBack() {
	p := c.purchase(birch, "1005", c.start)
	of := c.parcel(c.soon(), c.script())
	c.before(p, of)
	at := p.after(of.scans[0].At.Add(c.within(10 * time.Hour)))
	p.lines[0].released = true
	c.tells(p, at, at)
	if c.sometimes(60) {
		p.lines[0].released = false
		at = at.Add(c.within(4 * time.Hour)).Add(time.Minute)
		c.tells(p, at, at)
	}
}

// recycled is a number that had another parcel months ago, of another customer; the carrier tells of both.
func (c *cast) recycled() {
	const months = 130 * 24 * time.Hour
	of := c.parcel(c.soon(), c.script())
	for len(of.sources) == 0 || of.mover.name == "dhl" { // somebody has to push, and to sign
		of.mover = movers()[c.rnd.IntN(2)]
		of.sources = of.mover.roads[c.rnd.IntN(len(of.mover.roads))]
		of.number = of.mover.number(c.serial)
		c.serial++
	}
	was := c.parcel(c.start.Add(-months), scripts()[0])
	was.number, was.mover, was.sources, was.bygone, was.asked = of.number, of.mover, of.sources, true, time.Time{}
	old := c.purchase(aster, "0007", c.start.Add(-months))
	old.ships(was, was.scans[0].At)
	at := c.start.Add(c.within(6 * time.Hour))
	c.tells(old, at, at)
	c.before(c.purchase(aster, "1007", c.start), of)
}

// shadow is an order of a brand that tries its messages out.
func (c *cast) shadow() { c.before(c.purchase(cedar, "1001", c.start), c.parcel(c.soon(), c.script())) }

// own is an order that the shop brings itself, without any tracking number.
func (c *cast) own() {
	p := c.purchase(aster, "1008", c.start)
	at := c.soon()
	p.lines = append(p.lines, &line{ref: "van-1", shipped: at})
	c.tells(p, at, at)
}

// nobodys is a parcel that no order claims.
func (c *cast) nobodys() { c.parcel(c.soon(), c.script()) }

// forgotten is an order that is erased, while its parcel moves or later.
func (c *cast) forgotten() {
	p := c.purchase(aster, "1009", c.start)
	of := c.parcel(c.soon(), c.script())
	c.before(p, of)
	at := of.scans[0].At.Add(time.Hour + c.within(16*time.Hour))
	p.erase = c.happens(happening{Event: Event{At: at, Kind: Erase, Request: ordered(at, "DELETE", p.brand, p.number, nil)}, order: p})
}

// before tells of an order with one parcel about when the parcel begins to move.
func (c *cast) before(p *purchase, of *parcel) {
	p.ships(of, of.scans[0].At)
	at := of.scans[0].At.Add(time.Hour - c.within(2*time.Hour))
	c.tells(p, at, at)
}

// stale lets a body arrive that is older than what is known.
func (c *cast) stale(p *purchase) {
	last := p.versions[len(p.versions)-1]
	c.tells(p, last.put.At.Add(c.within(5*time.Hour)), last.updated.Add(-time.Hour))
}

// looks lets merchants ask for their orders, which changes nothing.
func (c *cast) looks() {
	for _, p := range c.orders {
		if c.sometimes(30) {
			at := c.soon()
			c.happens(happening{Event: Event{At: at, Kind: AskAgain, Request: ordered(at, "GET", p.brand, p.number, nil), Once: true}})
		}
	}
}

func (c *cast) script() script {
	all := scripts()
	return all[c.rnd.IntN(len(all))]
}

// parcel draws a parcel that begins to live at a time.
func (c *cast) parcel(from time.Time, s script) *parcel {
	all := movers()
	by := all[0]
	switch n := c.rnd.IntN(10); {
	case n == 9:
		by = all[3]
	case n >= 7:
		by = all[2]
	case n >= 4:
		by = all[1]
	}
	p := &parcel{index: len(c.parcels), number: by.number(c.serial), mover: by, sources: by.roads[c.rnd.IntN(len(by.roads))]}
	p.asked = from.Add(c.within(4 * time.Hour))
	p.signer = personOf(500 + p.index).name
	p.live(c.rnd, from, s)
	if c.sometimes(40) {
		at := p.scans[len(p.scans)-1].At
		p.due = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	}
	c.serial++
	c.parcels = append(c.parcels, p)
	return p
}

// account is the account with sources of the brand that a parcel travels for.
func (c *cast) account(p *parcel) string {
	for _, o := range c.orders {
		if slices.ContainsFunc(o.lines, func(l *line) bool { return l.parcel == p }) {
			return o.brand.account
		}
	}
	return "default"
}
