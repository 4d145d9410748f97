package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
)

// nasty are texts that break out of a page, a line or a layout where somebody forgot to treat them. Something is left of each when tags
// and controls are gone.
func nasty() []string {
	return []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'-alert(1)-'`, `</title><svg onload=alert(1)>x`, `{{.}} ${7*7}`,
		`javascript:alert(1)`, "\u202edelivered\u202c \u2066x\u2069", "zero\u200bwidth\ufeff", "one\x00two\x07three\x1b[31m", "line\nline\r\nBEGIN:VALARM\u2028line",
		strings.Repeat("long ", 2000), strings.Repeat("e\u0301", 5000), "&lt;b&gt;x&amp;#60;b&amp;#62;", "https://evil.example/x?a=<u>", "a\U000e0041\u00adb\u009bc",
		"]]><!--", `</style></textarea><u>x`, "#\u26201\u2622\n---\n4321\n", strings.Repeat("M", 10_000),
	}
}

// A voice says the i-th text; limit is how many characters its reader takes of one line, or 0 when it must take anything.
type voice func(i, limit int) string

// plainly says something as long, so that what is too long for somebody is so in both voices.
func plainly(i, limit int) string {
	long := utf8.RuneCountInString(nastily(i, limit))
	return strings.Repeat("plain-", long/6+1)[:max(long, 1)]
}

func nastily(i, limit int) string {
	texts := nasty()
	if limit > 0 { // what is longer, or no line, is refused by the merchant's API: see badOrders
		texts = slices.DeleteFunc(texts, func(s string) bool {
			return utf8.RuneCountInString(s) > limit || strings.ContainsFunc(s, unicode.IsControl)
		})
	}
	return texts[i%len(texts)]
}

// twins are two orders that differ in nothing but their texts.
type twins struct{ nasty, plain string } // paths of their pages

func (tw twins) paths() []string { return []string{tw.nasty, tw.plain} }

// Carriers, merchants, shops and shoppers write what they like: pages, documents and calendars are built as with any other text.
func hostileTexts(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour).UTC()
	tw := twins{
		w.tell(t, `texts <u>"&'`, begin, nastily, "1ZXX3150YW44070023", "9400110200881234567801"),
		w.tell(t, "texts plain", begin, plainly, "1Z12345E6605272234", "9400110200881234567818"),
	}
	for _, path := range tw.paths() {
		w.until(t, path, func(p page) error {
			for i, s := range p.Shipments[:2] {
				if len(s.Events) < len(nasty()) {
					return fmt.Errorf("shipment %d has %d scans", i, len(s.Events))
				}
			}
			if p.Shipments[0].Status != "delivered" {
				return fmt.Errorf("it is %s", p.Shipments[0].Status)
			}
			return nil
		})
	}
	w.judge(t, "order", tw)
	w.rate(t, tw)
	w.judge(t, "order that was rated", tw)
	support := twins{w.makeLink(t, url.PathEscape(`texts <u>"&'`), "support"), w.makeLink(t, url.PathEscape("texts plain"), "support")}
	w.judge(t, "page of the support", support)
	gift := twins{w.makeLink(t, url.PathEscape(`texts <u>"&'`), "gift"), w.makeLink(t, url.PathEscape("texts plain"), "gift")}
	w.judge(t, "page of a present", gift)
	w.queries(t, tw.plain)
	w.headers(t, tw.plain)
	w.lookups(t)
	w.export(t, `texts <u>"&'`)
}

// judge compares all that is shown of two orders.
func (w world) judge(t *testing.T, what string, tw twins) {
	t.Helper()
	for _, lang := range []string{"", "?lang=ja"} { // Arabic sets isolates of its own
		alike(t, what+lang, w.call(t, http.MethodGet, tw.nasty+lang, nil, nil), w.call(t, http.MethodGet, tw.plain+lang, nil, nil))
	}
	harmlessJSON(t, what, w.call(t, http.MethodGet, tw.nasty+".json", nil, nil))
	entries, plain := w.call(t, http.MethodGet, tw.nasty+"/calendar.ics", nil, nil), w.call(t, http.MethodGet, tw.plain+"/calendar.ics", nil, nil)
	if plain.status == http.StatusNotFound { // an order without a day
		alike(t, what+", calendar", entries, plain)
		return
	}
	if diff := cmp.Diff(properties(t, what, plain), properties(t, what, entries)); diff != "" {
		t.Errorf("%s: hostile texts make another calendar (-plain +hostile):\n%s", what, diff)
	}
}

// tell registers an order with every field that the API has, and pushes scans whose every text is a voice's.
func (w world) tell(t *testing.T, number string, begin time.Time, say voice, viaUPS, viaEasyPost string) (path string) {
	t.Helper()
	body := orderOf(begin, [2]string{say(1, 64), viaUPS}, [2]string{say(2, 64), viaEasyPost})
	items := []map[string]any{}
	for i := range nasty() {
		items = append(items, map[string]any{
			"id": fmt.Sprintf("%d %s", i, say(i, 60)), "sku": say(i, 64), "name": say(i, 256), "quantity": 1, "unit_price": 1,
			"url": "https://shop.example/?q=" + url.QueryEscape(say(i, 64)), "image_url": "https://shop.example/'\"<u>.jpg",
		})
	}
	items[0]["url"] = `https://shop.example/?q=%3Cscript%3E"'<u>` // what need not be escaped to be an address
	items[1]["url"], items[1]["image_url"] = "https://shop.example/\u202egpj.\u200b", "https://shop.example/\u202egpj.\u200b"
	body["items"], body["channel"], body["promise"] = items, say(0, 32), map[string]any{"latest": begin.AddDate(0, 0, 3).Format(time.DateOnly)}
	body["customer"] = map[string]any{"name": say(3, 128), "email": "someone@example.com", "phone": say(5, 32)}
	body["ship_to"] = map[string]any{"line1": say(6, 128), "line2": say(7, 128), "city": say(8, 64), "region": say(9, 64), "postal": "53207", "country": "US"}
	body["refs"] = []map[string]any{{"system": "erp", "id": number + say(0, 32)}}
	body["method"], body["pickup"] = "ship", map[string]any{"name": say(0, 128), "address": say(1, 256), "hours": say(2, 128), "url": `https://shop.example/"'<u>`, "until": begin.AddDate(0, 0, 9).Format(time.DateOnly)}
	shipments := append(body["shipments"].([]map[string]any), map[string]any{
		"ref": say(0, 64), "method": "pickup", "status": "available_for_pickup", "status_at": begin.Format(time.RFC3339), "status_place": say(2, 64),
	})
	for i, s := range shipments {
		var parts []map[string]any
		for j := i; j < len(items); j += len(shipments) {
			parts = append(parts, map[string]any{"id": items[j]["id"], "quantity": 1})
		}
		s["service"], s["items"] = say(i+3, 64), parts
	}
	body["shipments"] = shipments
	path, _ = w.register(t, url.PathEscape(number), body)
	for i := range nasty() {
		w.pushTexts(t, begin.Add(time.Duration(i)*time.Hour), func(limit int) string { return say(i, limit) }, viaUPS, viaEasyPost)
	}
	last := carriersim.Parcel{Number: viaUPS, Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Delivered, 40)), SignedBy: say(0, 0)}
	w.push(t, "ups", pushFor(t, "ups", last, 0))
	return path
}

// pushTexts pushes a scan through two sources.
func (w world) pushTexts(t *testing.T, at time.Time, say func(limit int) string, viaUPS, viaEasyPost string) {
	t.Helper()
	s := say(0)
	w.push(t, "ups", carriersim.Push{Header: http.Header{"Credential": {demo.Secret("ups")}}, Body: encode(t, map[string]any{
		"trackingNumber": viaUPS, "localActivityDate": at.Format("20060102"), "localActivityTime": at.Format("150405"),
		"gmtActivityDate": at.Format("20060102"), "gmtActivityTime": at.Format("150405"), "receivedBy": s,
		"activityLocation": map[string]any{"city": s, "stateProvince": s, "postalCode": s, "country": s},
		"activityStatus":   map[string]any{"type": s, "code": s, "description": s, "descriptionCode": s}, "scheduledDeliveryDate": s,
	})})
	event := encode(t, map[string]any{"object": "Event", "description": "tracker.updated", "result": map[string]any{
		"object": "Tracker", "tracking_code": viaEasyPost, "status": s, "status_detail": s, "carrier": s, "signed_by": s, "est_delivery_date": s,
		"tracking_details": []any{map[string]any{
			"object": "TrackingDetail", "message": s, "description": s, "status": s, "status_detail": s, "datetime": at.Format(time.RFC3339), "source": s,
			"carrier_code": s, "tracking_location": map[string]any{"city": s, "state": s, "country": s, "zip": s},
		}},
	}})
	w.push(t, "easypost", carriersim.Push{Header: carriersim.SignEasyPost(demo.Secret("easypost"), event), Body: event})
}

// form posts one as a browser does from our own page, and gives the answer to it.
func (w world) form(t *testing.T, path string, fields url.Values) answer {
	t.Helper()
	a, err := w.send(path, fields)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// rate sends votes and reports with the texts of both voices, good and bad ones.
func (w world) rate(t *testing.T, tw twins) {
	t.Helper()
	say := map[string]voice{tw.nasty: nastily, tw.plain: plainly}
	seen := map[string][]answer{}
	for _, path := range tw.paths() {
		ids, survey := w.shipmentIDs(t, path), "/s/"+strings.TrimPrefix(path, "/t/")
		text := func(i int) string { return say[path](i, 0) }
		look := func(a answer) { seen[path] = append(seen[path], a) }
		for i := range nasty() {
			look(w.form(t, survey, url.Values{"shipment": {ids[0]}, "score": {text(i)}, "tracking": {text(i)}, "reason": {text(i)}, "comment": {text(i)}}))
			look(w.form(t, survey+"/report", url.Values{"shipment": {text(i)}, "kind": {"other"}, "comment": {text(i)}}))
			look(w.form(t, survey+"/report", url.Values{"kind": {text(i)}, "comment": {text(i)}}))
		}
		look(w.form(t, survey, url.Values{"shipment": {ids[0]}, "score": {"1"}, "comment": {text(0) + text(1) + text(6)}}))
		look(w.form(t, survey+"/report", url.Values{"shipment": {ids[0]}, "kind": {"damaged"}, "comment": {text(0) + text(1) + text(6)}}))
		look(w.call(t, http.MethodGet, survey, nil, nil))
		look(w.call(t, http.MethodGet, survey+"/report", nil, nil))
	}
	for i, a := range seen[tw.nasty] {
		where := fmt.Sprintf("form %d (%.30q)", i, nasty()[i/3%len(nasty())])
		if plain := seen[tw.plain][i]; a.status == plain.status {
			alike(t, where, a, plain)
		} else if a.status != http.StatusUnprocessableEntity && a.status != http.StatusRequestEntityTooLarge { // escaped, some are longer than others
			t.Errorf("%s gave %d, a plain one %d", where, a.status, plain.status)
		}
	}
}

func (w world) shipmentIDs(t *testing.T, path string) (ids []string) {
	t.Helper()
	var seen struct{ Shipments []struct{ ID string } }
	if err := json.Unmarshal(w.call(t, http.MethodGet, path+".json", nil, nil).body, &seen); err != nil || len(seen.Shipments) == 0 {
		t.Fatalf("no shipments: %v", err)
	}
	for _, s := range seen.Shipments {
		ids = append(ids, s.ID)
	}
	return ids
}

// queries puts the texts into every parameter that a page reads.
func (w world) queries(t *testing.T, path string) {
	t.Helper()
	survey := "/s/" + strings.TrimPrefix(path, "/t/")
	for _, c := range []struct{ path, parameter string }{
		{path, "lang"}, {path, "gift"}, {survey, "score"}, {survey, "shipment"}, {survey, "voted"}, {survey, "lang"}, {survey + "/report", "kind"}, {survey + "/report", "shipment"},
		{survey + "/report", "sent"}, {"/track?brand=" + demo.Brand, "lang"}, {"/track", "brand"}, {"/track?brand=" + demo.Brand, "order"},
	} {
		with := "?"
		if strings.Contains(c.path, "?") {
			with = "&"
		}
		plain := w.call(t, http.MethodGet, c.path+with+c.parameter+"=plain", nil, nil)
		for i := range nasty() {
			text := url.QueryEscape(nastily(i, 0))
			hostile := w.call(t, http.MethodGet, c.path+with+c.parameter+"="+text[:min(len(text), 6000)], nil, nil)
			alike(t, fmt.Sprintf("%s with %s=%.40s", c.path, c.parameter, text), hostile, plain)
		}
	}
}

// headers puts the texts into what a browser sends along: none of them is an answer's business.
func (w world) headers(t *testing.T, path string) {
	t.Helper()
	want := w.call(t, http.MethodGet, path, http.Header{"Accept-Language": {"en"}}, nil)
	for i := range nasty() {
		text := strings.Map(func(r rune) rune {
			if r < ' ' || r > '~' { // no client sends it
				return '?'
			}
			return r
		}, nastily(i, 0))
		text = text[:min(len(text), 1000)] // the API takes 10 kB of headers
		header := http.Header{}
		for _, name := range []string{"Origin", "Referer", "User-Agent", "Cookie", "X-Forwarded-Host", "X-Forwarded-For", "Forwarded", "If-None-Match"} {
			header.Set(name, text)
		}
		header.Set("Accept-Language", text+",en")
		if a := w.call(t, http.MethodGet, path, header, nil); a.status != want.status || string(a.body) != string(want.body) {
			t.Errorf("with the headers %.40q the page is another one: %d", text, a.status)
		}
	}
	if a := w.call(t, http.MethodGet, path, http.Header{"User-Agent": {strings.Repeat("x", 8<<10)}}, nil); a.status != http.StatusOK || string(a.body) != string(want.body) {
		t.Errorf("a browser whose name has 8 kB gets %d", a.status)
	}
}

// lookups types the texts into the form.
func (w world) lookups(t *testing.T) {
	t.Helper()
	type typed struct{ order, proof, number string }
	post := func(through http.RoundTripper, in typed) answer {
		if in.number != "" {
			return w.onceThrough(t, through, "/track", "brand", demo.Brand, "number", in.number)
		}
		return w.onceThrough(t, through, "/track", "brand", demo.Brand, "order", in.order, "proof", in.proof)
	}
	for i, s := range nasty() {
		for _, in := range []typed{{order: s, proof: "x"}, {order: fmt.Sprint("T-", i), proof: s}, {number: s}} {
			a := post(at(fmt.Sprintf("127.67.%d.1", i)), in)
			if a.status != http.StatusNotFound && a.status != http.StatusUnprocessableEntity {
				t.Errorf("looking up %.40q gave %d", in, a.status)
			}
			shape(t, "lookup", a)
			if short := strings.TrimSpace(s); len(short) < 200 && strings.Contains(string(a.body), short) {
				t.Errorf("a lookup repeats %q", short)
			}
		}
	}
}

// export shows everything to the merchant, as JSON that no program takes for something else.
func (w world) export(t *testing.T, number string) {
	t.Helper()
	a := w.call(t, http.MethodGet, ordersPath+url.PathEscape(number)+"/export", merchantKey(), nil)
	var said struct {
		Votes, Cases []struct{ Comment string }
	}
	if err := json.Unmarshal(a.body, &said); err != nil || a.status != http.StatusOK || a.header.Get("Content-Type") != "application/json" || a.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Fatalf("export: %d %s %v", a.status, a.header.Get("Content-Type"), err)
	}
	if strings.ContainsAny(string(a.body), "<>\u2028") || len(said.Votes) != 1 || len(said.Cases) != 2 || !strings.HasPrefix(said.Votes[0].Comment, nasty()[0]) {
		t.Errorf("export: %.3000s", a.body)
	}
	for _, comment := range append(said.Votes, said.Cases...) {
		visible(t, "a comment of the export", comment.Comment)
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
