package australiapost

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
)

// production is where Australia Post answers; its test bed is https://digitalapi.auspost.com.au/test.
const production = "https://digitalapi.auspost.com.au"

// perCall is how many numbers one call may hold (error 51101).
const perCall = 10

// Fetch asks "track items". It follows carrier.Fetcher. Credentials: api_key, password, account (the number of the account that the key
// belongs to), and optionally base_url. Consignments of StarTrack may not stand in one call with numbers of Australia Post (error
// 51103), so they are asked apart.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key", "password", "account")
	if err != nil {
		return nil, err
	}
	var answers []carrier.Answer
	for _, group := range apart(numbers) {
		more, err := fetch.Each(ctx, group, perCall, func(some []string) (carrier.Answer, error) {
			address := base + "/shipping/v1/track?tracking_ids=" + url.QueryEscape(strings.Join(some, ","))
			req, err := fetch.NewRequest(ctx, http.MethodGet, address, "", nil)
			if err != nil {
				return carrier.Answer{}, err
			}
			req.Header.Set("Account-Number", creds["account"])
			req.SetBasicAuth(creds["api_key"], creds["password"])
			return fetch.Do(client, time.Now, req)
		})
		answers = append(answers, more...)
		switch n := len(answers); {
		case err != nil && n == 0:
			return nil, err
		case err != nil, n > 0 && fetch.Final(answers[n-1]):
			return answers, nil
		}
	}
	return answers, nil
}

// apart splits numbers into those of Australia Post and consignments of StarTrack, which have twelve characters.
func apart(numbers []string) [][]string {
	var post, star []string
	for _, number := range numbers {
		if len(number) == 12 {
			star = append(star, number)
		} else {
			post = append(post, number)
		}
	}
	return [][]string{post, star}
}
