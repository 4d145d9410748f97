package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"doorstep/shared/store"
)

const casesHelp = `doorstep cases list|show|close --brand BRAND ...

What a person should look at: parcels with an open exception, low scores, what shoppers say is wrong, and what watch found: parcels that
were never scanned, are silent or late, wait to be picked up or for customs, do not come back; orders without a shipment.

  doorstep cases list --brand BRAND          what is open, the longest open first
      --since DATE    opened on this day (UTC) or later
      --limit N       at most N (100)
      --columns       as columns and not as JSON
  doorstep cases show --brand BRAND ORDER    all cases of an order, closed ones too. Comments are personal: they stand in
                                             doorstep orders export
  doorstep cases close --brand BRAND ORDER KIND [SHIPMENT]
      takes one off the list when it is settled: low_score, not_received, damaged, missing_item, wrong_address, other. It opens again
      when the shopper says that it still is so. What watch found (silent, past_promise, ...) stays closed, and ends by itself when news
      comes. An exception ends with the parcel's next good scan

ORDER is the number that the shopper knows, SHIPMENT the id that cases show prints; without one it is about the whole order.
` + tableHelp + `
Example: doorstep cases list --brand aster --since 2026-11-20 --columns
`

// maxListed bounds a list: each entry costs up to two reads.
const maxListed = 1000

func (p process) cases(args []string) int {
	fs := p.flags("cases", casesHelp)
	at := p.placeFlags(fs)
	brand := fs.String("brand", p.env("DOORSTEP_BRAND"), "")
	since := fs.String("since", "", "")
	limit := fs.Int("limit", 100, "")
	columns := fs.Bool("columns", false, "")
	rest, code, done := p.parseAnywhere(fs, args)
	if done {
		return code
	}
	from, err := dayOrNone(*since)
	switch {
	case len(rest) == 0:
		return p.misuse(fs, "want list, show or close")
	case *brand == "":
		return p.misuse(fs, "--brand is missing")
	case err != nil:
		return p.misuse(fs, "--since: %v", err)
	case *limit < 1 || *limit > maxListed:
		return p.misuse(fs, "--limit is %d, want 1 to %d", *limit, maxListed)
	}
	command := "cases " + rest[0]
	switch {
	case rest[0] == "list" && len(rest) == 1:
		return p.withRows(command, at, *columns, func(ctx context.Context, db *store.Store) ([]row, error) {
			return caseList{db, *brand, p.now()}.list(ctx, from, *limit)
		})
	case rest[0] == "show" && len(rest) == 2:
		return p.withRows(command, at, *columns, func(ctx context.Context, db *store.Store) ([]row, error) {
			return caseList{db, *brand, p.now()}.show(ctx, rest[1])
		})
	case rest[0] == "close" && (len(rest) == 3 || len(rest) == 4):
		return p.withRows(command, at, *columns, func(ctx context.Context, db *store.Store) ([]row, error) {
			return caseList{db, *brand, p.now()}.close(ctx, rest[1], rest[2], strings.Join(rest[3:], ""))
		})
	default:
		return p.misuse(fs, "cannot make sense of %q", strings.Join(rest, " "))
	}
}

func dayOrNone(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no date like 2026-11-20", s)
	}
	return day, nil
}
