package asendia

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/payload"
)

// tokenLife is how long a token is used. Asendia's live for about a day and do not say so; a token that ends before is replaced
// when it is refused.
const tokenLife = 12 * time.Hour

// login asks for a token: Asendia has a login of its own, name and password in JSON, in place of OAuth.
func (a *Adapter) login(ctx context.Context, client *http.Client, base string, creds carrier.Credentials) (carrier.Answer, error) {
	body, err := json.Marshal(map[string]string{"username": creds["username"], "password": creds["password"]})
	if err != nil {
		return carrier.Answer{}, fmt.Errorf("build login: %w", err)
	}
	req, err := fetch.NewRequest(ctx, http.MethodPost, base+"/api/authenticate", "application/json", body)
	if err != nil {
		return carrier.Answer{}, err
	}
	return fetch.Do(client, a.now, req)
}

// maxToken is more than any token has; Asendia's have some 300 bytes.
const maxToken = 8 << 10

// tokenOf takes the token out of the answer to a login, {"id_token"}.
func tokenOf(body []byte) (value string) {
	r := payload.New(body)
	r.Object(func(key []byte) {
		if string(key) == "id_token" {
			value = r.Text(maxToken)
		}
	})
	if r.Err() != nil {
		return ""
	}
	return value
}
