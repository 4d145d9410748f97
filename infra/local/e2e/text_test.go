package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
)

// nasty are texts that break out of a page, a line or a layout where somebody forgot to treat them.
func nasty() []string {
	return []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'-alert(1)-'`, `</title><svg onload=alert(1)>`, `{{.}} ${7*7}`,
		`javascript:alert(1)`, "\u202edelivered\u202c \u2066x\u2069", "zero\u200bwidth\ufeff", "one\x00two\x07three\x1b[31m", "line\nline\r\nline\u2028line",
		strings.Repeat("long ", 2000), strings.Repeat("e\u0301", 5000), "&lt;b&gt;&amp;#60;b&amp;#62;", "https://evil.example/x?a=<u>",
	}
}

// Carriers and merchants write what they like; the page and the JSON stay what they are.
func hostileTexts(t *testing.T, w world) {
	begin := time.Now().Add(-60 * time.Hour).UTC()
	const viaUPS, viaEasyPost = "1ZXX3150YW44070023", "9400110200881234567801"
	body := orderOf(begin, [2]string{`<u>cut & run</u> javascript:alert(1)`, viaUPS}, [2]string{"usps", viaEasyPost})
	printable := slices.DeleteFunc(nasty(), func(s string) bool {
		return utf8.RuneCountInString(s) > 64 || strings.ContainsFunc(s, unicode.IsControl) // refused by the order API: see badOrders
	})
	items := []map[string]any{}
	for i, s := range printable {
		items = append(items, map[string]any{
			"id": fmt.Sprint(i + 1), "sku": s, "name": s, "quantity": 1, "unit_price": 1, "url": "https://shop.example/?q=%3Cscript%3E\"'<u>", "image_url": "https://shop.example/'\"<u>.jpg",
		})
	}
	body["items"], body["channel"] = items, `<u>web</u>`
	body["shipments"].([]map[string]any)[0]["service"] = `"><u onclick=alert(1)>`
	path, _ := w.register(t, "texts", body)

	for i, s := range nasty() {
		at := begin.Add(time.Duration(i) * time.Hour)
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
	w.until(t, path, func(p page) error {
		for i, s := range p.Shipments {
			if len(s.Events) < len(nasty()) {
				return fmt.Errorf("shipment %d has %d scans", i, len(s.Events))
			}
		}
		return nil
	})
	harmlessPage(t, w.call(t, http.MethodGet, path, nil, nil))
	harmlessJSON(t, w.call(t, http.MethodGet, path+".json", nil, nil))
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// harmlessPage parses a page as a browser does and finds nothing in it that runs, loads, reorders or runs on.
func harmlessPage(t *testing.T, a answer) {
	t.Helper()
	if a.status != http.StatusOK || len(a.body) > 300<<10 {
		t.Fatalf("the page: %d, %d bytes", a.status, len(a.body))
	}
	plainText(t, "the page", string(a.body))
	tokens := html.NewTokenizer(strings.NewReader(string(a.body)))
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			continue
		}
		if slices.Contains([]string{"script", "iframe", "object", "embed", "base", "form", "u", "img"}, token.Data) {
			t.Errorf("the page holds %s", token)
		}
		for _, attribute := range token.Attr {
			value := strings.ToLower(strings.TrimSpace(attribute.Val))
			if strings.HasPrefix(attribute.Key, "on") || strings.HasPrefix(value, "javascript:") || attribute.Key == "src" {
				t.Errorf("the page holds %s", token)
			}
		}
	}
}

func harmlessJSON(t *testing.T, a answer) {
	t.Helper()
	var document any
	if err := json.Unmarshal(a.body, &document); err != nil || a.status != http.StatusOK {
		t.Fatalf("the JSON: %d %v", a.status, err)
	}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				walk(path+"."+name, inner)
			}
		case []any:
			for i, inner := range v {
				walk(fmt.Sprintf("%s[%d]", path, i), inner)
			}
		case string:
			plainText(t, path, v)
			if n := utf8.RuneCountInString(v); n > 400 {
				t.Errorf("%s has %d characters", path, n)
			}
		}
	}
	walk("", document)
	if strings.Contains(string(a.body), "<") {
		t.Error("the JSON holds a < that is not escaped")
	}
}

// plainText finds characters that hide or reorder text, or that end a line in a log.
func plainText(t *testing.T, where, s string) {
	t.Helper()
	for _, r := range s {
		control := unicode.IsControl(r) && r != '\n' && (where == "the page" || r != ' ')
		if control || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\ufeff' || r == '\u200b' || r == utf8.RuneError {
			t.Errorf("%s holds %U", where, r)
			return
		}
	}
}
