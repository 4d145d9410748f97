package signature

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/carrier/payload"
)

// The headers of ShipEngine's pushes (https://www.shipengine.com/docs/tracking/webhooks/).
const (
	shipengineSignature = "X-Shipengine-Rsa-Sha256-Signature"
	shipengineKeyID     = "X-Shipengine-Rsa-Sha256-Key-Id"
	shipengineTimestamp = "X-Shipengine-Timestamp"
)

// window is how far a signed time may lie from the time of arrival.
const window = 5 * time.Minute

// minModulus is the shortest RSA key that is believed, in bits (NIST SP 800-131A).
const minModulus = 2048

// shipengineRSA is ShipEngine's scheme: RSA (PKCS #1 v1.5) with SHA-256 over the time, a dot and the raw body, the
// signature in base64 (https://www.shipengine.com/docs/tracking/webhooks/). What an account configures is no secret but the key that ShipEngine signs with: its JWKS document
// (RFC 7517) on one line, or one public key as PEM, with "\n" for the ends of its lines. A JWKS must hold the key that the
// push names; a PEM stands for any. ShipEngine signs for all its accounts with the same key: the signature proves the
// sender, not for whom the push was meant.
func shipengineRSA(r Request, configured string) bool {
	timestamp := only(r.Header, shipengineTimestamp)
	id := only(r.Header, shipengineKeyID)
	sum, err := base64.StdEncoding.DecodeString(only(r.Header, shipengineSignature))
	if err != nil || timestamp == "" || id == "" || !fresh(timestamp, r.At) {
		return false
	}
	key := publicKey(configured, id)
	if key == nil {
		return false
	}
	h := sha256.New()
	h.Write([]byte(timestamp + "."))
	h.Write(r.Body)
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, h.Sum(nil), sum) == nil
}

// fresh reports whether a signed time, RFC 3339 or in seconds or milliseconds since 1970, lies within the window around the
// arrival. When the arrival is not known (a push from an archive) no time is asked for.
func fresh(timestamp string, arrival time.Time) bool {
	signed, err := time.Parse(time.RFC3339, timestamp)
	if n, notNumber := strconv.ParseInt(timestamp, 10, 64); notNumber == nil {
		signed, err = time.Unix(n, 0), nil
		if n > 1e12 || n < -1e12 {
			signed = time.UnixMilli(n)
		}
	}
	if err != nil {
		return false
	}
	return arrival.IsZero() || arrival.Sub(signed).Abs() <= window
}

// KeyID gives the id of the key that a push of the source says it was signed with. published is true for the sources that
// publish their keys as a JWKS document: what such an account configures may be the address of that document, which whoever
// checks the push must put in the place of the address, because this package asks nobody.
func KeyID(source string, h http.Header) (id string, published bool) {
	if source != "shipengine" {
		return "", false
	}
	return only(h, shipengineKeyID), true
}

// HasKey reports whether a JWKS document holds a usable key with this id; with an empty id, whether it holds any.
func HasKey(document, id string) bool { return jwk(document, id) != nil }

// publicKey gives the key of a JWKS document, or the only one of a PEM; nil when there is none that may be believed.
func publicKey(configured, id string) *rsa.PublicKey {
	if !strings.HasPrefix(configured, "-----") {
		return jwk(configured, id)
	}
	block, _ := pem.Decode([]byte(strings.ReplaceAll(configured, `\n`, "\n")))
	if block == nil {
		return nil
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	key, ok := parsed.(*rsa.PublicKey)
	if err != nil || !ok {
		return nil
	}
	return strong(key)
}

// jwk reads {"keys":[{"kty":"RSA","kid","n","e"}]}, or one such key alone. Of two keys with one id the first usable counts.
func jwk(document, id string) *rsa.PublicKey {
	r := payload.New([]byte(document))
	var found *rsa.PublicKey
	var alone rsaJWK
	r.Object(func(name []byte) {
		if string(name) != "keys" {
			alone.member(r, name)
			return
		}
		r.Each(func() {
			var k rsaJWK
			r.Object(func(name []byte) { k.member(r, name) })
			if found == nil && (id == "" || k.id == id) {
				found = k.key()
			}
		})
	})
	if found == nil && (id == "" || alone.id == id) {
		found = alone.key()
	}
	if r.Err() != nil {
		return nil
	}
	return found
}

// rsaJWK is a key as RFC 7518, section 6.3.1 writes it.
type rsaJWK struct{ kind, use, id, modulus, exponent string }

func (k *rsaJWK) member(r *payload.Reader, name []byte) {
	switch string(name) {
	case "kty":
		k.kind = string(r.Inner())
	case "use":
		k.use = string(r.Inner())
	case "kid":
		k.id = string(r.Inner())
	case "n":
		k.modulus = string(r.Inner())
	case "e":
		k.exponent = string(r.Inner())
	}
}

func (k rsaJWK) key() *rsa.PublicKey {
	n, errN := base64.RawURLEncoding.DecodeString(strings.TrimRight(k.modulus, "="))
	e, errE := base64.RawURLEncoding.DecodeString(strings.TrimRight(k.exponent, "="))
	if k.kind != "RSA" || k.use != "" && k.use != "sig" || errN != nil || errE != nil || len(e) > 4 {
		return nil
	}
	exponent := new(big.Int).SetBytes(e).Int64()
	if exponent < 3 || exponent > 1<<31-1 || exponent%2 == 0 {
		return nil
	}
	return strong(&rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(exponent)})
}

func strong(key *rsa.PublicKey) *rsa.PublicKey {
	if bits := key.N.BitLen(); bits < minModulus || bits > 2*4096 {
		return nil
	}
	return key
}
