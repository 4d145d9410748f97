package postnord

import (
	"context"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where PostNord answers; https://atapi2.postnord.com is its test environment.
const production = "https://api2.postnord.com"

// Fetch asks for each identifier, one per call. It follows carrier.Fetcher. Credentials: api_key, and optionally base_url. The
// key is a parameter of the address, as PostNord wants it; addresses are never logged.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		query := url.Values{"apikey": {creds["api_key"]}, "id": {some[0]}, "locale": {"en"}} // the words of the table
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/rest/shipment/v5/trackandtrace/findByIdentifier.json?"+query.Encode(), "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		return fetch.Do(client, a.now, req)
	})
}
