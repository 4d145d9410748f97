package store

import (
	"context"

	"doorstep/shared/fault"
)

// DataKey reads the wrapped data key of an owner ("order/<id>", "number/<number>", "day/<day>"): fault.NotFound when there is
// none, because nothing was sealed yet or because it was destroyed. The read is the latest one: sealing with a key that lost
// the race of PutDataKey would lose what was sealed.
func (s *Store) DataKey(ctx context.Context, owner string) ([]byte, error) {
	err := named("owner of the data key", owner)
	if err != nil {
		return nil, err
	}
	it, err := s.latest(ctx, s.tables.Keys, item{"pk": str(owner)})
	if err != nil {
		return nil, classify(err, "read the data key of %s", owner)
	}
	if len(it.bytes("k")) == 0 {
		return nil, fault.New(fault.NotFound, "no data key of %s", owner)
	}
	return it.bytes("k"), nil
}

// PutDataKey stores the wrapped data key of an owner unless there is one, and gives the one that is stored: the first one wins.
func (s *Store) PutDataKey(ctx context.Context, owner string, wrapped []byte) ([]byte, error) {
	err := named("owner of the data key", owner)
	if err != nil {
		return nil, err
	}
	if len(wrapped) == 0 {
		return nil, fault.New(fault.Invalid, "data key of %s is empty", owner)
	}
	u := newUpdate()
	refused, present, err := s.put(ctx, s.tables.Keys, item{"pk": str(owner), "k": blob(wrapped)}, u, u.absent())
	if err != nil {
		return nil, classify(err, "write the data key of %s", owner)
	}
	if refused {
		return present.bytes("k"), nil
	}
	return wrapped, nil
}
