package httpapi

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections are pipes, so that time in them is the bubble's.
type pipes struct {
	connections chan net.Conn
	closed      chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.connections:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}
func (p pipes) Close() error   { close(p.closed); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// dial gives a client's end of a new connection.
func (p pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.connections <- server
	return client
}

// trickle writes a byte every second until the other end hangs up or all is written.
func trickle(c net.Conn, text string) {
	for i := range len(text) {
		if _, err := c.Write([]byte{text[i]}); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// A client that sends slowly, or nothing, keeps a connection for a bounded time and reaches no function, however often it tries; others
// are served meanwhile.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		send   func(net.Conn)
		within time.Duration
		status int // 0: hung up without a word
	}{
		"nothing at all":         {func(net.Conn) {}, headerWait, 0},
		"a header that trickles": {func(c net.Conn) { trickle(c, "POST /a HTTP/1.1\r\nHost: x\r\nX-Long: "+strings.Repeat("x", 500)) }, headerWait, http.StatusBadRequest},
		"a body that trickles": {func(c net.Conn) {
			fmt.Fprint(c, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n")
			trickle(c, strings.Repeat("x", 500))
		}, bodyWait, http.StatusRequestTimeout},
		"chunks that trickle": {func(c net.Conn) {
			fmt.Fprint(c, "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
			trickle(c, strings.Repeat("1\r\nx\r\n", 100))
		}, bodyWait, http.StatusRequestTimeout},
		"a body that never comes": {func(c net.Conn) { fmt.Fprint(c, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n") }, bodyWait, http.StatusRequestTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				function := &seen{}
				network := serveSlowly(t, newAPI(t, Config{Routes: []Route{{Method: "POST", Path: "/a", Function: function}, {Method: "GET", Path: "/b", Function: answers(`{"statusCode":200}`)}}}))
				begin := time.Now()
				slow := network.dial()
				go c.send(slow)
				other := network.dial()
				go fmt.Fprint(other, "GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
				if got, err := http.ReadResponse(bufio.NewReader(other), nil); err != nil || got.StatusCode != http.StatusOK || time.Since(begin) > 0 {
					t.Errorf("another client waited %v for %v, %v", time.Since(begin), got, err)
				}
				answer, err := http.ReadResponse(bufio.NewReader(slow), nil)
				if c.status == 0 && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) || c.status != 0 && (err != nil || answer.StatusCode != c.status) {
					t.Errorf("answered %v, %v, want %d", answer, err, c.status)
				}
				if took := time.Since(begin); took > c.within+time.Second {
					t.Errorf("kept for %v, want %v at most", took, c.within)
				}
				if len(function.paths) > 0 {
					t.Errorf("a function ran: %q", function.paths)
				}
				slow.Close()
				other.Close()
			})
		})
	}
}

// A connection that stays open after its answer is given up.
func TestIdleConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := serveSlowly(t, newAPI(t, Config{Routes: []Route{{Method: "GET", Path: "/b", Function: answers(`{"statusCode":200,"body":"x"}`)}}}))
		begin := time.Now()
		c := network.dial()
		go fmt.Fprint(c, "GET /b HTTP/1.1\r\nHost: x\r\n\r\n")
		in := bufio.NewReader(c)
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, answer.Body) //nolint:errcheck // only the end counts
		if _, err := in.ReadByte(); !errors.Is(err, io.EOF) || time.Since(begin) > idleWait+time.Second {
			t.Errorf("hung up after %v with %v, want %v", time.Since(begin), err, idleWait)
		}
		c.Close()
	})
}

// A header without end is given up long before it fills the memory.
func TestEndlessHeader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := serveSlowly(t, newAPI(t, Config{Routes: []Route{{Method: "GET", Path: "/b", Function: noFunction{}}}}))
		c := network.dial()
		var sent atomic.Int64
		go func() {
			fmt.Fprint(c, "GET /b HTTP/1.1\r\nHost: x\r\n")
			for i := 0; ; i++ {
				n, err := fmt.Fprintf(c, "X-%d: x\r\n", i)
				if sent.Add(int64(n)); err != nil {
					return
				}
			}
		}()
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("answered %v, %v", answer, err)
		}
		c.Close()
		synctest.Wait()
		if sent.Load() > 2*maxHead {
			t.Errorf("read %d bytes of a header, want about %d", sent.Load(), maxHead)
		}
	})
}

func serveSlowly(t *testing.T, h http.Handler) pipes {
	t.Helper()
	network := pipes{make(chan net.Conn), make(chan struct{})}
	server := Server(h)
	go server.Serve(network) //nolint:errcheck // ends with ErrServerClosed
	t.Cleanup(func() {
		server.Close()
		time.Sleep(time.Second) // of the bubble: net/http lingers half a second over a refusal
	})
	return network
}
