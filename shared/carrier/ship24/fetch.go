package ship24

import (
	"context"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const production = "https://api.ship24.com"

// Fetch asks for the results of the trackers of each number: one per call. It follows carrier.Fetcher. It never creates a
// tracker, which costs money: a number without one is "not found". Credentials: api_key, and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		address := base + "/public/v1/trackers/search/" + url.PathEscape(some[0]) + "/results"
		req, err := fetch.NewRequest(ctx, http.MethodGet, address, "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Authorization", "Bearer "+creds["api_key"])
		return fetch.Do(client, a.now, req)
	})
}
