package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"time"

	"doorstep/shared/carrier/carriersim"
)

// order is a demo order: what the shop knows, and what becomes of its parcels.
type order struct {
	number, note string
	placed       time.Time
	promised     time.Time // zero: nothing promised
	items        []item
	parcels      []parcel
	told         map[string]any // who else is told of it and how: "consent", "watchers"
}

type item struct {
	id, name string
	quantity int
	price    int // minor units
}

type parcel struct {
	carriersim.Parcel
	pushedBy []string // sources that push its scans; the carrier's API answers polls in any case
	items    []string
}

// TryNumber is the number that the index page tells people to push scans of.
const TryNumber = "1Z999AA10123456784"

// orders are the demo orders, each showing something else. Times hang on now, so that pages look like today's.
func orders(now time.Time) []order {
	ago := func(h float64) time.Time { return now.Add(-time.Duration(h * float64(time.Hour))) }
	return []order{
		{
			number: "1001", note: "moves while you look: three minutes from label to door", placed: ago(2), promised: now.Add(24 * time.Hour),
			told:    present(),
			items:   []item{{"1", "Stoneware mug, sage", 2, 1800}, {"2", "Linen tea towel", 1, 1400}},
			parcels: []parcel{{Parcel: carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(now.Add(-5*time.Second), 1.0/1080), Expected: now, SignedBy: "J. DOE"}, pushedBy: []string{"ups"}, items: []string{"1", "2"}}},
		},
		{
			number: "1002", note: "two parcels: one on the van, told by USPS and EasyPost, one still on the road", placed: ago(70), promised: now.Add(-24 * time.Hour),
			items: []item{{"1", "Walnut tray", 1, 6400}, {"2", "Beeswax candle", 3, 1200}, {"3", "Match jar", 1, 900}},
			parcels: []parcel{
				{Parcel: carriersim.Parcel{Number: "9400111206206406260787", Carrier: "usps", Life: carriersim.Domestic(ago(51), 1), Expected: now}, pushedBy: []string{"usps", "easypost"}, items: []string{"1"}},
				{Parcel: carriersim.Parcel{Number: "1Z8V92A70367203024", Carrier: "ups", Life: carriersim.Domestic(ago(31), 1), Expected: now.Add(24 * time.Hour)}, pushedBy: []string{"ups"}, items: []string{"2", "3"}},
			},
		},
		{
			number: "1003", note: "delivered, in time", placed: ago(90), promised: now.Add(48 * time.Hour),
			items:   []item{{"1", "Enamel kettle", 1, 5900}},
			parcels: []parcel{{Parcel: carriersim.Parcel{Number: "9400111206206407628845", Carrier: "usps", Life: carriersim.Domestic(ago(60), 1), Expected: ago(4)}, pushedBy: []string{"easypost"}, items: []string{"1"}}},
		},
		{
			number: "1004", note: "held up by weather, later than promised", placed: ago(100), promised: ago(10),
			items:   []item{{"1", "Wool throw, oat", 1, 9800}},
			parcels: []parcel{{Parcel: carriersim.Parcel{Number: "1ZXX3150YW44070023", Carrier: "ups", Life: storm(ago(60)), Expected: now.Add(36 * time.Hour)}, pushedBy: []string{"ups"}, items: []string{"1"}}},
		},
		{
			number: "1005", note: "not packed yet: the page is there from the purchase on", placed: ago(1), promised: now.Add(96 * time.Hour),
			items: []item{{"1", "Garden twine", 2, 700}},
		},
		{
			number: "1006", note: "yours to move: push scans of " + TryNumber + " as shown below", placed: ago(3), promised: now.Add(72 * time.Hour),
			items:   []item{{"1", "Cast-iron trivet", 1, 2600}},
			parcels: []parcel{{Parcel: carriersim.Parcel{Number: TryNumber, Carrier: "ups"}, items: []string{"1"}}},
		},
		{
			number: "1007", note: "three carriers that push nothing: known a minute from now, when they have been asked", placed: ago(75), promised: now.Add(24 * time.Hour),
			items: []item{{"1", "Oak stool", 1, 12900}, {"2", "Wool felt pads", 4, 300}, {"3", "Furniture wax", 1, 1600}},
			parcels: []parcel{
				{Parcel: carriersim.Parcel{Number: "986578788855", Carrier: "fedex", Life: carriersim.Domestic(ago(52), 1), Expected: now}, items: []string{"1"}},
				{Parcel: carriersim.Parcel{Number: "RB123456785GB", Carrier: "royalmail", Life: carriersim.Through(ago(33), 1, london, leeds), Expected: now.Add(24 * time.Hour)}, items: []string{"2"}},
				{Parcel: carriersim.Parcel{Number: "7035114477138472", Carrier: "canadapost", Life: carriersim.Through(ago(70), 1, toronto, montreal)}, items: []string{"3"}},
			},
		},
	}
}

// Places beyond the United States, with the clocks of winter: the day of a demo does not matter.
var (
	london   = carriersim.Place{City: "London", Postal: "EC1A", Zone: time.UTC}
	leeds    = carriersim.Place{City: "Leeds", Postal: "LS1", Zone: time.UTC}
	toronto  = carriersim.Place{City: "TORONTO", Region: "ON", Postal: "M5V", Zone: time.FixedZone("", -5*3600)}
	montreal = carriersim.Place{City: "MONTREAL", Region: "QC", Postal: "H2X", Zone: time.FixedZone("", -5*3600)}
)

// storm is a life that stops in the weather.
func storm(start time.Time) []carriersim.Scan {
	life := carriersim.Domestic(start, 1)[:5]
	held := life[4]
	held.Step, held.At = carriersim.Weather, held.At.Add(5*time.Hour)
	return append(life, held)
}

// registered is what the order API answers, as far as the demo needs it.
type registered struct {
	TrackingURL string `json:"tracking_url"`
}

// put registers an order over the merchant API.
func (d *Demo) put(ctx context.Context, o order) (registered, error) {
	body, err := json.Marshal(o.body())
	if err != nil {
		return registered{}, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, d.url+"/v1/orders/"+Brand+"/"+o.number, bytes.NewReader(body))
	if err != nil {
		return registered{}, err
	}
	request.Header.Set("Authorization", "Bearer "+MerchantKey)
	request.Header.Set("Content-Type", "application/json")
	answer, err := d.client.Do(request)
	if err != nil {
		return registered{}, err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		return registered{}, err
	}
	if answer.StatusCode >= 300 {
		return registered{}, fmt.Errorf("the order API answered %s: %s", answer.Status, said)
	}
	var r registered
	if err := json.Unmarshal(said, &r); err != nil {
		return registered{}, fmt.Errorf("read the answer of the order API: %w", err)
	}
	return r, nil
}

// body is the order as the merchant API takes it.
func (o order) body() map[string]any {
	items := []map[string]any{}
	for _, i := range o.items {
		items = append(items, map[string]any{"id": i.id, "name": i.name, "quantity": i.quantity, "unit_price": i.price})
	}
	body := map[string]any{
		"placed_at": o.placed.UTC().Format(time.RFC3339), "channel": "web", "locale": "en-US", "currency": "USD", "items": items,
		"customer": map[string]any{"name": "Robin Example", "email": "robin@example.com"},
		"ship_to":  map[string]any{"line1": "1 Example Street", "city": "Milwaukee", "region": "WI", "postal": "53207", "country": "US"},
	}
	maps.Copy(body, o.told)
	if !o.promised.IsZero() {
		day := o.promised.Format(time.DateOnly)
		body["promise"] = map[string]any{"earliest": day, "latest": day}
	}
	shipments := []map[string]any{}
	for _, p := range o.parcels {
		carried := []map[string]any{}
		for _, id := range p.items {
			carried = append(carried, map[string]any{"id": id, "quantity": o.quantity(id)})
		}
		shipments = append(shipments, map[string]any{"carrier": p.Carrier, "tracking_number": p.Number, "items": carried})
	}
	if len(shipments) > 0 {
		body["shipments"] = shipments
	}
	return body
}

// present says that the shopper also wants text messages, and that somebody in Germany gets what is in the parcel: they are told when it
// comes and not what it is.
func present() map[string]any {
	return map[string]any{
		"customer": map[string]any{"name": "Robin Example", "email": "robin@example.com", "phone": "+14145550199"},
		"consent":  map[string]any{"sms": true, "how": "checkout"},
		"watchers": []map[string]any{{"id": "gran", "name": "Granny Example", "email": "granny@example.com", "locale": "de", "gift": true, "consent": map[string]any{"email": true}}},
	}
}

func (o order) quantity(id string) int {
	for _, i := range o.items {
		if i.id == id {
			return i.quantity
		}
	}
	return 0
}

func post(ctx context.Context, url string, body []byte) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
}
