package colissimo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	production = "https://ws.colissimo.fr"
	timeline   = "/tracking-timeline-ws/rest/tracking/timelineCompany"
)

// Fetch asks the web service timelineCompany for each number: one per call. It follows carrier.Fetcher. Credentials: api_key with
// an optional account (the contract), or username (the contract) and password; and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	needed := []string{"username", "password"}
	if creds["api_key"] != "" {
		needed = nil
	}
	base, err := fetch.Open(creds, production, needed...)
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		req, err := request(ctx, base+timeline, creds, some[0])
		if err != nil {
			return carrier.Answer{}, err
		}
		return fetch.Do(client, a.now, req)
	})
}

// request writes the call. The contract and its secret stand in the body, as the service wants them.
func request(ctx context.Context, address string, creds carrier.Credentials, number string) (*http.Request, error) {
	call := map[string]string{"parcelNumber": number, "lang": "fr_FR"}
	if key := creds["api_key"]; key != "" {
		call["apiKey"], call["login"] = key, creds["account"]
	} else {
		call["login"], call["password"] = creds["username"], creds["password"]
	}
	body, err := json.Marshal(call)
	if err != nil {
		return nil, fmt.Errorf("write the call: %w", err)
	}
	return fetch.NewRequest(ctx, http.MethodPost, address, "application/json", body)
}
