package veho

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where Veho answers; https://api.sandbox.shipveho.com is its test environment, with keys of its own.
const production = "https://api.shipveho.com"

// Fetch asks for each number: one per call. It follows carrier.Fetcher. Credentials: api_key, and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		query := url.Values{nameOf(some[0]): some}
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/v2/packages/tracking?"+query.Encode(), "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Apikey", creds["api_key"])
		return fetch.Do(client, a.now, req)
	})
}

// trackingLength is the length of Veho's own numbers, which begin with VH. Everything else on a label is the barcode that the
// sender chose.
const trackingLength = 14

// nameOf gives the parameter that a number is asked by. Veho wants exactly one.
func nameOf(number string) string {
	if len(number) == trackingLength && strings.HasPrefix(number, "VH") {
		return "trackingId"
	}
	return "barcode"
}
