package decode

import (
	"cmp"
	_ "embed"
	"strings"
	"sync"
)

// countriesCSV turns the three letters of ISO 3166-1 into the two that facts carry.
//
//go:embed countries.csv
var countriesCSV string

var countries = sync.OnceValue(func() map[string]string { return Pairs(countriesCSV) })

// Country gives two letters for a country that a source prints with two or three (ISO 3166-1), in whatever case. A name stays as
// printed.
func Country(printed string) string {
	if len(printed) > 3 {
		return printed
	}
	code := strings.ToUpper(printed)
	return cmp.Or(countries()[code], code)
}
