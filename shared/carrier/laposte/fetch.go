package laposte

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	production = "https://api.laposte.fr"
	// batch is how many numbers one call may ask for (https://developer.laposte.fr/products/suivi/latest).
	batch = 10
)

// Fetch asks Suivi for the numbers, ten per call. It follows carrier.Fetcher. Credentials: api_key, the "X-Okapi-Key" of an
// application, and optionally base_url. The sandbox has the same address and a key of its own.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, batch, func(some []string) (carrier.Answer, error) {
		escaped := make([]string, len(some))
		for i, number := range some {
			escaped[i] = url.PathEscape(number)
		}
		address := base + "/suivi/v2/idships/" + strings.Join(escaped, ",") + "?lang=fr_FR"
		req, err := fetch.NewRequest(ctx, http.MethodGet, address, "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("X-Okapi-Key", creds["api_key"])
		return fetch.Do(client, a.now, req)
	})
}
