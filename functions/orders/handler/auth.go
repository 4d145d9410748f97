package handler

import (
	"context"
	"strings"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/store"
)

// brands reads brands.
type brands interface {
	Brand(ctx context.Context, id string) (store.Brand, error)
}

// maxBrand is the longest brand id.
const maxBrand = 64

// authorize checks the bearer key of a brand. A brand that does not exist and a wrong key cannot be told apart: both take one
// read and one comparison, and give the same answer. The brand is read each time, so that a withdrawn key ends at once.
func authorize(ctx context.Context, table brands, id, header string) error {
	scheme, key, _ := strings.Cut(header, " ")
	key = strings.TrimSpace(key)
	if !strings.EqualFold(scheme, "Bearer") || key == "" || !isBrand(id) {
		return fault.New(fault.Unauthorized, "no bearer key for a brand")
	}
	stored, err := table.Brand(ctx, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	hashes := []string{""} // matches nothing
	for _, k := range stored.Keys {
		if k.Scope == brand.ScopeOrders {
			hashes = append(hashes, k.Hash)
		}
	}
	if !brand.Matches(key, hashes) {
		return fault.New(fault.Unauthorized, "wrong key for brand %s, or no such brand", id)
	}
	return nil
}

func isBrand(id string) bool {
	if id == "" || len(id) > maxBrand {
		return false
	}
	for _, c := range id {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
