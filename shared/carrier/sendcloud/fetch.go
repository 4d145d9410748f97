package sendcloud

import (
	"context"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const production = "https://panel.sendcloud.sc/api/v2"

// Fetch asks for the tracking of each number: one per call. It follows carrier.Fetcher. Credentials: username and password,
// which Sendcloud calls the public and the secret key of an integration, and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "username", "password")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/tracking/"+url.PathEscape(some[0]), "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.SetBasicAuth(creds["username"], creds["password"])
		return fetch.Do(client, a.now, req)
	})
}
