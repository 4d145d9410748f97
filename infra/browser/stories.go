package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
)

// parcel is a parcel of a story: a UPS number and its life so far.
type parcel struct {
	number string
	life   []carriersim.Scan
}

func (p parcel) parcel() carriersim.Parcel {
	return carriersim.Parcel{Number: p.number, Carrier: "ups", Life: p.life, SignedBy: "R. EXAMPLE"}
}

// Who bought everything here; the lookup asks for one of the two.
const (
	email  = "robin@example.com"
	postal = "53207"
)

// story is an order that the tests need as a running system shows it. The gallery has the other states.
type story struct {
	name, number, locale string
	parcels              []parcel
	status               string // of the first parcel, once all is told
}

func stories(now time.Time) []story {
	ago := func(hours float64) time.Time { return now.Add(-time.Duration(hours * float64(time.Hour))) }
	return []story{
		{name: "waiting", number: "W-1"},
		{name: "split", number: "W-2", status: "out_for_delivery", parcels: []parcel{
			{"1Z879E930346834440", carriersim.Domestic(ago(51), 1)}, {"1Z8V92A70367203024", carriersim.Domestic(ago(31), 1)},
		}},
		{name: "delivered", number: "W-3", status: "delivered", parcels: []parcel{{"1Z999AA10123456784", carriersim.Domestic(ago(58), 1)}}},
		{name: "unhappy", number: "W-4", status: "delivered", parcels: []parcel{{"1ZXX3150YW44070023", carriersim.Domestic(ago(58), 1)}}},
		{name: "arabic", number: "W-5", locale: "ar", status: "delivered", parcels: []parcel{{"1Z12345E0205271688", carriersim.Domestic(ago(58), 1)}}},
	}
}

// tell registers the stories, pushes their scans and waits until the pages show them. It gives the pages' addresses.
func tell(ctx context.Context, origin string, carriers *carriersim.Sim) (map[string]string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	pages := map[string]string{}
	for _, st := range stories(time.Now()) {
		page, err := register(ctx, origin, st)
		if err != nil {
			return nil, fmt.Errorf("register %s: %w", st.name, err)
		}
		pages[st.name] = page
		for _, p := range st.parcels {
			carriers.Add(p.parcel())
			if err := push(ctx, origin, p.parcel()); err != nil {
				return nil, fmt.Errorf("push scans of %s: %w", st.name, err)
			}
		}
	}
	var err error
	if pages["hostile"], err = tellHostile(ctx, origin, carriers); err != nil {
		return nil, fmt.Errorf("tell the hostile story: %w", err)
	}
	for _, st := range append(stories(time.Now()), story{name: "hostile", status: "delivered"}) {
		if err := await(ctx, pages[st.name], st.status); err != nil {
			return nil, fmt.Errorf("wait for %s: %w", st.name, err)
		}
	}
	return pages, nil
}

func register(ctx context.Context, origin string, st story) (page string, err error) {
	locale := st.locale
	if locale == "" {
		locale = "en-US"
	}
	items := []map[string]any{{"id": "1", "name": "Stoneware mug, sage", "quantity": 2, "unit_price": 1800}, {"id": "2", "name": "Linen tea towel", "quantity": 1, "unit_price": 1400}}
	var shipments []map[string]any
	for i, p := range st.parcels {
		one := map[string]any{"carrier": "ups", "tracking_number": p.number}
		if len(st.parcels) > 1 {
			one["items"] = []map[string]any{{"id": items[i]["id"], "quantity": items[i]["quantity"]}}
		}
		shipments = append(shipments, one)
	}
	body, err := json.Marshal(map[string]any{
		"placed_at": time.Now().Add(-72 * time.Hour).UTC().Format(time.RFC3339), "locale": locale, "currency": "USD", "items": items, "shipments": shipments,
		"customer": map[string]any{"name": "Robin Example", "email": email}, "ship_to": map[string]any{"city": "Milwaukee", "region": "WI", "postal": postal, "country": "US"},
		"promise": map[string]any{"latest": time.Now().Add(24 * time.Hour).Format(time.DateOnly)},
	})
	if err != nil {
		return "", err
	}
	header := http.Header{"Authorization": {"Bearer " + demo.MerchantKey}, "Content-Type": {"application/json"}}
	said, err := call(ctx, http.MethodPut, origin+"/v1/orders/"+demo.Brand+"/"+st.number, header, body)
	if err != nil {
		return "", err
	}
	var receipt struct {
		TrackingURL string `json:"tracking_url"`
	}
	if err := json.Unmarshal(said, &receipt); err != nil {
		return "", fmt.Errorf("read the receipt: %w", err)
	}
	return receipt.TrackingURL, nil
}

func push(ctx context.Context, origin string, p carriersim.Parcel) error {
	for i := range p.Life {
		if p.Life[i].At.After(time.Now()) {
			return nil
		}
		message, err := carriersim.PushFor("ups", demo.Secret("ups"), p, i)
		if err != nil {
			return err
		}
		if _, err := call(ctx, http.MethodPost, origin+"/webhooks/ups", message.Header, message.Body); err != nil {
			return err
		}
	}
	return nil
}

// await asks until the first parcel of a page is in a status.
func await(ctx context.Context, page, status string) error {
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		said, err := call(ctx, http.MethodGet, page+".json", nil, nil)
		if err != nil {
			return err
		}
		var order struct {
			Shipments []struct {
				Status      string
				Unconfirmed bool // until the carrier was asked
			} `json:"shipments"`
		}
		if err := json.Unmarshal(said, &order); err != nil {
			return fmt.Errorf("read the page: %w", err)
		}
		if status == "" || len(order.Shipments) > 0 && order.Shipments[0].Status == status && !order.Shipments[0].Unconfirmed {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), fmt.Errorf("it is not %s: %s", status, said))
		case <-ticker.C:
		}
	}
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 1 << 20

func call(ctx context.Context, method, address string, header http.Header, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if header != nil {
		request.Header = header.Clone()
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode >= 300 {
		return nil, fmt.Errorf("%s %s: %s %s", method, address, answer.Status, said)
	}
	return said, nil
}
