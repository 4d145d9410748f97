package easypost

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	production = "https://api.easypost.com"
	// batch is how many trackers one call asks for, the page size of EasyPost's lists.
	batch = 100
)

// Fetch asks for the trackers of the numbers, 100 per call. It follows carrier.Fetcher. It never creates a tracker, which
// would cost money: a number without one is not in the answer. Credentials: api_key, and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, batch, func(some []string) (carrier.Answer, error) {
		req, err := request(ctx, base, some)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.SetBasicAuth(creds["api_key"], "")
		return fetch.Do(client, a.now, req)
	})
}

func request(ctx context.Context, base string, numbers []string) (*http.Request, error) {
	body, err := json.Marshal(map[string][]string{"tracking_codes": numbers})
	if err != nil {
		return nil, fmt.Errorf("write tracking codes: %w", err)
	}
	return fetch.NewRequest(ctx, http.MethodPost, base+"/v2/trackers/batch", "application/json", body)
}
