package gls

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	// production is where GLS answers; https://api-sandbox.gls-group.net is its test environment.
	production = "https://api.gls-group.net"
	// maxNumbers is how many numbers one call may ask for.
	maxNumbers = 10
)

// Fetch asks for up to ten numbers per call. It follows carrier.Fetcher. Credentials: client_id, client_secret, and optionally
// base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "client_id", "client_secret")
	if err != nil {
		return nil, err
	}
	grant := fetch.Grant{URL: base + "/oauth2/v2/token", ID: creds["client_id"], Secret: creds["client_secret"]}
	return fetch.Each(ctx, numbers, maxNumbers, func(some []string) (carrier.Answer, error) {
		escaped := make([]string, len(some))
		for i, number := range some {
			escaped[i] = url.PathEscape(number)
		}
		return a.tokens.Do(ctx, client, grant, func() (*http.Request, error) {
			req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/track-and-trace-v1/tracking/simple/trackids/"+strings.Join(escaped, ","), "", nil)
			if err == nil {
				req.Header.Set("Accept-Language", "EN") // the words of the table
			}
			return req, err
		})
	})
}
