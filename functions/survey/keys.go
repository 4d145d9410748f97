package main

import (
	"context"
	"fmt"
	"io"

	"doorstep/shared/seal"
)

// sealer seals comments, each with the key of its order.
type sealer interface {
	Seal(ctx context.Context, owner, label string, plain []byte) ([]byte, error)
	Open(ctx context.Context, owner, label string, sealed []byte) ([]byte, error)
}

// sealers gives the sealer. Its secret is fetched with the first comment, not at start, and again when it grows old.
type sealers interface {
	sealer(ctx context.Context) (sealer, error)
}

// values reads a parameter that holds 32 bytes.
type values interface {
	Key(ctx context.Context, name string) ([]byte, error)
}

// parameters makes the sealer from the key-encrypting key in the parameter store.
type parameters struct {
	values values
	prefix string
	table  seal.Keys
	rnd    io.Reader
}

func (p parameters) sealer(ctx context.Context) (sealer, error) {
	raw, err := p.values.Key(ctx, p.prefix+"/keys/kek")
	if err != nil {
		return nil, fmt.Errorf("read the key-encrypting key: %w", err)
	}
	master, err := seal.NewKey(raw)
	if err != nil {
		return nil, fmt.Errorf("use the key-encrypting key: %w", err)
	}
	return seal.NewVault(master, p.table, p.rnd), nil
}

// owner names the data key of an order.
func owner(order string) string { return "order/" + order }
