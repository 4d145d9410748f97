package bring

import (
	"context"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where Bring answers. There is no test environment; its test numbers start with TESTPACKAGE.
const production = "https://api.bring.com"

// Fetch asks for each number, one per call. It follows carrier.Fetcher. Credentials: username and api_key of Mybring, and optionally
// client_url, the address of the merchant's shop, by which Bring wants to know its callers, and base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "username", "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		query := url.Values{"q": {some[0]}, "lang": {"en"}} // the words of the table
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/tracking/api/v2/tracking.json?"+query.Encode(), "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("X-Mybring-API-Uid", creds["username"])
		req.Header.Set("X-Mybring-API-Key", creds["api_key"])
		if shop := creds["client_url"]; shop != "" {
			req.Header.Set("X-Bring-Client-URL", shop)
		}
		return fetch.Do(client, a.now, req)
	})
}
