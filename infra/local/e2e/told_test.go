package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/message"
	"doorstep/shared/order"
)

// TestWhatIsNotTold tells of news that is told to nobody, or taken back, and that the command line says why.
func TestWhatIsNotTold(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := w.commandLine(t)
	t.Run("stories", func(t *testing.T) {
		for name, story := range map[string]func(*testing.T, commandLine){
			"an order imported with a parcel of last month": imported, "a delivery that a later scan takes back": takenBack,
			"overtaken by the delivery": overtaken, "shadow mode": shadow, "a pilot": pilot,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				story(t, c)
			})
		}
	})
	deniedByPoll(t, c) // by itself: a run of the schedule asks about all that is due
	w.settled(t)
	w.sound(t)
}

// bySMS sends certain kinds by both channels, at any hour.
func bySMS(r *brand.Record, kinds ...string) {
	r.Messages.Quiet = brand.Quiet{}
	for _, k := range kinds {
		r.Messages.Kinds[k] = brand.Rule{Channels: []string{"email", "sms"}}
	}
}

// reads is a body of the merchant API for a reader of one's own, who also agreed to text messages.
func reads(body map[string]any, name, phone string) (_ map[string]any, address string) {
	address = name + ".canary@example.com"
	body["customer"] = map[string]any{"name": "Quinn Canary", "email": address, "phone": phone}
	body["consent"] = map[string]any{"sms": true}
	return body, address
}

// sent lists how many messages went to an address and a phone number.
func (w world) sent(address, phone string) (mails, texts int) {
	for _, m := range w.TextMessages() {
		if m.To == phone {
			texts++
		}
	}
	return len(w.kindsTo(address)), texts
}

// The shop's old orders are imported, and an aggregator that was asked to follow their numbers tells all that happened last month at once.
func imported(t *testing.T, c commandLine) {
	const phone = "+4915550100101"
	c.ownShop(t, "imports", func(r *brand.Record) { bySMS(r, "shipped", "out_for_delivery", "delivered") })
	begin := time.Now().Add(-40 * 24 * time.Hour)
	p := carriersim.Parcel{Number: "9400111206206406260787", Carrier: "usps", Life: carriersim.Domestic(begin, 1)}
	body, address := reads(orderOf(begin, [2]string{"usps", p.Number}), "imported", phone)
	path := c.sell(t, "imports", "1", body)
	c.push(t, "easypost", pushFor(t, "easypost", p, len(p.Life)-1))
	c.until(t, path, status(0, "delivered", len(p.Life)))
	want := []string{
		"delivered email: not sent, stale", "delivered sms: not sent, stale", "order_confirmed email: not sent, stale", "out_for_delivery email: not sent, stale",
		"out_for_delivery sms: not sent, stale", "shipped email: not sent, stale", "shipped sms: not sent, stale",
	}
	var got []line
	c.eventually(t, func() error {
		if got = c.why(t, "imports", "1"); len(got) < len(want) {
			return fmt.Errorf("%d decisions of %d", len(got), len(want))
		}
		return c.idle()
	})
	for _, l := range got {
		if l.Why != "It happened too long ago to be news." {
			t.Errorf("%s: %s", l.Kind, l.Why)
		}
	}
	if said := says(got); !slices.Equal(said, want) {
		t.Errorf("the command line says %q, want %q", said, want)
	}
	if mails, texts := c.sent(address, phone); mails+texts != 0 {
		t.Errorf("%d mails and %d text messages left: %v", mails, texts, c.kindsTo(address))
	}
}

// Delivered, and scanned in a depot the next day: who was told learns that it was wrong, and of the second delivery when it comes.
func takenBack(t *testing.T, c commandLine) {
	c.ownShop(t, "truths", func(*brand.Record) {})
	begin := time.Now().Add(-50 * time.Hour)
	p := carriersim.Parcel{Number: "1Z5R89390357567127", Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Pickup, 6), scan(carriersim.OutForDelivery, 20),
		scan(carriersim.Delivered, 22), scan(carriersim.Arrived, 47), scan(carriersim.Delivered, 49))}
	body, address := reads(orderOf(begin.Add(4*time.Hour), [2]string{"ups", p.Number}), "truths", "+4915550100102")
	c.sell(t, "truths", "1", body)
	c.lives(t, p, address, "shipped", "out_for_delivery", "delivered", "retraction", "delivered")
	c.twice(t, "truths", address)

	before, all := c.why(t, "truths", "1"), c.kindsTo(address)
	for range 10 {
		c.pushLife(t, p)
		c.sell(t, "truths", "1", body)
	}
	c.settled(t)
	if after := c.why(t, "truths", "1"); !slices.Equal(after, before) || !slices.Equal(c.kindsTo(address), all) {
		t.Errorf("ten replays went from %v, %+v to %v, %+v", all, before, c.kindsTo(address), after)
	}
}

// lives pushes one scan after the other and waits for the one mail that each is news of. The order was confirmed before.
func (w world) lives(t *testing.T, p carriersim.Parcel, address string, kinds ...string) {
	t.Helper()
	told := []string{"order_confirmed"}
	w.gets(t, address, told...)
	for i, kind := range kinds {
		w.push(t, "ups", pushFor(t, "ups", p, i))
		told = append(told, kind)
		w.gets(t, address, told...)
		w.settled(t)
	}
}

// twice looks at a delivery that was taken back and came again: two decisions, and a word in between that is clear about it.
func (c commandLine) twice(t *testing.T, shop, address string) {
	t.Helper()
	var keys []string
	for _, l := range c.why(t, shop, "1") {
		if _, what, _ := strings.Cut(l.Key, "/"); l.Result == "sent" && strings.HasPrefix(what, "0/delivered") && strings.HasSuffix(what, "/email") { // text messages wait for the morning
			keys = append(keys, what)
		}
	}
	slices.Sort(keys)
	if want := []string{"0/delivered-retracted/1/owner/email", "0/delivered/1/owner/email", "0/delivered/2/owner/email"}; !slices.Equal(keys, want) {
		t.Errorf("what was told of the delivery: %q, want %q", keys, want)
	}
	for _, m := range c.Mailbox() {
		if m.To == address && m.Kind == "retraction" && (!strings.Contains(m.Subject+m.Text, "not") || strings.Contains(m.Text, "/s/")) {
			t.Errorf("the mail that takes the delivery back says %q", m.Text)
		}
	}
}

// Somebody tells of a delivery; UPS does not know the number yet, so it is believed. When it does, it denies it.
func deniedByPoll(t *testing.T, c commandLine) {
	c.ownShop(t, "denials", func(*brand.Record) {})
	begin := time.Now().Add(-40 * time.Hour)
	life := lifeOf(begin, scan(carriersim.Pickup, 20), scan(carriersim.Delivered, 37), scan(carriersim.Delivered, 40)) // the second one just now
	p := carriersim.Parcel{Number: "1Z8V92A70367203024", Carrier: "ups", Life: life}
	body, address := reads(orderOf(begin, [2]string{"ups", p.Number}), "denials", "+4915550100103")
	path := c.sell(t, "denials", "1", body)
	c.gets(t, address, "order_confirmed")
	for i, kind := range []string{"shipped", "delivered"} {
		c.push(t, "ups", pushFor(t, "ups", p, i))
		c.eventually(t, c.mailed(address, kind))
	}
	c.settled(t)
	c.sim.Add(carriersim.Parcel{Number: p.Number, Carrier: "ups", Life: life[:1]})
	c.makeDue(t, p.Number)
	c.tick(t)
	c.eventually(t, c.mailed(address, "retraction"))
	c.sim.Add(carriersim.Parcel{Number: p.Number, Carrier: "ups", Life: []carriersim.Scan{life[0], life[2]}})
	c.push(t, "ups", pushFor(t, "ups", p, 2))
	c.until(t, path, confirmed(true))
	c.gets(t, address, "order_confirmed", "shipped", "delivered", "retraction", "delivered")
	c.twice(t, "denials", address)
}

// mailed asks that somebody got a kind of e-mail.
func (w world) mailed(address, kind string) func() error {
	return func() error {
		if got := w.kindsTo(address); !slices.Contains(got, kind) {
			return fmt.Errorf("%s got %v, and no %s", address, got, kind)
		}
		return nil
	}
}

// The brand lets "out for delivery" wait an hour, and the driver was faster.
func overtaken(t *testing.T, c commandLine) {
	c.ownShop(t, "slow", func(r *brand.Record) {
		r.Messages.Kinds["out_for_delivery"] = brand.Rule{Channels: []string{"email"}, Delay: 60}
	})
	begin := time.Now().Add(-30 * time.Hour)
	p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Pickup, 6), scan(carriersim.OutForDelivery, 28), scan(carriersim.Delivered, 29))}
	body, address := reads(orderOf(begin, [2]string{"ups", p.Number}), "slow", "+4915550100104")
	c.sell(t, "slow", "1", body)
	ofRound := func() []string { return said(c.why(t, "slow", "1"), "out_for_delivery") }
	c.push(t, "ups", pushFor(t, "ups", p, 0))
	c.push(t, "ups", pushFor(t, "ups", p, 1))
	c.eventually(t, func() error {
		if got := ofRound(); !slices.Equal(got, []string{"out_for_delivery email: waits, delayed"}) {
			return fmt.Errorf("%v", got)
		}
		return nil
	})
	c.push(t, "ups", pushFor(t, "ups", p, 2))
	c.eventually(t, c.mailed(address, "delivered"))
	c.settled(t)
	for range 2 { // and nothing brings it back
		c.age(t, 61*time.Minute, order.ID("slow", "1"))
		c.tick(t)
		if got := ofRound(); !slices.Equal(got, []string{"out_for_delivery email: not sent, already_delivered"}) {
			t.Errorf("when its time came: %v", got)
		}
	}
	if got := c.kindsTo(address); slices.Contains(got, "out_for_delivery") {
		t.Errorf("it left all the same: %v", got)
	}
}

// said keeps what is said of a kind.
func said(lines []line, kind string) []string {
	return says(slices.DeleteFunc(lines, func(l line) bool { return l.Kind != kind }))
}

// A brand that tries Doorstep out: everything is decided, and nobody hears of it.
func shadow(t *testing.T, c commandLine) {
	const phone = "+4915550100105"
	c.ownShop(t, "shadows", func(r *brand.Record) {
		bySMS(r, "delivered")
		r.Messages.Mode = ""
	})
	address := c.lifeAt(t, "shadows", "1", "1ZXX3150YW44070023", phone)
	want := []string{
		"delivered email: would be sent, shadow", "delivered sms: would be sent, shadow", "order_confirmed email: would be sent, shadow",
		"out_for_delivery email: would be sent, shadow", "out_for_delivery sms: would be sent, shadow", "shipped email: would be sent, shadow",
	}
	c.decide(t, "shadows", "1", want)
	if mails, texts := c.sent(address, phone); mails+texts != 0 {
		t.Errorf("%d mails and %d text messages left", mails, texts)
	}
}

// One order in two: who is in the sample hears everything, who is not hears nothing.
func pilot(t *testing.T, c commandLine) {
	const percent, in, out = 50, "+4915550100106", "+4915550100107"
	c.ownShop(t, "pilots", func(r *brand.Record) {
		bySMS(r, "delivered")
		r.Messages.Pilot = percent
	})
	numbers := map[bool]string{}
	for i := 0; len(numbers) < 2; i++ {
		number := fmt.Sprint(i)
		numbers[message.InPilot(order.ID("pilots", number), percent)] = number
	}
	inside := c.lifeAt(t, "pilots", numbers[true], "1Z1202R66698804005", in)
	outside := c.lifeAt(t, "pilots", numbers[false], "1Z12345E0205271688", out)
	decided := func(result string) (all []string) {
		for _, what := range []string{"delivered email", "delivered sms", "order_confirmed email", "out_for_delivery email", "out_for_delivery sms", "shipped email"} {
			all = append(all, what+": "+result)
		}
		return all
	}
	c.decide(t, "pilots", numbers[false], decided("would be sent, pilot"))
	c.decide(t, "pilots", numbers[true], decided("sent, news"))
	if mails, texts := c.sent(outside, out); mails+texts != 0 {
		t.Errorf("%d mails and %d text messages left to somebody outside of the sample", mails, texts)
	}
	if mails, texts := c.sent(inside, in); mails != 4 || texts != 2 {
		t.Errorf("%d mails and %d text messages left, want 4 and 2", mails, texts)
	}
}

// lifeAt lets an order live from its first scan to its delivery, step by step, and gives the reader's address.
func (c commandLine) lifeAt(t *testing.T, shop, number, tracking, phone string) (address string) {
	t.Helper()
	begin := time.Now().Add(-30 * time.Hour)
	p := carriersim.Parcel{Number: tracking, Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Pickup, 6), scan(carriersim.OutForDelivery, 28), scan(carriersim.Delivered, 29))}
	body, address := reads(orderOf(begin, [2]string{"ups", p.Number}), shop+number, phone)
	c.sell(t, shop, number, body)
	kinds := []string{"order_confirmed", "shipped", "out_for_delivery", "delivered"}
	for i, kind := range kinds {
		if i > 0 {
			c.push(t, "ups", pushFor(t, "ups", p, i-1))
		}
		c.eventually(t, func() error {
			all, err := c.store().Decisions(t.Context(), order.ID(shop, number))
			for _, d := range all {
				if d.Kind == kind && strings.HasSuffix(d.Key, "/email") {
					return nil
				}
			}
			return fmt.Errorf("nothing was decided about %s: %v %v", kind, all, err)
		})
	}
	return address
}

// decide waits until the command line says just this of an order, and nothing moves any more.
func (c commandLine) decide(t *testing.T, shop, number string, want []string) {
	t.Helper()
	c.settled(t)
	if got := says(c.why(t, shop, number)); !slices.Equal(got, want) {
		t.Errorf("the command line says of %s %s: %q, want %q", shop, number, got, want)
	}
}
