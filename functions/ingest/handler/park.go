package handler

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/store"
)

// maxParked is how long a message may be to fit an item of 400 KB once sealed. A longer one ends as a dead letter, where it
// lies just as safely.
const maxParked = 380_000

// park keeps a body that cannot be read where operators see it. What is sealed is the queue message as it came, so that
// sending it again is all it takes to try a better adapter. The key is the message's hash: a retry parks it once.
func (h *Handler) park(ctx context.Context, b *body, why error) error {
	if len(b.record.Body) > maxParked {
		return fault.New(fault.Internal, "message of %d bytes is too long to park", len(b.record.Body))
	}
	at := b.in.Received
	if at.IsZero() {
		at = h.now()
	}
	sealed, err := h.sealer.Seal(ctx, "X#"+at.UTC().Format(time.DateOnly), "body", []byte(b.record.Body))
	if err != nil {
		return fmt.Errorf("seal body: %w", err)
	}
	sum := sha256.Sum256([]byte(b.source() + "\x00" + b.record.Body))
	err = h.numbers.Park(ctx, store.Unreadable{
		ID: hex.EncodeToString(sum[:16]), Source: b.source(), Account: orNone(b.in.Account), Kind: orNone(b.in.Kind),
		Reason: obs.Scrub(why.Error()), Sealed: sealed, At: at,
		Assurance: string(b.in.Assurance), Numbers: b.in.Numbers, Status: b.in.Status,
	})
	if err != nil {
		return fmt.Errorf("park body: %w", err)
	}
	return nil
}

// orNone names what a message without its attributes does not say.
func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
