package handler

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/budget"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/store"
)

// account is one account with a source.
type account struct{ source, name string }

// ordinary is the account of those who have only one, and of brands that name none.
const ordinary = "default"

// brandLife is for how long a brand's accounts are remembered: a brand costs half a read unit, and changes by hand.
const brandLife = 5 * time.Minute

// modest is the rate of a source that tells none.
var modest = carrier.Rate{Calls: 5, Per: time.Second}

// parameters reads one parameter.
type parameters interface {
	Value(ctx context.Context, name string) (string, error)
}

// brands reads a brand.
type brands interface {
	Brand(ctx context.Context, id string) (store.Brand, error)
}

// accounts finds the accounts that may be used for a parcel, and what they open with. It is safe for concurrent use.
type accounts struct {
	parameters parameters
	prefix     string // PARAMETERS
	brands     brands
	obs        *obs.Recorder
	now        func() time.Time

	mu    sync.Mutex
	known map[string]remembered // by brand
}

type remembered struct {
	accounts []string
	until    time.Time
}

// with names the accounts with a source that speak for the brands that claim a number: those that the brands list, else the
// ordinary one.
func (a *accounts) with(ctx context.Context, source string, n store.Number) ([]string, error) {
	var names []string
	for _, c := range n.Claims {
		if c.Released || c.Brand == "" {
			continue
		}
		listed, err := a.of(ctx, c.Brand)
		if err != nil {
			return nil, err
		}
		for _, pair := range listed {
			if name, ok := strings.CutPrefix(pair, source+"/"); ok && name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		names = append(names, ordinary)
	}
	return names, nil
}

func (a *accounts) of(ctx context.Context, brand string) ([]string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if r, ok := a.known[brand]; ok && a.now().Before(r.until) {
		return r.accounts, nil
	}
	b, err := a.brands.Brand(ctx, brand)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	if a.known == nil {
		a.known = map[string]remembered{}
	}
	a.known[brand] = remembered{b.Accounts, a.now().Add(brandLife)}
	return b.Accounts, nil
}

// credentials reads an account's credentials; nil when there are none, or when they are damaged, which is counted: one damaged
// parameter must not stop every poll of a batch.
func (a *accounts) credentials(ctx context.Context, of account) (carrier.Credentials, error) {
	value, err := a.parameters.Value(ctx, a.prefix+"/sources/"+of.source+"/"+of.name+"/credentials")
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, nil
		}
		return nil, err
	}
	var creds carrier.Credentials
	if json.Unmarshal([]byte(value), &creds) != nil || len(creds) == 0 { // the error could quote a secret
		a.obs.Count("BadCredentials", 1, "source", of.source)
		a.obs.Count("AccountsBarred", 1)
		return nil, nil
	}
	return creds, nil
}

// limitOf gives how often an account may be called: the rate that its credentials name ("60/h"), else the source's own. A rate that
// is none is reported and does not stop the polls.
func (a *accounts) limitOf(unit *obs.Unit, of account, profile carrier.Profile, creds carrier.Credentials) budget.Limit {
	rate := profile.Rate
	if rate.Calls < 1 || rate.Per <= 0 {
		rate = modest
	}
	if text := creds["rate"]; text != "" {
		own, err := carrier.ParseRate(text)
		if err == nil {
			rate = own
		} else { // the text could be a secret in the wrong place
			a.obs.Count("BadRates", 1, "source", of.source)
			unit.Note("rate ignored", fault.New(fault.Invalid, "credentials of %s/%s: rate is none such as 60/h; %s holds", of.source, of.name, rate),
				"source", of.source, "account", of.name)
		}
	}
	return budget.Limit{Calls: rate.Calls, Per: rate.Per}
}
