package mail_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"doorstep/shared/locale"
	"doorstep/shared/mail"
	"doorstep/shared/watch"
)

func alert(t testing.TB, kind, story string) mail.Alert {
	t.Helper()
	l := example(t, story).Letter(aster(), find(t, "en"))
	a := mail.Alert{Kind: kind, Brand: l.Brand, Words: l.Words, Order: l.Order, Link: "https://track.example/t/support", Now: now}
	if len(l.Parcels) > 0 {
		a.Parcel = l.Parcels[0]
	}
	return a
}

// said is the JSON as Slack reads it.
type said struct {
	Text   string `json:"text"`
	Blocks []struct {
		Type string `json:"type"`
		Text struct {
			Type, Text string
			Verbatim   bool
		} `json:"text"`
		Elements []struct {
			URL string `json:"url"`
		} `json:"elements"`
	} `json:"blocks"`
}

func chat(t testing.TB, a mail.Alert) said {
	t.Helper()
	b, err := a.Chat()
	if err != nil {
		t.Fatal(err)
	}
	var s said
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Blocks) != 2 || s.Blocks[0].Text.Type != "mrkdwn" || !s.Blocks[0].Text.Verbatim || s.Blocks[1].Elements[0].URL != a.Link {
		t.Fatalf("blocks are %s", b)
	}
	return s
}

func TestAlerts(t *testing.T) {
	t.Parallel()
	for kind, story := range map[string]string{"silent": "reassurance", "past_promise": "delay", "no_shipment": "order_confirmed"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			a := alert(t, kind, story)
			m, err := a.Email()
			if err != nil {
				t.Fatal(err)
			}
			checkMarkup(t, m.HTML, []string{a.Brand.Site, a.Brand.LogoURL, a.Link})
			checkSubject(t, m.Subject)
			for _, found := range differences(t, m) {
				t.Error(found)
			}
			s := chat(t, a)
			golden(t, "alert/"+kind+".txt", fmt.Sprintf("Subject: %s\n\n%s\n======== chat\n%s\n\n%s\n", m.Subject, m.Text, s.Text, s.Blocks[0].Text.Text))
		})
	}
}

// Every finding has a name and something to do, in every language; what watch suggests is known by its code.
func TestEveryFindingHasWords(t *testing.T) {
	t.Parallel()
	for _, tag := range locale.Languages() {
		for _, kind := range append(watch.Kinds(), "something_new") {
			a := alert(t, kind, "reassurance")
			a.Words = find(t, tag)
			m, err := a.Email()
			if err != nil {
				t.Fatal(err)
			}
			if kind != "something_new" && (!a.Words.Has("alert."+kind) || !strings.Contains(m.Text, a.Words.Text("alert.todo"))) {
				t.Errorf("%s: %s has no words:\n%s", tag, kind, m.Text)
			}
			checkWords(t, kind, m)
		}
	}
	a := alert(t, watch.CustomsDwell, "customs")
	a.Action = "customer_pays_duty"
	if got := chat(t, a).Blocks[0].Text.Text; !strings.Contains(got, "The customer has to pay duty or tax") {
		t.Errorf("the action is not told: %q", got)
	}
}

// Nothing of a stranger becomes markup of Slack, a mention or a link, and nothing personal is told.
func TestHostileAlert(t *testing.T) {
	t.Parallel()
	for _, text := range attacks {
		l := hostile(t, "problem", text)
		a := mail.Alert{Kind: text, Action: text, Brand: aster(), Words: l.Words, Order: l.Order, Parcel: l.Parcels[0], Link: "https://track.example/t/support", Now: now}
		s := chat(t, a)
		shown := s.Text + "\n" + s.Blocks[0].Text.Text
		if strings.ContainsAny(shown, "<>`~") || strings.Count(shown, "*") != 2 || linked.MatchString(shown) {
			t.Errorf("the chat shows %q", shown)
		}
		checkCharacters(t, shown)
		m, err := a.Email()
		if err != nil {
			t.Fatal(err)
		}
		checkMarkup(t, m.HTML, []string{a.Brand.Site, a.Brand.LogoURL, a.Link})
		checkSubject(t, m.Subject)
	}
	a := alert(t, "silent", "customs")
	if got := chat(t, a).Blocks[0].Text.Text; strings.Contains(got, "Robin") || strings.Contains(got, "Import charges") {
		t.Errorf("the chat tells %q", got)
	}
}

func TestAlertRefusals(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*mail.Alert){
		"no words": func(a *mail.Alert) { a.Words = nil }, "no page": func(a *mail.Alert) { a.Link = "" },
		"a page of a script": func(a *mail.Alert) { a.Link = "javascript:alert(1)" },
	} {
		a := alert(t, "silent", "reassurance")
		change(&a)
		if _, err := a.Email(); err == nil {
			t.Errorf("%s: an e-mail was written", name)
		}
		if _, err := a.Chat(); err == nil {
			t.Errorf("%s: a chat was written", name)
		}
	}
}
