package main

import (
	"encoding/json"
	"net/http"
)

const bindHelp = `doorstep bind --url URL --brand BRAND ORDER NUMBER CARRIER

Tells a running system which carrier moves a tracking number of an order: when nobody named one, or the wrong one. The number is
looked at by that carrier at once; scans that are known stay, and "carrier_history" of the order says who it was before. Prints the
answer of the API, with warnings such as a check digit that does not fit.

` + apiHelp + `
Example: DOORSTEP_KEY=local-dev-key doorstep bind --url http://127.0.0.1:8080 --brand aster A-1001 1Z879E930346834440 ups
`

func (p process) bind(args []string) int {
	fs := p.flags("bind", bindHelp)
	to := p.apiFlags(fs)
	if code, done := p.apiArguments(fs, to, args, "ORDER", "NUMBER", "CARRIER"); done {
		return code
	}
	body, err := json.Marshal(map[string]string{"tracking_number": fs.Arg(1), "carrier": fs.Arg(2)})
	if err != nil {
		return p.complain("bind", "%v", err)
	}
	return p.ask("bind", to, http.MethodPost, fs.Arg(0), "/shipments", body)
}
