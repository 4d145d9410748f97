// Package detect proposes carriers for tracking numbers by format and check digit. A proposal is no fact: the merchant's word
// and the carrier's answer count more. It asks nobody.
//
// The formats and the posts behind the country codes follow the data of jkeen/tracking_number_data (MIT, see NOTICE.md); the
// code does not.
package detect

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"doorstep/shared/shipment"
)

//go:embed formats.csv
var formatsCSV string

//go:embed posts.csv
var postsCSV string

// Candidate is a carrier that may have issued a number.
type Candidate struct {
	Carrier string // Doorstep code; empty: a post without one, named in Reason
	Format  string // "1z", "s10", "impb"
	Reason  string // for people: what in the number says so
}

// maxLength is that of the longest format: "GM" and 39 characters of DHL eCommerce.
const maxLength = 41

// Number gives the carriers whose format and check digit fit, the most telling format first: a carrier's own prefix before a
// check digit, a check digit before a mere count of digits. A number whose check digit fails is no candidate of that format.
// Spaces and dashes are ignored. A carrier occurs once, with the most telling of its formats.
func Number(number string) []Candidate {
	number = shipment.NormalizeNumber(number)
	if number == "" || len(number) > maxLength {
		return nil
	}
	var found []Candidate
	t := load()
	for _, f := range t.formats {
		c, ok := f.candidate(number, t.posts)
		if ok && (c.Carrier == "" || !slices.ContainsFunc(found, func(better Candidate) bool { return better.Carrier == c.Carrier })) {
			found = append(found, c)
		}
	}
	return found
}

// table is formats.csv and posts.csv, read once. The order of the formats is their rank: the fewer numbers of other carriers
// a format matches by chance, the earlier it stands.
type table struct {
	formats []format
	posts   map[string]post
}

type post struct{ carrier, name string }

type format struct {
	carrier, name, reason string
	check                 scheme
	pattern               *regexp.Regexp // with the groups serial, check (unless the scheme has no check digit), and perhaps country
}

var load = sync.OnceValue(func() table {
	t, err := parse(formatsCSV, postsCSV)
	if err != nil { // part of the program: its test refuses a broken table
		panic(err)
	}
	return t
})

func parse(formats, posts string) (table, error) {
	t := table{posts: make(map[string]post)}
	rows, err := csv.NewReader(strings.NewReader(posts)).ReadAll()
	if err != nil {
		return table{}, fmt.Errorf("read posts: %w", err)
	}
	for _, row := range rows[1:] {
		t.posts[row[0]] = post{carrier: row[1], name: row[2]}
	}
	rows, err = csv.NewReader(strings.NewReader(formats)).ReadAll()
	if err != nil {
		return table{}, fmt.Errorf("read formats: %w", err)
	}
	for i, row := range rows[1:] {
		f := format{carrier: row[0], name: row[1], reason: row[5]}
		f.check, err = newScheme(row[2], row[3])
		if err != nil {
			return table{}, fmt.Errorf("read formats, row %d: %w", i+2, err)
		}
		f.pattern, err = regexp.Compile(row[4])
		if err != nil {
			return table{}, fmt.Errorf("read formats, row %d: %w", i+2, err)
		}
		t.formats = append(t.formats, f)
	}
	return t, nil
}

func (f format) candidate(number string, posts map[string]post) (Candidate, bool) {
	match := f.pattern.FindStringSubmatch(number)
	if match == nil {
		return Candidate{}, false
	}
	serial, digit := group(f.pattern, match, "serial"), group(f.pattern, match, "check")
	if digit != "" && strings.Trim(serial, "0") == "" { // nobody issues it, and every weighted sum of zeros holds
		return Candidate{}, false
	}
	if !f.check.holds(serial, digit) {
		return Candidate{}, false
	}
	c := Candidate{Carrier: f.carrier, Format: f.name, Reason: f.reason}
	if country := group(f.pattern, match, "country"); country != "" {
		p, ok := posts[country]
		if !ok { // no post issues numbers under this code
			return Candidate{}, false
		}
		c.Carrier, c.Reason = p.carrier, f.reason+" "+p.name+" ("+country+")"
	}
	if digit == "" {
		c.Reason += "; the format has no check digit"
	} else {
		c.Reason += "; check digit " + digit + " holds"
	}
	return c, true
}

// group gives what a named group matched, "" when the pattern has no such group.
func group(pattern *regexp.Regexp, match []string, name string) string {
	if i := pattern.SubexpIndex(name); i > 0 {
		return match[i]
	}
	return ""
}
