package life

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/detect"
)

// Carriers whose merchants name none are found by their numbers.
func TestNumbersAreThoseOfTheirCarriers(t *testing.T) {
	t.Parallel()
	for _, by := range movers()[:3] {
		for serial := range 30 {
			number := by.number(100_000 + serial)
			if found := detect.Number(number); !slices.ContainsFunc(found, func(c detect.Candidate) bool { return c.Carrier == by.code }) {
				t.Fatalf("%s: %s looks like %v", by.code, number, found)
			}
		}
	}
}

// asks asks a carrier about a number so often, and gives what came of it.
func asks(t *testing.T, l *Life, number string, now time.Time, times int) []string {
	t.Helper()
	carriers := l.Carriers(func() time.Time { return now })
	var out []string
	for range times {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, carrierOrigin+"/dhl/track/shipments?trackingNumber="+number, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("DHL-API-Key", carriersim.Credentials("dhl", carrierOrigin)["api_key"])
		answer, err := carriers.RoundTrip(r)
		if err != nil {
			out = append(out, "broken")
			continue
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(answer.StatusCode, " ", strings.Count(string(body), "TOWN")))
	}
	return out
}

// Carriers answer mostly well, at times badly, and each time the same for one seed. What they say is remembered.
func TestCarriersAreNotReliable(t *testing.T) {
	t.Parallel()
	l := &Life{seed: 3, start: start}
	p := &parcel{number: "5401000003", mover: movers()[2], asked: start.Add(time.Hour)}
	for i, minutes := range []int{0, 90, 115} { // the last one 5 minutes ago: a replica does not know it
		p.scans = append(p.scans, carriersim.Scan{Step: carriersim.Step(i), At: start.Add(time.Duration(minutes) * time.Minute), City: "TOWN"})
	}
	l.parcels = []*parcel{p}
	if got := asks(t, l, p.number, start.Add(30*time.Minute), 30); !slices.Contains(got, "404 0") || slices.Contains(got, "200 2") {
		t.Errorf("before the carrier knows the number: %v", got)
	}
	l.answers = nil
	first := asks(t, l, p.number, start.Add(2*time.Hour), 200)
	for _, want := range []string{"200 4", "200 3", "429 0", "503 0", "502 0", "broken"} { // the newest scan stands there twice
		if !slices.Contains(first, want) {
			t.Errorf("no answer is %q", want)
		}
	}
	broken := 0
	for _, a := range first {
		if a == "broken" {
			broken++
		}
	}
	if len(l.answers) != len(first)-broken || l.answers[0].number != p.number || l.answers[0].source != "dhl" {
		t.Errorf("%d of %d answers are remembered, the first of %s about %s", len(l.answers), len(first), l.answers[0].source, l.answers[0].number)
	}
	if again := asks(t, l, p.number, start.Add(2*time.Hour), 200); !slices.Equal(first, again) {
		t.Error("the same questions have other answers")
	}
}

func TestMailboxesRememberWhatLeft(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, address, target, body string
		status                      int
		want                        Mail
	}{
		{"an e-mail", "https://email.example/v2/email/outbound-emails", "",
			`{"Content":{"Simple":{"Subject":{"Data":"Here"},"Body":{"Text":{"Data":"t"},"Html":{"Data":"<p>"}}}},"Destination":{"ToAddresses":["a@b.example"]},"EmailTags":[{"Name":"kind","Value":"shipped"}]}`,
			200, Mail{Channel: "email", To: "a@b.example", Subject: "Here", Text: "t", HTML: "<p>", ID: "email-1"}},
		{"a text message", "https://sms.example/", "PinpointSMSVoiceV2.SendTextMessage", `{"DestinationPhoneNumber":"+1","MessageBody":"t","Context":{"kind":"shipped"}}`,
			200, Mail{Channel: "sms", To: "+1", Text: "t", ID: "sms-1"}},
		{"a chat message", "https://chat.example/x", "", `{"text":"t"}`, 200, Mail{Channel: "chat", To: "https://chat.example/x", Text: `{"text":"t"}`, ID: "chat-1"}},
		{"nobody is to read it", "https://email.example/v2/email/outbound-emails", "", `{}`, 400, Mail{}},
		{"no JSON", "https://email.example/v2/email/outbound-emails", "", `{`, 400, Mail{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			boxes := (&Life{}).Mailboxes(func() time.Time { return start })
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.address, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("X-Amz-Target", c.target)
			answer, err := boxes.RoundTrip(r)
			if err != nil || answer.StatusCode != c.status {
				t.Fatalf("%v, %v", answer, err)
			}
			mails := boxes.Mails()
			if c.status != 200 {
				if len(mails) > 0 {
					t.Errorf("%+v left", mails)
				}
				return
			}
			got := mails[0]
			if got.Channel != "chat" && got.Tags["kind"] != "shipped" {
				t.Errorf("tags %v", got.Tags)
			}
			got.Tags = nil
			if c.want.At = start; fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
