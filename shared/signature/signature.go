// Package signature decides whether a push really comes from the source that it names. Each source has one scheme; a source
// without a scheme is refused, and so is everything when no secret is configured. It works on the raw bytes, links no adapter,
// and does not look at what a payload says about parcels.
package signature

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// Request is what arrived.
type Request struct {
	Header http.Header
	Body   []byte    // raw, as sent: signatures cover bytes, not meanings
	At     time.Time // of arrival, for schemes that sign a time; zero: not known, and the age of a signed time is not checked
}

// Result says how far the push may be trusted.
type Result struct {
	Assurance shipment.Assurance // shipment.Signed or shipment.BySecret
	Secret    int                // which of the secrets matched: while two are live, the index tells when the old one is done
}

// scheme checks a request against one secret. It must take the same time whatever the secret.
type scheme struct {
	assurance shipment.Assurance
	matches   func(r Request, secret string) bool
}

// of is the table of schemes. An unknown source has none: refusing is the only safe answer.
func of(source string) (scheme, bool) {
	switch source {
	case "amazon_shipping":
		return scheme{shipment.BySecret, amazonSecret}, true
	case "ups":
		return scheme{shipment.BySecret, upsSecret}, true
	case "fedex":
		return scheme{shipment.Signed, fedexHMAC}, true
	case "usps":
		return scheme{shipment.Signed, uspsHMAC}, true
	case "dhl":
		return scheme{shipment.BySecret, dhlToken}, true
	case "easypost":
		return scheme{shipment.Signed, easypostHMAC}, true
	case "17track":
		return scheme{shipment.Signed, seventeentrackSum}, true
	case "aftership":
		return scheme{shipment.Signed, aftershipHMAC}, true
	case "shippo":
		return scheme{shipment.Signed, shippoHMAC}, true
	case "shipengine":
		return scheme{shipment.Signed, shipengineRSA}, true
	case "sendcloud":
		return scheme{shipment.Signed, sendcloudHMAC}, true
	case "trackingmore":
		return scheme{shipment.BySecret, trackingmoreHMAC}, true
	case "seko":
		return scheme{shipment.BySecret, sekoSecret}, true
	case "ship24":
		return scheme{shipment.BySecret, ship24Bearer}, true
	case "veho":
		return scheme{shipment.BySecret, vehoSecret}, true
	default:
		return scheme{}, false
	}
}

// Known reports whether the source has a scheme.
func Known(source string) bool {
	_, ok := of(source)
	return ok
}

// Verify checks a push by its source's scheme against the live secrets. Errors: fault.NotFound for a source without scheme,
// fault.Unauthorized for everything else that does not hold; their text says nothing about why, so that it may be logged.
func Verify(source string, secrets []string, r Request) (Result, error) {
	s, ok := of(source)
	if !ok {
		return Result{}, fault.New(fault.NotFound, "no signature scheme for source %q", source)
	}
	found := -1
	for i, secret := range secrets {
		secret = strings.TrimSpace(secret)
		if secret != "" && s.matches(r, secret) && found < 0 { // no early exit: time must not tell which secret it was
			found = i
		}
	}
	if found < 0 {
		return Result{}, fault.New(fault.Unauthorized, "signature of %s does not hold", source)
	}
	return Result{Assurance: s.assurance, Secret: found}, nil
}

// Secret compares a secret that the request presented in another place, such as the path, with the live ones. It is only for
// sources whose own scheme is a shared secret, and for those that sign only on request: for a source that always signs, a secret in
// the path would weaken the signature.
func Secret(source string, secrets []string, presented string) (Result, error) {
	s, ok := of(source)
	if !ok {
		return Result{}, fault.New(fault.NotFound, "no signature scheme for source %q", source)
	}
	found := -1
	for i, secret := range secrets {
		if equal(presented, strings.TrimSpace(secret)) && found < 0 {
			found = i
		}
	}
	if found < 0 || s.assurance != shipment.BySecret && !signsOnRequest(source) {
		return Result{}, fault.New(fault.Unauthorized, "secret for %s does not hold", source)
	}
	return Result{Assurance: shipment.BySecret, Secret: found}, nil
}

// equal compares two secrets in a time that tells neither their content nor their length. Empty equals nothing.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1 && a != "" && b != ""
}

// only gives the value of a header that occurs exactly once. A request with two signatures was tampered with.
func only(h http.Header, name string) string {
	values := h.Values(name)
	if len(values) != 1 {
		return ""
	}
	return strings.TrimSpace(values[0])
}
