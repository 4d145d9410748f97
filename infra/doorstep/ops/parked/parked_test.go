package parked_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/infra/doorstep/ops/parked"
	"doorstep/infra/doorstep/ops/trial"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

const (
	number = "1Z879E930346834440"
	ups    = `{"trackingNumber":"` + number + `","localActivityDate":"20260310","localActivityTime":"091519","activityStatus":{"type":"D","code":"FS","description":"Delivered"},` +
		`"gmtActivityDate":"20260310","gmtActivityTime":"131519","receivedBy":"CANARY"}`
)

// shelf is a table of bodies and numbers.
type shelf struct {
	bodies  map[string]store.Unreadable
	numbers map[string]store.Number
	clock   time.Time
	sent    []queue.Message
	arrive  func(*shelf, queue.Message) // what the system does with what is sent
	sendErr error
}

func (s *shelf) Unreadables(_ context.Context, day time.Time) (out []store.Unreadable, err error) {
	for _, b := range s.bodies {
		if store.UnreadableOwner(b.At) == store.UnreadableOwner(day) {
			b.Sealed = nil
			out = append(out, b)
		}
	}
	return out, nil
}

func (s *shelf) Unreadable(_ context.Context, day time.Time, id string) (store.Unreadable, error) {
	b, ok := s.bodies[id]
	if !ok || store.UnreadableOwner(b.At) != store.UnreadableOwner(day) {
		return b, fault.New(fault.NotFound, "no body %s", id)
	}
	return b, nil
}

func (s *shelf) Unpark(_ context.Context, seen store.Unreadable) error {
	if s.bodies[seen.ID].Parked.Equal(seen.Parked) {
		delete(s.bodies, seen.ID)
	}
	return nil
}

func (s *shelf) LatestNumber(_ context.Context, number string) (store.Number, error) {
	n, ok := s.numbers[number]
	if !ok {
		return n, fault.New(fault.NotFound, "nothing")
	}
	return n, nil
}

func (s *shelf) Send(_ context.Context, m queue.Message) error {
	s.sent = append(s.sent, m)
	if s.arrive != nil {
		s.arrive(s, m)
	}
	return s.sendErr
}

// Open shows what is sealed: nothing is.
func (s *shelf) Open(_ context.Context, owner, label string, sealed []byte) ([]byte, error) {
	if owner != "X#2026-11-21" || label != "body" {
		return nil, errors.New("sealed for somebody else")
	}
	return sealed, nil
}

func body(t *testing.T, source, kind, text string) store.Unreadable {
	t.Helper()
	packed := text
	if kind != parked.Shop {
		m, err := queue.Inbound{Source: source, Account: "default", Kind: queue.Webhook, Body: []byte(text)}.Message()
		if err != nil {
			t.Fatal(err)
		}
		packed = m.Body
	}
	return store.Unreadable{ID: "ab12", Source: source, Account: "default", Kind: kind, Reason: "no", Sealed: []byte(packed), At: now.Add(-24 * time.Hour), Assurance: "signed", Parked: now.Add(-24 * time.Hour)}
}

// ingest saves what the bench reads of a message.
func ingest(s *shelf, m queue.Message) {
	out, err := trial.New(time.Now).Try(context.Background(), m)
	if err != nil {
		panic(err)
	}
	for name, facts := range out.Facts {
		s.numbers[name] = store.Number{Number: name, Facts: facts}
	}
}

// again parks the body again, as a deployed version does that cannot read it.
func again(s *shelf, _ queue.Message) {
	b := s.bodies["ab12"]
	b.Parked, b.Reason = now, "still no"
	s.bodies["ab12"] = b
}

func TestRetry(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   store.Unreadable
		change func(*parked.Retry)
		arrive func(*shelf, queue.Message)
		became string
		sent   int
		left   int
	}{
		"it is read now":              {body: body(t, "ups", "webhook", ups), arrive: ingest, became: parked.Applied, sent: 1},
		"it is not read yet":          {body: body(t, "ups", "webhook", "nothing"), became: parked.StillUnreadable, left: 1},
		"only the deployed one reads": {body: body(t, "ups", "webhook", "nothing"), change: func(r *parked.Retry) { r.Force = true }, became: parked.Waiting, sent: 1, left: 1},
		"the deployed one does not":   {body: body(t, "ups", "webhook", ups), arrive: again, became: parked.ParkedAgain, sent: 1, left: 1},
		"nothing comes of it yet":     {body: body(t, "ups", "webhook", ups), became: parked.Waiting, sent: 1, left: 1},
		"a dry run":                   {body: body(t, "ups", "webhook", ups), change: func(r *parked.Retry) { r.DryRun = true }, became: parked.WouldRead, left: 1},
		"as another source":           {body: body(t, "fedex", "webhook", ups), change: func(r *parked.Retry) { r.As.Source = "ups" }, arrive: ingest, became: parked.Applied, sent: 1},
		"of nobody":                   {body: body(t, "none", "none", ups), became: parked.Refused, left: 1},
		"for a person":                {body: body(t, "shopify", "data_request", ups), became: parked.Person, left: 1},
		"a shop, nobody says where":   {body: body(t, "shopify", "shop", `{}`), became: parked.Refused, left: 1},
		"a shop":                      {body: body(t, "shopify", "shop", `{}`), change: knocks(nil), became: parked.Applied},
		"a shop, dry":                 {body: body(t, "shopify", "shop", `{}`), change: func(r *parked.Retry) { knocks(nil)(r); r.DryRun = true }, became: parked.WouldSend, left: 1},
		"a shop that is turned away":  {body: body(t, "shopify", "shop", `{}`), change: knocks(errors.New("401")), became: parked.Refused, left: 1},
		"a shop without a body":       {body: body(t, "shopify", "shop", ``), change: knocks(nil), became: parked.Refused, left: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &shelf{bodies: map[string]store.Unreadable{"ab12": c.body}, numbers: map[string]store.Number{}, clock: now, arrive: c.arrive}
			r := parked.Retry{Items: s, Opener: s, Bench: trial.New(time.Now), Door: s, Wait: time.Second, Now: func() time.Time { return s.clock },
				Pause: func(_ context.Context, d time.Duration) error { s.clock = s.clock.Add(d); return nil }}
			if c.change != nil {
				c.change(&r)
			}
			v, err := r.One(t.Context(), c.body)
			if err != nil || v.Became != c.became || len(s.sent) != c.sent || len(s.bodies) != c.left {
				t.Errorf("became %q (%s), %d sent, %d left, %v", v.Became, v.Detail, len(s.sent), len(s.bodies), err)
			}
			if shown := fmt.Sprintf("%+v", v); strings.Contains(shown, "CANARY") || v.Body.Sealed != nil {
				t.Errorf("the verdict holds the body: %s", shown)
			}
		})
	}
}

func knocks(err error) func(*parked.Retry) {
	return func(r *parked.Retry) {
		r.Knock = func(context.Context, store.Unreadable, []byte) error { return err }
	}
}

// What a body vouches for is never more than what it came with.
func TestMessage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body store.Unreadable
		as   parked.As
		want string
	}{
		"as it came":             {store.Unreadable{Source: "ups", Account: "main", Kind: "webhook", Assurance: "signed", At: now}, parked.As{}, "ups main webhook signed"},
		"before that was kept":   {store.Unreadable{Source: "ups", Account: "main", Kind: "webhook", At: now}, parked.As{}, "ups main webhook secret"},
		"as another source":      {store.Unreadable{Source: "fedex", Account: "main", Kind: "webhook", Assurance: "signed", At: now}, parked.As{Source: "ups"}, "ups main webhook secret"},
		"a poll":                 {store.Unreadable{Source: "ups", Account: "main", Kind: "poll", Assurance: "polled", At: now, Numbers: []string{"A", "B"}, Status: 404}, parked.As{}, "ups main poll polled A,B 404"},
		"a push that was a poll": {store.Unreadable{Source: "ups", Account: "main", Kind: "poll", Assurance: "polled", At: now}, parked.As{Kind: "webhook"}, "ups main webhook secret"},
		"from nowhere":           {store.Unreadable{Source: "none", Account: "none", Kind: "none", At: now}, parked.As{Source: "ups", Kind: "webhook"}, "ups default webhook secret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := parked.Message(c.body, "packed", c.as)
			a := m.Attributes
			if got := strings.Join(strings.Fields(fmt.Sprint(a["source"], " ", a["account"], " ", a["kind"], " ", a["assurance"], " ", a["numbers"], " ", a["status"])), " "); err != nil || got != c.want || m.Body != "packed" || m.Group != a["source"] {
				t.Errorf("%q in group %q, want %q, %v", got, m.Group, c.want, err)
			}
			if a["received"] != "2026-11-22T10:00:00.000Z" {
				t.Errorf("received %s", a["received"])
			}
		})
	}
}

func TestListAndCounts(t *testing.T) {
	t.Parallel()
	s := &shelf{bodies: map[string]store.Unreadable{}}
	for i, b := range []store.Unreadable{
		{Source: "ups", Kind: "webhook", Reason: "line 3: no number", At: now}, {Source: "ups", Kind: "webhook", Reason: "line 17: no number", At: now.Add(-72 * time.Hour)},
		{Source: "ups", Kind: "poll", Reason: "no JSON", At: now.Add(-48 * time.Hour)}, {Source: "gls", Kind: "webhook", Reason: "no JSON", At: now.AddDate(0, 0, -30)}, {Source: "gls", Kind: "webhook", Reason: "old", At: now.AddDate(0, 0, -32)},
	} {
		b.ID = fmt.Sprintf("%04x", i)
		s.bodies[b.ID] = b
	}
	for name, c := range map[string]struct {
		filter parked.Filter
		want   string
	}{
		"all":         {parked.Filter{}, "0003 0001 0002 0000"},
		"of a source": {parked.Filter{Source: "gls"}, "0003"},
		"of a kind":   {parked.Filter{Kind: "poll"}, "0002"},
		"since":       {parked.Filter{Since: now.AddDate(0, 0, -2).Truncate(24 * time.Hour)}, "0002 0000"},
		"a reason":    {parked.Filter{Reason: "No Number"}, "0001 0000"},
	} {
		got, err := parked.List(t.Context(), s, c.filter, now)
		var ids []string
		for _, b := range got {
			ids = append(ids, b.ID)
		}
		if strings.Join(ids, " ") != c.want || err != nil {
			t.Errorf("%s: %v, want %s, %v", name, ids, c.want, err)
		}
	}
	all, err := parked.List(t.Context(), s, parked.Filter{}, now)
	counts := parked.Counts(all)
	if err != nil || len(counts) != 3 || counts[0].Bodies != 2 || counts[0].Reason != "line #: no number" || !counts[0].First.Equal(now.Add(-72*time.Hour)) || !counts[0].Last.Equal(now) {
		t.Errorf("counts %+v, %v", counts, err)
	}
	if names := strings.Join(parked.Sources(all), " "); names != "gls ups" {
		t.Errorf("sources %s", names)
	}
}

func TestShapeTellsNothingThatABodySays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want string
	}{
		"JSON":             {`{"name":"canary","scans":[{"code":5,"ok":true,"at":null},{"code":6}],"empty":{},"canary@example.com":"x","5551001990":1}`, ".(name of 10) number|.(name of 18) text of 1|.empty object without fields|.name text of 6|.scans list of 2|.scans[0].at null|.scans[0].code number|.scans[0].ok true or false"},
		"XML":              {`<?xml version="1.0"?><track><to name="canary">canary</to><scan/><scan><code>1</code></scan></track>`, "99 bytes, no JSON: text/xml; charset=utf-8|track|track/to|track/scan|track/scan/code"},
		"a page":           {`<!doctype html><p>canary`, "24 bytes, no JSON: text/html; charset=utf-8|p"},
		"text":             {"canary", "6 bytes, no JSON: text/plain; charset=utf-8"},
		"two documents":    {`{} {}`, "5 bytes, no JSON: text/plain; charset=utf-8"},
		"deeper than deep": {strings.Repeat("[", 30) + strings.Repeat("]", 30), "list of 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(parked.Shape([]byte(c.body)), "|")
			if name == "deeper than deep" {
				got, _, _ = strings.Cut(got, "|")
			}
			if got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
	if lines := parked.Shape([]byte(`{"` + strings.Repeat(`a":1,"`, 300) + `b":2}`)); len(lines) > 201 {
		t.Errorf("%d lines", len(lines))
	}
}

func FuzzShape(f *testing.F) {
	f.Add([]byte(`{"a":["canary"]}`))
	f.Add([]byte(`<a><b>canary</b></a>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if lines := parked.Shape(body); len(lines) > 202 {
			t.Errorf("%d lines", len(lines))
		}
	})
}
