package purolator

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where Purolator answers; https://devwebservices.purolator.com is for development.
const production = "https://webservices.purolator.com"

// perCall is how many PINs one call asks for.
const perCall = 10

// Fetch asks TrackPackagesByPin. It follows carrier.Fetcher. Credentials: username (the key) and password, optionally user_token (which
// newer keys need), language ("fr") and base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "username", "password")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, perCall, func(some []string) (carrier.Answer, error) {
		req, err := fetch.NewRequest(ctx, http.MethodPost, base+"/EWS/V1/Tracking/TrackingService.asmx", "text/xml; charset=utf-8", envelope(creds, some))
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Accept", "text/xml")
		req.Header.Set("SOAPAction", `"http://purolator.com/pws/service/v1/TrackPackagesByPin"`)
		req.SetBasicAuth(creds["username"], creds["password"])
		return fetch.Do(client, time.Now, req)
	})
}

// envelope is the request for some numbers. Version 1.2 is that of the contract, which differs from that of the namespace.
func envelope(creds carrier.Credentials, numbers []string) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v1="http://purolator.com/pws/datatypes/v1">` +
		`<soap:Header><v1:RequestContext><v1:Version>1.2</v1:Version>`)
	fmt.Fprintf(&b, "<v1:Language>%s</v1:Language>", escape(cmp.Or(creds["language"], "en")))
	b.WriteString(`<v1:GroupID>doorstep</v1:GroupID><v1:RequestReference>doorstep</v1:RequestReference>`)
	if token := creds["user_token"]; token != "" {
		fmt.Fprintf(&b, "<v1:UserToken>%s</v1:UserToken>", escape(token))
	}
	b.WriteString(`</v1:RequestContext></soap:Header><soap:Body><v1:TrackPackagesByPinRequest><v1:PINs>`)
	for _, number := range numbers {
		fmt.Fprintf(&b, "<v1:PIN><v1:Value>%s</v1:Value></v1:PIN>", escape(number))
	}
	b.WriteString(`</v1:PINs></v1:TrackPackagesByPinRequest></soap:Body></soap:Envelope>`)
	return b.Bytes()
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a Buffer takes everything
	return b.String()
}
