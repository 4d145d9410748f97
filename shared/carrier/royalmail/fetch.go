package royalmail

import (
	"context"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where Royal Mail answers. There is no public test environment.
const production = "https://api.royalmail.net"

// Fetch asks for the events of each number, one per call; the summary of 30 numbers would tell only their latest event. It
// follows carrier.Fetcher. Credentials: client_id, client_secret, and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "client_id", "client_secret")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/mailpieces/v2/"+url.PathEscape(some[0])+"/events", "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("X-IBM-Client-Id", creds["client_id"])
		req.Header.Set("X-IBM-Client-Secret", creds["client_secret"])
		req.Header.Set("X-Accept-RMG-Terms", "yes") // without it every call is a 400
		return fetch.Do(client, a.now, req)
	})
}
