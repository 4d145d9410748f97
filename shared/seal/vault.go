package seal

import (
	"context"
	"fmt"
	"io"

	"doorstep/shared/fault"
)

// Keys is the table of wrapped data keys.
type Keys interface {
	// DataKey gives the wrapped key of an owner; kind fault.NotFound when it has none yet, fault.Gone when it was destroyed.
	DataKey(ctx context.Context, owner string) ([]byte, error)
	// PutDataKey stores a first key for an owner and gives the one that is stored: the first one wins. Kind fault.Gone when the
	// owner's key was destroyed: there is never a second one.
	PutDataKey(ctx context.Context, owner string, wrapped []byte) ([]byte, error)
}

// Vault seals personal data, each owner's with a key of its own.
type Vault struct {
	master Key
	keys   Keys
	rnd    io.Reader
}

// NewVault makes a vault whose data keys are wrapped by master. rnd must be crypto/rand outside of tests.
func NewVault(master Key, keys Keys, rnd io.Reader) *Vault {
	return &Vault{master: master, keys: keys, rnd: rnd}
}

// Seal encrypts plain for an owner; label names what it is ("recipient", "proof"). The owner's first value makes its key. An owner
// whose key was destroyed gives kind fault.Gone: the value must be dropped, nobody may keep it.
func (v *Vault) Seal(ctx context.Context, owner, label string, plain []byte) ([]byte, error) {
	key, err := v.key(ctx, owner)
	if fault.KindOf(err) == fault.NotFound {
		key, err = v.newKey(ctx, owner)
	}
	if err != nil {
		return nil, err
	}
	return key.Seal(v.rnd, about(label, owner), plain)
}

// SealFirst is Seal for an owner of whom nothing is known to be sealed yet: it makes a key without asking for one first. Where there is
// one all the same, that one is used.
func (v *Vault) SealFirst(ctx context.Context, owner, label string, plain []byte) ([]byte, error) {
	key, err := v.newKey(ctx, owner)
	if err != nil {
		return nil, err
	}
	return key.Seal(v.rnd, about(label, owner), plain)
}

// Open decrypts what Seal made for the same owner and label. An owner whose key was destroyed gives kind fault.Gone: its data is
// erased. Stored bytes that do not open give fault.Internal: whoever asks has sent nothing that could be wrong.
func (v *Vault) Open(ctx context.Context, owner, label string, sealed []byte) ([]byte, error) {
	key, err := v.key(ctx, owner)
	if err != nil {
		return nil, err
	}
	plain, err := key.Open(about(label, owner), sealed)
	return plain, fault.Wrap(fault.Internal, err, "open %s", label)
}

func (v *Vault) key(ctx context.Context, owner string) (Key, error) {
	wrapped, err := v.keys.DataKey(ctx, owner)
	if err != nil {
		return Key{}, fmt.Errorf("read data key: %w", err)
	}
	return v.unwrap(owner, wrapped)
}

// newKey lets the first of two concurrent writers win: both get the key that is stored.
func (v *Vault) newKey(ctx context.Context, owner string) (Key, error) {
	raw := make([]byte, KeySize)
	if _, err := io.ReadFull(v.rnd, raw); err != nil {
		return Key{}, fmt.Errorf("draw data key: %w", err)
	}
	wrapped, err := v.master.Seal(v.rnd, about("key", owner), raw)
	if err != nil {
		return Key{}, fmt.Errorf("wrap data key: %w", err)
	}
	stored, err := v.keys.PutDataKey(ctx, owner, wrapped)
	if err != nil {
		return Key{}, fmt.Errorf("store data key: %w", err)
	}
	return v.unwrap(owner, stored)
}

// unwrap fails with fault.Internal when the master key is not the one that wrapped: what was to be sealed is in order and must
// be tried again once the right key is back, never answered as bad input or put aside as unreadable.
func (v *Vault) unwrap(owner string, wrapped []byte) (Key, error) {
	raw, err := v.master.Open(about("key", owner), wrapped)
	if err != nil {
		return Key{}, fault.Wrap(fault.Internal, err, "unwrap data key")
	}
	return NewKey(raw)
}

// about is the context of a sealed value. Labels hold no zero byte, so no two pairs give one context.
func about(label, owner string) string { return label + "\x00" + owner }
