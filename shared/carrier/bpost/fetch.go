package bpost

import (
	"context"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const production = "https://api.parcel.bpost.cloud"

// Fetch asks the tracking service for each number: one per call. It follows carrier.Fetcher. Credentials: account (the id of the
// contract with the Shipping Manager) and password (its passphrase), and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "account", "password")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/services/trackedmail/item/"+url.PathEscape(some[0])+"/trackingInfo", "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Accept", "application/xml")
		req.SetBasicAuth(creds["account"], creds["password"])
		return fetch.Do(client, a.now, req)
	})
}
