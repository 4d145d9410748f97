package dpd

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"net/http"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	production      = "https://public-ws.dpd.com/services"
	loginService    = "LoginService"
	trackingService = "ParcelLifeCycleService"
)

// Fetch asks ParcelLifeCycleService for each number: one per call, with the token of a login before the first. It follows
// carrier.Fetcher. Credentials: username (the DELIS user), password, and optionally language ("en_US" unless given) and
// base_url ("https://public-ws-stage.dpd.com/services" is the test environment; the Netherlands and Belgium have their own).
// A token that DPD refuses is replaced once.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "username", "password")
	if err != nil {
		return nil, err
	}
	who := account{base, creds["username"], creds["password"], cmp.Or(creds["language"], "en_US")}
	login := fetch.Login{
		Account: []string{who.base, who.user, who.password},
		Ask:     func() (carrier.Answer, error) { return a.login(ctx, client, who) },
		Token:   tokenOf,
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		return a.logins.Do(login, func(token string) (carrier.Answer, error) { return a.track(ctx, client, who, some[0], token) })
	})
}

// track asks about one number.
func (a *Adapter) track(ctx context.Context, client *http.Client, who account, number, token string) (carrier.Answer, error) {
	req, err := who.request(ctx, trackingService, "getTrackingData", who.trackingBody(token, number))
	if err != nil {
		return carrier.Answer{}, err
	}
	answer, err := fetch.Do(client, a.now, req)
	return a.sorted(answer), err
}

// sorted gives an answer the status that its fault means: SOAP sends a refused account as a 500, and the planner of polls would
// take it for an outage.
func (a *Adapter) sorted(answer carrier.Answer) carrier.Answer {
	if answer.Status != http.StatusInternalServerError && answer.Status != http.StatusOK && answer.Status != http.StatusBadGateway {
		return answer
	}
	u, err := a.Decode(carrier.Poll, answer.Body)
	if err == nil && len(u.Problems) == 1 && u.Problems[0].Kind == carrier.Unauthorized {
		answer.Status = http.StatusUnauthorized
	}
	return answer
}

func (a account) request(ctx context.Context, service, operation string, body []byte) (*http.Request, error) {
	req, err := fetch.NewRequest(ctx, http.MethodPost, a.base+"/"+service+"/V2_0/", "text/xml; charset=utf-8", body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "text/xml")
	req.Header.Set("SOAPAction", `"http://dpd.com/common/service/`+service+`/2.0/`+operation+`"`)
	return req, nil
}

func (a account) loginBody() []byte {
	return envelope("", `<l:getAuth xmlns:l="http://dpd.com/common/service/types/LoginService/2.0">`+
		element("delisId", a.user)+element("password", a.password)+element("messageLanguage", a.language)+`</l:getAuth>`)
}

func (a account) trackingBody(token, number string) []byte {
	return envelope(`<a:authentication xmlns:a="http://dpd.com/common/service/types/Authentication/2.0">`+
		element("delisId", a.user)+element("authToken", token)+element("messageLanguage", a.language)+`</a:authentication>`,
		`<t:getTrackingData xmlns:t="http://dpd.com/common/service/types/ParcelLifeCycleService/2.0">`+element("parcelLabelNumber", number)+`</t:getTrackingData>`)
}

func envelope(header, body string) []byte {
	return []byte(`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>` + header + `</s:Header><s:Body>` + body + `</s:Body></s:Envelope>`)
}

func element(name, text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a Buffer takes everything
	return "<" + name + ">" + b.String() + "</" + name + ">"
}
