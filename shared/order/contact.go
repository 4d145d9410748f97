package order

import (
	"encoding/json"

	"doorstep/shared/fault"
	"doorstep/shared/seal"
)

// Contact is where to reach a watcher. It is personal, so it exists only sealed, together with the Recipient of its order.
type Contact struct {
	ID                 string // the Watcher's
	Name, Email, Phone seal.Text
	Locale             string // BCP 47; empty: the order's
}

// Empty reports whether nobody can be reached by it.
func (c Contact) Empty() bool { return c.Email.Empty() && c.Phone.Empty() }

// Equal compares two contacts.
func (c Contact) Equal(d Contact) bool {
	return c.ID == d.ID && c.Locale == d.Locale && c.Name.Equal(d.Name) && c.Email.Equal(d.Email) && c.Phone.Equal(d.Phone)
}

// toldText is a text of a contact beside the one that replaces it.
type toldText struct{ to, from *seal.Text }

func (c *Contact) fields(change *Contact) []toldText {
	return []toldText{{&c.Name, &change.Name}, {&c.Email, &change.Email}, {&c.Phone, &change.Phone}}
}

// openContact is the form in which a contact is sealed.
type openContact struct {
	ID     string `json:"i"`
	Name   string `json:"n,omitempty"`
	Email  string `json:"e,omitempty"`
	Phone  string `json:"p,omitempty"`
	Locale string `json:"l,omitempty"`
}

// OpenWith gives the recipient and the contacts of the watchers in clear, to be sealed at once. UnmarshalPeople reads both back. The
// contacts are one more text behind the recipient's, so that UnmarshalRecipient reads the recipient of either form.
func (r Recipient) OpenWith(contacts []Contact) []byte {
	values := r.values()
	if len(contacts) > 0 {
		open := make([]openContact, len(contacts))
		for i, c := range contacts {
			open[i] = openContact{c.ID, c.Name.Open(), c.Email.Open(), c.Phone.Open(), c.Locale}
		}
		b, err := json.Marshal(open)
		if err != nil { // strings only: it cannot happen
			return nil
		}
		values = append(values, string(b))
	}
	b, err := json.Marshal(values)
	if err != nil {
		return nil
	}
	return b
}

// UnmarshalPeople reads what Open and OpenWith gave: what Open gave holds no contacts. The error is of kind fault.Malformed and
// never repeats the bytes.
func UnmarshalPeople(b []byte) (Recipient, []Contact, error) {
	values, err := unmarshalValues(b)
	if err != nil {
		return Recipient{}, nil, err
	}
	r := recipientOf(values)
	at := len(r.fields())
	if len(values) <= at || values[at] == "" {
		return r, nil, nil
	}
	var open []openContact
	if err := json.Unmarshal([]byte(values[at]), &open); err != nil {
		return Recipient{}, nil, fault.New(fault.Malformed, "stored contacts of the watchers are unreadable")
	}
	contacts := make([]Contact, len(open))
	for i, c := range open {
		contacts[i] = Contact{c.ID, seal.Hide(c.Name), seal.Hide(c.Email), seal.Hide(c.Phone), c.Locale}
	}
	return r, contacts, nil
}
