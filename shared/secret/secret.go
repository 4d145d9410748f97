// Package secret gives the keys of a deployment. Each is a parameter of 32 bytes below its prefix: keys/link derives links,
// keys/lookup hashes what shoppers look up by, keys/kek wraps the data keys that personal data is sealed with. They are read when
// they are wanted and not at start, because most invocations want none, and read anew each time, so that a rotated one takes effect:
// the reader keeps them for a while.
package secret

import (
	"context"
	"fmt"
	"io"

	"doorstep/shared/link"
	"doorstep/shared/seal"
)

// Values reads a parameter that holds 32 bytes, as config.Parameters does.
type Values interface {
	Key(ctx context.Context, name string) ([]byte, error)
}

// Keys are those below a prefix such as "/doorstep/dev". Errors name the key, never its value.
type Keys struct {
	Values Values
	Prefix string
}

// Links gives the key that derives links.
func (k Keys) Links(ctx context.Context) (link.Key, error) {
	return read(ctx, k, "link", func(raw []byte) (link.Key, error) { return link.NewKey(link.KeyVersion, raw) })
}

// Lookup gives the key that hashes what shoppers look up by.
func (k Keys) Lookup(ctx context.Context) (seal.Index, error) {
	return read(ctx, k, "lookup", seal.NewIndex)
}

// Vault gives the vault whose data keys are in table. rnd must be crypto/rand outside of tests.
func (k Keys) Vault(ctx context.Context, table seal.Keys, rnd io.Reader) (*seal.Vault, error) {
	return read(ctx, k, "kek", func(raw []byte) (*seal.Vault, error) {
		master, err := seal.NewKey(raw)
		return seal.NewVault(master, table, rnd), err
	})
}

func read[T any](ctx context.Context, k Keys, name string, use func([]byte) (T, error)) (T, error) {
	var none T
	raw, err := k.Values.Key(ctx, k.Prefix+"/keys/"+name)
	if err != nil {
		return none, fmt.Errorf("read %s key: %w", name, err)
	}
	out, err := use(raw)
	if err != nil {
		return none, fmt.Errorf("use %s key: %w", name, err)
	}
	return out, nil
}

// Sealer seals and opens as seal.Vault does, with the key as it is at each call.
type Sealer struct {
	Keys  Keys
	Table seal.Keys
	Rnd   io.Reader // crypto/rand outside of tests
}

// Seal is seal.Vault.Seal.
func (s Sealer) Seal(ctx context.Context, owner, label string, plain []byte) ([]byte, error) {
	vault, err := s.Keys.Vault(ctx, s.Table, s.Rnd)
	if err != nil {
		return nil, err
	}
	return vault.Seal(ctx, owner, label, plain)
}

// Open is seal.Vault.Open.
func (s Sealer) Open(ctx context.Context, owner, label string, sealed []byte) ([]byte, error) {
	vault, err := s.Keys.Vault(ctx, s.Table, s.Rnd)
	if err != nil {
		return nil, err
	}
	return vault.Open(ctx, owner, label, sealed)
}

// Recipient names the recipient and the watchers' contacts among what is sealed with an order's key.
const Recipient = "recipient"

// OfOrder is the owner, in the words of seal.Vault, of all that is sealed about an order.
func OfOrder(id string) string { return "order/" + id }
