package main

import (
	"fmt"
	"net/http"
)

const ordersHelp = `doorstep orders import|export|erase ...

  doorstep orders import --url URL --brand BRAND FILE.csv
      puts the orders of a CSV file into a running system; "doorstep orders import --help" lists the columns
  doorstep orders export --url URL --brand BRAND ORDER
      prints everything that is held about an order, personal data included, as JSON
  doorstep orders erase --url URL --brand BRAND --yes ORDER
      destroys the personal data of an order and its links, for good: names, addresses, who signed, comments. The parcel's scans
      stay, without a person

` + apiHelp

func (p process) orders(args []string) int {
	action, rest := first(args)
	switch action {
	case "import":
		return p.ordersImport(rest)
	case "export":
		return p.ordersExport(rest)
	case "erase":
		return p.ordersErase(rest)
	}
	fs := p.flags("orders", ordersHelp)
	if code, done := p.parse(fs, rest); done {
		return code
	}
	return p.misuse(fs, "want import, export or erase")
}

func (p process) ordersExport(args []string) int {
	fs := p.flags("orders export", ordersHelp)
	to := p.apiFlags(fs)
	if code, done := p.apiArguments(fs, to, args, "ORDER"); done {
		return code
	}
	return p.ask("orders export", to, http.MethodGet, fs.Arg(0), "/export", nil)
}

func (p process) ordersErase(args []string) int {
	fs := p.flags("orders erase", ordersHelp)
	to := p.apiFlags(fs)
	sure := fs.Bool("yes", false, "")
	if code, done := p.apiArguments(fs, to, args, "ORDER"); done {
		return code
	}
	if !*sure {
		fmt.Fprintf(p.err, "doorstep orders erase: this destroys the personal data of order %s for good; say --yes when you mean it\n", fs.Arg(0))
		return exitInput
	}
	return p.ask("orders erase", to, http.MethodDelete, fs.Arg(0), "", nil)
}
