package main

import "doorstep/shared/carrier/carriersim"

// simulated puts a parcel's life into the words of the simulated carriers, which answer polls.
func simulated(p *parcel) carriersim.Parcel {
	sim := carriersim.Parcel{Number: p.number, Carrier: p.carrier}
	for i, s := range p.scans {
		steps := [...]carriersim.Step{carriersim.Label, carriersim.Pickup, carriersim.Departed, carriersim.Arrived}
		step := steps[min(i, 2+i%2)]
		sim.Life = append(sim.Life, carriersim.Scan{Step: step, At: s.at, City: s.stop.city, Region: s.stop.region, Postal: s.stop.postal})
	}
	return sim
}
