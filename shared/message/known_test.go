package message_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"doorstep/shared/brand"
	"doorstep/shared/message"
	"doorstep/shared/shipment"
)

// What was told before decides what is told of a second delivery, and of its taking back.
func TestWhatIsKnown(t *testing.T) {
	t.Parallel()
	done := reached(shipment.Delivered, 3*hour)
	first := present(shipment.Delivered, "", done)
	gone := present(shipment.InTransit, "", retracted(done))
	again := present(shipment.Delivered, "", retracted(done), second(done))
	goneAgain := present(shipment.InTransit, "", retracted(done), retracted(second(done)))
	told, recanted := sent(about(done), owner, first, 2*hour), sent(about(retracted(done)), owner, gone, hour)
	merged := told
	merged.Outcome, merged.Reason, merged.Told = message.Skip, message.ReasonMerged, false
	skipped := merged
	skipped.Reason = message.ReasonShadow
	other := told
	other.Key, other.With = "s2/0/delivered/1/owner/email", []string{"s1"}
	lately := sent(found("past_promise"), owner, present(shipment.InTransit, ""), 11*hour)
	longAgo := lately
	longAgo.Sent = now.Add(-13 * hour)
	late := because(shipment.InTransit, "delayed", hour)
	slow := present(shipment.InTransit, "", late)
	for _, c := range []struct {
		name    string
		subject message.Subject
		present message.Present
		earlier []message.Earlier
		want    string
	}{
		{"taken back, and it was told", about(retracted(done)), gone, []message.Earlier{told}, "news"},
		{"taken back, and it was told along with another", about(retracted(done)), gone, []message.Earlier{merged}, "news"},
		{"taken back, and the other told it", about(retracted(done)), gone, []message.Earlier{other}, "news"},
		{"taken back, and nobody was told", about(retracted(done)), gone, nil, "never_told"},
		{"taken back, and it was only decided", about(retracted(done)), gone, []message.Earlier{skipped}, "never_told"},
		{"taken back, and delivered after all", about(retracted(done)), again, []message.Earlier{told}, "superseded"},
		{"taken back, and put back", about(retracted(done)), first, []message.Earlier{told}, "superseded"},
		{"taken back, and on its way home", about(retracted(done)), present(shipment.Returning, "", retracted(done), back(shipment.Returning, hour)), []message.Earlier{told}, "superseded"},
		{"delivered again, and nobody was told of the first", about(second(done)), again, nil, "news"},
		{"delivered again, and they were told that the first was wrong", about(second(done)), again, []message.Earlier{told, recanted}, "news"},
		{"delivered again, and they believe the first", about(second(done)), again, []message.Earlier{told}, "duplicate"},
		{"taken back twice, and they believe the first", about(retracted(second(done))), goneAgain, []message.Earlier{told}, "news"},
		{"taken back twice, and told once", about(retracted(second(done))), goneAgain, []message.Earlier{told, recanted}, "never_told"},
		{"late, and told this morning by another road", about(late), slow, []message.Earlier{lately}, "duplicate"},
		{"late, and told yesterday", about(late), slow, []message.Earlier{longAgo}, "news"},
	} {
		p := c.present
		p.Earlier = c.earlier
		if got := message.Decide(c.subject, owner, p); got.Reason != c.want {
			t.Errorf("%s: %+v, want %s", c.name, got, c.want)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	done := reached(shipment.Delivered, hour)
	lost := because(shipment.Exception, "lost", hour)
	stuck := reached(shipment.Exception, hour)
	stuck.Scan, lost.Scan = "f1", "f1"
	watcher := owner
	watcher.ID, watcher.Channel = "a/b#c%", message.SMS
	team := message.Recipient{ID: message.Team, Channel: message.Chat}
	p := present(shipment.Delivered, "to_neighbour", done)
	for _, c := range []struct {
		want    string
		subject message.Subject
		r       message.Recipient
		present message.Present
	}{
		{"s1/0/delivered/1/owner/email", about(done), owner, p},
		{"s1/0/delivered/2/owner/email", about(second(done)), owner, p},
		{"s1/0/delivered-retracted/1/owner/email", about(retracted(done)), owner, p},
		{"s1/0/delivered/1/a%2Fb%23c%25/sms", about(done), watcher, p},
		{"s1/0/shipped/1/owner/email", about(reached(shipment.Accepted, 0)), owner, p},
		{"s1/0/shipped/1/owner/email", about(reached(shipment.InTransit, 0)), owner, p},
		{"s1/0/in_transit/1/owner/email", also(about(reached(shipment.InTransit, 0)), message.InTransit), owner, p},
		{"s1/0/delay/1/owner/email", about(because(shipment.InTransit, "delayed", 0)), owner, p},
		{"s1/0/problem-lost/1/owner/email", about(lost), owner, present(shipment.Exception, "lost", stuck, lost)},
		{"s1/0/problem-lost/1/owner/email", about(stuck), owner, present(shipment.InTransit, "", stuck, lost)},
		{"s1/0/problem/1/owner/email", about(stuck), owner, present(shipment.Exception, "", stuck)},
		{"s1/0/customs-customs_documents/1/owner/email", about(because(shipment.Exception, "customs_documents", 0)), owner, p},
		{"s1/0/delivery_attempted/1/owner/email", about(reached(shipment.DeliveryAttempted, 0)), owner, present(shipment.DeliveryAttempted, "payment_missing", reached(shipment.DeliveryAttempted, 0))},
		{"s1/1/returned/1/owner/email", about(back(shipment.Returned, 0)), owner, p},
		{"s1/1/returned/1/owner/email", about(back(shipment.Delivered, 0)), owner, p},
		{"s1/0/reassurance-silent/1/owner/email", found("silent"), owner, p},
		{"s1/0/alert-silent/1/team/chat", found("silent"), team, p},
		{"/0/refunded/1/owner/email", event("refund"), owner, p},
	} {
		name := message.NameOf(c.subject, c.r, c.present)
		if name.Key() != c.want {
			t.Errorf("got %q, want %q", name.Key(), c.want)
		}
		subject, back, err := message.ParseSubject(name.Key(), c.subject.Text())
		if c.subject.About == "" {
			c.subject.About = message.AboutMilestone
		}
		if err != nil || subject != c.subject || back != name {
			t.Errorf("%s: read back as %+v of %+v, %v; want %+v of %+v", c.want, subject, back, err, c.subject, name)
		}
	}
	for _, bad := range [][2]string{{"s1/0/x/1/owner", "milestone/delivered"}, {"s1/x/x/1/owner/email", "milestone/delivered"}, {"s1/0/x/1/owner/email", ""}, {"s1/0/x/1/owner/email", "order"}} {
		if s, _, err := message.ParseSubject(bad[0], bad[1]); err == nil {
			t.Errorf("%q is read as %+v", bad, s)
		}
	}
}

// A pilot is the same orders from day to day, about as many as asked for, and grows without dropping any.
func TestPilot(t *testing.T) {
	t.Parallel()
	for _, percent := range []int{1, 10, 50, 99} {
		in := 0
		for i := range 10000 {
			id := fmt.Sprintf("%026d", i)
			if message.InPilot(id, percent) {
				in++
				if !message.InPilot(id, percent+1) {
					t.Fatalf("%s falls out of a larger pilot", id)
				}
			}
		}
		if in < percent*85 || in > percent*115 {
			t.Errorf("%d of 10000 orders are in a pilot of %d percent", in, percent)
		}
	}
	if !message.InPilot("o", 0) || !message.InPilot("o", 100) {
		t.Error("without a share everybody is in")
	}
}

// Whatever the state: nothing is sent about a milestone that is not there or was taken back, nor "out for delivery" once it is
// delivered; what is recorded has a kind, a reason and, when it waits, a time to come; and the same question has the same answer.
func TestNothingFalseIsSent(t *testing.T) {
	t.Parallel()
	statuses := []shipment.Status{shipment.InfoReceived, shipment.Accepted, shipment.InTransit, shipment.OutForDelivery, shipment.Exception,
		shipment.DeliveryAttempted, shipment.AvailableForPickup, shipment.Delivered, shipment.Returning, shipment.Returned, ""}
	subs := []string{"", "", "delayed", "lost", "customs_duties", "pickup_expiring", "to_neighbour"}
	milestone := rapid.Custom(func(t *rapid.T) shipment.Milestone {
		m := because(rapid.SampledFrom(statuses).Draw(t, "status"), rapid.SampledFrom(subs).Draw(t, "sub"), time.Duration(rapid.IntRange(-5, 100).Draw(t, "hours"))*time.Hour)
		m.Journey = rapid.IntRange(0, 1).Draw(t, "journey")
		m.Occurrence = rapid.IntRange(1, 2).Draw(t, "occurrence")
		m.Retracted = rapid.Bool().Draw(t, "retracted")
		return m
	})
	rapid.Check(t, func(t *rapid.T) {
		milestones := rapid.SliceOfN(milestone, 0, 6).Draw(t, "milestones")
		p := two(milestone.Draw(t, "a"), milestone.Draw(t, "b"))
		p.Parcels[0] = message.Parcel{Shipment: "s1", Claimed: true, Milestones: milestones,
			Status: rapid.SampledFrom(statuses).Draw(t, "now"), Sub: rapid.SampledFrom(subs).Draw(t, "sub now")}
		s := about(milestone.Draw(t, "subject"))
		for _, one := range message.Subjects(s, p.Policy) {
			d, twice := message.Decide(one, owner, p), message.Decide(one, owner, p)
			if fmt.Sprint(d) != fmt.Sprint(twice) {
				t.Fatalf("%+v, then %+v", d, twice)
			}
			if d.Record && (d.Kind == "" || d.Reason == "") || d.Outcome == message.Defer && !d.Until.After(p.Now) {
				t.Fatalf("%+v", d)
			}
			if message.NameOf(one, owner, p).Key() == "" {
				t.Fatal("no key")
			}
			if d.Outcome != message.Send && d.Outcome != message.Defer {
				continue
			}
			stands := false
			for _, m := range milestones {
				stands = stands || m.Journey == s.Journey && m.Status == s.Status && m.Sub == s.Sub && m.Occurrence == s.Occurrence && !m.Retracted
			}
			if !stands || s.Retracted || s.Status == shipment.OutForDelivery && p.Parcels[0].Status == shipment.Delivered {
				t.Fatalf("%+v is sent although it does not stand: %+v", s, d)
			}
		}
	})
}

// What is left unread because nobody can want to hear of it would have been no message.
func TestWantedNeverHidesAMessage(t *testing.T) {
	t.Parallel()
	policy := message.PolicyOf(brand.Messages{Mode: message.Live})
	for _, status := range []shipment.Status{shipment.InfoReceived, shipment.Accepted, shipment.InTransit, shipment.Exception, shipment.DeliveryAttempted, shipment.Delivered, shipment.Cancelled, shipment.Unknown} {
		for _, sub := range append(shipment.SubStatuses[status], "") {
			for _, back := range []bool{false, true} {
				m := because(status, "", hour)
				m.Retracted = back
				p := present(status, sub, m)
				p.Policy = policy
				_, wanted := message.Wanted(about(m), policy)
				for _, s := range message.Subjects(about(m), policy) {
					if d := message.Decide(s, owner, p); d.Record && !wanted {
						t.Errorf("%s/%s, taken back %v: not wanted, but %+v", status, sub, back, d)
					}
				}
			}
		}
	}
	if reason, wanted := message.Wanted(event("placed"), policy); wanted || reason != message.ReasonKindOff {
		t.Errorf("orders are confirmed by the shop: %s %v", reason, wanted)
	}
	if _, wanted := message.Wanted(found("customs_dwell"), policy); wanted {
		t.Error("nobody is told of it")
	}
}
