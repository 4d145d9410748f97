package mail_test

import (
	"strings"
	"testing"

	"doorstep/shared/locale"
	"doorstep/shared/mail"
)

// A long address, as API Gateway gives it to whoever has no domain of their own.
const longPage = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/t/abcdefghijklmnopqrstuvwxyz"

func sms(t *testing.T, l mail.Letter) mail.SMS {
	t.Helper()
	s, err := l.SMS()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSMS(t *testing.T) {
	t.Parallel()
	const page = " https://track.example/t/abcdefghijklmnopqrstuvwxyz"
	cases := map[string]struct {
		example string
		alter   func(*mail.Letter)
		want    string
		many    int // segments
	}{
		"all of it":          {"delay", func(*mail.Letter) {}, "Aster & Pine 1042: Sorry, your parcel is late, now expected by Thu 26 Nov." + page, 1},
		"without the number": {"delay", func(l *mail.Letter) { l.Order.Number = strings.Repeat("1234567890", 4) }, "Aster & Pine: Sorry, your parcel is late, now expected by Thu 26 Nov." + page, 1},
		"without the date":   {"delay", func(l *mail.Letter) { l.Links.Page, l.Brand.Name = longPage, "Aster & Pine of Tottenham Court Rd" }, "Aster & Pine of Tottenham Court Rd 1042: Sorry, your parcel is late. " + longPage, 1},
		"a shorter name":     {"reassurance", func(l *mail.Letter) { l.Links.Page, l.Brand.Name = longPage, "Aster & Pine of Tottenham Court Rd" }, "Aster & Pine of Tottenham: No new scan yet. We are watching your parcel. " + longPage, 1},
		"a single long word": {"delay", func(l *mail.Letter) {
			l.Links.Page, l.Brand.Name = longPage+"abcdefghijk", "Donaudampfschifffahrtsgesellschaft"
		}, "Donaudampfs 1042: Sorry, your parcel is late. " + longPage + "abcdefghijk", 1},
		"letters with marks":    {"delivered", func(l *mail.Letter) { l.Brand.Name = "Żółty Słoń" }, "Zolty Slon 1042: Your parcel was delivered." + page, 1},
		"marks that cost a bit": {"delivered", func(l *mail.Letter) { l.Brand.Name = "Grüne Äpfel" }, "Grüne Äpfel 1042: Your parcel was delivered." + page, 1},
		"another script":        {"delivered", func(l *mail.Letter) { l.Brand.Name = "花屋" }, "花屋 1042: Your parcel was delivered." + page, 2},
		"a present":             {"delivered-gift", func(*mail.Letter) {}, "Aster & Pine: Your parcel was delivered." + page, 1},
		"an amount":             {"refunded", func(*mail.Letter) {}, "Aster & Pine 1042: $50.00 is on its way back to you." + page, 1},
		"a place's last day":    {"ready_for_pickup-pickup-ready", func(*mail.Letter) {}, "Aster & Pine 1042: Your parcel is ready for pickup until Sat 28 Nov." + page, 1},
		"only a label":          {"shipped-announced", func(*mail.Letter) {}, "Aster & Pine 1042: Your parcel is ready to ship." + page, 1},
		"not proved":            {"delivered-unconfirmed", func(*mail.Letter) {}, "Aster & Pine 1042: Your parcel is reported as delivered." + page, 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := example(t, c.example).Letter(aster(), find(t, "en"))
			c.alter(&l)
			if got := sms(t, l); got.Body != c.want || got.Segments != c.many {
				t.Errorf("got %q in %d, want %q in %d", got.Body, got.Segments, c.want, c.many)
			}
		})
	}
}

// TestOneSegment: in every language that the alphabet can write, every message is one segment, also with a long address.
func TestOneSegment(t *testing.T) {
	t.Parallel()
	for _, tag := range locale.Languages() {
		for _, e := range examples() {
			l := e.Letter(aster(), find(t, tag))
			l.Links.Page = longPage
			most := 1
			if tag == "ar" || tag == "ja" {
				most = 3
			}
			if got := sms(t, l); got.Segments > most || most == 1 && got.Alphabet != mail.GSM {
				t.Errorf("%s, %s: %d segments of %s: %q", tag, e.Name, got.Segments, got.Alphabet, got.Body)
			}
		}
	}
}

func TestAnAddressTooLongForSMS(t *testing.T) {
	t.Parallel()
	l := example(t, "delivered").Letter(aster(), find(t, "en"))
	l.Links.Page = "https://track.example/" + strings.Repeat("a", 700)
	if s, err := l.SMS(); err == nil {
		t.Errorf("got %d segments", s.Segments)
	}
}
