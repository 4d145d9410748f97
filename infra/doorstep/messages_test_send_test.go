package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/ses"
	"doorstep/infra/local/sms"
	"doorstep/shared/brand"
)

// tester is an operator with the stand-ins of SES and text messages beside the table.
type tester struct {
	suppressor
	mails *ses.Server
	texts *sms.Server
}

func newTester(t *testing.T) tester {
	t.Helper()
	w := tester{suppressor: newSuppressor(t), mails: ses.New(time.Now), texts: sms.New(time.Now)}
	w.mails.Verify("aster.example")
	for name, h := range map[string]http.Handler{"AWS_ENDPOINT_URL_SESV2": w.mails, "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2": w.texts} {
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		w.env[name] = server.URL
	}
	p := process{env: func(n string) string { return w.env[n] }, now: time.Now}
	stage, table := w.env["DOORSTEP_STAGE"], w.env["DOORSTEP_TABLE"]
	db, err := p.store(place{&stage, &table})
	if err != nil {
		t.Fatal(err)
	}
	record, err := brand.Encode(brand.Record{Name: "Aster & Pine", Locales: []string{"en", "de"}, Messages: brand.Messages{
		From: "parcels@aster.example", SMS: brand.SMS{Senders: map[string]string{"DE": "AsterPine"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.ApplyBrand(t.Context(), "aster", record, nil); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestSendATest(t *testing.T) {
	t.Parallel()
	w := newTester(t)
	out, said, code := w.run("", "test", "--brand", "aster", "--kind", "delivered", "--to", "ada@example.com")
	if code != exitDone || len(w.mails.Outbox()) != 1 {
		t.Fatalf("%q, %q, %d", out, said, code)
	}
	m := w.mails.Outbox()[0]
	if m.To[0] != "ada@example.com" || !strings.HasPrefix(m.Subject, "[Test] ") || m.From != `"Aster & Pine" <parcels@aster.example>` || m.ConfigurationSet != "doorstep-try-messages" || !strings.Contains(out, m.ID) {
		t.Errorf("sent %q to %v from %s under %s; printed %s", m.Subject, m.To, m.From, m.ConfigurationSet, out)
	}
	if m.HTML == "" || m.Text == "" {
		t.Error("the mail is not whole")
	}
	out, said, code = w.run("", "test", "--brand", "aster", "--kind", "shipped", "--to", "+4915155309018", "--locale", "de")
	if code != exitDone || len(w.texts.Outbox()) != 1 || !strings.Contains(out, `"locale":"de"`) {
		t.Fatalf("%q, %q, %d", out, said, code)
	}
	if s := w.texts.Outbox()[0]; s.From != "AsterPine" || !strings.HasPrefix(s.Body, "[Test] ") || s.Context["test"] != "yes" {
		t.Errorf("sent %q from %s, %v", s.Body, s.From, s.Context)
	}
	if out, _, code := w.run("", "test", "--brand", "aster", "--kind", "shipped", "--to", "+4915155309018", "--dry-run"); code != exitDone || len(w.texts.Outbox()) != 1 || !strings.Contains(out, `"dry_run":true`) {
		t.Errorf("a dry run: %q, %d, %d messages", out, code, len(w.texts.Outbox()))
	}
}

func TestATestThatIsNotSent(t *testing.T) {
	t.Parallel()
	w := newTester(t)
	if _, said, code := w.run("", "suppress", "ada@example.com", "--brand", "aster"); code != exitDone {
		t.Fatal(said)
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"suppressed":       {[]string{"--brand", "aster", "--kind", "delivered", "--to", "ada@example.com"}, "not written to (merchant)"},
		"no brand":         {[]string{"--kind", "delivered", "--to", "eve@example.com"}, "--brand is missing"},
		"no such brand":    {[]string{"--brand", "birch", "--kind", "delivered", "--to", "eve@example.com"}, "birch"},
		"no kind":          {[]string{"--brand", "aster", "--to", "eve@example.com"}, "is none of order_confirmed"},
		"no address":       {[]string{"--brand", "aster", "--kind", "delivered"}, "--to is missing"},
		"two addresses":    {[]string{"--brand", "aster", "--kind", "delivered", "--to", "eve@example.com", "ada@example.com"}, "too many"},
		"no such channel":  {[]string{"--brand", "aster", "--kind", "delivered", "--to", "eve@example.com", "--channel", "fax"}, "neither email nor sms"},
		"dry run of mail":  {[]string{"--brand", "aster", "--kind", "delivered", "--to", "eve@example.com", "--dry-run"}, "SES has no such thing"},
		"no country":       {[]string{"--brand", "aster", "--kind", "delivered", "--to", "0151309018"}, "names no country"},
		"no sender for it": {[]string{"--brand", "aster", "--kind", "delivered", "--to", "+447700900123"}, "no sender for this country (GB)"},
	} {
		_, said, code := w.run("", append([]string{"test"}, c.args...)...)
		if code != exitInput || !strings.Contains(said, c.says) {
			t.Errorf("%s: %d %q", name, code, said)
		}
	}
	if n := len(w.mails.Outbox()) + len(w.texts.Outbox()); n != 0 {
		t.Errorf("%d messages left", n)
	}
}
