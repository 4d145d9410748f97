package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

const casesHelp = `doorstep cases list|show|close --brand BRAND ...

What a person should look at: parcels with an open exception, low scores, and what shoppers say is wrong.

  doorstep cases list --brand BRAND          what is open, the longest open first
      --since DATE    opened on this day (UTC) or later
      --limit N       at most N (100)
      --columns       as columns and not as JSON
  doorstep cases show --brand BRAND ORDER    all cases of an order, closed ones too. Comments are personal: they stand in
                                             doorstep orders export
  doorstep cases close --brand BRAND ORDER KIND [SHIPMENT]
      takes one off the list when it is settled: low_score, not_received, damaged, missing_item, wrong_address, other. It opens again
      when the shopper says that it still is so. An exception ends with the parcel's next good scan

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
			return listCases(ctx, db, *brand, from, *limit)
		})
	case rest[0] == "show" && len(rest) == 2:
		return p.withRows(command, at, *columns, func(ctx context.Context, db *store.Store) ([]row, error) {
			return showCases(ctx, db, *brand, rest[1])
		})
	case rest[0] == "close" && (len(rest) == 3 || len(rest) == 4):
		return p.withStore(command, at, func(ctx context.Context, db *store.Store) (any, error) {
			return closeCase(ctx, db, *brand, rest[1], rest[2], strings.Join(rest[3:], ""), p.now())
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

// exception is the kind under which the list shows numbers: their trouble comes from the carrier, not from the shopper.
const exception = "exception"

// caseLine is one entry of the list.
type caseLine struct {
	Since     string `json:"since"`
	Kind      string `json:"kind"`
	Order     string `json:"order,omitempty"` // the shopper's number
	Shipment  string `json:"shipment,omitempty"`
	Number    string `json:"tracking_number,omitempty"`
	State     string `json:"state"`
	Score     int    `json:"score,omitempty"`
	Times     int    `json:"times,omitempty"`
	Commented bool   `json:"commented,omitempty"`
	Closed    string `json:"closed_by,omitempty"`
	Changed   string `json:"changed,omitempty"`
}

func (c caseLine) cells() []string {
	about := c.Shipment
	if about == "" {
		about = c.Number
	}
	score := ""
	if c.Score != 0 {
		score = fmt.Sprint(c.Score)
	}
	return []string{c.Since, c.Kind, c.Order, about, c.State, score}
}

func (caseLine) header() []string {
	return []string{"since", "kind", "order", "shipment", "state", "score"}
}

func listCases(ctx context.Context, db *store.Store, brand string, since time.Time, limit int) ([]row, error) {
	var out []row
	cursor := ""
	for len(out) < limit {
		page, err := db.Attention(ctx, brand, since, cursor, limit-len(out))
		if err != nil {
			return nil, err
		}
		for _, e := range page.Entries {
			line, open, err := listed(ctx, db, e)
			if err != nil {
				return nil, err
			}
			if open {
				out = append(out, line)
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	return out, nil
}

// listed reads what an entry is about. The index lags a little: what was closed meanwhile is left out.
func listed(ctx context.Context, db *store.Store, e store.AttentionEntry) (line caseLine, open bool, err error) {
	if e.Number != "" {
		return caseLine{Since: e.Since.Format(time.RFC3339), Kind: exception, Number: e.Number, State: "open"}, true, nil
	}
	c, err := db.Case(ctx, e.Order, e.Shipment, e.Kind)
	if fault.KindOf(err) == fault.NotFound {
		return caseLine{}, false, nil
	}
	if err != nil {
		return caseLine{}, false, err
	}
	o, err := db.Order(ctx, e.Order)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return caseLine{}, false, err
	}
	return lineOf(c, o.Number), c.Case.Open, nil
}

func lineOf(c store.Case, number string) caseLine {
	line := caseLine{
		Since: c.Case.Opened.Format(time.RFC3339), Kind: c.Case.Kind, Order: number, Shipment: c.Shipment, State: "closed",
		Score: c.Case.Score, Times: c.Case.Times, Commented: len(c.Comment) > 0, Closed: c.Case.Closed, Changed: c.Case.Changed.Format(time.RFC3339),
	}
	if c.Case.Open {
		line.State = "open"
	}
	return line
}

func showCases(ctx context.Context, db *store.Store, brand, number string) ([]row, error) {
	id := order.ID(brand, number)
	if _, err := db.Order(ctx, id); err != nil {
		return nil, fmt.Errorf("order %s of %s: %w", number, brand, err)
	}
	all, err := db.Cases(ctx, id)
	if err != nil {
		return nil, err
	}
	votes, err := db.Votes(ctx, id)
	var out []row
	for _, c := range all {
		line := lineOf(c, number)
		if c.Case.Kind == survey.LowScore { // its comment stands with the vote
			line.Commented = len(votes[c.Shipment].Comment) > 0
		}
		out = append(out, line)
	}
	return out, err
}

func closeCase(ctx context.Context, db *store.Store, brand, number, kind, shipment string, now time.Time) (caseLine, error) {
	closed, err := db.ChangeCase(ctx, brand, order.ID(brand, number), shipment, kind, func(seen store.Case) (store.Case, error) {
		if seen.Version == 0 {
			return seen, fault.New(fault.NotFound, "order %s of %s has no case %s about this shipment", number, brand, kind)
		}
		seen.Case = seen.Case.Close(survey.ByMerchant, now)
		return seen, nil
	})
	return lineOf(closed, number), err
}
