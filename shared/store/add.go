package store

import (
	"context"
	"slices"

	"doorstep/shared/fault"
)

// Saved is what became of an addition.
type Saved struct {
	Number   Number // as it is stored now; its due entry as it was read, which another worker may have moved since
	Changed  bool   // this call wrote something
	News     bool   // the write changed milestones
	Attempts int    // writes tried; 0 when there was nothing to write
}

// image is a number's item as somebody saw it.
type image struct {
	present bool
	expired bool // DynamoDB will delete it: everything in it but the version is void
	number  Number
}

// Add adds to what is known about a number, in one conditional write. It is idempotent: what is known already costs no write,
// and a write whose answer was lost is recognised when it is tried again.
//
// The item is read eventually consistently. A stale read or another writer makes the condition on the version fail, and the
// merge is done again on the item that came back with the refusal, without another read. After maxAttempts the error is a
// fault.Conflict. Invalid and TooLarge name the part of the addition that cannot be stored; nothing is stored then.
func (s *Store) Add(ctx context.Context, number string, a Addition) (Saved, error) {
	a, err := bounded(a)
	if err != nil {
		return Saved{}, fault.Wrap(fault.KindOf(err), err, "add to %s", number)
	}
	seen, err := s.look(ctx, number, s.get)
	if err != nil {
		return Saved{}, err
	}
	var tried Saved
	for attempt := 1; ; attempt++ {
		next, changed, err := merge(seen.number, a, s.now())
		if err != nil {
			return Saved{}, err
		}
		if !changed {
			return settled(tried, seen.number), nil
		}
		if attempt > maxAttempts {
			return Saved{}, fault.New(fault.Conflict, "add to %s: met other writers in all of %d attempts", number, maxAttempts)
		}
		err = s.pause(ctx, attempt)
		if err != nil {
			return Saved{}, classify(err, "wait to add to %s", number)
		}
		open, settled := fold(&next)
		if settled && a.Settle && next.Due.Kind == look {
			next.Due = Due{}
		}
		tried = Saved{Number: next, Changed: true, News: news(seen.number, next), Attempts: attempt}
		refused, present, err := s.save(ctx, seen, tried, open, a.Accepted)
		if err != nil {
			return Saved{}, err
		}
		if !refused {
			return tried, nil
		}
		seen, err = s.image(number, present)
		if err != nil {
			return Saved{}, err
		}
	}
}

// settled is the answer when a number holds everything already. When it is just what the last refused attempt wrote, that
// attempt was stored after all and only its answer was lost on the way (the SDK had repeated the request).
func settled(tried Saved, present Number) Saved {
	ours := tried.Changed && tried.Number.Version == present.Version && slices.Equal(tried.Number.Facts, present.Facts) &&
		slices.Equal(plainClaims(tried.Number.Claims), plainClaims(present.Claims))
	if ours {
		return tried
	}
	return Saved{Number: present, Attempts: tried.Attempts}
}

func (s *Store) look(ctx context.Context, number string, get func(context.Context, string, item) (item, error)) (image, error) {
	k, err := numberKey(number)
	if err != nil {
		return image{}, err
	}
	it, err := get(ctx, s.tables.Main, k)
	if err != nil {
		return image{}, classify(err, "read %s", number)
	}
	return s.image(number, it)
}

func (s *Store) image(number string, it item) (image, error) {
	if len(it) == 0 {
		return image{number: Number{Number: number}}, nil
	}
	if it.expired(s.now()) {
		return image{present: true, expired: true, number: Number{Number: number, Version: it.number("v")}}, nil
	}
	n, err := decodeNumber(number, it)
	return image{present: true, number: n}, err
}

// save writes the content of a number over what was seen. When the condition fails it gives the item that is there, if any. Whoever
// reads the news in the stream finds beside it when the push that made it was accepted.
func (s *Store) save(ctx context.Context, seen image, saved Saved, open attention, accepted int64) (refused bool, present item, err error) {
	next := saved.Number
	attributes, err := s.encode(next, open)
	if err != nil {
		return false, nil, err
	}
	if saved.News {
		attributes["news"] = num(1)
		if accepted > 0 {
			attributes["acc"] = num(accepted)
		}
	}
	u := newUpdate()
	u.set("v", num(next.Version))
	for _, name := range content {
		if v, ok := attributes[name]; ok {
			u.set(name, v)
			continue
		}
		u.remove(name)
	}
	u.due(seen, next.Due)
	refused, present, err = s.update(ctx, key(numberPrefix+next.Number, numberSort), u, u.unchanged(seen.present, seen.number.Version))
	if err != nil {
		return false, nil, classify(err, "write %s", next.Number)
	}
	return refused, present, nil
}

// due writes the due entry of a number that had none when it was seen. A worker may have written one since, without touching
// the version: that one stays. Kind and time are always written together. An entry that was seen and is not wanted any more is
// removed wherever it has been moved since.
func (u *update) due(seen image, due Due) {
	switch {
	case (seen.expired || seen.number.Due.Kind != "") && due.Kind == "":
		u.remove("dk")
		u.remove("dt")
	case seen.expired:
		kind, at := due.attributes(numberPrefix + seen.number.Number)
		u.set("dk", kind)
		u.set("dt", at)
	case seen.number.Due.Kind == "" && due.Kind != "":
		kind, at := due.attributes(numberPrefix + seen.number.Number)
		u.setMissing("dk", kind)
		u.setMissing("dt", at)
	}
}
