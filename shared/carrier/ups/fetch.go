package ups

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where UPS answers; https://wwwcie.ups.com is its sandbox.
const production = "https://onlinetools.ups.com"

// Fetch asks the Track API for each number: one per call is all it takes. It follows carrier.Fetcher. Credentials:
// client_id, client_secret, and optionally base_url and account (the UPS account number, sent as x-merchant-id).
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "client_id", "client_secret")
	if err != nil {
		return nil, err
	}
	grant := fetch.Grant{URL: base + "/security/v1/oauth/token", ID: creds["client_id"], Secret: creds["client_secret"]}
	if creds["account"] != "" {
		grant.Header = http.Header{"X-Merchant-Id": {creds["account"]}}
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		return a.tokens.Do(ctx, client, grant, func() (*http.Request, error) { return a.request(ctx, base, some[0]) })
	})
}

// request asks for the history without the images of signature and door: what is not sent need not be protected.
func (a *Adapter) request(ctx context.Context, base, number string) (*http.Request, error) {
	address := base + "/api/track/v1/details/" + url.PathEscape(number) + "?locale=en_US&returnSignature=false&returnMilestones=false&returnPOD=false"
	req, err := fetch.NewRequest(ctx, http.MethodGet, address, "", nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("transId", number+"-"+strconv.FormatInt(a.now().UnixNano(), 36)) // required, "unique to the request"
	req.Header.Set("transactionSrc", "doorstep")
	return req, nil
}
