package sendle

import (
	"context"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where Sendle answers; https://sandbox.sendle.com is its test environment.
const production = "https://api.sendle.com"

// Fetch asks about each reference: one per call. It follows carrier.Fetcher. Credentials: username (the Sendle ID),
// api_key, and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "username", "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/api/tracking/"+url.PathEscape(some[0]), "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.SetBasicAuth(creds["username"], creds["api_key"])
		return fetch.Do(client, a.now, req)
	})
}
