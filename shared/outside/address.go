package outside

import (
	"fmt"
	"net/netip"
)

// Networks that are no part of the public Internet, or lead back into ours, beyond those that netip names.
// https://www.iana.org/assignments/iana-ipv4-special-registry
// https://www.iana.org/assignments/iana-ipv6-special-registry
var closed = []struct {
	prefix netip.Prefix
	name   string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "this network"},
	{netip.MustParsePrefix("100.64.0.0/10"), "shared by carriers (CGNAT)"},
	{netip.MustParsePrefix("192.0.0.0/24"), "for protocols"},
	{netip.MustParsePrefix("192.0.2.0/24"), "for documents"},
	{netip.MustParsePrefix("192.88.99.0/24"), "a relay of 6to4"},
	{netip.MustParsePrefix("198.18.0.0/15"), "for measurements"},
	{netip.MustParsePrefix("198.51.100.0/24"), "for documents"},
	{netip.MustParsePrefix("203.0.113.0/24"), "for documents"},
	{netip.MustParsePrefix("240.0.0.0/4"), "reserved"},
	{netip.MustParsePrefix("100::/64"), "for discarding"},
	{netip.MustParsePrefix("2001:2::/48"), "for measurements"},
	{netip.MustParsePrefix("2001:10::/28"), "of hosts without a place (ORCHID)"},
	{netip.MustParsePrefix("2001:20::/28"), "of hosts without a place (ORCHID)"},
	{netip.MustParsePrefix("2001:db8::/32"), "for documents"},
	{netip.MustParsePrefix("3fff::/20"), "for documents"},
	{netip.MustParsePrefix("5f00::/16"), "of segment routing"},
	{netip.MustParsePrefix("fec0::/10"), "local to a site"},
	// Lambda and EC2 answer for their own secrets at 169.254.169.254 and fd00:ec2::254; both are within what netip names as
	// link-local and private. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
}

// Networks of IPv6 addresses that carry an IPv4 address, and the byte at which it begins.
var carrying = []struct {
	prefix netip.Prefix
	at     int
	flip   bool // Teredo writes the client's address inverted
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12, false},   // NAT64, https://www.rfc-editor.org/rfc/rfc6052#section-2.1
	{netip.MustParsePrefix("64:ff9b:1::/48"), 12, false}, // NAT64 of one's own network, https://www.rfc-editor.org/rfc/rfc8215
	{netip.MustParsePrefix("2002::/16"), 2, false},       // 6to4, https://www.rfc-editor.org/rfc/rfc3056
	{netip.MustParsePrefix("2001::/32"), 12, true},       // Teredo, https://www.rfc-editor.org/rfc/rfc4380#section-4
	{netip.MustParsePrefix("::/96"), 12, false},          // IPv4-compatible, https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.1
	{netip.MustParsePrefix("::ffff:0:0:0/96"), 12, false},
}

// ownNAT64 is the one network above whose addresses lead only into the network that announces it.
var ownNAT64 = netip.MustParsePrefix("64:ff9b:1::/48")

// Public gives an error that says why an address is none of the public Internet, or nil. An IPv6 address that carries an IPv4
// address must be public as both.
func Public(a netip.Addr) error {
	if !a.IsValid() {
		return fmt.Errorf("no address")
	}
	if a.Zone() != "" {
		return fmt.Errorf("%s has a zone: it is local to a link", a)
	}
	a = a.Unmap() // ::ffff:10.0.0.1
	switch {
	case a.IsLoopback():
		return fmt.Errorf("%s is this machine", a)
	case a.IsUnspecified():
		return fmt.Errorf("%s is no machine", a)
	case a.IsPrivate():
		return fmt.Errorf("%s is private", a)
	case a.IsLinkLocalUnicast():
		return fmt.Errorf("%s is local to a link", a)
	case a.IsMulticast():
		return fmt.Errorf("%s is many machines", a)
	case ownNAT64.Contains(a):
		return fmt.Errorf("%s leads into one's own network", a)
	}
	for _, c := range closed {
		if c.prefix.Contains(a) {
			return fmt.Errorf("%s is %s", a, c.name)
		}
	}
	return carried(a)
}

// carried judges the IPv4 address inside an IPv6 address.
func carried(a netip.Addr) error {
	if a.Is4() {
		return nil
	}
	bytes := a.As16()
	for _, c := range carrying {
		if !c.prefix.Contains(a) {
			continue
		}
		inner := [4]byte(bytes[c.at : c.at+4])
		for i := range inner {
			if c.flip {
				inner[i] ^= 0xff
			}
		}
		if err := Public(netip.AddrFrom4(inner)); err != nil {
			return fmt.Errorf("%s carries %w", a, err)
		}
	}
	return nil
}
