package seventeentrack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	production = "https://api.17track.net"
	// batch is how many numbers one call may ask about.
	batch = 40
)

// Fetch asks for what is known about registered numbers, 40 per call. It follows carrier.Fetcher. It never registers a
// number, which costs one of the quota: a number that nobody registered is "not found". Credentials: api_key (the security
// key of the account), and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, batch, func(some []string) (carrier.Answer, error) {
		req, err := request(ctx, base, some)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("17token", creds["api_key"])
		return fetch.Do(client, a.now, req)
	})
}

func request(ctx context.Context, base string, numbers []string) (*http.Request, error) {
	wanted := make([]map[string]string, len(numbers))
	for i, number := range numbers {
		wanted[i] = map[string]string{"number": number}
	}
	body, err := json.Marshal(wanted)
	if err != nil {
		return nil, fmt.Errorf("write numbers: %w", err)
	}
	return fetch.NewRequest(ctx, http.MethodPost, base+"/track/v2.2/gettrackinfo", "application/json", body)
}
