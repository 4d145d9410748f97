package postnl

import (
	"context"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where PostNL answers; https://api-sandbox.postnl.nl is its test environment.
const production = "https://api.postnl.nl"

// Fetch asks for the complete status of each barcode, one per call. It follows carrier.Fetcher. Credentials: api_key, and
// optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/shipment/v2/status/barcode/"+url.PathEscape(some[0])+"?detail=true", "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("apikey", creds["api_key"])
		return fetch.Do(client, a.now, req)
	})
}
