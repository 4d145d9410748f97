package order_test

import (
	"testing"

	"doorstep/shared/order"
)

// spelled is a hasher that shows what it was asked to hash.
type spelled struct{}

func (spelled) Hash(scope, label, value string) []byte {
	return []byte(scope + "|" + label + "|" + value)
}

func TestStopHash(t *testing.T) {
	t.Parallel()
	const ada = "2a7c73746f707c616461406578616d706c652e636f6d" // "*|stop|ada@example.com"
	const phone = "2a7c73746f707c2b3439333039303138"           // "*|stop|+49309018"
	for name, c := range map[string]struct {
		hash          func(string, order.Hasher) string
		address, want string
	}{
		"e-mail":                 {order.StopEmail, "ada@example.com", ada},
		"e-mail as typed":        {order.StopEmail, " Ada@Example.COM ", ada},
		"e-mail out of a link":   {order.StopEmail, "mailto:ada@example.com", ada},
		"phone":                  {order.StopPhone, "+49309018", phone},
		"phone as written":       {order.StopPhone, "+49 (30) 90-18", phone},
		"phone in Arabic digits": {order.StopPhone, "+٤٩٣٠٩٠١٨", phone},
		"no e-mail":              {order.StopEmail, "  ", ""},
		"no phone":               {order.StopPhone, "n/a", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.hash(c.address, spelled{}); got != c.want {
				t.Errorf("hash of %q is %s, want %s", c.address, got, c.want)
			}
		})
	}
}
