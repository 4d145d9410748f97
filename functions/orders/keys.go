package main

import (
	"context"
	"fmt"
	"io"

	"doorstep/shared/link"
	"doorstep/shared/seal"
)

// keyring is the secrets that registering an order takes.
type keyring struct {
	links  link.Key
	lookup seal.Index
	vault  *seal.Vault
}

// keySource gives the keyring. The secrets are fetched with the first request, not at start, and again when they grow old.
type keySource interface {
	keys(ctx context.Context) (keyring, error)
}

// values reads a parameter that holds 32 bytes.
type values interface {
	Key(ctx context.Context, name string) ([]byte, error)
}

// parameters reads the keyring from the parameter store.
type parameters struct {
	values values
	prefix string
	table  seal.Keys
	rnd    io.Reader
}

func (p parameters) keys(ctx context.Context) (keyring, error) {
	var k keyring
	for _, part := range []struct {
		name string
		use  func(raw []byte) error
	}{
		{"link", func(raw []byte) (err error) { k.links, err = link.NewKey(link.KeyVersion, raw); return err }},
		{"lookup", func(raw []byte) (err error) { k.lookup, err = seal.NewIndex(raw); return err }},
		{"kek", func(raw []byte) error {
			master, err := seal.NewKey(raw)
			k.vault = seal.NewVault(master, p.table, p.rnd)
			return err
		}},
	} {
		raw, err := p.values.Key(ctx, p.prefix+"/keys/"+part.name)
		if err != nil {
			return keyring{}, fmt.Errorf("read %s key: %w", part.name, err)
		}
		if err := part.use(raw); err != nil {
			return keyring{}, fmt.Errorf("use %s key: %w", part.name, err)
		}
	}
	return k, nil
}
