package store

import (
	"context"
	"time"

	"doorstep/shared/fault"
)

// DataKey reads the wrapped data key of an owner ("order/<id>", "T#<number>", "day/<day>"): fault.NotFound when nothing was sealed
// yet, fault.Gone when it was destroyed. The read is the latest one: sealing with a key that lost the race of PutDataKey would
// lose what was sealed.
func (s *Store) DataKey(ctx context.Context, owner string) ([]byte, error) {
	err := named("owner of the data key", owner)
	if err != nil {
		return nil, err
	}
	it, err := s.latest(ctx, s.tables.Keys, item{"pk": str(owner)})
	if err != nil {
		return nil, classify(err, "read the data key of %s", owner)
	}
	switch {
	case len(it) == 0 || it.expired(s.now()):
		return nil, fault.New(fault.NotFound, "no data key of %s", owner)
	case len(it.bytes("k")) == 0:
		return nil, destroyed(owner)
	}
	return it.bytes("k"), nil
}

func destroyed(owner string) error {
	return fault.New(fault.Gone, "the data key of %s was destroyed", owner)
}

// DestroyDataKey destroys the data key of an owner, so that what was sealed with it stays unreadable for ever, and lets none be made
// until a time, or never again when until is zero: whatever is told of the owner from then on cannot be sealed. It needs no key to
// be there, and repeating it changes nothing but the time.
func (s *Store) DestroyDataKey(ctx context.Context, owner string, until time.Time) error {
	err := named("owner of the data key", owner)
	if err != nil {
		return err
	}
	tombstone := item{"pk": str(owner), "gone": num(s.now().Unix())}
	if !until.IsZero() {
		tombstone["ttl"] = num(until.Unix())
	}
	_, _, err = s.put(ctx, s.tables.Keys, tombstone, nil, "")
	return classify(err, "destroy the data key of %s", owner)
}

// NumberRest is for how long nobody may seal anything about the number of an erased parcel: longer than a late scan can come, and ended
// because carriers use numbers again.
const NumberRest = 400 * 24 * time.Hour

// PutDataKey stores the wrapped data key of an owner unless there is one, and gives the one that is stored: the first one wins.
// fault.Gone: it was destroyed, and no other may take its place.
func (s *Store) PutDataKey(ctx context.Context, owner string, wrapped []byte) ([]byte, error) {
	err := named("owner of the data key", owner)
	if err != nil {
		return nil, err
	}
	if len(wrapped) == 0 {
		return nil, fault.New(fault.Invalid, "data key of %s is empty", owner)
	}
	u := newUpdate()
	condition := u.absent() + " OR " + u.name("ttl") + " <= " + u.value("now", num(s.now().Unix()))
	refused, present, err := s.put(ctx, s.tables.Keys, item{"pk": str(owner), "k": blob(wrapped)}, u, condition)
	switch {
	case err != nil:
		return nil, classify(err, "write the data key of %s", owner)
	case !refused:
		return wrapped, nil
	case len(present.bytes("k")) == 0:
		return nil, destroyed(owner)
	}
	return present.bytes("k"), nil
}
