package canadapost

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// Where Canada Post answers: the gateway of its XML services (https://ct.soa-gw.canadapost.ca for development) and that of the
// Developer Portal, which tells test from production by the key.
const (
	gateway = "https://soa-gw.canadapost.ca"
	portal  = "https://api.canadapost-postescanada.ca/prod/devportal-portaildesdeveloppeurs"
)

// Fetch asks for the details of each number: one per call. It follows carrier.Fetcher. Credentials: client_id and client_secret of an app
// of the Developer Portal, or username and password of an API key of the Developer Program; optionally language ("fr-CA") and base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	if creds["client_id"] != "" {
		return a.askPortal(ctx, client, creds, numbers)
	}
	base, err := fetch.Open(creds, gateway, "username", "password")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		req, err := request(ctx, creds, base+"/vis/track/pin/"+url.PathEscape(some[0])+"/detail")
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Accept", "application/vnd.cpc.track-v2+xml")
		req.SetBasicAuth(creds["username"], creds["password"])
		return fetch.Do(client, time.Now, req)
	})
}

// askPortal asks the JSON API, whose token endpoint wants the credentials as headers beside the form.
func (a *Adapter) askPortal(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, portal, "client_id", "client_secret")
	if err != nil {
		return nil, err
	}
	grant := fetch.Grant{
		URL: base + "/cpc-api-native-oauth-provider/oauth2/token", ID: creds["client_id"], Secret: creds["client_secret"], InBody: true,
		Params: url.Values{"scope": {"merchant"}},
		Header: http.Header{"X-Ibm-Client-Id": {creds["client_id"]}, "X-Ibm-Client-Secret": {creds["client_secret"]}},
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		return a.tokens.Do(ctx, client, grant, func() (*http.Request, error) {
			return request(ctx, creds, base+"/tracking/v1/pins/"+url.PathEscape(some[0])+"/details")
		})
	})
}

func request(ctx context.Context, creds carrier.Credentials, address string) (*http.Request, error) {
	req, err := fetch.NewRequest(ctx, http.MethodGet, address, "", nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Language", cmp.Or(creds["language"], "en-CA"))
	return req, nil
}
