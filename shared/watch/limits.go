package watch

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/fault"
)

// Class is a sort of service, as far as patience goes.
type Class string

// The classes.
const (
	Express       Class = "express"
	Ground        Class = "ground"
	Economy       Class = "economy"
	Postal        Class = "postal"
	International Class = "international"
)

// classes lists all of them.
func classes() []Class { return []Class{Express, Ground, Economy, Postal, International} }

// refund is the row of a return that came back, see ReturnStuck.
const refund = "refund"

// row is one threshold. What is empty stands for any.
type row struct {
	kind, carrier, country string
	class                  Class
	limit                  Limit
}

// service is one row of services.csv: the first whose carrier and words fit gives the class.
type service struct {
	carrier, words string
	class          Class
}

// Limits are the thresholds of findings, by kind, service, carrier and country of destination.
type Limits struct {
	rows     []row
	services []service
}

// limits.csv says where each threshold comes from. limit is "3wd" (working days) or "72h".
//
//go:embed limits.csv
var limitRows string

//go:embed services.csv
var serviceRows string

// Defaults reads the thresholds that hold where nobody set others.
func Defaults() (Limits, error) {
	rows, err := readLimits(limitRows)
	if err != nil {
		return Limits{}, err
	}
	services, err := readServices(serviceRows)
	return Limits{rows, services}, err
}

func records(text string, fields int) ([][]string, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = fields
	all, err := r.ReadAll()
	if err != nil || len(all) < 2 {
		return nil, fault.Wrap(fault.Internal, err, "read thresholds")
	}
	return all[1:], nil
}

func readLimits(text string) ([]row, error) {
	all, err := records(text, 6)
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(all))
	for i, f := range all {
		limit, err := parseLimit(f[4])
		if err != nil {
			return nil, fault.Wrap(fault.Internal, err, "line %d of the thresholds", i+2)
		}
		if f[0] != refund && !slices.Contains(Kinds(), f[0]) || f[1] != "" && !slices.Contains(classes(), Class(f[1])) || f[5] == "" {
			return nil, fault.New(fault.Internal, "line %d of the thresholds: unknown kind or class, or no reason", i+2)
		}
		rows[i] = row{kind: f[0], class: Class(f[1]), carrier: f[2], country: f[3], limit: limit}
	}
	return rows, nil
}

func readServices(text string) ([]service, error) {
	all, err := records(text, 3)
	if err != nil {
		return nil, err
	}
	services := make([]service, len(all))
	for i, f := range all {
		services[i] = service{f[0], f[1], Class(f[2])}
	}
	return services, nil
}

// parseLimit reads "3wd" (working days) or "72h" (hours of all days): fault.Invalid.
func parseLimit(text string) (Limit, error) {
	count, working := strings.CutSuffix(text, "wd")
	unit := 24 * time.Hour
	if !working {
		count, unit = strings.TrimSuffix(text, "h"), time.Hour
	}
	n, err := strconv.Atoi(count)
	if err != nil || count == text || n < 1 || n > 9999 {
		return Limit{}, fault.New(fault.Invalid, "limit %q is none such as 3wd or 72h", text)
	}
	return Limit{Length: time.Duration(n) * unit, Working: working}, nil
}

// Class gives the class of a parcel: what its service says, which is written in many ways; else International when it crosses a
// border; else what its carrier mostly does.
func (l Limits) Class(p Parcel) Class {
	class := l.domestic(p)
	if class != Express && p.abroad() {
		return International
	}
	return class
}

func (l Limits) domestic(p Parcel) Class {
	said := " " + strings.Join(strings.FieldsFunc(strings.ToLower(p.Service), func(r rune) bool { return r == ' ' || r == '_' || r == '-' }), " ") + " "
	for _, s := range l.services {
		if s.words != "" && s.of(p.Carrier) && strings.Contains(said, " "+strings.ReplaceAll(s.words, "-", " ")+" ") {
			return s.class
		}
	}
	for _, s := range l.services {
		if s.words == "" && s.of(p.Carrier) {
			return s.class
		}
	}
	return Ground
}

func (s service) of(carrier string) bool { return s.carrier == "" || s.carrier == carrier }

// of gives the threshold of a kind; false when there is none. Of several rows that fit the most specific holds: carrier counts more
// than country, country more than class.
func (l Limits) of(kind string, class Class, carrier, country string) (Limit, bool) {
	best, found := -1, Limit{}
	for _, r := range l.rows {
		if r.kind != kind || r.class != "" && r.class != class || r.carrier != "" && r.carrier != carrier || r.country != "" && r.country != country {
			continue
		}
		score := 0
		if r.class != "" {
			score++
		}
		if r.country != "" {
			score += 2
		}
		if r.carrier != "" {
			score += 4
		}
		if score > best {
			best, found = score, r.limit
		}
	}
	return found, best >= 0
}
