package handler

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"doorstep/shared/fault"
	webshop "doorstep/shared/shop"
	"doorstep/shared/shop/bigcommerce"
)

// lookLimit is how long asking a store about one order may take in all.
const lookLimit = 12 * time.Second

// look asks the store what a thin hook is about. Whatever goes wrong there may be well again later: BigCommerce repeats the hook for two
// days.
func (s shops) look(ctx context.Context, h hook) (webshop.Event, error) {
	text, err := s.secrets.Value(ctx, s.parameter(h, "credentials"))
	if err != nil {
		return webshop.Event{}, fault.Wrap(fault.Unavailable, err, "read the credentials of the store")
	}
	site, err := newSite(text, s.client)
	if err != nil {
		return webshop.Event{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	e, err := bigcommerce.Pull(ctx, site, h.event.Number)
	if err != nil {
		return webshop.Event{}, fault.Wrap(fault.Unavailable, err, "ask the store")
	}
	return e, nil
}

// site is the API of one store.
type site struct {
	base, token string
	client      *http.Client
}

// newSite reads credentials: {"store_hash": …, "access_token": …}, and "base_url" where it is not BigCommerce's own.
func newSite(credentials string, client *http.Client) (site, error) {
	var c struct {
		StoreHash   string `json:"store_hash"`
		AccessToken string `json:"access_token"`
		BaseURL     string `json:"base_url"`
	}
	if json.Unmarshal([]byte(credentials), &c) != nil || c.AccessToken == "" || c.StoreHash == "" && c.BaseURL == "" { // the error would quote it
		return site{}, fault.New(fault.Unavailable, "the credentials of the store are no JSON with access_token, and store_hash or base_url")
	}
	if c.BaseURL == "" {
		c.BaseURL = "https://api.bigcommerce.com/stores/" + url.PathEscape(c.StoreHash)
	}
	return site{base: strings.TrimRight(c.BaseURL, "/"), token: c.AccessToken, client: client}, nil
}

// Get implements bigcommerce.Getter.
func (s site) Get(ctx context.Context, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the address of the store is none")
	}
	request.Header.Set("X-Auth-Token", s.token)
	request.Header.Set("Accept", "application/json")
	answer, err := s.client.Do(request)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "reach the store")
	}
	defer answer.Body.Close()
	switch {
	case answer.StatusCode == http.StatusNoContent:
		return nil, nil
	case answer.StatusCode == http.StatusNotFound:
		return nil, fault.New(fault.NotFound, "the store knows no such thing")
	case answer.StatusCode == http.StatusTooManyRequests:
		return nil, fault.New(fault.Throttled, "the store's quota is used up for %s ms", digits(answer.Header.Get("X-Rate-Limit-Time-Reset-Ms")))
	case answer.StatusCode != http.StatusOK:
		return nil, fault.New(fault.Unavailable, "the store answered %d", answer.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, webshop.MaxBody+1))
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "read the answer of the store")
	}
	if len(body) > webshop.MaxBody {
		return nil, fault.New(fault.TooLarge, "the answer of the store is over %d MiB", webshop.MaxBody>>20)
	}
	return body, nil
}

// digits lets nothing but a short number through.
func digits(s string) string {
	if len(s) > 9 || strings.Trim(s, "0123456789") != "" {
		return "some"
	}
	return s
}
