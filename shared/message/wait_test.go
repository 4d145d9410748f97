package message_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // main embeds it as well

	"doorstep/shared/brand"
	"doorstep/shared/message"
	"doorstep/shared/shipment"
)

func clock(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	night := brand.Quiet{From: "21:00", Until: "08:00"}
	for _, c := range []struct {
		name, zone string
		quiet      brand.Quiet
		channel    message.Channel
		now, want  string // want empty: it leaves
	}{
		{"in the evening", "Europe/Berlin", night, message.SMS, "2026-11-21T21:30:00+01:00", "2026-11-22T08:00:00+01:00"},
		{"in the morning", "Europe/Berlin", night, message.SMS, "2026-11-21T07:59:59+01:00", "2026-11-21T08:00:00+01:00"},
		{"at their end", "Europe/Berlin", night, message.SMS, "2026-11-21T08:00:00+01:00", ""},
		{"at their beginning", "Europe/Berlin", night, message.SMS, "2026-11-21T21:00:00+01:00", "2026-11-22T08:00:00+01:00"},
		{"at noon", "Europe/Berlin", night, message.SMS, "2026-11-21T12:00:00+01:00", ""},
		{"an e-mail wakes nobody", "Europe/Berlin", night, message.Email, "2026-11-21T23:00:00+01:00", ""},
		{"unless the brand says so", "Europe/Berlin", brand.Quiet{From: "21:00", Until: "08:00", Channels: []string{"email"}}, message.Email, "2026-11-21T23:00:00+01:00", "2026-11-22T08:00:00+01:00"},
		{"a siesta", "Europe/Madrid", brand.Quiet{From: "14:00", Until: "16:30"}, message.SMS, "2026-11-21T15:00:00+01:00", "2026-11-21T16:30:00+01:00"},
		{"after the siesta", "Europe/Madrid", brand.Quiet{From: "14:00", Until: "16:30"}, message.SMS, "2026-11-21T17:00:00+01:00", ""},
		{"the clock goes forward", "Europe/Berlin", night, message.SMS, "2026-03-28T22:00:00+01:00", "2026-03-29T08:00:00+02:00"},
		{"the clock goes back", "Europe/Berlin", night, message.SMS, "2026-10-24T22:00:00+02:00", "2026-10-25T08:00:00+01:00"},
		{"their end comes twice, the first time", "Europe/Berlin", brand.Quiet{From: "21:00", Until: "02:30"}, message.SMS, "2026-10-25T02:10:00+02:00", "2026-10-25T02:30:00+02:00"},
		{"their end comes twice, the second time", "Europe/Berlin", brand.Quiet{From: "21:00", Until: "02:30"}, message.SMS, "2026-10-25T02:10:00+01:00", "2026-10-25T02:30:00+01:00"},
		{"no zone is UTC", "", night, message.SMS, "2026-11-21T22:00:00Z", "2026-11-22T08:00:00Z"},
		{"nor is one that nobody knows", "Mars/Olympus", night, message.SMS, "2026-11-21T22:00:00Z", "2026-11-22T08:00:00Z"},
		{"nor this machine's", "Local", night, message.SMS, "2026-11-21T22:00:00Z", "2026-11-22T08:00:00Z"},
		{"across the date line", "Pacific/Auckland", night, message.SMS, "2026-11-21T09:00:00Z", "2026-11-22T08:00:00+13:00"},
		{"nonsense is none", "UTC", brand.Quiet{From: "25:00", Until: "8"}, message.SMS, "2026-11-21T22:00:00Z", ""},
		{"all day is none", "UTC", brand.Quiet{From: "08:00", Until: "08:00"}, message.SMS, "2026-11-21T22:00:00Z", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := message.PolicyOf(brand.Messages{Zone: c.zone, Quiet: c.quiet})
			end, quiet := p.QuietUntil(clock(t, c.now), c.channel)
			if quiet != (c.want != "") || quiet && !end.Equal(clock(t, c.want)) {
				t.Errorf("quiet %v until %v, want %q", quiet, end, c.want)
			}
		})
	}
}

func TestWaiting(t *testing.T) {
	t.Parallel()
	done := reached(shipment.Delivered, hour)
	delay := func(m *brand.Messages) { m.Kinds["delivered"] = brand.Rule{Delay: 30} }
	night := func(m *brand.Messages) {
		m.Quiet = brand.Quiet{From: "11:00", Until: "15:00", Channels: []string{"email"}}
	}
	both := func(m *brand.Messages) { delay(m); night(m) }
	shadow := func(m *brand.Messages) { delay(m); m.Mode = message.Shadow }
	own := func(made time.Duration) message.Earlier {
		return message.Earlier{Key: "s1/0/delivered/1/owner/email", Outcome: message.Defer, Made: now.Add(-made), Until: now}
	}
	for _, c := range []struct {
		name            string
		policy          func(*brand.Messages)
		own             message.Earlier
		outcome, reason string
		until           time.Duration
	}{
		{"delayed", delay, message.Earlier{}, message.Defer, "delayed", 30 * time.Minute},
		{"not long enough", delay, own(20 * time.Minute), message.Defer, "delayed", 10 * time.Minute},
		{"long enough", delay, own(30 * time.Minute), message.Send, "news", 0},
		{"quiet hours", night, message.Earlier{}, message.Defer, "quiet_hours", 3 * hour},
		{"delayed into quiet hours", both, own(30 * time.Minute), message.Defer, "quiet_hours", 3 * hour},
		{"in shadow nothing waits, but it is said", shadow, message.Earlier{}, message.Skip, "shadow", 30 * time.Minute},
	} {
		p := present(shipment.Delivered, "", done)
		p.Policy, p.Own = live(c.policy), c.own
		got := message.Decide(about(done), owner, p)
		if got.Outcome != c.outcome || got.Reason != c.reason || c.until != 0 && !got.Until.Equal(now.Add(c.until)) {
			t.Errorf("%s: %+v, want %s, %s until %v", c.name, got, c.outcome, c.reason, now.Add(c.until))
		}
	}
}

func TestPlanned(t *testing.T) {
	t.Parallel()
	moving, waits := reached(shipment.Accepted, hour), reached(shipment.AvailableForPickup, hour)
	expected := func(earliest, latest string) message.Present {
		p := present(shipment.Accepted, "", moving)
		p.Policy = live(func(m *brand.Messages) { m.Zone = "America/New_York" })
		p.Parcels[0].Expected = shipment.Window{Earliest: earliest, Latest: latest}
		return p
	}
	pickup := present(shipment.AvailableForPickup, "", waits)
	later := pickup
	later.Own = message.Earlier{Key: "k", Outcome: message.Defer, Made: now.AddDate(0, 0, -3), Until: now}
	tomorrow := also(about(moving), message.ArrivingTomorrow)
	for _, c := range []struct {
		name    string
		subject message.Subject
		present message.Present
		reason  string
		until   string
		record  bool
	}{
		{"in three days", tomorrow, expected("2026-11-24", "2026-11-24"), "planned", "2026-11-23T15:00:00-05:00", true},
		{"by a day, which may be earlier", tomorrow, expected("", "2026-11-24"), "planned", "2026-11-23T15:00:00-05:00", true},
		{"tomorrow, and it is not afternoon", tomorrow, expected("2026-11-22", "2026-11-22"), "planned", "2026-11-21T15:00:00-05:00", true},
		{"today", tomorrow, expected("2026-11-21", "2026-11-21"), "superseded", "", true},
		{"some day of a week", tomorrow, expected("2026-11-23", "2026-11-27"), "no_date", "", false},
		{"nobody knows", tomorrow, expected("", ""), "no_date", "", false},
		{"a pickup of today", also(about(waits), message.PickupExpiring), pickup, "planned", "2026-11-24T10:00:00Z", true},
		{"a pickup of three days ago", also(about(waits), message.PickupExpiring), later, "news", "", true},
	} {
		got := message.Decide(c.subject, owner, c.present)
		if got.Reason != c.reason || got.Record != c.record || c.until != "" && !got.Until.Equal(clock(t, c.until)) {
			t.Errorf("%s: %+v, want %s until %s", c.name, got, c.reason, c.until)
		}
	}
}

// two is an order of two parcels of a brand that merges within ten minutes.
func two(first, second shipment.Milestone) message.Present {
	ten := 10
	return message.Present{
		OrderID: "o1", OrderKnown: true, BrandKnown: true, Now: now, Policy: live(func(m *brand.Messages) { m.Merge = &ten }),
		Parcels: []message.Parcel{
			{Shipment: "s1", Claimed: true, Status: first.Status, Milestones: []shipment.Milestone{first}},
			{Shipment: "s2", Claimed: true, Status: second.Status, Milestones: []shipment.Milestone{second}},
		},
	}
}

func TestMerging(t *testing.T) {
	t.Parallel()
	done, moving := reached(shipment.Delivered, 5*time.Minute), reached(shipment.InTransit, hour)
	s1, s2 := about(done), about(done)
	s2.Shipment = "s2"
	waits := func(s message.Subject, made, until time.Duration) message.Earlier {
		return message.Earlier{Key: message.NameOf(s, owner, two(done, done)).Key(), About: s.Text(), Kind: message.Delivered, Outcome: message.Defer,
			Reason: message.ReasonMerging, Made: now.Add(made), Until: now.Add(until)}
	}
	told := func(s message.Subject, ago time.Duration, with ...string) message.Earlier {
		e := sent(s, owner, two(done, done), ago)
		e.With = with
		return e
	}
	busy := told(s1, 0, "s2")
	busy.Busy, busy.Sent = true, time.Time{}
	minute := time.Minute
	for _, c := range []struct {
		name            string
		subject         message.Subject
		present         message.Present
		outcome, reason string
		until           time.Duration
		with            []string
	}{
		{"the first waits for the other", s1, two(done, moving), message.Defer, "merging", 10 * minute, nil},
		{"nothing to wait for: the other was told", s1, with(two(done, done), func(p *message.Present) { p.Earlier = []message.Earlier{told(s2, hour)} }), message.Send, "news", 0, nil},
		{"the only parcel never waits", s1, with(two(done, done), func(p *message.Present) { p.Parcels = p.Parcels[:1] }), message.Send, "news", 0, nil},
		{"nor does one of a brand that never merges", s1, with(two(done, moving), func(p *message.Present) { p.Policy = live() }), message.Send, "news", 0, nil},
		{"the second waits until just behind the first", s2, with(two(done, done), func(p *message.Present) {
			p.Earlier = []message.Earlier{waits(s1, -4*minute, 6*minute)}
		}), message.Defer, "merging", 7 * minute, nil},
		{"the first takes the second along", s1, with(two(done, done), func(p *message.Present) {
			p.Own = waits(s1, -10*minute, 0)
			p.Earlier = []message.Earlier{p.Own, waits(s2, -4*minute, minute)}
		}), message.Send, "news", 0, []string{"s2"}},
		{"but not one that no longer holds", s1, with(two(done, moving), func(p *message.Present) {
			p.Own = waits(s1, -10*minute, 0)
			p.Earlier = []message.Earlier{p.Own, waits(s2, -4*minute, minute)}
		}), message.Send, "news", 0, nil},
		{"the second was taken along", s2, with(two(done, done), func(p *message.Present) {
			p.Own = waits(s2, -4*minute, 0)
			p.Earlier = []message.Earlier{told(s1, minute, "s2"), p.Own}
		}), message.Skip, "merged", 0, nil},
		{"the second is being taken along", s2, with(two(done, done), func(p *message.Present) {
			p.Own = waits(s2, -4*minute, 0)
			p.Earlier = []message.Earlier{busy, p.Own}
		}), message.Defer, "merging", minute, nil},
		{"the first left before the second came", s2, with(two(done, done), func(p *message.Present) {
			p.Own = waits(s2, -4*minute, 0)
			p.Earlier = []message.Earlier{told(s1, 5*minute, "s2"), p.Own}
		}), message.Send, "news", 0, nil},
		{"both are due: the second lets the first go ahead", s2, with(two(done, done), func(p *message.Present) {
			p.Own = waits(s2, -4*minute, -minute)
			p.Earlier = []message.Earlier{waits(s1, -14*minute, -2*minute), p.Own}
		}), message.Defer, "merging", minute, nil},
		{"the first does not come: the second goes and takes it along", s2, with(two(done, done), func(p *message.Present) {
			p.Own = waits(s2, -4*minute, -minute)
			p.Earlier = []message.Earlier{waits(s1, -40*minute, -20*minute), p.Own}
		}), message.Send, "news", 0, []string{"s1"}},
		{"the first was dropped: the second goes by itself", s2, with(two(moving, done), func(p *message.Present) {
			p.Own = waits(s2, -4*minute, 0)
			p.Earlier = []message.Earlier{{Key: waits(s1, 0, 0).Key, Kind: message.Delivered, Outcome: message.Skip, Reason: "retracted"}, p.Own}
		}), message.Send, "news", 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := message.Decide(c.subject, owner, c.present)
			if got.Outcome != c.outcome || got.Reason != c.reason || !slices.Equal(got.With, c.with) || c.until != 0 && !got.Until.Equal(now.Add(c.until)) {
				t.Errorf("got %+v, want %s, %s until %v with %v", got, c.outcome, c.reason, now.Add(c.until), c.with)
			}
		})
	}
}
