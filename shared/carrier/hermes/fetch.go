package hermes

import (
	"cmp"
	"context"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	// production is where Hermes answers; https://de-api-int.hermesworld.com/services/hsi is its test environment.
	production = "https://de-api.hermesworld.com/services/hsi"
	// tokens is where Hermes gives tokens; https://authme-int.myhermes.de in the test environment.
	tokens = "https://authme.myhermes.de"
	// batch is how many numbers one call may name.
	batch = 100
)

// Fetch asks for up to 100 shipments per call. It follows carrier.Fetcher. Credentials: client_id and client_secret of the
// application, username and password of the merchant (Hermes grants tokens to passwords, RFC 6749, section 4.3), and optionally
// base_url and token_url, the address before "/authorization-facade"; a base_url alone serves both.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "client_id", "client_secret", "username", "password")
	if err != nil {
		return nil, err
	}
	gate := tokens
	if base != production {
		gate = cmp.Or(creds["token_url"], base)
	}
	grant := fetch.Grant{
		URL: gate + "/authorization-facade/oauth2/access_token", ID: creds["client_id"], Secret: creds["client_secret"], InBody: true,
		Params: url.Values{"grant_type": {"password"}, "username": {creds["username"]}, "password": {creds["password"]}},
	}
	return fetch.Each(ctx, numbers, batch, func(some []string) (carrier.Answer, error) {
		return a.tokens.Do(ctx, client, grant, func() (*http.Request, error) {
			req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/shipmentinfo?"+url.Values{"shipmentID": some}.Encode(), "", nil)
			if err == nil {
				req.Header.Set("Accept-Language", "EN")
			}
			return req, err
		})
	})
}
