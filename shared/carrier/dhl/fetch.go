package dhl

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/fault"
)

// production is where DHL answers; https://api-test.dhl.com is its test environment.
const production = "https://api-eu.dhl.com"

// Fetch asks Shipment Tracking for each number: one per call. It follows carrier.Fetcher. Credentials: api_key, and optionally
// service (a division, for accounts that ship with one only) and base_url. A new app may call 250 times a day, so the caller keeps a budget.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	return fetch.Each(ctx, numbers, 1, func(some []string) (carrier.Answer, error) {
		ask := url.Values{"trackingNumber": {some[0]}, "language": {"en"}}
		if service := creds["service"]; service != "" {
			ask.Set("service", service)
		}
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/track/shipments?"+ask.Encode(), "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("DHL-API-Key", creds["api_key"])
		return fetch.Do(client, time.Now, req)
	})
}

// Confirm activates a subscription: it posts the secret of the handshake to the subscription, in the header DHL-API-Hook-Secret
// (https://developer.dhl.com/api-reference/shipment-tracking-unified-push). Only the id is taken from the handshake; the
// address is our own, so that a forged handshake can send our key nowhere else. It follows carrier.Confirmer; errors: fault.Invalid
// for a handshake without id or secret, fault.Unauthorized, fault.NotFound, and fault.Unavailable for what may be tried again.
func (a *Adapter) Confirm(ctx context.Context, client *http.Client, creds carrier.Credentials, h carrier.Handshake) error {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return err
	}
	id := h.Subscription[strings.LastIndexByte(h.Subscription, '/')+1:]
	if id == "" || h.Secret == "" || strings.Trim(strings.ToLower(id), "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		return fault.New(fault.Invalid, "confirm subscription: no id or no secret in the handshake")
	}
	req, err := fetch.NewRequest(ctx, http.MethodPost, base+"/tracking/push/v1/subscription/"+id, "", nil)
	if err != nil {
		return err
	}
	req.Header.Set("DHL-API-Key", creds["api_key"])
	req.Header.Set("DHL-API-Hook-Secret", h.Secret)
	answer, err := fetch.Do(client, time.Now, req)
	if err != nil {
		return err
	}
	switch status := answer.Status; {
	case status/100 == 2:
		return nil
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fault.New(fault.Unauthorized, "confirm subscription: DHL answered %d", status)
	case status == http.StatusNotFound:
		return fault.New(fault.NotFound, "confirm subscription: DHL knows no such subscription")
	case status == http.StatusTooManyRequests, status >= http.StatusInternalServerError:
		return fault.New(fault.Unavailable, "confirm subscription: DHL answered %d", status)
	default:
		return fault.New(fault.Invalid, "confirm subscription: DHL answered %d", status)
	}
}
