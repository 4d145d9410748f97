package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"doorstep/shared/fault"
)

// A stop token is what the address in a message carries by which its reader ends further ones. Nothing is stored of it, because it must
// work when the order and its links are long gone: it holds the brand, the hash of the address and a MAC over both. Whoever has it
// can stop messages to that address, and nothing else: the MAC is of another message than that of any link.
//
// Its bytes are the version of its form, the version of the key, 16 bytes of hash, 16 of MAC, and the brand.
const (
	stopForm      = 1
	stopHashBytes = 16
	stopHead      = 2
	stopLeast     = stopHead + stopHashBytes + tokenBytes
	stopDomain    = "doorstep stop\x00"
	// maxStopBrand is the longest id that a brand may have, in bytes.
	maxStopBrand = 64
)

// MaxStopToken is the number of characters of the longest stop token.
const MaxStopToken = ((stopLeast+maxStopBrand)*8 + 4) / 5

// StopToken makes the token that stops messages of a brand to the address with a hash (order.StopEmail, order.StopPhone). Equal
// arguments give equal tokens. The error is of kind fault.Invalid: the hash is no hash of ours, or the brand cannot be one.
func (k Key) StopToken(brand, hash string) (string, error) {
	raw, err := hex.DecodeString(hash)
	if err != nil || len(raw) != stopHashBytes || hex.EncodeToString(raw) != hash {
		return "", fault.New(fault.Invalid, "hash of an address: %d characters, want %d of lower-case hex", len(hash), 2*stopHashBytes)
	}
	if brand == "" || len(brand) > maxStopBrand {
		return "", fault.New(fault.Invalid, "brand of %d bytes, want 1 to %d", len(brand), maxStopBrand)
	}
	b := make([]byte, 0, stopLeast+len(brand))
	b = append(b, stopForm, byte(k.version))
	b = append(b, raw...)
	b = append(b, k.stopMAC(raw, brand)...)
	return alphabet.EncodeToString(append(b, brand...)), nil
}

// ParseStop gives the brand and the hash of a token that StopToken made with this key. The error is of kind fault.NotFound, whatever
// is wrong with it.
func (k Key) ParseStop(token string) (brand, hash string, err error) {
	refused := fault.New(fault.NotFound, "this is no address that stops messages")
	if len(token) > MaxStopToken {
		return "", "", refused
	}
	token = strings.ToLower(token)
	raw, err := alphabet.DecodeString(token)
	if err != nil || len(raw) <= stopLeast || alphabet.EncodeToString(raw) != token { // one token, one spelling
		return "", "", refused
	}
	if raw[0] != stopForm || raw[1] != byte(k.version) {
		return "", "", refused
	}
	address, mac, name := raw[stopHead:stopHead+stopHashBytes], raw[stopHead+stopHashBytes:stopLeast], string(raw[stopLeast:])
	if !hmac.Equal(mac, k.stopMAC(address, name)) {
		return "", "", refused
	}
	return name, hex.EncodeToString(address), nil
}

func (k Key) stopMAC(address []byte, brand string) []byte {
	mac := hmac.New(sha256.New, k.secret[:])
	for _, part := range [...][]byte{[]byte(stopDomain), {stopForm, byte(k.version)}, address, []byte(brand)} {
		mac.Write(part) //nolint:errcheck // a hash never fails
	}
	return mac.Sum(nil)[:tokenBytes]
}
