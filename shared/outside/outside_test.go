package outside

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"doorstep/shared/fault"
)

func TestPublic(t *testing.T) {
	t.Parallel()
	cases := map[string]string{ // what the error says; empty: public
		"93.184.215.14": "", "8.8.8.8": "", "2606:2800:21f:cb07:6820:80da:af6b:8b2c": "", "::ffff:8.8.8.8": "", "64:ff9b::808:808": "", "2002:808:808::1": "",
		"127.0.0.1": "this machine", "127.8.8.8": "this machine", "::1": "this machine", "0.0.0.0": "no machine", "::": "no machine", "0.1.2.3": "this network",
		"10.1.2.3": "private", "172.16.0.1": "private", "172.31.255.255": "private", "192.168.1.1": "private", "fd12:3456::1": "private",
		"169.254.169.254": "local to a link", "fe80::1": "local to a link", "fd00:ec2::254": "private", "100.64.0.1": "CGNAT", "100.127.255.254": "CGNAT",
		"192.0.0.170": "for protocols", "192.0.2.1": "for documents", "198.18.0.1": "for measurements", "203.0.113.9": "for documents", "240.0.0.1": "reserved",
		"255.255.255.255": "reserved", "224.0.0.1": "many machines", "ff02::1": "many machines", "2001:db8::1": "for documents", "fec0::1": "local to a site",
		"::ffff:10.0.0.1": "private", "::ffff:169.254.169.254": "local to a link", "::ffff:127.0.0.1": "this machine",
		"64:ff9b::a9fe:a9fe": "carries 169.254.169.254", "64:ff9b::7f00:1": "carries 127.0.0.1", "64:ff9b:1::808:808": "one's own network", "2002:a00:1::": "carries 10.0.0.1",
		"2001:0:808:808::f5ff:fffe": "carries 10.0.0.1", "::10.0.0.1": "carries 10.0.0.1", "::ffff:0:10.0.0.1": "carries 10.0.0.1", "fe80::1%eth0": "has a zone",
	}
	for text, want := range cases {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			err := Public(netip.MustParseAddr(text))
			if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("Public gives %v, want %q", err, want)
			}
		})
	}
	if Public(netip.Addr{}) == nil {
		t.Error("no address is public")
	}
}

// However an IPv4 address is wrapped, it is judged as itself.
func TestWrappingHidesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var b [4]byte
		for i := range b {
			b[i] = rapid.Byte().Draw(t, "byte")
		}
		plain := netip.AddrFrom4(b)
		hidden := Public(plain) != nil
		mapped := netip.AddrFrom16(plain.As16())
		nat64 := netip.MustParseAddr("64:ff9b::").As16()
		copy(nat64[12:], b[:])
		six := netip.MustParseAddr("2002::").As16()
		copy(six[2:], b[:])
		for _, a := range []netip.Addr{mapped, netip.AddrFrom16(nat64), netip.AddrFrom16(six)} {
			if (Public(a) != nil) != hidden {
				t.Errorf("%s is judged as %v, %s as %v", plain, Public(plain), a, Public(a))
			}
		}
	})
}

// names resolves from a list per host; each look-up takes the next entry, the last one stays: a name that is rebound.
type names struct {
	mu     sync.Mutex
	hosts  map[string][][]string
	lookup int
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lookup++
	answers, ok := n.hosts[host]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(answers) > 1 {
		n.hosts[host] = answers[1:]
	}
	var out []netip.Addr
	for _, a := range answers[0] {
		out = append(out, netip.MustParseAddr(a))
	}
	return out, nil
}

func TestClientReachesNothingInside(t *testing.T) {
	t.Parallel()
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("something inside was reached") }))
	defer inside.Close()
	resolver := &names{hosts: map[string][][]string{
		"inside.example": {{"127.0.0.1"}}, "mixed.example": {{"93.184.215.14", "10.0.0.1"}}, "mapped.example": {{"::ffff:127.0.0.1"}}, "secret.example": {{"169.254.169.254"}},
	}}
	client := Client(resolver, 5*time.Second)
	cases := map[string]struct {
		url  string
		kind fault.Kind
		want string
	}{
		"a name of this machine":  {"https://inside.example/", fault.Forbidden, "this machine"},
		"one address of several":  {"https://mixed.example/", fault.Forbidden, "private"},
		"IPv4 in IPv6":            {"https://mapped.example/", fault.Forbidden, "this machine"},
		"the secrets of the host": {"https://secret.example/latest/meta-data/", fault.Forbidden, "local to a link"},
		"an address":              {"https://127.0.0.1/", fault.Forbidden, "this machine"},
		"an address of IPv6":      {"https://[::1]/", fault.Forbidden, "this machine"},
		"an odd spelling":         {"https://0177.0.0.1/", fault.Unavailable, "resolve 0177.0.0.1"},
		"another port":            {inside.URL, fault.Invalid, "on its own port"},
		"http":                    {"http://inside.example/", fault.Invalid, "only https"},
		"a user":                  {"https://a:b@inside.example/", fault.Invalid, "without a user"},
		"a file":                  {"file:///etc/passwd", fault.Invalid, "only https"},
		"no such name":            {"https://nowhere.example/", fault.Unavailable, "resolve nowhere.example"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res, err := client.Get(c.url)
			if err == nil {
				res.Body.Close()
			}
			if err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Get gives %v (%v)", err, fault.KindOf(err))
			}
		})
	}
}

// A name that is public when it is judged and private a moment later: the connection goes to what was judged.
func TestRebindingGainsNothing(t *testing.T) {
	t.Parallel()
	resolver := &names{hosts: map[string][][]string{"rebound.example": {{"93.184.215.14"}, {"127.0.0.1"}}}}
	var dialled []string
	d := &dialer{resolver: resolver, judge: Public, net: net.Dialer{ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		dialled = append(dialled, address)
		return errors.New("far enough")
	}}}
	_, err := d.dial(t.Context(), "tcp", "rebound.example:443")
	if err == nil || fmt.Sprint(dialled) != "[93.184.215.14:443]" || resolver.lookup != 1 {
		t.Errorf("dialled %v after %d look-ups: %v", dialled, resolver.lookup, err)
	}
	// The next connection asks again, and is refused.
	if _, err := d.dial(t.Context(), "tcp", "rebound.example:443"); fault.KindOf(err) != fault.Forbidden || len(dialled) != 1 {
		t.Errorf("after rebinding: dialled %v, %v", dialled, err)
	}
}

// Whatever a dialler was told, the socket itself refuses.
func TestSocketRefuses(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	d := net.Dialer{Control: control(Public)}
	conn, err := d.Dial("tcp", listener.Addr().String())
	if err == nil {
		conn.Close()
		t.Fatal("connected")
	}
	if !strings.Contains(err.Error(), "this machine") {
		t.Errorf("Dial gives %v", err)
	}
}

// open gives the client of this package with the walls down, so that it can talk to a server of the test as shop.example.
func open(t *testing.T, server *httptest.Server) *http.Client {
	t.Helper()
	d := &dialer{resolver: &names{hosts: map[string][][]string{"shop.example": {{"127.0.0.1"}}}}, judge: func(netip.Addr) error { return nil }}
	tr := transport(d)
	tr.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return d.dial(ctx, network, strings.TrimPrefix(server.URL, "https://"))
	}
	tr.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // a server of this test
	return &http.Client{Transport: guarded{tr}, Timeout: 5 * time.Second, CheckRedirect: redirect}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var hops int
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hops++
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		fmt.Fprint(w, "there")
	}))
	defer server.Close()
	client := open(t, server)
	for name, c := range map[string]struct{ to, want string }{
		"nowhere":      {"", ""},
		"within":       {"/there", ""},
		"another host": {"https://evil.example/", "it redirects to https://evil.example"},
		"an address":   {"https://169.254.169.254/", "it redirects to https://169.254.169.254"},
		"http":         {"http://shop.example/", "it redirects to http://shop.example"},
		"another port": {"https://shop.example:8443/", "it redirects to https://shop.example:8443"},
		"for ever":     {"/?to=/%3Fto%3D/%253Fto%253D/%25253Fto%25253D/there", "more than 3 redirects"},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := client.Get("https://shop.example/?to=" + c.to)
			if err == nil {
				res.Body.Close()
			}
			if (c.want == "") != (err == nil) || err != nil && (fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("Get gives %v", err)
			}
		})
	}
}
