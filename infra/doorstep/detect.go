package main

import (
	"doorstep/shared/carrier/detect"
	"doorstep/shared/shipment"
)

const detectHelp = `doorstep detect NUMBER...

Prints one JSON line per number: the carriers whose format and check digit fit, best first, each with the reason. No candidate
means that no format fits, or that a digit is wrong. Lower case and dashes do not matter; quote a number that holds spaces.
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
		return p.misuse(fs, "no number")
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
