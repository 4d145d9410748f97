package sim

import "time"

// mischief is what goes wrong beside calls: an outage of a service, processes that all end, a clock that jumps, an hour in which nothing
// runs, an operator who redrives dead letters while things still fail.
func (w *world) mischief() {
	switch w.rnd.IntN(60) {
	case 0:
		e := [...]edge{database, sending, settings, asking, mailing, texting, chatting}[w.rnd.IntN(7)]
		d := time.Duration(1+w.rnd.IntN(40)) * time.Minute
		w.outages[e] = time.Now().Add(d)
		w.history.note("weather", "%s fails for %s", e, d)
		w.tally["outages"]++
	case 1, 2:
		for _, id := range simulated {
			w.hosts[id].idle = nil
		}
		w.history.note("weather", "all idle processes end")
	case 3, 4, 5, 6:
		w.jump()
	case 7:
		d := time.Duration(1+w.rnd.IntN(120)) * time.Minute
		w.history.note("weather", "nothing runs for %s", d)
		w.tally["leaps"]++
		time.Sleep(d)
	case 8:
		w.redrive()
	case 9:
		w.engine.Sweep()
	}
}

// jump sets the clock of an idle process anew.
func (w *world) jump() {
	h := w.hosts[simulated[w.rnd.IntN(len(simulated))]]
	if len(h.idle) == 0 {
		return
	}
	p := h.idle[w.rnd.IntN(len(h.idle))]
	p.skew = w.drawSkew()
	w.history.note("weather", "the clock of %s is off by %s", p.name, p.skew)
	w.tally["clock jumps"]++
}
