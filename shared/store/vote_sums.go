package store

import (
	"context"
	"strconv"
	"strings"

	"doorstep/shared/fault"
	"doorstep/shared/survey"
)

// surveyPrefix is followed by brand and week; the sort key is the rest of the cell.
const surveyPrefix = "R#survey#"

// cellKey gives the item of the sums of a cell. Its parts hold no '#': see survey.CellOf.
func cellKey(brand string, c survey.Cell) (item, error) {
	if err := named("week", c.Week, "carrier", c.Carrier, "service", c.Service, "region", c.Region); err != nil {
		return nil, err
	}
	for _, part := range []string{brand, c.Week, c.Carrier, c.Service, c.Region} {
		if strings.Contains(part, "#") {
			return nil, fault.New(fault.Invalid, "part %q of a survey key holds a #", part)
		}
	}
	return key(surveyPrefix+brand+"#"+c.Week, c.Carrier+"#"+c.Service+"#"+c.Region), nil
}

func scoreName(i int) string    { return "s" + strconv.Itoa(i+1) }
func trackingName(i int) string { return "t" + strconv.Itoa(i+1) }

// count adds to the sums of a cell what a change of a vote changes.
func (t *transaction) count(brand string, c survey.Cell, change survey.Sums) error {
	if change == (survey.Sums{}) {
		return nil
	}
	k, err := cellKey(brand, c)
	if err != nil {
		return err
	}
	u := newUpdate()
	add := func(name string, n int64) {
		if n != 0 {
			u.add(name, n)
		}
	}
	for i := range survey.Best {
		add(scoreName(i), change.Scores[i])
		add(trackingName(i), change.Tracking[i])
	}
	add("low", change.Low)
	t.change(k, u)
	return nil
}

// CellSums is the votes of one cell.
type CellSums struct {
	Cell survey.Cell
	Sums survey.Sums
}

// SurveySums gives the cells of a brand's week, in the order of carrier, service, region.
func (s *Store) SurveySums(ctx context.Context, brand, week string) ([]CellSums, error) {
	if err := brandNamed(brand); err != nil {
		return nil, err
	}
	items, err := s.under(ctx, surveyPrefix+brand+"#"+week, "", false)
	if err != nil {
		return nil, classify(err, "read the survey of %s in %s", brand, week)
	}
	var out []CellSums
	for _, it := range items {
		parts := strings.SplitN(it.text("sk"), "#", 3)
		if len(parts) != 3 {
			continue
		}
		c := CellSums{Cell: survey.Cell{Week: week, Carrier: parts[0], Service: parts[1], Region: parts[2]}, Sums: survey.Sums{Low: it.number("low")}}
		for i := range survey.Best {
			c.Sums.Scores[i], c.Sums.Tracking[i] = it.number(scoreName(i)), it.number(trackingName(i))
		}
		out = append(out, c)
	}
	return out, nil
}
