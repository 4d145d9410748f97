package page

import (
	_ "embed"
	"net/url"
	"strings"
)

// carriersCSV gives each carrier's own name and, where its site takes a number in the address, its tracking page.
//
//go:embed carriers.csv
var carriersCSV string

// Carrier is a carrier as a shopper knows it.
type Carrier struct {
	Name string
	URL  string // the carrier's own page of the number; empty where we know none
}

// CarrierOf gives the name and the tracking page for a Doorstep code. A code that the table does not have is its own name;
// without a code the merchant's word is. Both may be empty.
func CarrierOf(code, raw, number string) Carrier {
	if code == "" {
		return Carrier{Name: Plain(raw, maxLine)}
	}
	for line := range strings.Lines(carriersCSV) {
		fields := strings.SplitN(strings.TrimSpace(line), ",", 3)
		if fields[0] == code && len(fields) == 3 {
			return Carrier{Name: fields[1], URL: strings.ReplaceAll(fields[2], "{number}", url.QueryEscape(number))}
		}
	}
	return Carrier{Name: Plain(code, maxLine)}
}
