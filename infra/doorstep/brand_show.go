package main

import (
	"context"
	"encoding/json"

	"doorstep/shared/store"
)

const brandShowHelp = `doorstep brand show [BRAND]

Prints what is stored of a brand: its record, the accounts that may speak for it, its API keys by the beginning of their hash.
Without a name: the names of all brands, one per line.
` + tableHelp

type shown struct {
	Brand    string          `json:"brand"`
	Record   json.RawMessage `json:"record"`
	Accounts []string        `json:"accounts,omitempty"`
	Keys     []shownKey      `json:"keys"`
}

func (p process) brandShow(args []string) int {
	fs := p.flags("brand show", brandShowHelp)
	at := p.placeFlags(fs)
	rest, code, done := p.parseAnywhere(fs, args)
	switch {
	case done:
		return code
	case len(rest) > 1:
		return p.misuse(fs, "want one brand, got %d", len(rest))
	}
	return p.withStore("brand show", at, func(ctx context.Context, db *store.Store) (any, error) {
		if len(rest) == 0 {
			ids, err := db.Brands(ctx)
			return lines(ids), err
		}
		b, err := db.Brand(ctx, rest[0])
		return shown{Brand: b.ID, Record: json.RawMessage(b.Record), Accounts: b.Accounts, Keys: shownKeys(b.Keys)}, err
	})
}
