package dpd

import (
	"context"
	"net/http"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/markup"
	"doorstep/shared/carrier/payload"
)

// tokenLife is how long a token is used. DPD lets it live for a day and allows only a few logins a day.
const tokenLife = 23 * time.Hour

// account is who asks: base URL, DELIS user, password and the language of the texts.
type account struct{ base, user, password, language string }

// login asks LoginService for a token.
func (a *Adapter) login(ctx context.Context, client *http.Client, who account) (carrier.Answer, error) {
	req, err := who.request(ctx, loginService, "getAuth", who.loginBody())
	if err != nil {
		return carrier.Answer{}, err
	}
	answer, err := fetch.Do(client, a.now, req)
	return a.sorted(answer), err
}

// tokenOf finds the authToken in an answer of LoginService; "" when there is none.
func tokenOf(body []byte) string {
	r, token := markup.New(body), ""
	var read func(key []byte)
	read = func(key []byte) {
		switch string(key) {
		case "Envelope", "Body", "getAuthResponse", "return":
			r.Object(read)
		case "authToken":
			token = r.Text(payload.Line)
		}
	}
	r.Object(read)
	if r.Err() != nil {
		return ""
	}
	return token
}
