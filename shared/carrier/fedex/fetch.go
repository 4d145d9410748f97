package fedex

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	// production is where FedEx answers; https://apis-sandbox.fedex.com is its test environment.
	production = "https://apis.fedex.com"
	// maxNumbers is how many numbers a call takes (TRACKING.TRACKINGNUMBERS.LIMITEXCEEDED beyond).
	maxNumbers = 30
)

// Fetch asks the Track API, 30 numbers per call. It follows carrier.Fetcher. Credentials: client_id and client_secret (the API
// key and secret of a project), and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "client_id", "client_secret")
	if err != nil {
		return nil, err
	}
	grant := fetch.Grant{URL: base + "/oauth/token", ID: creds["client_id"], Secret: creds["client_secret"], InBody: true}
	return fetch.Each(ctx, numbers, maxNumbers, func(some []string) (carrier.Answer, error) {
		body, err := question(some)
		if err != nil {
			return carrier.Answer{}, err
		}
		return a.tokens.Do(ctx, client, grant, func() (*http.Request, error) {
			req, err := fetch.NewRequest(ctx, http.MethodPost, base+"/track/v1/trackingnumbers", "application/json", body)
			if err != nil {
				return nil, err
			}
			req.Header.Set("X-Locale", "en_US") // the texts are translated otherwise
			return req, nil
		})
	})
}

// question is the body of a call.
func question(numbers []string) ([]byte, error) {
	type info struct {
		Number string `json:"trackingNumber"`
	}
	type item struct {
		Info info `json:"trackingNumberInfo"`
	}
	items := make([]item, len(numbers))
	for i, number := range numbers {
		items[i].Info.Number = number
	}
	body, err := json.Marshal(struct {
		Detailed bool   `json:"includeDetailedScans"`
		Items    []item `json:"trackingInfo"`
	}{true, items})
	if err != nil {
		return nil, fmt.Errorf("build question: %w", err)
	}
	return body, nil
}
