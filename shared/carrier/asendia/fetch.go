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
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		body, err := json.Marshal(some)
		if err != nil {
			return carrier.Answer{}, fmt.Errorf("build question: %w", err)
		}
		return a.authorised(ctx, client, base, creds, func() (*http.Request, error) {
			return fetch.NewRequest(ctx, http.MethodPost, address, "application/json", body)
		})
	})
}

// authorised sends the request that build makes with a valid token. A token that is refused is replaced, and the request sent
// once more. When no token is given, what Asendia said is the answer.
func (a *Adapter) authorised(
	ctx context.Context, client *http.Client, base string, creds carrier.Credentials, build func() (*http.Request, error),
) (carrier.Answer, error) {
	account := accountOf(base, creds)
	for fresh := false; ; fresh = true {
		token, ok := a.logins.held(account, a.now())
		if !ok || fresh {
			answer, err := a.login(ctx, client, base, creds)
			if err != nil {
				return carrier.Answer{}, err
			}
			if token, ok = tokenOf(answer); !ok {
				return refusal(answer), nil
			}
			a.logins.keep(account, token, a.now())
		}
		req, err := build()
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		answer, err := fetch.Do(client, a.now, req)
		if err != nil || answer.Status != http.StatusUnauthorized || fresh {
			return answer, err
		}
	}
}
