package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
)

// nasty are texts that do something in a browser where somebody forgot to treat them: they set window.pwned, ask another host, or
// break the layout.
func nasty() []string {
	return []string{
		`<script>window.pwned=1</script>`, `"><img src=x onerror=window.pwned=1>`, `</title></style></textarea><svg onload=window.pwned=1>x`, `javascript:window.pwned=1`, `'-window.pwned-'`,
		`<img src="https://evil.example/a.png">b`, `<a href="https://evil.example/">here</a>`, `{{constructor.constructor('window.pwned=1')()}}`, `${window.pwned=1}`, "\u202edelivered\u202c \u2066\u2067x",
		strings.Repeat("W", 200), strings.Repeat("e\u0301\u0302\u0303", 40), "https://evil.example/" + strings.Repeat("a", 180), strings.Repeat("\u2067", 100) + "z", strings.Repeat("👩\u200d🚀", 30),
	}
}

// Tracking numbers of the hostile story: delivered, and on the way.
const hostileDelivered, hostileMoving = "1Z12345E6605272234", "1Z590A6E0390244640"

// tellHostile registers an order whose every text is nasty and pushes such scans of its parcels. It gives the page's address.
func tellHostile(ctx context.Context, origin string, carriers *carriersim.Sim) (page string, err error) {
	begin := time.Now().Add(-60 * time.Hour).UTC()
	texts := nasty()
	say := func(i int) string { return texts[i%len(texts)][:min(len(texts[i%len(texts)]), 60)] } // as long as the API takes a word
	var items, parts []map[string]any
	for i, text := range texts {
		items = append(items, map[string]any{"id": fmt.Sprint(i), "name": strings.ToValidUTF8(text[:min(len(text), 250)], ""), "sku": fmt.Sprint(i), "quantity": 1, "unit_price": 100})
		parts = append(parts, map[string]any{"id": fmt.Sprint(i), "quantity": 1})
	}
	body, err := json.Marshal(map[string]any{
		"placed_at": begin.Format(time.RFC3339), "locale": "en-US", "currency": "USD", "items": items, "promise": map[string]any{"latest": begin.AddDate(0, 0, 3).Format(time.DateOnly)},
		"customer": map[string]any{"name": "Robin Example", "email": email}, "ship_to": map[string]any{"postal": postal, "country": "US"}, "channel": "web",
		"pickup": map[string]any{"name": say(0), "address": say(2), "hours": say(10), "url": "https://shop.example/'%22%3Cscript%3E"},
		"shipments": []map[string]any{
			{"carrier": say(0), "service": say(1), "tracking_number": hostileDelivered, "items": parts}, {"carrier": say(3), "service": say(10), "tracking_number": hostileMoving, "items": parts},
			{"ref": say(4), "method": "pickup", "status": "available_for_pickup", "status_at": begin.Format(time.RFC3339), "status_place": say(10), "items": parts},
		},
	})
	if err != nil {
		return "", err
	}
	header := http.Header{"Authorization": {"Bearer " + demo.MerchantKey}, "Content-Type": {"application/json"}}
	said, err := call(ctx, http.MethodPut, origin+"/v1/orders/"+demo.Brand+"/W%3Cu%3E%22'%E2%80%AEX", header, body)
	if err != nil {
		return "", err
	}
	var receipt struct {
		TrackingURL string `json:"tracking_url"`
	}
	if err := json.Unmarshal(said, &receipt); err != nil {
		return "", fmt.Errorf("read the receipt: %w", err)
	}
	for i, text := range texts {
		for _, number := range []string{hostileDelivered, hostileMoving} {
			if err := pushNasty(ctx, origin, number, text, begin.Add(time.Duration(i)*time.Hour)); err != nil {
				return "", err
			}
		}
	}
	p := parcel{hostileDelivered, carriersim.Domestic(begin.Add(2*time.Hour), 1)}
	carriers.Add(p.parcel())
	return receipt.TrackingURL, push(ctx, origin, p.parcel())
}

// pushNasty pushes a scan of UPS that says a text, or ten kilobytes of it, in every field.
func pushNasty(ctx context.Context, origin, number, text string, at time.Time) error {
	long := strings.Repeat(text, 10<<10/len(text)+1)
	body, err := json.Marshal(map[string]any{
		"trackingNumber": number, "localActivityDate": at.Format("20060102"), "localActivityTime": at.Format("150405"), "gmtActivityDate": at.Format("20060102"), "gmtActivityTime": at.Format("150405"),
		"receivedBy": text, "activityLocation": map[string]any{"city": long, "stateProvince": text, "postalCode": text, "country": text},
		"activityStatus": map[string]any{"type": "I", "code": text, "description": long, "descriptionCode": text}, "scheduledDeliveryDate": text,
	})
	if err != nil {
		return err
	}
	_, err = call(ctx, http.MethodPost, origin+"/webhooks/ups", http.Header{"Credential": {demo.Secret("ups")}}, body)
	return err
}
