package mail_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/mail"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// same lists what the text message says of each title.
var same = map[string]string{
	"We have your order": "We have your order", "We are preparing your order": "is being prepared", "This order was cancelled": "order was cancelled",
	"On its way": "(is on its|are on their) way|1 parcel is on its way", "Ready to ship": "ready to ship", "News of your parcel": "moves on|News of",
	"Arriving tomorrow": "arrive tomorrow", "Out for delivery": "parcel is out for delivery", "Delivery attempted": "could not be delivered",
	"Ready for pickup": "ready for pickup", "Please pick it up soon": "Please pick up", "Picked up": "order was picked up",
	"Delivered": "(parcel was|parcels were) delivered", "Reported as delivered": "is reported as delivered",
	"Left with a neighbour": "is with a neighbour", "Left in a safe place": "is in a safe place", "In your mailbox": "In your mailbox",
	"Later than we said": "is late", "Duties and taxes are due": "Duties and taxes are due", "Customs needs documents": "Customs needs documents",
	"Not let in by customs": "Not let in by customs", "Customs inspects the parcel": "Customs inspects", "A payment is due": "for your order is due",
	"A problem with your parcel": "a problem with your parcel", "This parcel will not arrive": "will not arrive", "We are watching your parcel": "We are watching",
	"Sorry, we were wrong": "our last message was wrong", "On its way back": "on its way back", "Back with the sender": "back with the sender",
	"Your refund": "way back to you",
}

// title is the subject without the order behind it, and without a date.
func title(subject string) string {
	return regexp.MustCompile(` · .*$|: by .*$`).ReplaceAllString(subject, "")
}

// TestSubjectAndTextAgree: what the subject of an e-mail says, the text message of the same example says too.
func TestSubjectAndTextAgree(t *testing.T) {
	t.Parallel()
	for _, e := range examples() {
		l := e.Letter(aster(), find(t, "en"))
		head, body := title(email(t, l).Subject), sms(t, l).Body
		if same[head] == "" {
			t.Errorf("%s: say in the table what a text message has to say of %q", e.Name, head)
		} else if !regexp.MustCompile(same[head]).MatchString(body) {
			t.Errorf("%s: the subject says %q, the text message %q", e.Name, head, body)
		}
	}
}

// TestNoTextForTwoTitles: what has two titles in a language is told by two text messages.
func TestNoTextForTwoTitles(t *testing.T) {
	t.Parallel()
	for _, tag := range locale.Languages() {
		titles := map[string]string{}
		for _, e := range examples() {
			if strings.HasPrefix(e.Name, "delay-") { // a date may stand in the title alone
				continue
			}
			l := e.Letter(aster(), find(t, tag))
			l.Gift = false // or the same news has a subject without a number
			subject, body := email(t, l).Subject, sms(t, l).Body
			if first, found := titles[body]; found && first != subject {
				t.Errorf("%s, %s: the text message for %q and %q is %q", tag, e.Name, first, subject, body)
			}
			titles[body] = subject
		}
	}
}

// times gives a letter about n parcels that are all like its first one.
func times(l mail.Letter, n int) mail.Letter {
	l.Parcels = slices.Repeat(l.Parcels[:1], n)
	return l
}

func TestSeveralParcels(t *testing.T) {
	t.Parallel()
	const page = " https://track.example/t/abcdefghijklmnopqrstuvwxyz"
	cases := map[string]struct {
		example, tag string
		n            int
		want         string
	}{
		"labels":               {"shipped-announced", "en", 2, "2 parcels are ready to ship."},
		"on their way":         {"shipped", "en", 3, "3 parcels are on their way."},
		"with the driver":      {"out_for_delivery", "en", 2, "2 parcels are out for delivery."},
		"at the counter":       {"ready_for_pickup", "en", 2, "2 parcels are ready for pickup."},
		"delivered":            {"delivered", "en", 2, "2 parcels were delivered."},
		"not proved":           {"delivered-unconfirmed", "en", 2, "2 parcels are reported as delivered."},
		"fetched":              {"delivered-pickup-fetched", "en", 2, "Your order was picked up."},
		"late":                 {"delay", "en", 2, "Sorry, 2 parcels are late."},
		"returned":             {"returned", "en", 2, "2 parcels are back with the sender."},
		"few in Polish":        {"delivered", "pl", 3, "3 paczki zostały doręczone."},
		"many in Polish":       {"delivered", "pl", 5, "5 paczek zostało doręczonych."},
		"few again in Polish":  {"delivered", "pl", 22, "22 paczki zostały doręczone."},
		"two in Arabic":        {"delivered", "ar", 2, "تم تسليم طردين."},
		"few in Arabic":        {"delivered", "ar", 3, "تم تسليم ٣ طرود."},
		"no plural in Japan":   {"delivered", "ja", 2, "荷物2個をお届けしました。"},
		"a friendly brand":     {"delivered_elsewhere", "de", 2, "2 Pakete wurden für dich abgegeben."},
		"a region’s own words": {"ready_for_pickup", "pt-PT", 2, "2 pacotes estão prontos para levantamento."},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := times(example(t, c.example).Letter(aster(), find(t, c.tag).InTone("friendly")), c.n)
			l.Order.Number = ""
			if got := email(t, l).Text; !strings.Contains(got, "\n"+c.want+"\n") {
				t.Errorf("the e-mail does not say %q:\n%s", c.want, got)
			}
			got, want := sms(t, l).Body, c.want+page
			if plain := withoutMarks.Replace(want); !strings.HasSuffix(got, want) && !strings.HasSuffix(got, plain) {
				t.Errorf("got %q, want it to end in %q", got, want)
			}
		})
	}
}

// withoutMarks writes Polish and Portuguese as one segment does.
var withoutMarks = strings.NewReplacer("ł", "l", "ę", "e", "ã", "a")

// TestSeveralThatDiffer: the title and the text message are about the same parcels, the e-mail tells of the others too.
func TestSeveralThatDiffer(t *testing.T) {
	t.Parallel()
	l := times(example(t, "shipped").Letter(aster(), find(t, "en")), 3)
	l.Parcels = slices.Clone(l.Parcels)
	l.Parcels[1].View.Status = shipment.InfoReceived
	m := email(t, l)
	if want := "\n2 parcels are on their way.\n1 parcel is ready to ship.\n"; !strings.Contains(m.Text, want) || title(m.Subject) != "On its way" {
		t.Errorf("the e-mail does not say %q:\n%s", want, m.Text)
	}
	if got, want := sms(t, l).Body, "Aster & Pine 1042: 2 parcels are on their way. "+l.Links.Page; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestEveryMergedKindCounts: whatever a policy merges says how many parcels it is about, in one segment where the alphabet allows.
func TestEveryMergedKindCounts(t *testing.T) {
	t.Parallel()
	policy := message.PolicyOf(brand.Messages{})
	for _, kind := range message.Kinds() {
		if rule := policy.Rule(kind); !rule.Merge {
			continue
		}
		for _, tag := range locale.Languages() {
			l := times(example(t, string(kind)).Letter(aster(), find(t, tag)), 12)
			l.Links.Page = longPage
			got := sms(t, l)
			if n := find(t, tag).Number(12); !strings.Contains(got.Body, n) {
				t.Errorf("%s, %s: %q does not say that it is about %s parcels", tag, kind, got.Body, n)
			}
			if tag != "ar" && tag != "ja" && got.Segments > 1 {
				t.Errorf("%s, %s: %d segments: %q", tag, kind, got.Segments, got.Body)
			}
		}
	}
}

// TestTheShopsOwn: what no carrier brings is not said to be sent.
func TestTheShopsOwn(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]string{
		order.Pickup: "Your order is being put together.", order.LocalDelivery: "Your order is being packed.", order.Ship: "Your parcel is ready to ship.",
	} {
		l := example(t, "shipped-announced").Letter(aster(), find(t, "en"))
		l.Order.Method, l.Parcels[0].Shipment.Method = method, method
		if got := sms(t, l).Body; !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q in it", method, got, want)
		}
	}
}

// TestColons: French sets a space before a colon that no line breaks at, in both parts of a message.
func TestColons(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{"fr": "Transporteur\u00a0: ", "de": "Paketdienst: ", "ja": "配送会社："} {
		m := email(t, example(t, "shipped").Letter(aster(), find(t, tag)))
		if !strings.Contains(m.Text, want+"UPS\n") {
			t.Errorf("%s: the text part has no %q", tag, want)
		}
		if !strings.Contains(m.HTML, ">"+want+"</span><bdi>UPS<") {
			t.Errorf("%s: the HTML has no %q", tag, want)
		}
	}
}
