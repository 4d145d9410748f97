// Package outside makes HTTP clients for addresses that somebody else chose: they reach the public Internet and nothing of our own
// network. The address that a connection really goes to is judged when it is dialled, after the name was resolved, so that a name
// which means something else a moment later (DNS rebinding) gains nothing.
package outside

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"doorstep/shared/fault"
)

// Resolver turns a host into addresses; *net.Resolver does.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Limits of one request.
const (
	dialTimeout      = 3 * time.Second
	handshakeTimeout = 3 * time.Second
	silence          = 5 * time.Second // until the answer begins
	maxRedirects     = 3
)

// Client makes a client that speaks https with public hosts only. Redirects are followed within one host; each hop is judged
// like the first. It uses no proxy: a proxy would resolve names where nobody judges them. limit bounds a whole request, its body
// included.
func Client(resolver Resolver, limit time.Duration) *http.Client {
	d := &dialer{resolver: resolver, judge: Public, net: net.Dialer{Timeout: dialTimeout, Control: control(Public)}}
	return &http.Client{Transport: guarded{transport(d)}, Timeout: limit, CheckRedirect: redirect}
}

func transport(d *dialer) *http.Transport {
	return &http.Transport{
		DialContext: d.dial, TLSHandshakeTimeout: handshakeTimeout, ResponseHeaderTimeout: silence, MaxIdleConns: 10,
		IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
	}
}

// guarded lets only https through, whatever a caller or a redirect asks for.
type guarded struct{ next http.RoundTripper }

// RoundTrip refuses what is not https on its own port with a kind of fault.Invalid.
func (g guarded) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" || r.URL.User != nil || r.URL.Port() != "" && r.URL.Port() != "443" {
		return nil, fault.New(fault.Invalid, "%s: only https without a user and on its own port is asked", r.URL.Redacted())
	}
	return g.next.RoundTrip(r)
}

// redirect follows a redirect that stays on the host; elsewhere is a new address that nobody has agreed to.
func redirect(next *http.Request, before []*http.Request) error {
	if len(before) > maxRedirects {
		return fault.New(fault.Invalid, "more than %d redirects", maxRedirects)
	}
	if next.URL.Host != before[0].URL.Host || next.URL.Scheme != "https" {
		return fault.New(fault.Invalid, "it redirects to %s://%s", next.URL.Scheme, next.URL.Host)
	}
	return nil
}

// dialer connects to the addresses of a host that may be reached.
type dialer struct {
	resolver Resolver
	judge    func(netip.Addr) error
	net      net.Dialer
}

// dial resolves the host once and connects to one of the very addresses that it has judged. Any address that may not be reached
// refuses the host as a whole: an honest host has none.
func (d *dialer) dial(ctx context.Context, network, hostPort string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "read the address %q", hostPort)
	}
	addresses, err := d.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, a := range addresses {
		if err := d.judge(a); err != nil {
			return nil, fault.Wrap(fault.Forbidden, err, "reach %s", host)
		}
	}
	var failed []error
	for _, a := range addresses {
		conn, err := d.net.DialContext(ctx, network, net.JoinHostPort(a.String(), port))
		if err == nil {
			return conn, nil
		}
		failed = append(failed, err)
	}
	return nil, fault.Wrap(fault.Unavailable, errors.Join(failed...), "reach %s", host)
}

func (d *dialer) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	addresses, err := d.resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "resolve %s", host)
	}
	if len(addresses) == 0 {
		return nil, fault.New(fault.Unavailable, "%s has no address", host)
	}
	return addresses, nil
}

// control judges the address once more at the socket, where nothing lies between the judgement and the connection.
func control(judge func(netip.Addr) error) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("read the address of a connection: %w", err)
		}
		return judge(to.Addr())
	}
}
