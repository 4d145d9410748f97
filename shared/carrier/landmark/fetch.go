package landmark

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where Landmark answers. Its test mode is a state of the account, not another host.
const production = "https://api.landmarkglobal.com/v2"

// Fetch asks the Track API for each number, with its whole history. It follows carrier.Fetcher. Credentials: username, password, optionally
// client_id (needed where the user has several clients) and base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "username", "password")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		form := url.Values{"RQXML": {question(creds, some[0])}}
		req, err := fetch.NewRequest(ctx, http.MethodPost, base+"/Track.php", "application/x-www-form-urlencoded", []byte(form.Encode()))
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Accept", "text/xml, application/xml")
		return fetch.Do(client, time.Now, req)
	})
}

// question is the TrackRequest for a number. Without "Historical" only the last event is told, and without its code.
func question(creds carrier.Credentials, number string) string {
	client := ""
	if id := creds["client_id"]; id != "" {
		client = "<ClientID>" + escape(id) + "</ClientID>"
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><TrackRequest><Login><Username>%s</Username><Password>%s</Password></Login>%s`+
		`<TrackingNumber>%s</TrackingNumber><RetrievalType>Historical</RetrievalType></TrackRequest>`,
		escape(creds["username"]), escape(creds["password"]), client, escape(number))
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a Buffer takes everything
	return b.String()
}
