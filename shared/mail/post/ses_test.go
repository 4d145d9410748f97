package post_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"doorstep/infra/local/ses"
	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/mail"
	"doorstep/shared/mail/post"
	"doorstep/shared/seal"
)

var now = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// at is a service at an address, called by a client that signs nothing: the stand-ins do not look at signatures.
func at(address string) post.Service {
	return post.Service{Client: &http.Client{Transport: &http.Transport{}}, Address: address}
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

func letter() post.Letter {
	return post.Letter{
		From: "parcels@aster.example", Name: "Aster & Pine", ReplyTo: "help@aster.example", To: seal.Hide("robin@example.com"),
		Email:       mail.Email{Subject: "Dein Paket ist da – schön", HTML: "<p>Da</p>", Text: "Da\n"},
		Unsubscribe: "https://track.aster.example/u/abc", Stream: "doorstep-dev-extras",
		Tags: post.Tags{Brand: "aster", Kind: "delivered", Stage: "dev", Accepted: now},
	}
}

// What is sent arrives as it is, over the wire of the SDK.
func TestSend(t *testing.T) {
	t.Parallel()
	server := ses.New(func() time.Time { return now })
	server.Verify("aster.example")
	sender := post.NewSES(at(serve(t, server)))
	id, err := sender.Send(t.Context(), letter())
	sent := server.Outbox()
	if err != nil || len(sent) != 1 || sent[0].ID != id {
		t.Fatalf("id %q, %v, %d messages", id, err, len(sent))
	}
	m := sent[0]
	got := fmt.Sprint(m.From, "|", m.To, "|", m.ReplyTo, "|", m.Subject, "|", m.HTML, "|", m.Text, "|", m.ConfigurationSet, "|", m.Headers, "|", m.Tags)
	want := `"Aster & Pine" <parcels@aster.example>|[robin@example.com]|[help@aster.example]|Dein Paket ist da – schön|<p>Da</p>|Da
|doorstep-dev-extras|[{Auto-Submitted auto-generated} {List-Unsubscribe <https://track.aster.example/u/abc>} {List-Unsubscribe-Post List-Unsubscribe=One-Click}]|[{brand aster} {kind delivered} {stage dev} {accepted 1795339800000}]`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	team := letter()
	team.Cc = []seal.Text{seal.Hide("sam@aster.example"), seal.Hide("kim@aster.example")}
	if _, err := sender.Send(t.Context(), team); err != nil {
		t.Fatal(err)
	}
	if m := server.Outbox()[1]; fmt.Sprint(m.To, m.Cc) != "[robin@example.com] [sam@aster.example kim@aster.example]" {
		t.Errorf("to a team: %v %v", m.To, m.Cc)
	}

	plain := letter()
	plain.Unsubscribe, plain.Stream, plain.ReplyTo, plain.Name, plain.Tags = "", "", "", "", post.Tags{Brand: "robin@example.com\r\n", Test: true}
	if _, err := sender.Send(t.Context(), plain); err != nil {
		t.Fatal(err)
	}
	m = server.Outbox()[2]
	if got := fmt.Sprint(m.From, m.ReplyTo, m.ConfigurationSet, m.Headers, m.Tags); got != "parcels@aster.example[][{Auto-Submitted auto-generated}] [{brand robin_example.com__} {test yes}]" {
		t.Errorf("without what is optional: %s", got)
	}
}

// What could become another header, another recipient or half a message is refused before anything is asked.
func TestNothingIsInjected(t *testing.T) {
	t.Parallel()
	never := at(serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was sent") })))
	for name, edit := range map[string]func(*post.Letter){
		"name":        func(l *post.Letter) { l.Name = "Aster\r\nBcc: eve@example.com" },
		"sender":      func(l *post.Letter) { l.From = "parcels@aster.example\nBcc: eve@example.com" },
		"no sender":   func(l *post.Letter) { l.From = "" },
		"answers":     func(l *post.Letter) { l.ReplyTo = "help@aster.example, eve@example.com" },
		"recipient":   func(l *post.Letter) { l.To = seal.Hide("robin@example.com, eve@example.com") },
		"copy":        func(l *post.Letter) { l.Cc = []seal.Text{seal.Hide("sam@aster.example\r\nBcc: eve@example.com")} },
		"nobody":      func(l *post.Letter) { l.To = seal.Text{} },
		"subject":     func(l *post.Letter) { l.Email.Subject = "Here\r\nBcc: eve@example.com" },
		"no subject":  func(l *post.Letter) { l.Email.Subject = "" },
		"no text":     func(l *post.Letter) { l.Email.Text = "" },
		"no HTML":     func(l *post.Letter) { l.Email.HTML = "" },
		"unsubscribe": func(l *post.Letter) { l.Unsubscribe = "https://a.example/>\r\nBcc: eve@example.com" },
		"mailto":      func(l *post.Letter) { l.Unsubscribe = "mailto:stop@aster.example" },
	} {
		l := letter()
		edit(&l)
		if _, err := post.NewSES(never).Send(t.Context(), l); fault.KindOf(err) != fault.Invalid || err == nil || strings.Contains(err.Error(), "@example") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// answers is a service that refuses everything in the same way, as the protocol of SES does.
func answers(status int, kind, said string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if kind != "" {
			w.Header().Set("X-Amzn-Errortype", kind)
		}
		w.WriteHeader(status)
		fmt.Fprint(w, said)
	})
}

func TestWhatSESErrorsMean(t *testing.T) {
	t.Parallel()
	const said = `{"message":"Email address is not verified. The following identities failed the check in region US-EAST-1: ROBIN@example.com"}`
	for _, c := range []struct {
		name   string
		status int
		code   string
		said   string
		kind   fault.Kind
		want   string
		unsure bool
	}{
		{"a bad address", 400, "BadRequestException", said, fault.Invalid, "does not take the address", false},
		{"rejected", 400, "MessageRejected", `{"message":"robin@example.com: virus"}`, fault.Invalid, "refuses the content", false},
		{"sandbox", 400, "MessageRejected", said, fault.Invalid, "in the sandbox", false},
		{"sandbox, with what stands behind a colon", 400, "MessageRejected:http://internal.amazon.com/", said, fault.Invalid, "in the sandbox", false},
		{"sender not verified", 400, "MessageRejected", `{"message":"Email address is not verified: parcels@aster.example"}`, fault.Unavailable, "sender is not verified", false},
		{"MAIL FROM", 400, "MailFromDomainNotVerifiedException", said, fault.Unavailable, "MAIL FROM", false},
		{"suspended", 400, "AccountSuspendedException", said, fault.Unavailable, "may not send any more", false},
		{"paused", 400, "SendingPausedException", said, fault.Unavailable, "paused", false},
		{"quota", 400, "LimitExceededException", said, fault.Throttled, "quota", false},
		{"too many", 429, "TooManyRequestsException", said, fault.Throttled, "too many", false},
		{"no such set", 404, "NotFoundException", said, fault.Unavailable, "configuration set", false},
		{"no rights", 403, "AccessDeniedException", said, fault.Unavailable, "may not send from", false},
		{"unheard of", 400, "TeapotException", said, fault.Unavailable, "400 TeapotException", false},
		{"a name that is none", 400, "robin@example.com", said, fault.Unavailable, "something unreadable", false},
		{"named in the body", 400, "", `{"__type":"com.amazonaws.sesv2#SendingPausedException"}`, fault.Unavailable, "paused", false},
		{"no name and no JSON", 418, "", "robin@example.com", fault.Unavailable, "answers 418", false},
		{"it broke", 500, "InternalFailure", said, fault.Unavailable, "may have taken it", true},
		{"a gateway broke", 502, "", "<html>robin@example.com", fault.Unavailable, "may have taken it", true},
		{"taken, and no id that can be read", 200, "", "robin@example.com", fault.Unavailable, "may have taken it", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := post.NewSES(at(serve(t, answers(c.status, c.code, c.said)))).Send(t.Context(), letter())
			if err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) || post.Unsure(err) != c.unsure {
				t.Fatalf("%v of kind %s, unsure %v; want %q of kind %s, unsure %v", err, fault.KindOf(err), post.Unsure(err), c.want, c.kind, c.unsure)
			}
			if text := strings.ToLower(fmt.Sprintf("%v %+v", err, err)); strings.Contains(text, "robin") || strings.Contains(text, "aster.example") {
				t.Errorf("the error holds an address: %s", text)
			}
		})
	}
}

// A call is repeated only while it surely did not arrive.
func TestNothingLeavesTwice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		answer func(w http.ResponseWriter, call int32)
		calls  int32
		kind   fault.Kind
		unsure bool
	}{
		{"throttled, then taken", func(w http.ResponseWriter, call int32) {
			if call == 1 {
				w.Header().Set("X-Amzn-Errortype", "TooManyRequestsException")
				w.WriteHeader(http.StatusTooManyRequests)
			}
			fmt.Fprint(w, "{}")
		}, 2, fault.Internal, false},
		{"throttled for good", func(w http.ResponseWriter, _ int32) {
			w.Header().Set("X-Amzn-Errortype", "TooManyRequestsException")
			w.WriteHeader(http.StatusTooManyRequests)
			fmt.Fprint(w, "{}")
		}, 3, fault.Throttled, false},
		{"an error of the server", func(w http.ResponseWriter, _ int32) {
			w.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(w, "{}")
		}, 1, fault.Unavailable, true},
		{"a gateway's page", func(w http.ResponseWriter, _ int32) { w.WriteHeader(http.StatusBadGateway); fmt.Fprint(w, "<html>") }, 1, fault.Unavailable, true},
		{"hangs up", func(http.ResponseWriter, int32) { panic(http.ErrAbortHandler) }, 1, fault.Unavailable, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { c.answer(w, calls.Add(1)) }))
			_, err := post.NewSES(at(url)).Send(t.Context(), letter())
			if calls.Load() != c.calls || (err == nil) != (c.kind == fault.Internal) || fault.KindOf(err) != c.kind || post.Unsure(err) != c.unsure {
				t.Errorf("%d calls, %v of kind %s, unsure %v; want %d calls, kind %s, unsure %v", calls.Load(), err, fault.KindOf(err), post.Unsure(err), c.calls, c.kind, c.unsure)
			}
		})
	}
}

// An answer that does not come is not waited for longer than the caller does, and not asked for again.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dials := 0
		client := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			dials++
			near, far := net.Pipe()
			go io.Copy(io.Discard, far) //nolint:errcheck // it ends with the connection
			return near, nil
		}}}
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
		defer cancel()
		begin := time.Now()
		_, err := post.NewSES(post.Service{Client: client, Address: "http://ses.example"}).Send(ctx, letter())
		if took := time.Since(begin); took != 4*time.Second || dials != 1 || fault.KindOf(err) != fault.Unavailable || !post.Unsure(err) {
			t.Errorf("%v after %s and %d connections", err, took, dials)
		}
	})
}

// Where nobody listens it is tried again, and nobody need fear a second message.
func TestNobodyListens(t *testing.T) {
	t.Parallel()
	var dials atomic.Int32
	client := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		dials.Add(1)
		return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
	}}}
	_, err := post.NewSES(post.Service{Client: client, Address: "http://ses.example"}).Send(t.Context(), letter())
	if dials.Load() != 3 || fault.KindOf(err) != fault.Unavailable || post.Unsure(err) {
		t.Errorf("%d attempts, %v", dials.Load(), err)
	}
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	named := func(name string) string {
		l, err := post.Envelope("aster", brand.Record{Name: name, Support: brand.Support{Email: "help@aster.example"}, Messages: brand.Messages{From: "parcels@aster.example"}})
		if err != nil || l.From != "parcels@aster.example" || l.ReplyTo != "help@aster.example" {
			t.Errorf("%q: %+v, %v", name, l, err)
		}
		return l.Name
	}
	for name, want := range map[string]string{
		"Aster & Pine": "Aster & Pine", "": "", "Aster\r\nBcc: eve@evil.example": "Aster Bcc: eve@evil.example", "Ast\u202ere\u2069\u200b": "Astre",
		strings.Repeat("a", 200): strings.Repeat("a", 100) + "…",
	} {
		if got := named(name); got != want {
			t.Errorf("the sender of %q is called %q, want %q", name, got, want)
		}
	}
	if _, err := post.Envelope("aster", brand.Record{Name: "Aster"}); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a brand without a sender: %v", err)
	}
}

// What a brand's record says of its addresses is checked more loosely than SES does. A slip of the pen in one must not end every message of
// the brand for good.
func TestAddressesOfABrand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, from, support, reply, want string }{
		{"as it should be", "parcels@aster.example", "help@aster.example", "", "help@aster.example"},
		{"a support address that is only shown", "parcels@aster.example", "help@aster.example.", "", ""},
		{"a support address that is none", "parcels@aster.example", "a..b@aster.example", "", ""},
		{"another one for answers", "parcels@aster.example", "a..b@aster.example", "answers@aster.example", "answers@aster.example"},
		{"a sender that SES does not take", "parcels@ab--c.example", "help@aster.example", "", "unavailable"},
	} {
		l, err := post.Envelope("aster", brand.Record{Name: "Aster", Support: brand.Support{Email: c.support}, Messages: brand.Messages{From: c.from, ReplyTo: c.reply}})
		got := l.ReplyTo
		if err != nil {
			got = fault.KindOf(err).String()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
