package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

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

// PutBrand stores a brand in place of the one before, keys and accounts included: for a brand that is new. ApplyBrand changes one that
// is there.
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

// ApplyBrand stores a brand's record and lists the brand; the brand is made when there is none. Its API keys stay. accounts
// replaces those that may speak for it; nil leaves them alone.
func (s *Store) ApplyBrand(ctx context.Context, id string, record []byte, accounts []string) error {
	err := brandNamed(id)
	if err != nil {
		return err
	}
	u := newUpdate()
	u.set("record", blob(record))
	u.setMissing("keys", &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{}})
	switch {
	case len(accounts) > 0:
		u.set("accounts", &types.AttributeValueMemberSS{Value: slices.Compact(slices.Sorted(slices.Values(accounts)))})
	case accounts != nil: // a set cannot be empty
		u.remove("accounts")
	}
	_, _, err = s.update(ctx, key(brandPrefix+id, brandSort), u, "")
	if err != nil {
		return classify(err, "write brand %s", id)
	}
	return s.listBrand(ctx, id)
}

// AddKey adds an API key to a brand: fault.NotFound when there is no such brand. Repeating it changes nothing.
func (s *Store) AddKey(ctx context.Context, id string, k APIKey) error {
	err := named("hash of the key", k.Hash, "scope", k.Scope)
	if err != nil {
		return err
	}
	u := newUpdate()
	u.names["#hash"] = k.Hash
	u.sets = append(u.sets, u.name("keys")+".#hash = "+u.value("scope", str(k.Scope)))
	return s.changeKeys(ctx, id, u, "attribute_exists("+u.name("keys")+")", "no brand "+id)
}

// RevokeKey takes an API key from a brand, by its hash: fault.NotFound when the brand has no such key.
func (s *Store) RevokeKey(ctx context.Context, id, hash string) error {
	err := named("hash of the key", hash)
	if err != nil {
		return err
	}
	u := newUpdate()
	u.names["#hash"] = hash
	u.removes = append(u.removes, u.name("keys")+".#hash")
	return s.changeKeys(ctx, id, u, "attribute_exists("+u.name("keys")+".#hash)", "brand "+id+" has no such key")
}

func (s *Store) changeKeys(ctx context.Context, id string, u *update, condition, missing string) error {
	err := brandNamed(id)
	if err != nil {
		return err
	}
	refused, _, err := s.update(ctx, key(brandPrefix+id, brandSort), u, condition)
	if err != nil {
		return classify(err, "change the keys of brand %s", id)
	}
	if refused {
		return fault.New(fault.NotFound, "%s", missing)
	}
	return nil
}

// The list of brands is one item with an attribute per brand, so that adding one touches no other.
const (
	brandsKey    = "R#brands"
	brandsPrefix = "b:" // before the brand's id, which might be "pk"
)

func (s *Store) listBrand(ctx context.Context, id string) error {
	u := newUpdate()
	u.names["#brand"] = brandsPrefix + id
	u.sets = append(u.sets, "#brand = "+u.value("seen", num(s.now().Unix())))
	_, _, err := s.update(ctx, key(brandsKey, brandSort), u, "")
	if err != nil {
		return classify(err, "list brand %s", id)
	}
	return nil
}

// Brands gives the ids of all brands that ApplyBrand stored, sorted.
func (s *Store) Brands(ctx context.Context) ([]string, error) {
	it, err := s.latest(ctx, s.tables.Main, key(brandsKey, brandSort))
	if err != nil {
		return nil, classify(err, "read the list of brands")
	}
	var ids []string
	for name := range it {
		if id, ok := strings.CutPrefix(name, brandsPrefix); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}
