package carriersim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"doorstep/shared/carrier"
)

// api is all that is particular to one source. A new source is a file with one of these, in its own words, and a line in
// apis.
type api struct {
	credentials carrier.Credentials                       // of the only account
	tokens      route                                     // of the token endpoint; empty: the source has none
	track       route                                     // of the poll API; empty: the source cannot be asked
	confirm     route                                     // that confirms a subscription of pushes; empty: none is asked for
	allowed     func(s *Sim, r *http.Request) bool        // may this call have an answer? Called with the lock held
	failure     func(status int) string                   // the body of an error
	push        func(secret string, p Parcel, i int) Push // about the i-th scan of p's life; nil: the source does not push
	secret      func(secret string) string                // what the receiver configures to check such pushes; nil: the secret itself
}

// route is a method and a path below the folder of the source.
type route struct {
	pattern string
	handle  func(s *Sim, w http.ResponseWriter, r *http.Request)
}

func apis() map[string]api {
	return map[string]api{
		"17track":         seventeentrack(),
		"aftership":       aftership(),
		"amazon_shipping": amazonShipping(),
		"asendia":         asendia(),
		"australiapost":   australiapost(),
		"bpost":           bpost(),
		"bring":           bring(),
		"canadapost":      canadapost(),
		"chronopost":      chronopost(),
		"colissimo":       colissimo(),
		"dhl":             dhl(),
		"dhl_express":     dhlExpress(),
		"dhl_parcel_de":   dhlParcelDE(),
		"dpd":             dpd(),
		"easypost":        easypost(),
		"fedex":           fedex(),
		"gls":             gls(),
		"hermes":          hermes(),
		"landmark":        landmark(),
		"laposte":         laposte(),
		"postnl":          postnl(),
		"postnord":        postnord(),
		"purolator":       purolator(),
		"royalmail":       royalmail(),
		"seko":            seko(),
		"sendcloud":       sendcloud(),
		"sendle":          sendle(),
		"ship24":          ship24(),
		"shipengine":      shipengine(),
		"shippo":          shippo(),
		"trackingmore":    trackingmore(),
		"ups":             ups(),
		"usps":            usps(),
		"veho":            veho(),
	}
}

// on puts the route below the folder of a source.
func (r route) on(source string) string { return strings.Replace(r.pattern, " /", " /"+source+"/", 1) }

// Secrets of the simulated accounts.
const (
	clientID     = "sim-client"
	clientSecret = "sim-secret"
	apiKey       = "sim-key"
)

func clientCredentials() carrier.Credentials {
	return carrier.Credentials{"client_id": clientID, "client_secret": clientSecret}
}

// Credentials are what an adapter needs to ask the simulator that listens at base, such as "http://127.0.0.1:9000".
func Credentials(source, base string) carrier.Credentials {
	c := carrier.Credentials{"base_url": strings.TrimRight(base, "/") + "/" + source}
	for name, value := range apis()[source].credentials {
		c[name] = value
	}
	return c
}

// bearer allows calls with a token that the source issued and that still lives.
func bearer(source string) func(*Sim, *http.Request) bool {
	return func(s *Sim, r *http.Request) bool {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "+source+"-")
		return ok && s.now().Before(s.tokens[source+"-"+token])
	}
}

// Push is a request as the source sends it to the merchant's webhook.
type Push struct {
	Header http.Header
	Body   []byte
}

// PushFor builds the push of a source about the i-th scan of a parcel's life: that scan alone from some (UPS, USPS), the history
// so far from others (EasyPost). secret is the one that the merchant agreed with the source.
func PushFor(source, secret string, p Parcel, i int) (Push, error) {
	if i < 0 || i >= len(p.Life) {
		return Push{}, fmt.Errorf("build push: parcel %s has no scan %d", p.Number, i)
	}
	a, ok := apis()[source]
	if !ok || a.push == nil {
		return Push{}, fmt.Errorf("build push: no source %q that pushes", source)
	}
	return a.push(secret, p, i), nil
}

// Secret gives what a merchant configures to check the pushes of a source that PushFor was told the secret for. It is the secret
// itself, but for sources that sign with a key of their own and publish its other half.
func Secret(source, secret string) string {
	if a := apis()[source]; a.secret != nil {
		return a.secret(secret)
	}
	return secret
}

func mac(secret, message string) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(message))
	return h.Sum(nil)
}

type object = map[string]any

// encode writes JSON; the values are maps of text and numbers, which cannot fail.
func encode(v any) string {
	body, err := json.Marshal(v)
	if err != nil {
		return "{}"
	}
	return string(body)
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
