package handler

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/seal"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// workers is how many numbers are saved at once: enough to wait for DynamoDB together, few enough to be kind to it.
const workers = 8

// group is what a whole batch says about one number.
type group struct {
	facts    []shipment.Fact
	aliases  []string
	signers  map[string]seal.Text
	accepted int64    // when the first push of it was accepted, Unix milliseconds; 0: only answers to polls tell it
	unproved bool     // a push without proof told of an end
	open     answer   // the newest answer to a poll that told of none; zero: there is none
	doubt    []string // numbers of it whose end has to be proved
}

// join adds the body's parts to the groups of the batch.
func (b *body) join(groups map[string]*group) {
	for _, p := range b.parts {
		g, ok := groups[p.number]
		if !ok {
			g = &group{signers: map[string]seal.Text{}}
			groups[p.number] = g
		}
		g.facts = append(g.facts, p.facts...)
		g.aliases = append(g.aliases, p.aliases...)
		maps.Copy(g.signers, p.signers)
		g.push(b.in)
		b.weigh(p, g)
	}
}

// push notes when a push was accepted. Of several in a batch the first one has waited longest.
func (g *group) push(in queue.Inbound) {
	at := in.Received.UnixMilli()
	if in.Kind == queue.Webhook && at > 0 && (g.accepted == 0 || at < g.accepted) {
		g.accepted = at
	}
}

// saveAll saves each number on its own and gives the errors of those that failed.
func (h *Handler) saveAll(ctx context.Context, groups map[string]*group) map[string]error {
	failed := map[string]error{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	turn := make(chan struct{}, workers)
	for _, number := range slices.Sorted(maps.Keys(groups)) {
		turn <- struct{}{}
		wg.Go(func() {
			defer func() { <-turn }()
			err := fault.Wrap(fault.Unavailable, context.DeadlineExceeded, "no time left for %s", number)
			if queue.Enough(ctx, reserve) {
				err = queue.Safely(func() error { return h.save(ctx, number, groups[number]) })
			}
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed[number] = err
			}
		})
	}
	wg.Wait()
	return failed
}

// save adds a group to its number and to the numbers that are tied to it.
func (h *Handler) save(ctx context.Context, number string, g *group) error {
	slices.Sort(g.aliases)
	addition := store.Addition{Facts: g.facts, Aliases: slices.Compact(g.aliases), Accepted: g.accepted}
	var err error
	if addition.Proofs, err = h.proofs(ctx, number, g.signers); err != nil {
		return err
	}
	saved, err := h.add(ctx, number, addition)
	if err != nil {
		return err
	}
	if err := h.prove(ctx, g, saved.Number); err != nil {
		return err
	}
	done := append([]string{number}, addition.Aliases...)
	if main := saved.Number.Main; main != "" && main != number {
		told, err := h.add(ctx, main, store.Addition{Facts: g.facts, Accepted: g.accepted})
		if err != nil {
			return err
		}
		if err := h.prove(ctx, g, told.Number); err != nil {
			return err
		}
		done = append(done, main)
		if err := h.share(ctx, told.Number, g, done); err != nil {
			return err
		}
	}
	for _, alias := range addition.Aliases {
		if err := h.tie(ctx, saved.Number, alias, g); err != nil {
			return err
		}
	}
	return h.share(ctx, saved.Number, g, done)
}

// share tells the aliases of n that an order claims what the group says: a push about one scan names no other number, but those
// that were tied to n before hold facts of their own. Numbers in done have them. An alias that nobody claims only points to n. A
// verdict is about the number that a source was asked for, and stays there. At most the aliases that the store keeps are read,
// and none for a number without; facts that an alias has already cost it no write.
func (h *Handler) share(ctx context.Context, n store.Number, g *group, done []string) error {
	if len(n.Aliases) == 0 {
		return nil
	}
	verdict := func(f shipment.Fact) bool { return f.Kind == shipment.VerdictFact }
	facts := slices.DeleteFunc(slices.Clone(g.facts), verdict)
	if len(facts) == 0 {
		return nil
	}
	for _, alias := range n.Aliases {
		if slices.Contains(done, alias) {
			continue
		}
		known, err := h.numbers.Add(ctx, alias, store.Addition{}) // an empty addition is a read
		if err != nil {
			return fmt.Errorf("read known alias: %w", err)
		}
		if len(known.Number.Claims) == 0 {
			continue
		}
		if _, err := h.add(ctx, alias, store.Addition{Facts: facts, Accepted: g.accepted}); err != nil {
			return err
		}
	}
	return nil
}

// tie connects an alias with its main number, so that it does not matter under which of the two the parcel was registered
// and is told of. An alias that an order claims holds the facts itself and keeps standing alone: it may be the lead number of
// several parcels. Any other points to the main number and hands over what was told under it. Where the parcel's order was erased, so is
// what stands under its other name.
func (h *Handler) tie(ctx context.Context, main store.Number, alias string, g *group) error {
	number := main.Number
	known, err := h.numbers.Add(ctx, alias, store.Addition{}) // an empty addition is a read
	if err != nil {
		return fmt.Errorf("read alias: %w", err)
	}
	known.Number.Number = alias // of one that nobody knows as well
	if len(known.Number.Claims) > 0 {
		if len(main.Claims) == 0 { // the name that the order knew is the alias
			if err := h.forget(ctx, main, erasedClaims(known.Number), store.Addition{}); err != nil {
				return err
			}
		}
		_, err := h.add(ctx, alias, store.Addition{Facts: g.facts, Accepted: g.accepted})
		return err
	}
	if err := h.point(ctx, known.Number, main); err != nil {
		return err
	}
	if len(known.Number.Facts) == 0 {
		return nil
	}
	_, err = h.add(ctx, number, store.Addition{Facts: known.Number.Facts})
	return err
}

// point makes an alias that nobody claims lead to its main number.
func (h *Handler) point(ctx context.Context, alias, main store.Number) error {
	leads := store.Addition{Main: main.Number}
	if marks := erasedClaims(main); len(marks) > 0 {
		return h.forget(ctx, alias, marks, leads)
	}
	if _, err := h.numbers.Add(ctx, alias.Number, leads); err != nil {
		return fmt.Errorf("point alias to its main number: %w", err)
	}
	return nil
}

func (h *Handler) add(ctx context.Context, number string, a store.Addition) (store.Saved, error) {
	a.Settle = true
	saved, err := h.numbers.Add(ctx, number, a)
	if err != nil {
		return saved, fmt.Errorf("save number: %w", err)
	}
	h.obs.Count("Saves", 1)
	if !saved.Changed {
		h.obs.Count("Duplicates", 1)
	}
	if saved.Attempts > 1 {
		h.obs.Count("Conflicts", saved.Attempts-1)
	}
	return saved, nil
}

// proofs seals who signed with the number's key. Of a parcel whose order was erased there is none, and never will be one: the name is
// dropped, the scan itself says nothing of a person.
func (h *Handler) proofs(ctx context.Context, number string, signers map[string]seal.Text) (map[string][]byte, error) {
	if len(signers) == 0 {
		return nil, nil
	}
	sealed := make(map[string][]byte, len(signers))
	for id, name := range signers {
		proof, err := h.sealer.Seal(ctx, numberOwner(number), "proof", []byte(name.Open()))
		if fault.KindOf(err) == fault.Gone {
			h.obs.Count("SignersDropped", len(signers))
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("seal signer: %w", err)
		}
		sealed[id] = proof
	}
	return sealed, nil
}
