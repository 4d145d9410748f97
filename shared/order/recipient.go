package order

import (
	"encoding/json"

	"doorstep/shared/fault"
	"doorstep/shared/seal"
)

// Recipient is who gets the order and where. All of it is personal: it exists only sealed, with the order's key, and in this
// form, which does not print.
type Recipient struct {
	Name, Email, Phone                          seal.Text
	Line1, Line2, City, Region, Postal, Country seal.Text
}

// Empty reports whether nothing is known.
func (r Recipient) Empty() bool { return r == Recipient{} }

// Equal compares two recipients.
func (r Recipient) Equal(s Recipient) bool {
	a, b := r.fields(), s.fields()
	for i := range a {
		if !a[i].Equal(*b[i]) {
			return false
		}
	}
	return true
}

// Apply gives r with what change says. A person's field that is not told stays. An address is one thing: a new first line
// with the old second line would be a place that does not exist, so a told address replaces the whole.
func (r Recipient) Apply(change Recipient) Recipient {
	to, from := r.person(), change.person()
	for i := range to {
		if !from[i].Empty() {
			*to[i] = *from[i]
		}
	}
	if change.hasAddress() {
		to, from = r.address(), change.address()
		for i := range to {
			*to[i] = *from[i]
		}
	}
	return r
}

func (r *Recipient) person() []*seal.Text { return []*seal.Text{&r.Name, &r.Email, &r.Phone} }

func (r *Recipient) address() []*seal.Text {
	return []*seal.Text{&r.Line1, &r.Line2, &r.City, &r.Region, &r.Postal, &r.Country}
}

// fields lists all values in the order in which they are stored.
func (r *Recipient) fields() []*seal.Text { return append(r.person(), r.address()...) }

func (r *Recipient) hasAddress() bool {
	for _, t := range r.address() {
		if !t.Empty() {
			return true
		}
	}
	return false
}

// Open gives the recipient in clear, to be sealed at once: OpenWith for an order that nobody watches.
func (r Recipient) Open() []byte { return r.OpenWith(nil) }

func (r Recipient) values() []string {
	var values []string
	for _, t := range r.fields() {
		values = append(values, t.Open())
	}
	return values
}

// UnmarshalRecipient reads the recipient of what Open and OpenWith gave. Fields added by a newer version are ignored, missing ones are
// empty. The error never repeats the bytes.
func UnmarshalRecipient(b []byte) (Recipient, error) {
	values, err := unmarshalValues(b)
	return recipientOf(values), err
}

func unmarshalValues(b []byte) ([]string, error) {
	var values []string
	if err := json.Unmarshal(b, &values); err != nil {
		return nil, fault.New(fault.Malformed, "stored recipient is unreadable")
	}
	return values, nil
}

func recipientOf(values []string) Recipient {
	var r Recipient
	for i, t := range r.fields() {
		if i < len(values) {
			*t = seal.Hide(values[i])
		}
	}
	return r
}

// Hasher makes keyed hashes of personal values; seal.Index is one.
type Hasher interface {
	Hash(scope, label, value string) []byte
}

// Lookup gives the keyed hashes by which a shopper finds the order: of the e-mail and of the postcode, as far as they are
// known, in the canonical form that CanonicalEmail and CanonicalPostal give.
func (r Recipient) Lookup(brand string, h Hasher) [][]byte {
	var out [][]byte
	if v := CanonicalEmail(r.Email.Open()); v != "" {
		out = append(out, h.Hash(brand, "email", v))
	}
	if v := CanonicalPostal(r.Postal.Open()); v != "" {
		out = append(out, h.Hash(brand, "postal", v))
	}
	return out
}
