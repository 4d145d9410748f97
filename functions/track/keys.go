package main

import (
	"context"
	"fmt"

	"doorstep/shared/link"
	"doorstep/shared/seal"
)

// values reads a parameter that holds 32 bytes.
type values interface {
	Key(ctx context.Context, name string) ([]byte, error)
}

// keys gives the secrets of lookups and links. They are fetched when the first one is wanted, not at start: most processes only show
// pages, which take no secret.
type keys struct {
	values values
	prefix string
}

func (k keys) links(ctx context.Context) (link.Key, error) {
	raw, err := k.values.Key(ctx, k.prefix+"/keys/link")
	if err != nil {
		return link.Key{}, fmt.Errorf("read link key: %w", err)
	}
	return link.NewKey(link.KeyVersion, raw)
}

func (k keys) index(ctx context.Context) (seal.Index, error) {
	raw, err := k.values.Key(ctx, k.prefix+"/keys/lookup")
	if err != nil {
		return seal.Index{}, fmt.Errorf("read lookup key: %w", err)
	}
	return seal.NewIndex(raw)
}
