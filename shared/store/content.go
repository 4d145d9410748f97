package store

import (
	"context"
	"time"

	"doorstep/shared/fault"
)

// Content is what a brand's feed said, as shared/brand reads it.
type Content struct {
	Brand     string
	Feed      string    // the address that it came from
	Slots     []byte    // JSON list of shared/brand's slots
	ETag      string    // of the feed's answer; empty: it gave none
	Confirmed time.Time // when the feed last said this, to the second
}

const (
	contentSort = "C"
	// contentLife is how long content outlives its feed's last good answer: a broken feed must not keep an old campaign on the page.
	contentLife = 7 * 24 * time.Hour
)

// Content reads the content of a brand: fault.NotFound when there is none, or none of the last seven days.
func (s *Store) Content(ctx context.Context, brand string) (Content, error) {
	err := brandNamed(brand)
	if err != nil {
		return Content{}, err
	}
	it, err := s.get(ctx, s.tables.Main, key(brandPrefix+brand, contentSort))
	if err != nil {
		return Content{}, classify(err, "read the content of brand %s", brand)
	}
	if len(it) == 0 || it.expired(s.now()) {
		return Content{}, fault.New(fault.NotFound, "brand %s has no content", brand)
	}
	return Content{
		Brand: brand, Feed: it.text("feed"), Slots: it.bytes("slots"), ETag: it.text("etag"), Confirmed: time.Unix(it.number("confirmed"), 0).UTC(),
	}, nil
}

// PutContent stores the content of a brand in place of what was there.
func (s *Store) PutContent(ctx context.Context, c Content) error {
	err := brandNamed(c.Brand)
	if err == nil {
		err = named("feed", c.Feed[:min(len(c.Feed), maxName)])
	}
	if err != nil {
		return err
	}
	u := newUpdate() // and no put, so that a wrong key could never take a brand's record away
	u.set("feed", str(c.Feed))
	u.set("slots", blob(c.Slots))
	u.set("etag", str(c.ETag))
	u.set("confirmed", num(c.Confirmed.Unix()))
	u.set("ttl", num(c.Confirmed.Add(contentLife).Unix()))
	_, _, err = s.update(ctx, key(brandPrefix+c.Brand, contentSort), u, "")
	if err != nil {
		return classify(err, "write the content of brand %s", c.Brand)
	}
	return nil
}
