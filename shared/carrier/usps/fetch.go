package usps

import (
	"context"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where USPS answers; https://apis-tem.usps.com is its test environment.
const production = "https://apis.usps.com"

// Fetch asks the Tracking API for each number: one per call. It follows carrier.Fetcher. Credentials: client_id,
// client_secret, and optionally base_url. A new app may call 60 times an hour, so the caller keeps a budget.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "client_id", "client_secret")
	if err != nil {
		return nil, err
	}
	grant := fetch.Grant{URL: base + "/oauth2/v3/token", ID: creds["client_id"], Secret: creds["client_secret"], InBody: true}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		return a.tokens.Do(ctx, client, grant, func() (*http.Request, error) {
			return fetch.NewRequest(ctx, http.MethodGet, base+"/tracking/v3/tracking/"+url.PathEscape(some[0])+"?expand=DETAIL", "", nil)
		})
	})
}
