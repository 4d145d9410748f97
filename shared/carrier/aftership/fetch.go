package aftership

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	// production is the API of the version that the adapter was written for; it reads all others as well.
	production = "https://api.aftership.com/tracking/2026-07"
	// batch is how many numbers one call asks for: AfterShip lets a search name 50
	// (https://www.aftership.com/docs/tracking/2026-07/trackings/get-trackings, tracking_numbers).
	batch = 50
	// page is how many trackings one answer may hold, so that a number with several carriers does not crowd out others.
	page = 200
)

// Fetch asks for the trackings of the numbers, 50 per call. It follows carrier.Fetcher. It never adds a tracking, which would
// cost money: a number without one is not in the answer. Credentials: api_key, and optionally base_url, which holds the
// version.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, batch, func(some []string) (carrier.Answer, error) {
		query := url.Values{"tracking_numbers": {strings.Join(some, ",")}, "limit": {strconv.Itoa(page)}}
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/trackings?"+query.Encode(), "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("as-api-key", creds["api_key"])
		return fetch.Do(client, a.now, req)
	})
}
