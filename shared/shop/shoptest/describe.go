// Package shoptest shows events of shops in tests: as text that a person can check against a payload.
package shoptest

import (
	"fmt"
	"strings"

	"doorstep/shared/order"
	"doorstep/shared/shop"
)

// Describe writes everything that an event says, one thing per line, personal data in clear: for fixtures only.
func Describe(e shop.Event) string {
	var b strings.Builder
	put := func(name string, parts ...any) {
		text := strings.TrimSpace(fmt.Sprintln(parts...))
		if text != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, text)
		}
	}
	put("kind", e.Kind)
	put("number", e.Number)
	put("ref", strings.Trim(e.Ref.System+"/"+e.Ref.ID, "/"))
	put("whole", e.Whole)
	for _, r := range e.Orders {
		put("about", r.System+"/"+r.ID)
	}
	c := e.Change
	put("placed", c.PlacedAt)
	put("updated", c.UpdatedAt)
	put("channel", c.Channel)
	put("locale", c.Locale)
	put("currency", c.Currency)
	put("method", c.Method)
	put("pickup", strings.Trim(strings.Join([]string{c.Pickup.Name, c.Pickup.Address, c.Pickup.Hours}, " | "), " |"))
	put("cancelled", c.CancelledAt, c.CancelReason)
	for _, m := range c.Milestones {
		put(m.What, m.Ref, m.Amount, m.At)
	}
	if e.Refunded > 0 {
		put("refunded in all", e.Refunded)
	}
	r := c.Recipient
	put("who", r.Name.Open(), r.Email.Open(), r.Phone.Open())
	put("where", strings.Trim(strings.Join([]string{r.Line1.Open(), r.Line2.Open(), r.Postal.Open(), r.City.Open(), r.Region.Open(), c.Country}, " | "), " |"))
	put("consent", answers(c.Consent)...)
	for _, i := range c.Items {
		price := "-"
		if i.UnitPrice != nil {
			price = fmt.Sprint(*i.UnitPrice)
		}
		put("item", i.ID, i.Quantity, "x", fmt.Sprintf("%q", i.Name), i.SKU, price)
	}
	for _, s := range c.Shipments {
		put("parcel", parcel(s)...)
	}
	for _, p := range e.Problems {
		put("problem", p.Path, p.Detail)
	}
	return b.String()
}

func answers(c order.Consent) []any {
	var out []any
	for _, a := range []struct {
		name string
		said *bool
	}{{"email", c.Email}, {"sms", c.SMS}, {"extra", c.Extra}} {
		if a.said != nil {
			out = append(out, fmt.Sprintf("%s=%v", a.name, *a.said))
		}
	}
	if c.At != "" {
		out = append(out, "at="+c.At, "how="+c.How)
	}
	return out
}

func parcel(s order.Shipment) []any {
	var out []any
	for _, f := range [][2]string{
		{"", s.Number}, {"ref=", s.Ref}, {"carrier=", s.CarrierRaw}, {"service=", s.Service}, {"shipped=", s.ShippedAt}, {"updated=", s.UpdatedAt},
		{"cancelled=", s.Cancelled}, {"status=", string(s.Status)}, {"at=", s.StatusAt},
	} {
		if f[1] != "" {
			out = append(out, f[0]+f[1])
		}
	}
	for _, h := range s.Holders {
		out = append(out, "of="+h.Ref+"/"+h.Cancelled)
	}
	for _, p := range s.Items {
		out = append(out, fmt.Sprintf("%s*%d", p.ID, p.Quantity))
	}
	return out
}
