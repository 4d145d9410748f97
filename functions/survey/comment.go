package main

import (
	"context"
	"fmt"

	"doorstep/shared/secret"
)

// sealer seals comments, each with the key of its order.
type sealer interface {
	Seal(ctx context.Context, owner, label string, plain []byte) ([]byte, error)
	Open(ctx context.Context, owner, label string, sealed []byte) ([]byte, error)
}

// comment seals what was typed in place of what is stored; nothing typed leaves it. The same again is not sealed again, so that a form
// that is sent twice writes once.
func (h *handler) comment(ctx context.Context, order, label, typed string, stored []byte) ([]byte, error) {
	if typed == "" {
		return stored, nil
	}
	if len(stored) > 0 {
		plain, err := h.sealer.Open(ctx, secret.OfOrder(order), label, stored)
		if err != nil {
			return nil, fmt.Errorf("open the comment before: %w", err)
		}
		if string(plain) == typed {
			return stored, nil
		}
	}
	sealed, err := h.sealer.Seal(ctx, secret.OfOrder(order), label, []byte(typed))
	if err != nil {
		return nil, fmt.Errorf("seal a comment: %w", err)
	}
	return sealed, nil
}
