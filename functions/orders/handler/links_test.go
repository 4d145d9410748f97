package handler

import (
	"strings"
	"testing"
	"time"

	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

func tokenOf(t *testing.T, address string) string {
	t.Helper()
	_, token, ok := strings.Cut(address, "/t/")
	if !ok || len(token) != link.TokenLength {
		t.Fatalf("%q is no address of a page", address)
	}
	return token
}

func TestMakeLink(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", path, `{"items":[{"id":"a","quantity":1}]}`)
	cases := map[string]struct {
		body   string
		status int
		life   time.Duration
	}{
		"owner":     {`{"scope":"owner"}`, 201, 400 * 24 * time.Hour},
		"gift":      {`{"scope":"gift"}`, 201, 400 * 24 * time.Hour},
		"support":   {`{"scope":"support"}`, 201, 7 * 24 * time.Hour},
		"no scope":  {`{}`, 422, 0},
		"other":     {`{"scope":"admin"}`, 422, 0},
		"no body":   {``, 400, 0},
		"no object": {`[]`, 400, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := s.send("POST", path+"/links", c.body)
			if w.Code != c.status {
				t.Fatalf("%d %s, want %d", w.Code, w.Body, c.status)
			}
			if c.status != 201 {
				return
			}
			got := decode[newLink](t, w)
			stored := s.links[link.Hash(tokenOf(t, got.URL))]
			want := store.Link{Hash: link.Hash(tokenOf(t, got.URL)), Order: order.ID("aster", "A-1001"), Scope: name, Expires: now.Add(c.life)}
			if stored != want || got.Scope != name || got.Expires != now.Add(c.life).Format(time.RFC3339) {
				t.Errorf("answer %+v, stored %+v, want %+v", got, stored, want)
			}
			if again := decode[newLink](t, s.send("POST", path+"/links", c.body)); again.URL != got.URL {
				t.Error("a repeated POST makes another link")
			}
		})
	}
	if w := s.send("POST", "/v1/orders/aster/nobody/links", `{"scope":"gift"}`); w.Code != 404 {
		t.Errorf("a link to no order: %d", w.Code)
	}
	if w := s.sendAs("Bearer birch-key", "POST", path+"/links", `{"scope":"gift"}`); w.Code != 401 {
		t.Errorf("another brand's key: %d", w.Code)
	}
}

// The answer tells when the link will close. One that is made when all is over opens for the brand's days from then on.
func TestLinksOfAnOrderThatIsOver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ day, expires string }{{"2026-11-25", "2027-02-24T00:00:00Z"}, {"2026-11-01", "2027-02-20T00:00:00Z"}, {"2026-06-01", "2027-02-20T00:00:00Z"}} {
		s := newShop(t)
		s.send("PUT", path, `{"shipments":[{"ref":"P1","status":"delivered","status_at":"`+c.day+`"}]}`)
		w := s.send("POST", path+"/links", `{"scope":"owner"}`)
		if w.Code != 201 || decode[newLink](t, w).Expires != c.expires {
			t.Errorf("delivered on %s: %d %s, want %s", c.day, w.Code, w.Body, c.expires)
		}
		if w := s.send("POST", path+"/links", `{"scope":"support"}`); w.Code != 201 {
			t.Errorf("a link for support: %d %s", w.Code, w.Body)
		}
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	first := decode[receipt](t, s.send("PUT", path, full)).TrackingURL
	s.send("POST", path+"/links", `{"scope":"gift"}`)
	s.wrote()
	got := decode[newLink](t, s.send("DELETE", path+"/links", ""))
	if got.URL == first || got.Scope != "owner" {
		t.Errorf("the new link is %+v", got)
	}
	if w := s.wrote(); w != "link, order, no link, no link, no link" {
		t.Errorf("wrote %s", w)
	}
	id := order.ID("aster", "A-1001")
	if l := s.links[link.Hash(tokenOf(t, got.URL))]; len(s.links) != 1 || l.N != 1 || l.Scope != "owner" {
		t.Errorf("links %+v, want the new one alone", s.links)
	}
	if p := s.pointers["aster/A-1001"]; p.Rotation != 1 || len(p.Lookup) != 2 {
		t.Errorf("pointer %+v: a lookup would lead to the old link, or nowhere", p)
	}
	if s.orders[id].Rotation != 1 || len(s.orders[id].Sealed) == 0 {
		t.Errorf("order %+v", s.orders[id])
	}
	if known := decode[record](t, s.send("GET", path, "")); known.TrackingURL != got.URL {
		t.Errorf("the record shows %s", known.TrackingURL)
	}
	// A later body keeps the rotation.
	if again := decode[receipt](t, s.send("PUT", path, `{"channel":"phone"}`)); again.TrackingURL != got.URL || s.pointers["aster/A-1001"].Rotation != 1 {
		t.Errorf("after another body the link is %s", again.TrackingURL)
	}
	if w := s.send("DELETE", "/v1/orders/aster/nobody/links", ""); w.Code != 404 {
		t.Errorf("links of no order: %d", w.Code)
	}
}

// Another writer between reading and writing is met again, and loses nothing.
func TestRotationMeetsAnotherWriter(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", path, full)
	s.before["PutOrder"] = func(*memory) { s.send("PUT", path, `{"channel":"phone"}`) }
	if w := s.send("DELETE", path+"/links", ""); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	known := decode[record](t, s.send("GET", path, ""))
	if known.Channel != "phone" || s.orders[known.OrderID].Rotation != 1 {
		t.Errorf("channel %q, rotation %d", known.Channel, s.orders[known.OrderID].Rotation)
	}
}
