package easypost

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

const (
	production = "https://api.easypost.com"
	// batch is how many trackers one call asks for, the page size of EasyPost's lists.
	batch = 100
)

// Fetch asks for the trackers of the numbers, 100 per call. It follows carrier.Fetcher. It never creates a tracker, which
// would cost money: a number without one is not in the answer. Credentials: api_key, and optionally base_url.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	if err := fetch.Need(creds, "api_key"); err != nil {
		return nil, err
	}
	base, err := fetch.Base(creds, production)
	if err != nil {
		return nil, err
	}
	var answers []carrier.Answer
	for some := range slices.Chunk(numbers, batch) {
		answer, err := a.ask(ctx, client, base+"/v2/trackers/batch", creds["api_key"], some)
		if err != nil && len(answers) == 0 {
			return nil, err
		}
		if err != nil {
			return answers, nil
		}
		answers = append(answers, answer)
		if answer.Status == http.StatusTooManyRequests {
			break
		}
	}
	return answers, nil
}

func (a *Adapter) ask(ctx context.Context, client *http.Client, address, key string, numbers []string) (carrier.Answer, error) {
	body, err := json.Marshal(map[string][]string{"tracking_codes": numbers})
	if err != nil {
		return carrier.Answer{}, fmt.Errorf("write tracking codes: %w", err)
	}
	req, err := fetch.NewRequest(ctx, http.MethodPost, address, "application/json", body)
	if err != nil {
		return carrier.Answer{}, err
	}
	req.SetBasicAuth(key, "")
	answer, err := fetch.Do(client, a.now, req)
	answer.Numbers = numbers
	return answer, err
}
