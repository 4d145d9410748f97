package amazonshipping

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	// production is where Amazon answers for North America; https://sellingpartnerapi-eu.amazon.com serves Europe and India, and
	// https://sandbox.sellingpartnerapi-na.amazon.com is the test environment.
	production = "https://sellingpartnerapi-na.amazon.com"
	// login is the token endpoint of Login with Amazon, the same for all regions.
	login     = "https://api.amazon.com"
	tokenPath = "/auth/o2/token"
	// ownCarrier is Amazon's own network in the United States, the carrier of a label unless the account says otherwise.
	ownCarrier = "AMZN_US"
)

// Fetch asks the tracking operation for each number: one per call. It follows carrier.Fetcher. Credentials: client_id and
// client_secret of the application, and optionally refresh_token (the seller's grant; without it the application asks for
// itself, with a scope if there is one), carrier_id, business_id (as "AmazonShipping_UK"), scope and base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "client_id", "client_secret")
	if err != nil {
		return nil, err
	}
	grant := fetch.Grant{
		URL: tokens(base), ID: creds["client_id"], Secret: creds["client_secret"], InBody: true,
		Params: grantOf(creds), TokenAs: "X-Amz-Access-Token",
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		query := url.Values{"trackingId": some, "carrierId": {cmp.Or(creds["carrier_id"], ownCarrier)}}
		return a.tokens.Do(ctx, client, grant, func() (*http.Request, error) {
			req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/shipping/v2/tracking?"+query.Encode(), "", nil)
			if err != nil {
				return nil, err
			}
			if business := creds["business_id"]; business != "" {
				req.Header.Set("X-Amzn-Shipping-Business-Id", business)
			}
			return req, nil
		})
	})
}

// tokens gives the token endpoint: Amazon's, or the one beside a base that is not Amazon's.
func tokens(base string) string {
	if u, err := url.Parse(base); err == nil && strings.HasSuffix(u.Hostname(), ".amazon.com") {
		return login + tokenPath
	}
	return base + tokenPath
}

// grantOf gives the form fields of the token request.
func grantOf(creds carrier.Credentials) url.Values {
	if token := creds["refresh_token"]; token != "" {
		return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
	}
	if scope := creds["scope"]; scope != "" {
		return url.Values{"scope": {scope}}
	}
	return nil
}
