package main

import (
	"fmt"

	"doorstep/shared/carrier/registry"
)

const carriersHelp = `doorstep carriers

Prints what each source can do, as a Markdown table: whose parcels it tells about, what it pushes and what proves a push, how it
is polled and how often, what it says of estimates and deliveries, and what it cannot do.
`

func (p process) carriers(args []string) int {
	fs := p.flags("carriers", carriersHelp)
	if code, done := p.parse(fs, args); done {
		return code
	}
	if fs.NArg() > 0 {
		return p.misuse(fs, "unexpected argument %q", fs.Arg(0))
	}
	if _, err := fmt.Fprint(p.out, registry.New().Table()); err != nil {
		return p.complain("carriers", "%v", err)
	}
	return exitDone
}
