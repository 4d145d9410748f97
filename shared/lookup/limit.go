package lookup

import (
	"encoding/hex"
	"net/netip"
	"strings"
	"time"

	"doorstep/shared/order"
)

// The limits. Only misses count, because a crowd behind one address (an office, a mobile network's address that thousands share) is
// a crowd of people who mostly find their order; a guesser misses. Whoever is over a limit finds nothing for the rest of the window,
// also not with the right pair, or the limit would not stop guessing.
//
//   - A network gets 40 misses in 15 minutes: 3,840 guesses a day. To meet one order in 10,000 by trying order numbers with a common
//     postcode takes days from one network. A shared address reaches 40 when some hundred of its people look up within 15 minutes.
//   - A number gets 5 misses in 15 minutes from everybody together: 480 guesses a day for whoever has as many addresses as he
//     likes. Its shopper may be locked out for as long as somebody keeps guessing; the link in every message still opens.
const (
	Window     = 15 * time.Minute
	PerNetwork = 40
	PerNumber  = 5
)

// Names under which misses are counted: keyed hashes, because an address is personal and an order number nobody's business.
type Names struct{ Network, Number string }

// NamesOf names the counts of one attempt. number is what was typed, address where it came from. What leads to one order counts
// together, however it is spelled: letters go to capitals and back, because the Kelvin sign and the dotted capital I have "k" and "i" as
// their small letters and would else get five misses of their own for each place where they can stand.
func NamesOf(brand, number, address string, h order.Hasher) Names {
	number = strings.ToLower(strings.ToUpper(strings.ReplaceAll(order.Typed(number), " ", "")))
	number = strings.TrimLeft(number, "#№")
	return Names{
		Network: "net-" + hex.EncodeToString(h.Hash("", "lookup network", Network(address))),
		Number:  "num-" + hex.EncodeToString(h.Hash(brand, "lookup number", number)),
	}
}

// Over reports whether the sums of misses, this attempt's included, are over a limit.
func Over(network, number int) bool { return network > PerNetwork || number > PerNumber }

// Bits of an address that name its network: what one customer of a provider gets of IPv6 (RFC 6177: a site has /64 at the least), and
// a block that is rented as one of IPv4.
const (
	bits4 = 24
	bits6 = 64
)

// Network gives the network that an address is in: "198.51.100.0/24", "2001:db8:0:1::/64". What is no address is a network of its own.
func Network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	a = a.Unmap().WithZone("")
	bits := bits6
	if a.Is4() {
		bits = bits4
	}
	network, err := a.Prefix(bits)
	if err != nil { // both lengths fit their addresses
		return "unknown"
	}
	return network.String()
}
