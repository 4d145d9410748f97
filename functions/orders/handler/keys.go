package handler

import (
	"context"
	"io"

	"doorstep/shared/link"
	"doorstep/shared/seal"
	"doorstep/shared/secret"
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

// parameters reads the keyring from the parameter store.
type parameters struct {
	from  secret.Keys
	table seal.Keys
	rnd   io.Reader
}

func (p parameters) keys(ctx context.Context) (keyring, error) {
	links, err := p.from.Links(ctx)
	if err != nil {
		return keyring{}, err
	}
	lookup, err := p.from.Lookup(ctx)
	if err != nil {
		return keyring{}, err
	}
	vault, err := p.from.Vault(ctx, p.table, p.rnd)
	return keyring{links: links, lookup: lookup, vault: vault}, err
}
