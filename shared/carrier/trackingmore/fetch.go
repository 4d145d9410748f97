package trackingmore

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	production = "https://api.trackingmore.com"
	// batch is how many numbers one call may ask about.
	batch = 40
)

// Fetch asks for the trackings of the numbers, 40 per call. It follows carrier.Fetcher. It never creates a tracking, which
// costs one of the account's shipments: a number without one is not in the answer. Credentials: api_key, and optionally
// base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, batch, func(some []string) (carrier.Answer, error) {
		query := url.Values{"tracking_numbers": {strings.Join(some, ",")}}
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/v4/trackings/get?"+query.Encode(), "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Tracking-Api-Key", creds["api_key"])
		return fetch.Do(client, a.now, req)
	})
}
