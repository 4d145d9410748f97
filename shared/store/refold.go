package store

import (
	"context"
	"slices"

	"doorstep/shared/fault"
)

// Refolded gives the number as the present code would store it: each claim with what its facts say today. It differs from what is stored
// only where a newer build reads the same facts otherwise, or where something damaged the item.
func (n Number) Refolded() Number {
	next := n
	next.Claims = slices.Clone(n.Claims)
	fold(&next)
	return next
}

// SameClaims reports whether two states of a number say the same of every claim.
func SameClaims(a, b []ClaimState) bool {
	return slices.EqualFunc(a, b, func(x, y ClaimState) bool {
		return x.Claim == y.Claim && x.Status == y.Status && x.Sub == y.Sub && x.Digest == y.Digest && slices.Equal(x.Milestones, y.Milestones)
	})
}

// Refold stores what the present code makes of the facts of a number, in the conditional write that a scan makes; nothing where that is
// what is stored. tell raises the news of milestones that came or went, as a scan would; otherwise nobody hears of them. It is
// fault.NotFound for a number of which nothing is known.
func (s *Store) Refold(ctx context.Context, number string, tell bool) (Saved, error) {
	seen, err := s.look(ctx, number, s.latest)
	if err != nil {
		return Saved{}, err
	}
	for attempt := 1; ; attempt++ {
		if !seen.present || seen.expired {
			return Saved{}, fault.New(fault.NotFound, "nothing is known about %s", number)
		}
		next := seen.number
		next.Claims = slices.Clone(next.Claims)
		open, _ := fold(&next)
		if SameClaims(next.Claims, seen.number.Claims) {
			return Saved{Number: seen.number, Attempts: attempt - 1}, nil
		}
		if attempt > maxAttempts {
			return Saved{}, fault.New(fault.Conflict, "fold %s anew: met other writers in all of %d attempts", number, maxAttempts)
		}
		if err := s.pause(ctx, attempt); err != nil {
			return Saved{}, classify(err, "wait to fold %s anew", number)
		}
		next.Version++
		saved := Saved{Number: next, Changed: true, News: tell && news(seen.number, next), Attempts: attempt}
		refused, present, err := s.save(ctx, seen, saved, open, 0)
		if err != nil || !refused {
			return saved, err
		}
		if seen, err = s.image(number, present); err != nil {
			return Saved{}, err
		}
	}
}
