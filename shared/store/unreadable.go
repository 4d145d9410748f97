package store

import (
	"context"
	"time"
)

// Unreadable is a body that no adapter could read, kept for operators. The body is sealed: it may hold personal data.
type Unreadable struct {
	ID      string // hash of the body, so that a retry parks it once
	Source  string
	Account string
	Kind    string // "webhook", "poll"
	Reason  string // what the adapter said; must hold nothing of the body
	Sealed  []byte
	At      time.Time
}

const (
	unreadablePrefix = "X#"
	unreadableLife   = 30 * 24 * time.Hour
)

// Park keeps an unreadable body for 30 days under the day of its arrival (UTC). Repeating it changes nothing.
func (s *Store) Park(ctx context.Context, b Unreadable) error {
	err := named("id of the body", b.ID, "source", b.Source)
	if err != nil {
		return err
	}
	it := key(unreadablePrefix+b.At.UTC().Format(dayLayout), b.ID)
	it["source"], it["account"], it["kind"], it["reason"] = str(b.Source), str(b.Account), str(b.Kind), str(b.Reason)
	it["sealed"], it["made"], it["ttl"] = blob(b.Sealed), num(b.At.UnixMilli()), num(b.At.Add(unreadableLife).Unix())
	_, _, err = s.put(ctx, s.tables.Main, it, nil, "")
	if err != nil {
		return classify(err, "park a body of %s", b.Source)
	}
	return nil
}
