package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/watch"
)

const disruptionsKey = "R#disruptions"

// disruptionLife is how long a disruption is kept after its last day: as long as parcels may show that they met it.
const disruptionLife = 60 * 24 * time.Hour

func disruptionKey(id string) (item, error) {
	err := named("id of the disruption", id)
	if err == nil && strings.Contains(id, "#") {
		err = fault.New(fault.Invalid, "id %q of a disruption holds a #", id)
	}
	return key(disruptionsKey, id), err
}

// PutDisruption stores a disruption in place of the one with its id.
func (s *Store) PutDisruption(ctx context.Context, d watch.Disruption) error {
	if err := d.Check(); err != nil {
		return err
	}
	it, err := disruptionKey(d.ID)
	if err != nil {
		return err
	}
	body, err := json.Marshal(d)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "write disruption %s", d.ID)
	}
	last, err := time.Parse(time.DateOnly, d.Until)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "write disruption %s", d.ID)
	}
	it["body"], it["ttl"] = blob(body), num(last.Add(disruptionLife).Unix())
	if _, _, err := s.put(ctx, s.tables.Main, it, nil, ""); err != nil {
		return classify(err, "write disruption %s", d.ID)
	}
	return nil
}

// DeleteDisruption removes a disruption; one that is not there is removed already.
func (s *Store) DeleteDisruption(ctx context.Context, id string) error {
	k, err := disruptionKey(id)
	if err != nil {
		return err
	}
	if err := s.remove(ctx, k, nil, ""); err != nil {
		return classify(err, "delete disruption %s", id)
	}
	return nil
}

// Disruptions gives all disruptions that are or will be, and those of the last two months, by their first day. One that cannot be read
// is left out: it must not stop the others.
func (s *Store) Disruptions(ctx context.Context) ([]watch.Disruption, error) {
	items, err := s.under(ctx, disruptionsKey, "", false)
	if err != nil {
		return nil, classify(err, "read the disruptions")
	}
	var out []watch.Disruption
	for _, it := range items {
		var d watch.Disruption
		if it.expired(s.now()) || json.Unmarshal(it.bytes("body"), &d) != nil || d.Check() != nil {
			continue
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b watch.Disruption) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}
