package shipengine

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/detect"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/fault"
)

// production is where ShipEngine answers; ShipStation's is https://api.shipstation.com/v2.
const production = "https://api.shipengine.com/v1"

// Fetch asks about each number as a number of the carrier whose format it fits. It follows carrier.Fetcher.
func (a *Adapter) Fetch(ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string) ([]carrier.Answer, error) {
	return a.FetchFor(ctx, client, creds, numbers, nil)
}

// FetchFor asks about each number: one per call. It follows carrier.MoverFetcher. ShipEngine wants to be told the carrier, by its
// own code: see carrierOf. Numbers whose carrier nobody knows are not asked about; when that is true of all, the error is
// of kind fault.Invalid. Credentials: api_key, and optionally carrier_code, carrier_codes and base_url.
func (a *Adapter) FetchFor(
	ctx context.Context, client *http.Client, creds carrier.Credentials, numbers []string, movers map[string]string,
) ([]carrier.Answer, error) {
	base, err := fetch.Open(creds, production, "api_key")
	if err != nil {
		return nil, err
	}
	codes := make(map[string]string, len(numbers))
	askable := make([]string, 0, len(numbers))
	for _, number := range numbers {
		if code := carrierOf(number, movers[number], creds); code != "" {
			codes[number] = code
			askable = append(askable, number)
		}
	}
	if len(askable) == 0 && len(numbers) > 0 {
		return nil, fault.New(fault.Invalid, "no carrier is known for these numbers: credentials may hold a carrier_code")
	}
	return fetch.Each(ctx, askable, 1, func(some []string) (carrier.Answer, error) {
		query := url.Values{"carrier_code": {codes[some[0]]}, "tracking_number": {some[0]}}
		req, err := fetch.NewRequest(ctx, http.MethodGet, base+"/tracking?"+query.Encode(), "", nil)
		if err != nil {
			return carrier.Answer{}, err
		}
		req.Header.Set("API-Key", creds["api_key"])
		return fetch.Do(client, a.now, req)
	})
}

// carrierOf gives ShipEngine's code of the carrier to ask about a number: that of mover, the Doorstep code of who moves it,
// where the caller knows; else that of the most telling format which the number fits; else the
// account's carrier_code. "carrier_codes" of the credentials says which code an account uses for a carrier of ours, as in
// "usps=stamps_com, fedex=fedex_walleted"; it stands before ShipEngine's usual codes.
func carrierOf(number, mover string, creds carrier.Credentials) string {
	if mover != "" {
		return ownCode(mover, creds["carrier_codes"]) // to ask about it as another carrier's would find another parcel
	}
	for _, candidate := range detect.Number(number) {
		if code := ownCode(candidate.Carrier, creds["carrier_codes"]); code != "" {
			return code
		}
	}
	return creds["carrier_code"]
}

func ownCode(code, overrides string) string {
	for pair := range strings.SplitSeq(overrides, ",") {
		ours, theirs, ok := strings.Cut(pair, "=")
		if ok && strings.TrimSpace(ours) == code && code != "" {
			return strings.TrimSpace(theirs)
		}
	}
	return usual(code)
}

// usual is how ShipEngine calls a carrier (https://www.shipengine.com/docs/carriers/setup/); "" where it has none, or more
// than one that depends on the account.
func usual(code string) string {
	switch code {
	case "ups", "usps", "fedex", "dhl_express", "dpd", "ontrac", "seko", "sendle", "asendia", "lasership":
		return code
	case "canadapost":
		return "canada_post"
	case "australiapost":
		return "australia_post"
	case "royalmail":
		return "royal_mail"
	case "purolator":
		return "purolator_ca"
	default:
		return ""
	}
}
