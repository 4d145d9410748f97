package seko

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	// production is where OmniParcel answers; https://staging.omniparcel.com is its test environment.
	production = "https://api.omniparcel.com"
	// batch is how many consignments one call asks for. SEKO takes a list and publishes no limit.
	batch = 20
)

// Fetch asks for the consignments, 20 per call. It follows carrier.Fetcher. Credentials: api_key, which SEKO calls the access
// key, and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, batch, func(some []string) (carrier.Answer, error) {
		body, err := json.Marshal(some)
		if err != nil {
			return carrier.Answer{}, fmt.Errorf("write consignment numbers: %w", err)
		}
		req, err := fetch.NewRequest(ctx, http.MethodPost, base+"/labels/statusv2", "application/json; charset=utf-8", body)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("access_key", creds["api_key"])
		return fetch.Do(client, a.now, req)
	})
}
