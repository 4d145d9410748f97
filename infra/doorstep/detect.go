package main

import (
	"doorstep/shared/carrier/detect"
	"doorstep/shared/shipment"
)

const detectHelp = `doorstep detect NUMBER...

Prints one JSON line per number: the carriers whose format and check digit fit, best first. Quote a number that holds spaces.
`

type detectedJSON struct {
	Number     string          `json:"number"`
	Candidates []candidateJSON `json:"candidates"`
}

type candidateJSON struct {
	Carrier string `json:"carrier"`
	Format  string `json:"format"`
	Reason  string `json:"reason"`
}

func (p process) detect(args []string) int {
	fs := p.flags("detect", detectHelp)
	if code, done := p.parse(fs, args); done {
		return code
	}
	if fs.NArg() == 0 {
		return p.complain("detect", "no number; see doorstep detect --help")
	}
	for _, number := range fs.Args() {
		d := detectedJSON{Number: shipment.NormalizeNumber(number), Candidates: []candidateJSON{}}
		for _, c := range detect.Number(number) {
			d.Candidates = append(d.Candidates, candidateJSON(c))
		}
		if err := p.print(d); err != nil {
			return p.complain("detect", "%v", err)
		}
	}
	return exitDone
}
