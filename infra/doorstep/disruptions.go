package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/locale"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

const disruptionsHelp = `doorstep disruptions add|list|end ...

Storms, strikes, closed borders. While one lasts, nobody is warned of the parcels that it concerns, and shoppers are told why.

  doorstep disruptions add --from DATE --until DATE [--carrier CODE] [--country CODE [--region R] [--postal PREFIX]]
      --text "..."      what shoppers are told, in English; --text-de, --text-fr ... in the other languages
      --pause KINDS     the findings that wait, as silent,past_promise; left out: all but pickup_expiring and no_shipment
      the same carrier, place and first day again replace it
  doorstep disruptions list         all that are or will be, and those of the last two months; --columns as columns
  doorstep disruptions end ID       today is its last day; one that has not begun is removed

Both days are included, by the clocks where the parcel is. A carrier or a country is needed. Region and postal prefix are compared with the
newest scan; of where a parcel is going only the country is known. It holds within a minute.
` + tableHelp + `
Example: doorstep disruptions add --carrier ups --country US --region TX --from 2026-12-01 --until 2026-12-04 --text "Ice in Texas delays parcels."
`

func (p process) disruptions(args []string) int {
	fs := p.flags("disruptions", disruptionsHelp)
	at := p.placeFlags(fs)
	d, texts, pause := disruptionFlags(fs)
	columns := fs.Bool("columns", false, "")
	rest, code, done := p.parseAnywhere(fs, args)
	if done {
		return code
	}
	today := p.now().UTC().Format(time.DateOnly)
	switch command := strings.Join(rest, " "); {
	case command == "add":
		d.Texts = map[string]string{}
		for language, text := range texts {
			if *text != "" {
				d.Texts[language] = *text
			}
		}
		if *pause != "" {
			d.Pause = strings.Split(*pause, ",")
		}
		if d.ID = disruptionID(*d); len(d.Texts) > 0 && d.Texts["en"] == "" {
			return p.misuse(fs, "--text is missing: it stands where a language has none of its own")
		}
		if err := d.Check(); err != nil {
			return p.misuse(fs, "%v", err)
		}
		return p.withStore("disruptions add", at, func(ctx context.Context, db *store.Store) (any, error) {
			return disruptionLine{*d, stateOf(*d, today)}, db.PutDisruption(ctx, *d)
		})
	case command == "list":
		return p.withRows("disruptions list", at, *columns, func(ctx context.Context, db *store.Store) ([]row, error) {
			return listDisruptions(ctx, db, today)
		})
	case len(rest) == 2 && rest[0] == "end":
		return p.withStore("disruptions end", at, func(ctx context.Context, db *store.Store) (any, error) {
			return endDisruption(ctx, db, rest[1], today)
		})
	default:
		return p.misuse(fs, "want add, list or end ID")
	}
}

func disruptionFlags(fs *flag.FlagSet) (d *watch.Disruption, texts map[string]*string, pause *string) {
	d = &watch.Disruption{}
	for name, to := range map[string]*string{
		"carrier": &d.Carrier, "country": &d.Country, "region": &d.Region, "postal": &d.Postal, "from": &d.From, "until": &d.Until,
	} {
		fs.StringVar(to, name, "", "")
	}
	texts = map[string]*string{"en": fs.String("text", "", "")}
	for _, language := range locale.Languages() {
		if language != "en" {
			texts[language] = fs.String("text-"+language, "", "")
		}
	}
	return d, texts, fs.String("pause", "", "")
}

// disruptionID follows from when, who and where, so that adding it again replaces it.
func disruptionID(d watch.Disruption) string {
	parts := slices.DeleteFunc([]string{d.From, d.Carrier, d.Country, d.Region, d.Postal}, func(s string) bool { return s == "" })
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, strings.ToLower(strings.Join(parts, "-")))
}

// disruptionLine is one line of the list.
type disruptionLine struct {
	watch.Disruption
	State string `json:"state"` // "ahead", "now", "over"
}

func stateOf(d watch.Disruption, today string) string {
	switch {
	case d.From > today:
		return "ahead"
	case d.Until < today:
		return "over"
	default:
		return "now"
	}
}

func (disruptionLine) header() []string {
	return []string{"id", "state", "from", "until", "carrier", "country", "region", "postal", "languages"}
}

func (l disruptionLine) cells() []string {
	return []string{l.ID, l.State, l.From, l.Until, l.Carrier, l.Country, l.Region, l.Postal, strings.Join(slices.Sorted(maps.Keys(l.Texts)), ",")}
}

func listDisruptions(ctx context.Context, db *store.Store, today string) ([]row, error) {
	all, err := db.Disruptions(ctx)
	var out []row
	for _, d := range all {
		out = append(out, disruptionLine{d, stateOf(d, today)})
	}
	return out, err
}

// endDisruption keeps the days that it has had: the clocks stood still in them.
func endDisruption(ctx context.Context, db *store.Store, id, today string) (any, error) {
	all, err := db.Disruptions(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(d watch.Disruption) bool { return d.ID == id })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "no disruption %s", id)
	}
	d := all[at]
	switch stateOf(d, today) {
	case "ahead":
		return disruptionLine{d, "removed"}, db.DeleteDisruption(ctx, id)
	case "over":
		return nil, fault.New(fault.Invalid, "disruption %s is over since %s", id, d.Until)
	}
	d.Until = today
	if err := db.PutDisruption(ctx, d); err != nil {
		return nil, fmt.Errorf("end disruption %s: %w", id, err)
	}
	return disruptionLine{d, stateOf(d, today)}, nil
}
