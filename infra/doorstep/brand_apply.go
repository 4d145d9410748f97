package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"doorstep/infra/doorstep/brandfile"
	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/store"
)

const brandApplyHelp = `doorstep brand apply FILE.yaml [--dry-run]

Checks a brand's file and stores it: record, hosts, accounts. API keys stay as they are. Prints which fields changed.

  --dry-run       compares with what is stored and stores nothing
` + tableHelp + `
Example: doorstep brand apply infra/local/demo/aster.yaml --stage dev
`

type applied struct {
	Brand   string   `json:"brand"`
	Stored  bool     `json:"stored"`
	New     bool     `json:"new,omitempty"`
	Changed []string `json:"changed"` // fields of the record
	Added   []string `json:"hosts_added,omitempty"`
	Removed []string `json:"hosts_removed,omitempty"`
	Keys    int      `json:"keys"`
}

func (p process) brandApply(args []string) int {
	fs := p.flags("brand apply", brandApplyHelp)
	at := p.placeFlags(fs)
	dry := fs.Bool("dry-run", false, "")
	file, code, done := p.brandArgument("brand apply", fs, args)
	if done {
		return code
	}
	return p.withStore("brand apply", at, func(ctx context.Context, db *store.Store) (any, error) {
		outcome, err := apply(ctx, db, file, *dry)
		if err == nil && outcome.Stored && outcome.Keys == 0 {
			fmt.Fprintf(p.err, "brand %s has no API key yet: doorstep brand key add %s\n", file.ID, file.ID)
		}
		return outcome, err
	})
}

// apply stores a brand, unless dry. Hosts are taken first, so that a host of another brand stops everything, and given up last.
func apply(ctx context.Context, db *store.Store, file brandfile.File, dry bool) (applied, error) {
	record, err := brand.Encode(file.Record)
	if err != nil {
		return applied{}, err
	}
	a := applied{Brand: file.ID, Stored: !dry, Changed: []string{}}
	before, err := db.Brand(ctx, file.ID)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		a.New, before.Record = true, []byte("{}")
	case err != nil:
		return applied{}, err
	}
	a.Keys = len(before.Keys)
	a.Changed = changed(before.Record, record)
	var old struct{ Domains []string }
	if err := json.Unmarshal(before.Record, &old); err != nil {
		return applied{}, fault.Wrap(fault.Malformed, err, "read the stored record of brand %s", file.ID)
	}
	a.Added, a.Removed = without(file.Record.Domains, old.Domains), without(old.Domains, file.Record.Domains)
	if dry {
		return a, nil
	}
	for i, host := range file.Record.Domains {
		if err := db.PointHost(ctx, host, file.ID); err != nil {
			for _, taken := range without(file.Record.Domains[:i], old.Domains) { // as it was before
				db.FreeHost(ctx, taken, file.ID) //nolint:errcheck // the first error is the one to mend
			}
			return applied{}, err
		}
	}
	if err := db.ApplyBrand(ctx, file.ID, record, file.Accounts); err != nil {
		return applied{}, err
	}
	for _, host := range a.Removed {
		if err := db.FreeHost(ctx, host, file.ID); err != nil {
			return applied{}, err
		}
	}
	return a, nil
}

// changed names the fields in which two stored records differ, sorted.
func changed(before, after []byte) []string {
	var old, now map[string]json.RawMessage
	_ = json.Unmarshal(before, &old) // what cannot be read is all different
	_ = json.Unmarshal(after, &now)
	all := maps.Clone(now)
	maps.Copy(all, old)
	out := []string{}
	for name := range all {
		if !bytes.Equal(old[name], now[name]) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func without(list, others []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(others, s) {
			out = append(out, s)
		}
	}
	return out
}
