package chronopost

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"net/http"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	production = "https://ws.chronopost.fr"
	service    = "/tracking-cxf/TrackingServiceWS"
)

// Fetch asks trackSkybillV2 for each number: one per call. It follows carrier.Fetcher. The operation needs no account;
// base_url in the credentials is optional.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production)
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		body, err := call(some[0])
		if err != nil {
			return carrier.Answer{}, err
		}
		req, err := fetch.NewRequest(ctx, http.MethodPost, base+service, "text/xml; charset=utf-8", body)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Accept", "text/xml")
		req.Header.Set("SOAPAction", `""`)
		return fetch.Do(client, a.now, req)
	})
}

// call writes the request. The labels come in French: those are the ones that Chronopost words most exactly.
func call(number string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cxf="http://cxf.tracking.soap.chronopost.fr/">` +
		`<soapenv:Body><cxf:trackSkybillV2><language>fr_FR</language><skybillNumber>`)
	if err := xml.EscapeText(&b, []byte(number)); err != nil {
		return nil, fmt.Errorf("write the call: %w", err)
	}
	b.WriteString(`</skybillNumber></cxf:trackSkybillV2></soapenv:Body></soapenv:Envelope>`)
	return b.Bytes(), nil
}
