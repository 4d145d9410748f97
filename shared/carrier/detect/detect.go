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
	"strconv"
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

// maxLength is that of the longest format: 420, ZIP+4 and 30 digits.
const maxLength = 42

// Number gives the carriers whose format and check digit fit, the most telling format first. A number whose check digit
// fails is no candidate of that format. Spaces and dashes are ignored.
func Number(number string) []Candidate {
	number = shipment.NormalizeNumber(number)
	if number == "" || len(number) > maxLength {
		return nil
	}
	var found []Candidate
	t := load()
	for _, f := range t.formats {
		c, ok := f.candidate(number, t.posts)
		if ok {
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
	carrier, name, check, reason string
	weights                      []int
	pattern                      *regexp.Regexp
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
		f := format{carrier: row[0], name: row[1], check: row[2], reason: row[5]}
		for _, w := range strings.Fields(row[3]) {
			n, err := strconv.Atoi(w)
			if err != nil {
				return table{}, fmt.Errorf("read formats, row %d: weight: %w", i+2, err)
			}
			f.weights = append(f.weights, n)
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
	serial, digit := match[f.pattern.SubexpIndex("serial")], match[f.pattern.SubexpIndex("check")]
	if f.checkDigit(serial) != int(digit[0]-'0') {
		return Candidate{}, false
	}
	c := Candidate{Carrier: f.carrier, Format: f.name, Reason: f.reason + "; check digit " + digit + " holds"}
	if i := f.pattern.SubexpIndex("country"); i > 0 {
		p, ok := posts[match[i]]
		if !ok { // no post issues numbers under this code
			return Candidate{}, false
		}
		c.Carrier, c.Reason = p.carrier, f.reason+" "+p.name+" ("+match[i]+"); check digit "+digit+" holds"
	}
	return c, true
}

// checkDigit computes the digit that belongs behind serial.
func (f format) checkDigit(serial string) int {
	sum := 0
	for i := range len(serial) {
		sum += value(serial[i]) * f.weights[i%len(f.weights)]
	}
	if f.check == "s10" { // UPU S10: 11 minus the remainder, with 10 written 0 and 11 written 5
		switch d := 11 - sum%11; d {
		case 10:
			return 0
		case 11:
			return 5
		default:
			return d
		}
	}
	return (10 - sum%10) % 10
}

// value is the weight-free value of a character: UPS counts letters on from A = 2.
func value(c byte) int {
	if c >= '0' && c <= '9' {
		return int(c - '0')
	}
	return int(c-'A'+2) % 10
}
