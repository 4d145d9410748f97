package post_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/mail/post"
	"doorstep/shared/outside"
)

// addresses is a Parameter Store with one parameter.
type addresses struct {
	name, value string
	err         error
}

func (a addresses) Value(_ context.Context, name string) (string, error) {
	if a.err == nil && name != a.name {
		return "", fault.New(fault.NotFound, "no parameter %s", name)
	}
	return a.value, a.err
}

const parameter = "/doorstep/dev/brands/aster/chat"

func TestChat(t *testing.T) {
	t.Parallel()
	const secret = "services/T0/B0/hunter2"
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		kind   fault.Kind // Internal: it was taken
		want   string
		after  time.Duration
		unsure bool
	}{
		{"taken", func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || string(body) != `{"text":"late"}` || r.URL.Path != "/"+secret {
				w.WriteHeader(http.StatusTeapot)
			}
			io.WriteString(w, "ok")
		}, fault.Internal, "", 0, false},
		{"too many", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(http.StatusTooManyRequests)
		}, fault.Throttled, "takes no more", 30 * time.Second, false},
		{"too many, for a year", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "31536000")
			w.WriteHeader(http.StatusTooManyRequests)
		}, fault.Throttled, "takes no more", time.Hour, false},
		{"too many, for nonsense", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "-9 hunter2")
			w.WriteHeader(http.StatusTooManyRequests)
		}, fault.Throttled, "takes no more", 0, false},
		{"redirects", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, fault.Unavailable, "redirect", 0, false},
		{"archived", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "channel_is_archived hunter2", http.StatusGone)
		}, fault.Unavailable, "answers 410", 0, false},
		{"broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, fault.Unavailable, "answers 500", 0, false},
		{"a status that is none", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(799) }, fault.Unavailable, "answers 799", 0, false},
		{"garbage", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := http.NewResponseController(w).Hijack()
			conn.Write([]byte("\x00\xff hunter2\r\n\r\n"))
			conn.Close()
		}, fault.Unavailable, "did not answer", time.Minute, true},
		{"hangs up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, fault.Unavailable, "did not answer", time.Minute, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { calls.Add(1); c.answer(w, r) }))
			err := post.NewChat(http.DefaultClient, addresses{parameter, url + "/" + secret + "\n", nil}, "/doorstep/dev", time.Now).Post(t.Context(), "aster", []byte(`{"text":"late"}`))
			if calls.Load() != 1 {
				t.Errorf("%d calls", calls.Load())
			}
			if c.kind == fault.Internal {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) || post.RetryAfter(err) != c.after || post.Unsure(err) != c.unsure {
				t.Errorf("%v of kind %s after %s, unsure %v", err, fault.KindOf(err), post.RetryAfter(err), post.Unsure(err))
			}
			if err != nil && (strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "127.0.0.1")) {
				t.Errorf("the error tells the address or the answer: %v", err)
			}
		})
	}
}

// An answer without end is read for a few kilobytes and no further.
func TestChatThatNeverStops(t *testing.T) {
	t.Parallel()
	gone := make(chan struct{})
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		defer close(gone)
		for chunk := make([]byte, 64<<10); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}))
	if err := post.NewChat(http.DefaultClient, addresses{parameter, url, nil}, "/doorstep/dev", time.Now).Post(t.Context(), "aster", nil); err != nil {
		t.Error(err)
	}
	<-gone
}

// One that takes the message and never answers is left after three seconds.
func TestChatThatIsSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			go io.Copy(io.Discard, far) //nolint:errcheck // it ends with the connection
			return near, nil
		}}}
		chat := post.NewChat(client, addresses{parameter, "http://chat.example/hook", nil}, "/doorstep/dev", time.Now)
		for _, c := range []struct {
			name       string
			wait, took time.Duration
			unsure     bool
			after      time.Duration
		}{
			{"the first one waits", 0, post.ChatPatience, true, time.Minute},
			{"those behind it do not", 0, 0, false, time.Minute},
			{"nor those of the next half minute", 30 * time.Second, 0, false, 30 * time.Second},
			{"then it is asked again", 30 * time.Second, post.ChatPatience, true, time.Minute},
		} {
			time.Sleep(c.wait)
			begin := time.Now()
			err := chat.Post(t.Context(), "aster", []byte("{}"))
			if took := time.Since(begin); took != c.took || fault.KindOf(err) != fault.Unavailable || post.Unsure(err) != c.unsure || post.RetryAfter(err) != c.after {
				t.Errorf("%s: %v after %s, again after %s", c.name, err, took, post.RetryAfter(err))
			}
		}
	})
}

// Who asks to be left alone is not asked before that time, and the other brands' chats are.
func TestChatThatWantsARest(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	chat := post.NewChat(http.DefaultClient, every(url), "/doorstep/dev", func() time.Time { return at })
	for _, c := range []struct {
		brand string
		wait  time.Duration
		calls int32
		after time.Duration
	}{{"aster", 0, 1, 2 * time.Minute}, {"aster", time.Minute, 1, time.Minute}, {"birch", 0, 2, 2 * time.Minute}, {"aster", time.Minute, 3, 2 * time.Minute}} {
		at = at.Add(c.wait)
		err := chat.Post(t.Context(), c.brand, nil)
		if err == nil || calls.Load() != c.calls || post.RetryAfter(err) != c.after {
			t.Errorf("%s at %s: %v, %d calls, again after %s", c.brand, at.Format(time.TimeOnly), err, calls.Load(), post.RetryAfter(err))
		}
	}
}

// every is a Parameter Store in which everything has one value.
type every string

func (e every) Value(context.Context, string) (string, error) { return string(e), nil }

type resolver map[string]string

func (r resolver) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if r[host] == "" {
		return nil, errors.New("no such host: " + host)
	}
	return []netip.Addr{netip.MustParseAddr(r[host])}, nil
}

// With the client that functions have, nothing of our own network is reached. An address that is refused loses no alert: it is somebody's to
// put right, or a resolver's that was wrong for a moment.
func TestChatIsOutside(t *testing.T) {
	t.Parallel()
	client := outside.Client(resolver{"inside.example": "10.0.0.7", "self.example": "127.0.0.1", "metadata.example": "169.254.169.254"}, post.ChatPatience)
	for _, c := range []struct {
		name, address string
	}{
		{"a private address", "https://inside.example/hook"},
		{"this machine", "https://self.example/hook"},
		{"the metadata of the machine", "https://metadata.example/latest"},
		{"an address in numbers", "https://127.0.0.1/hook"},
		{"http", "http://chat.example/hook"},
		{"another port", "https://chat.example:8443/hook"},
		{"a user", "https://robin@chat.example/hook"},
		{"no address", "hunter2 \x7f"},
		{"a name that means nothing", "https://nowhere.example/hook"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := post.NewChat(client, addresses{parameter, c.address, nil}, "/doorstep/dev", time.Now).Post(t.Context(), "aster", []byte("{}"))
			if err == nil || fault.KindOf(err) != fault.Unavailable || post.Unsure(err) {
				t.Fatalf("%v of kind %s, unsure %v", err, fault.KindOf(err), post.Unsure(err))
			}
			if strings.Contains(err.Error(), "example") || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error tells the address: %v", err)
			}
		})
	}
}

func TestChatWithoutAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		from addresses
		kind fault.Kind
	}{
		{"not set", addresses{}, fault.Unavailable},
		{"not readable", addresses{err: fault.New(fault.Unavailable, "SSM")}, fault.Unavailable},
		{"not allowed", addresses{err: fault.New(fault.Forbidden, "SSM")}, fault.Unavailable},
	} {
		if err := post.NewChat(http.DefaultClient, c.from, "/doorstep/dev", time.Now).Post(t.Context(), "aster", nil); err == nil || fault.KindOf(err) != c.kind {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
