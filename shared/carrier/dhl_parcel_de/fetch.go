package dhlparcelde

import (
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	// production is where DHL answers; https://api-sandbox.dhl.com is its sandbox.
	production = "https://api-eu.dhl.com"
	// batch is how many numbers one request may name, joined by semicolons (user guide of the API).
	batch = 15
)

// Fetch asks for the details of up to 15 pieces per call. It follows carrier.Fetcher. Credentials: client_id and client_secret of the
// app (HTTP Basic), username and password of the business customer portal, which travel inside the request, and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "client_id", "client_secret", "username", "password")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, batch, func(some []string) (carrier.Answer, error) {
		ask := url.Values{"xml": {request(creds["username"], creds["password"], some)}}
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/parcel/de/tracking/v0/shipments?"+ask.Encode(), "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Accept", "application/xml")
		req.SetBasicAuth(creds["client_id"], creds["client_secret"])
		return fetch.Do(client, time.Now, req)
	})
}

// request is the XML of d-get-piece-detail.
func request(user, password string, numbers []string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="no"?><data appname="` + escape(user) + `" language-code="en" password="` + escape(password) +
		`" piece-code="` + escape(strings.Join(numbers, ";")) + `" request="d-get-piece-detail"/>`
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}
