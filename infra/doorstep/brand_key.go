package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"doorstep/shared/brand"
	"doorstep/shared/store"
)

const brandKeyHelp = `doorstep brand key add|list|revoke BRAND [KEY]

The keys with which a shop writes orders: "Authorization: Bearer <key>".

  add BRAND           makes a key and prints it once; only its hash is stored. Several keys work side by side, so that a shop can
                      change to a new one before the old one is revoked
  list BRAND          the keys by the beginning of their hash
  revoke BRAND KEY    a key, or the beginning of its hash; it stops working within a minute
` + tableHelp + `
Example: doorstep brand key add aster --stage prod
`

type shownKey struct {
	ID    string `json:"id"` // beginning of the hash
	Scope string `json:"scope"`
}

// keyID is how much of a hash names a key among those of a brand.
const keyID = 12

func shownKeys(keys []store.APIKey) []shownKey {
	out := []shownKey{}
	for _, k := range keys {
		out = append(out, shownKey{ID: k.Hash[:min(keyID, len(k.Hash))], Scope: k.Scope})
	}
	return out
}

func (p process) brandKey(args []string) int {
	fs := p.flags("brand key", brandKeyHelp)
	at := p.placeFlags(fs)
	rest, code, done := p.parseAnywhere(fs, args)
	if done {
		return code
	}
	wanted := map[string]int{"add": 2, "list": 2, "revoke": 3}
	if len(rest) == 0 || wanted[rest[0]] != len(rest) {
		return p.misuse(fs, "want add, list or revoke and its arguments, got %q", strings.Join(rest, " "))
	}
	return p.withStore("brand key", at, func(ctx context.Context, db *store.Store) (any, error) {
		switch rest[0] {
		case "add":
			return addKey(ctx, db, rest[1])
		case "revoke":
			return revokeKey(ctx, db, rest[1], rest[2])
		default:
			b, err := db.Brand(ctx, rest[1])
			return map[string]any{"brand": b.ID, "keys": shownKeys(b.Keys)}, err
		}
	})
}

func addKey(ctx context.Context, db *store.Store, id string) (any, error) {
	key := strings.ToLower(rand.Text()) // 128 bits or more
	hash := brand.KeyHash(key)
	err := db.AddKey(ctx, id, store.APIKey{Hash: hash, Scope: brand.ScopeOrders})
	return map[string]any{"brand": id, "key": key, "id": hash[:keyID], "scope": brand.ScopeOrders}, err
}

func revokeKey(ctx context.Context, db *store.Store, id, named string) (any, error) {
	b, err := db.Brand(ctx, id)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, k := range b.Keys {
		if k.Hash == brand.KeyHash(named) || len(named) >= 6 && strings.HasPrefix(k.Hash, named) {
			found = append(found, k.Hash)
		}
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%d keys of brand %s fit: name one by its whole text, or by 6 or more letters of its id", len(found), id)
	}
	err = db.RevokeKey(ctx, id, found[0])
	return map[string]any{"brand": id, "revoked": found[0][:keyID], "left": len(b.Keys) - 1}, err
}
