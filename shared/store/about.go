package store

import (
	"context"
	"strings"
)

// About is what is stored beside an order: what was decided about messages, what its shopper said, and what watch found.
type About struct {
	Decisions []Decision
	Votes     []Vote
	Cases     []Case
	Findings  []Finding
}

// AboutOrder reads everything beside an order in one query, each kind in the order of its keys.
func (s *Store) AboutOrder(ctx context.Context, id string) (About, error) {
	err := named("order id", id)
	if err != nil {
		return About{}, err
	}
	items, err := s.under(ctx, orderPrefix+id, "", true)
	if err != nil {
		return About{}, classify(err, "read what is stored about order %s", id)
	}
	var out About
	for _, it := range items {
		sk := it.text("sk")
		if name, ok := strings.CutPrefix(sk, decisionPrefix); ok {
			out.Decisions = append(out.Decisions, decodeDecision(id, name, it))
		}
		if name, ok := strings.CutPrefix(sk, votePrefix); ok {
			out.Votes = append(out.Votes, decodeVote(id, name, it))
		}
		if shipment, kind, ok := caseNames(sk); ok {
			out.Cases = append(out.Cases, decodeCase(id, shipment, kind, it))
		}
		if name, ok := strings.CutPrefix(sk, findingPrefix); ok {
			out.Findings = append(out.Findings, decodeFinding(id, name, it))
		}
	}
	return out, nil
}
