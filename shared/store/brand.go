package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/fault"
)

// Brand is a storefront of the merchant.
type Brand struct {
	ID       string
	Record   []byte // record of shared/brand
	Keys     []APIKey
	Accounts []string // "source/account" pairs that may speak for the brand, sorted
}

// APIKey is a key of the merchant API. The key itself is never stored.
type APIKey struct {
	Hash  string // hex SHA-256 of the key
	Scope string
}

const (
	brandPrefix = "B#"
	brandSort   = "B"
)

// Brand reads a brand: fault.NotFound when there is none.
func (s *Store) Brand(ctx context.Context, id string) (Brand, error) {
	err := brandNamed(id)
	if err != nil {
		return Brand{}, err
	}
	it, err := s.get(ctx, s.tables.Main, key(brandPrefix+id, brandSort))
	if err != nil {
		return Brand{}, classify(err, "read brand %s", id)
	}
	if len(it) == 0 {
		return Brand{}, fault.New(fault.NotFound, "no brand %s", id)
	}
	b := Brand{ID: id, Record: it.bytes("record")}
	if keys, ok := it["keys"].(*types.AttributeValueMemberM); ok {
		for hash := range keys.Value {
			b.Keys = append(b.Keys, APIKey{Hash: hash, Scope: item(keys.Value).text(hash)})
		}
		slices.SortFunc(b.Keys, func(x, y APIKey) int { return cmp.Compare(x.Hash, y.Hash) })
	}
	if accounts, ok := it["accounts"].(*types.AttributeValueMemberSS); ok {
		b.Accounts = slices.Sorted(slices.Values(accounts.Value))
	}
	return b, nil
}

// PutBrand stores a brand in place of the one before. Brands are written by operators, one at a time.
func (s *Store) PutBrand(ctx context.Context, b Brand) error {
	err := brandNamed(b.ID)
	if err != nil {
		return err
	}
	it := key(brandPrefix+b.ID, brandSort)
	it["record"] = blob(b.Record)
	keys := make(map[string]types.AttributeValue, len(b.Keys))
	for _, k := range b.Keys {
		keys[k.Hash] = str(k.Scope)
	}
	it["keys"] = &types.AttributeValueMemberM{Value: keys}
	accounts := slices.Compact(slices.Sorted(slices.Values(b.Accounts)))
	if len(accounts) > 0 {
		it["accounts"] = &types.AttributeValueMemberSS{Value: accounts}
	}
	_, _, err = s.put(ctx, s.tables.Main, it, nil, "")
	if err != nil {
		return classify(err, "write brand %s", b.ID)
	}
	return nil
}
