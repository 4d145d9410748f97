package asendia

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is Asendia's only environment.
const production = "https://www.asendia-sync.com"

// Fetch asks for each number. It follows carrier.Fetcher. Credentials: username, password, customer_id, and optionally
// base_url. The operation for several numbers is used, whose answers name the number, but with one number per call: it answers
// 404 for all of them when it does not know one.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "username", "password", "customer_id")
	if err != nil {
		return nil, err
	}
	address := base + "/api/customers/" + url.PathEscape(creds["customer_id"]) + "/tracking"
	login := fetch.Login{
		Account: []string{base, creds["username"], creds["password"]},
		Ask:     func() (carrier.Answer, error) { return a.login(ctx, client, base, creds) },
		Token:   tokenOf,
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		body, err := json.Marshal(some)
		if err != nil {
			return carrier.Answer{}, fmt.Errorf("build question: %w", err)
		}
		return a.logins.Do(login, func(token string) (carrier.Answer, error) {
			req, err := fetch.NewRequest(ctx, http.MethodPost, address, "application/json", body)
			if err != nil {
				return carrier.Answer{}, err
			}
			req.Header.Set("Authorization", "Bearer "+token)
			return fetch.Do(client, a.now, req)
		})
	})
}
