package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/store"
	"doorstep/shared/survey"
)

const surveyHelp = `doorstep survey report --brand BRAND [--from DATE] [--to DATE] [--by PARTS]

How shoppers rate deliveries: mean score, number of votes and share of low scores per carrier, service, region and week of delivery,
and the same for how it was to follow the parcel. Means of fewer than 10 votes say little and are marked: "few", or * in columns.

  --from DATE     first day (eight weeks back); weeks are whole, Monday to Sunday
  --to DATE       last day (today)
  --by PARTS      what to tell apart: week,carrier,service,region (all); the rest is added up
  --columns       as columns and not as JSON
` + tableHelp + `
Example: doorstep survey report --brand aster --from 2026-10-01 --by carrier,region --columns
`

// reportDays is how far back a report goes, and maxWeeks how many weeks one may ask for: each is a query.
const (
	reportDays = 8 * 7
	maxWeeks   = 160
)

func (p process) survey(args []string) int {
	fs := p.flags("survey", surveyHelp)
	at := p.placeFlags(fs)
	brand := fs.String("brand", p.env("DOORSTEP_BRAND"), "")
	today := p.now().UTC()
	from := fs.String("from", today.AddDate(0, 0, -reportDays).Format(time.DateOnly), "")
	to := fs.String("to", today.Format(time.DateOnly), "")
	by := fs.String("by", "week,carrier,service,region", "")
	columns := fs.Bool("columns", false, "")
	rest, code, done := p.parseAnywhere(fs, args)
	if done {
		return code
	}
	weeks, err := weeksBetween(*from, *to)
	parts := strings.Split(*by, ",")
	unknown := slices.IndexFunc(parts, func(part string) bool {
		return !slices.Contains([]string{"week", "carrier", "service", "region"}, part)
	})
	switch {
	case len(rest) != 1 || rest[0] != "report":
		return p.misuse(fs, "want report")
	case *brand == "":
		return p.misuse(fs, "--brand is missing")
	case err != nil:
		return p.misuse(fs, "%v", err)
	case unknown >= 0:
		return p.misuse(fs, "--by: %q is none of week, carrier, service, region", parts[unknown])
	}
	return p.withRows("survey report", at, *columns, func(ctx context.Context, db *store.Store) ([]row, error) {
		sums := map[survey.Cell]survey.Sums{}
		for _, week := range weeks {
			cells, err := db.SurveySums(ctx, *brand, week)
			if err != nil {
				return nil, err
			}
			for _, c := range cells {
				at := only(c.Cell, parts)
				sums[at] = sums[at].Plus(c.Sums)
			}
		}
		return surveyRows(sums), nil
	})
}

// weeksBetween lists the ISO weeks of the days from first to last.
func weeksBetween(first, last string) ([]string, error) {
	from, err := dayOrNone(first)
	if err != nil {
		return nil, fmt.Errorf("--from: %w", err)
	}
	to, err := dayOrNone(last)
	if err != nil {
		return nil, fmt.Errorf("--to: %w", err)
	}
	if from.After(to) {
		return nil, fmt.Errorf("--from %s is after --to %s", first, last)
	}
	if to.Sub(from) > maxWeeks*7*24*time.Hour {
		return nil, fmt.Errorf("more than %d weeks", maxWeeks)
	}
	var weeks []string
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		if week := survey.Week(day); len(weeks) == 0 || weeks[len(weeks)-1] != week {
			weeks = append(weeks, week)
		}
	}
	return weeks, nil
}

// only keeps the parts of a cell that are told apart.
func only(c survey.Cell, parts []string) survey.Cell {
	var out survey.Cell
	for _, part := range parts {
		switch part {
		case "week":
			out.Week = c.Week
		case "carrier":
			out.Carrier = c.Carrier
		case "service":
			out.Service = c.Service
		case "region":
			out.Region = c.Region
		}
	}
	return out
}

// surveyLine is one line of the report. Means are nil without answers.
type surveyLine struct {
	Week     string             `json:"week,omitempty"`
	Carrier  string             `json:"carrier,omitempty"`
	Service  string             `json:"service,omitempty"`
	Region   string             `json:"region,omitempty"`
	Votes    int64              `json:"votes"`
	Mean     *float64           `json:"mean"`
	LowShare float64            `json:"low_share"`
	Few      bool               `json:"few,omitempty"`
	Scores   [survey.Best]int64 `json:"scores"`
	Tracking trackingLine       `json:"tracking"`
}

type trackingLine struct {
	Votes int64    `json:"votes"`
	Mean  *float64 `json:"mean"`
	Few   bool     `json:"few,omitempty"`
}

// surveyRows sorts by week, carrier, service and region. Cells whose votes were all taken back are left out.
func surveyRows(sums map[survey.Cell]survey.Sums) []row {
	var lines []surveyLine
	for c, s := range sums {
		if s.Count() == 0 {
			continue
		}
		lines = append(lines, surveyLine{
			Week: c.Week, Carrier: c.Carrier, Service: c.Service, Region: c.Region, Votes: s.Count(), Mean: known(s.Mean(), s.Count()),
			LowShare: rounded(s.LowShare(), 1000), Few: s.Count() < survey.Few, Scores: s.Scores,
			Tracking: trackingLine{s.TrackingCount(), known(s.TrackingMean(), s.TrackingCount()), s.TrackingCount() < survey.Few},
		})
	}
	slices.SortFunc(lines, func(a, b surveyLine) int {
		return cmp.Or(cmp.Compare(a.Week, b.Week), cmp.Compare(a.Carrier, b.Carrier), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Region, b.Region))
	})
	out := make([]row, len(lines))
	for i, l := range lines {
		out[i] = l
	}
	return out
}

// known gives a mean to two digits, or nothing where nobody answered.
func known(mean float64, n int64) *float64 {
	if n == 0 {
		return nil
	}
	m := rounded(mean, 100)
	return &m
}

func rounded(x, unit float64) float64 { return float64(int64(x*unit+0.5)) / unit }

func (surveyLine) header() []string {
	return []string{"week", "carrier", "service", "region", "votes", "mean", "low", "tracking votes", "mean"}
}

func (l surveyLine) cells() []string {
	return []string{
		cmp.Or(l.Week, "all"), cmp.Or(l.Carrier, "all"), cmp.Or(l.Service, "all"), cmp.Or(l.Region, "all"), strconv.FormatInt(l.Votes, 10),
		column(l.Mean, l.Few), strconv.FormatFloat(l.LowShare*100, 'f', 1, 64) + "%", strconv.FormatInt(l.Tracking.Votes, 10), column(l.Tracking.Mean, l.Tracking.Few),
	}
}

// column writes a mean, with a star when it is one of few votes.
func column(mean *float64, few bool) string {
	if mean == nil {
		return "-"
	}
	s := strconv.FormatFloat(*mean, 'f', 2, 64)
	if few {
		s += "*"
	}
	return s
}
