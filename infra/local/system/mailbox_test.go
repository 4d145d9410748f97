package system

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/ses"
	"doorstep/infra/local/sms"
	"doorstep/shared/mail"
	"doorstep/shared/mail/post"
	"doorstep/shared/seal"
)

// mailbox gives a system that is nothing but its stand-ins for messages, with one of each sent.
func mailbox(t *testing.T) *System {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	at := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	now := func() time.Time { return at }
	s := &System{mail: ses.New(now), texts: sms.New(now), local: http.NewServeMux(), listener: listener, log: slog.New(slog.DiscardHandler)}
	if err := s.addMailbox(); err != nil {
		t.Fatal(err)
	}
	s.mail.Verify("aster.example")
	mails, texts := httptest.NewServer(s.mail), httptest.NewServer(s.texts)
	t.Cleanup(mails.Close)
	t.Cleanup(texts.Close)
	tags := post.Tags{Brand: "aster", Kind: "delivered", Stage: "dev", Accepted: at.Add(-1500 * time.Millisecond)}
	letter := post.Letter{From: "parcels@aster.example", Name: "Aster & Pine", To: seal.Hide("robin@example.com"), Tags: tags, Unsubscribe: "https://track.example/u/abc",
		Email: mail.Email{Subject: "It is there <b>", HTML: "<!doctype html><html><head><title>x</title></head><body><script>alert(1)</script>", Text: "It is there </pre>"}}
	if _, err := post.NewSES(post.Service{Client: mails.Client(), Address: mails.URL}).Send(context.Background(), letter); err != nil {
		t.Fatal(err)
	}
	text := post.Text{To: post.Phone{Number: seal.Hide("+15550100199"), Country: "US"}, Senders: map[string]string{"*": "AsterPine"}, SMS: mail.SMS{Body: "It is there."}, Tags: tags}
	if _, err := post.NewTexts(post.Service{Client: texts.Client(), Address: texts.URL}).Send(context.Background(), text); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *System) get(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	s.local.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestMailboxAsJSON(t *testing.T) {
	t.Parallel()
	s := mailbox(t)
	var mails []map[string]any
	if err := json.Unmarshal(s.get(t, "/_local/mail.json").Body.Bytes(), &mails); err != nil || len(mails) != 1 {
		t.Fatalf("%d mails, %v", len(mails), err)
	}
	m := mails[0]
	for name, want := range map[string]any{"to": "robin@example.com", "subject": "It is there <b>", "kind": "delivered", "at": "2026-11-22T09:30:00Z", "text": "It is there </pre>", "latency_ms": 1500.0} {
		if m[name] != want {
			t.Errorf("%s is %v, want %v", name, m[name], want)
		}
	}
	headers, _ := m["headers"].(map[string]any)
	for name, want := range map[string]string{"From": `"Aster & Pine" <parcels@aster.example>`, "To": "robin@example.com", "List-Unsubscribe": "<https://track.example/u/abc>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} {
		if headers[name] != want {
			t.Errorf("header %s is %v, want %s", name, headers[name], want)
		}
	}
	var texts []map[string]any
	if err := json.Unmarshal(s.get(t, "/_local/sms.json").Body.Bytes(), &texts); err != nil || len(texts) != 1 || texts[0]["to"] != "+15550100199" || texts[0]["body"] != "It is there." || texts[0]["kind"] != "delivered" {
		t.Errorf("%v, %v", texts, err)
	}
}

func TestMailboxPages(t *testing.T) {
	t.Parallel()
	s := mailbox(t)
	list := s.get(t, "/_local/mail").Body.String()
	for _, want := range []string{"It is there &lt;b&gt;", "robin@example.com", "half within 1500 ms", "delivered", "AsterPine"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list does not show %q", want)
		}
	}
	id := s.Mailbox()[0].ID
	one := s.get(t, "/_local/mail/"+id)
	for _, want := range []string{"It is there &lt;/pre&gt;", `sandbox="allow-popups`, "/_local/mail/" + id + "/html", "List-Unsubscribe"} {
		if !strings.Contains(one.Body.String(), want) {
			t.Errorf("the page of a mail does not show %q", want)
		}
	}
	if strings.Contains(one.Body.String(), "<script>") {
		t.Error("the page of a mail holds a script of the mail")
	}
	html := s.get(t, "/_local/mail/"+id+"/html")
	if policy := html.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox allow-popups") || strings.Contains(policy, "allow-scripts") || strings.Contains(policy, "script-src") {
		t.Errorf("a mail is shown under the policy %q", policy)
	}
	if !strings.Contains(html.Body.String(), `<head><base target="_blank"><title>x`) {
		t.Errorf("the mail is shown as %s", html.Body)
	}
	if got := s.get(t, "/_local/mail/none").Code; got != http.StatusNotFound {
		t.Errorf("no such mail: %d", got)
	}
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	hundred := make([]int64, 100)
	for i := range hundred {
		hundred[i] = int64(100 - i)
	}
	for _, c := range []struct {
		values []int64
		p      int
		want   int64
	}{{hundred, 50, 50}, {hundred, 99, 99}, {hundred, 100, 100}, {[]int64{7}, 50, 7}, {[]int64{7}, 99, 7}, {[]int64{3, 1}, 50, 1}, {[]int64{3, 1}, 99, 3}, {[]int64{1, 2, 3}, 0, 1}} {
		if got, ok := Percentile(c.values, c.p); got != c.want || !ok {
			t.Errorf("p%d of %d values is %d, want %d", c.p, len(c.values), got, c.want)
		}
	}
	if _, ok := Percentile(nil, 50); ok {
		t.Error("nothing has a percentile")
	}
}
