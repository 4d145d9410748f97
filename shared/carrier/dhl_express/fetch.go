package dhlexpress

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where the MyDHL API answers; https://express.api.dhl.com/mydhlapi/test is its test environment.
const production = "https://express.api.dhl.com/mydhlapi"

// Fetch asks for each number: one per call, because only the call about one shipment prints the offset of each event. The number
// of a piece ("JD…") is asked for by the other call. It follows carrier.Fetcher. Credentials: username and password of the MyDHL
// API, and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "username", "password")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+call(some[0]), "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.SetBasicAuth(creds["username"], creds["password"])
		return fetch.Do(client, time.Now, req)
	})
}

func call(number string) string {
	ask := url.Values{"trackingView": {"all-checkpoints-with-remarks"}, "levelOfDetail": {"all"}}
	if strings.Trim(number, "0123456789") != "" {
		ask.Set("pieceTrackingNumber", number)
		return "/tracking?" + ask.Encode()
	}
	ask.Set("requestGMTOffsetPerEvent", "true")
	return "/shipments/" + url.PathEscape(number) + "/tracking?" + ask.Encode()
}
