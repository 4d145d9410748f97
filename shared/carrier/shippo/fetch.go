package shippo

import (
	"cmp"
	"context"
	"net/http"
	"net/url"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/fault"
)

const (
	production = "https://api.goshippo.com"
	// version is the one that the adapter was written for (https://docs.goshippo.com/docs/api_concepts/apiversioning).
	version = "2018-02-08"
)

// Fetch asks for the track of each number, all of the carrier that the credentials name. It follows carrier.Fetcher.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	return a.FetchFor(ctx, client, creds, numbers, nil)
}

// FetchFor asks for the track of each number: one per call, and with the carrier's token, which Shippo demands. The carrier is
// that of the number, else the token in the credentials; a number of which neither is known is not asked for. It follows
// carrier.MoverFetcher. Credentials: api_key, and optionally carrier and base_url.
func (a *Adapter) FetchFor(
	ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string, movers map[string]string,
) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	var asked []string
	for _, number := range numbers {
		if tokenFor(creds, movers[number]) != "" {
			asked = append(asked, number)
		}
	}
	if len(asked) == 0 && len(numbers) > 0 {
		return nil, fault.New(fault.Invalid, "ask Shippo: no carrier is known of any number, and the credentials name none")
	}
	return fetch.Each(ctx, asked, 1, func(some []string) (carrier.Answer, error) {
		address := base + "/tracks/" + url.PathEscape(tokenFor(creds, movers[some[0]])) + "/" + url.PathEscape(some[0])
		req, err := fetch.NewRequest(ctx, http.MethodGet, address, "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("Authorization", "ShippoToken "+creds["api_key"])
		req.Header.Set("Shippo-Api-Version", version)
		return fetch.Do(client, a.now, req)
	})
}

func tokenFor(creds carrier.Credentials, mover string) string {
	return cmp.Or(tokenOf(mover), creds["carrier"])
}

// tokenOf gives Shippo's token of a carrier (https://docs.goshippo.com/docs/carriers/carriercapabilities), or "" for one that
// Shippo does not track.
func tokenOf(code string) string {
	switch code {
	case "australiapost":
		return "australia_post"
	case "asendia":
		return "asendia_us"
	case "canadapost":
		return "canada_post"
	case "dhl_parcel_de":
		return "dhl_germany"
	case "dpd":
		return "dpd_de"
	case "evri":
		return "hermes_uk"
	case "hermes":
		return "hermes_germany_b2c"
	case "mondialrelay":
		return "mondial_relay"
	case "nzpost":
		return "new_zealand_post"
	case "posteitaliane":
		return "poste_italiane"
	case "royalmail":
		return "royal_mail"
	case "bring", "chronopost", "colissimo", "dhl_ecommerce", "dhl_express", "dpd_uk", "fedex", "lasership", "lso", "ontrac",
		"parcelforce", "posti", "purolator", "sendle", "ups", "usps", "veho":
		return code
	default:
		return ""
	}
}
