package life

import (
	"encoding/json"
	"slices"
	"time"

	"doorstep/shared/carrier/carriersim"
)

// tell lets the sources of a parcel push what happens to it: mostly at once, at times hours late, twice, or all at once and the newest
// first when a source was down.
func (c *cast) tell(p *parcel) {
	account := c.account(p)
	var down, up time.Time
	if c.sometimes(25) {
		down = p.scans[0].At.Add(c.within(8 * time.Hour))
		up = down.Add(2*time.Hour + c.within(4*time.Hour))
	}
	for _, source := range p.sources {
		var kept []func(at time.Time)
		for i, scan := range p.scans {
			sent, err := carriersim.PushFor(source, agreed(source, account), p.sim(i+1), i)
			if err != nil { // no such source: it is not drawn
				continue
			}
			push := push{source: source, account: account, parcel: p}
			at := c.heard(p, scan.At)
			if at.After(down) && at.Before(up) {
				kept = append(kept, func(at time.Time) { c.pushes(at, push, sent, false) })
				continue
			}
			c.pushes(at, push, sent, false)
			if c.sometimes(12) { // the source thinks that nobody heard it
				c.pushes(at.Add(c.within(3*time.Hour)), push, sent, false)
			}
		}
		for i, push := range slices.Backward(kept) {
			push(up.Add(time.Duration(len(kept)-i) * time.Second))
		}
	}
}

// agreed is the secret of an account before carriersim makes of it what the merchant configures.
func agreed(source, account string) string { return "secret-" + source + "-" + account }

// heard is when a source pushes a scan.
func (c *cast) heard(p *parcel, scan time.Time) time.Time {
	if p.bygone { // all of it is told again in the first hours
		return c.start.Add(c.within(6 * time.Hour))
	}
	switch n := c.rnd.IntN(100); {
	case n < 65:
		return scan.Add(time.Minute + c.within(4*time.Minute))
	case n < 88:
		return scan.Add(c.within(40 * time.Minute))
	default:
		return scan.Add(c.within(6 * time.Hour))
	}
}

// strangers draws what nobody may believe: deliveries that never were, signed with no secret, with another account's, for an account
// that does not exist, or changed on the way. And what is authentic and cannot be read.
func (c *cast) strangers() {
	sources := pushers()
	for range 1 + c.rnd.IntN(3) {
		victim := c.parcels[c.rnd.IntN(len(c.parcels))]
		source := sources[c.rnd.IntN(len(sources))]
		lie := victim.sim(1)
		lie.Life = []carriersim.Scan{{Step: carriersim.Delivered, At: victim.scans[0].At.Add(7 * time.Minute), City: "NOWHERE", Region: "OH", Postal: "43215"}}
		p := push{source: source, account: "default", parcel: victim, forged: true}
		secret := agreed(source, "birch")
		switch c.rnd.IntN(3) {
		case 0:
			secret = "guessed"
		case 1:
			p.account = "nobody"
		}
		sent, err := carriersim.PushFor(source, secret, lie, 0)
		if err != nil {
			continue
		}
		c.pushes(c.soon().Add(c.within(12*time.Hour)), p, sent, true)
	}
	for i := range c.rnd.IntN(3) {
		body, err := json.Marshal(map[string]any{"answer": place(700 + i), "to": c.rnd.Uint32()})
		if err != nil { // a map of text and numbers
			continue
		}
		body = body[:len(body)-1-c.rnd.IntN(3)] // it was cut off
		p := push{source: "easypost", account: "default", garbage: true}
		at := c.soon().Add(c.within(12 * time.Hour))
		sent := carriersim.Push{Header: carriersim.SignEasyPost(agreed("easypost", "default"), body), Body: body}
		c.pushes(at, p, sent, false)
		if c.sometimes(40) {
			c.pushes(at.Add(c.within(time.Hour)), p, sent, false)
		}
	}
}

// bounces lets a first mail to the owner of an order come back, as SES tells it:
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
func (c *cast) bounces(p *purchase) {
	at := p.versions[0].put.At.Add(time.Hour + c.within(8*time.Hour)).UTC()
	told := map[string]any{
		"version": "0", "source": "aws.ses", "detail-type": "Email Bounced", "time": at.Format(time.RFC3339),
		"detail": map[string]any{
			"eventType": "Bounce",
			"mail":      map[string]any{"messageId": "bounced", "destination": []string{p.who.email}, "tags": map[string]any{"brand": []string{p.brand.id}, "kind": []string{"shipped"}}},
			"bounce": map[string]any{"bounceType": "Permanent", "timestamp": at.Format(time.RFC3339),
				"bouncedRecipients": []any{map[string]any{"emailAddress": p.who.email}}},
		},
	}
	if c.sometimes(30) {
		detail := told["detail"].(map[string]any) //nolint:forcetypeassert // it stands above
		detail["eventType"], detail["complaint"] = "Complaint", map[string]any{"complaintFeedbackType": "abuse", "timestamp": at.Format(time.RFC3339),
			"complainedRecipients": []any{map[string]any{"emailAddress": p.who.email}}}
	}
	body, err := json.Marshal(told)
	if err != nil { // maps of text
		return
	}
	c.happens(happening{Event: Event{At: at, Kind: Feedback, Body: string(body)}, order: p})
}
