package order

import (
	"encoding/hex"
	"strings"
)

// Where the hash of an address that is no longer written to is made: of all brands together, because a mailbox that is gone is gone
// for each of them.
const (
	stopScope = "*"
	stopLabel = "stop"
)

// StopEmail gives the name under which the store keeps that an e-mail address is not written to, in hex; empty for an empty address. The
// address may be spelled in any way. It outlives the order and its erasure, and tells nobody who it is.
func StopEmail(address string, h Hasher) string { return stopHash(CanonicalEmail(address), h) }

// StopPhone is StopEmail for a phone number in E.164 ("+4930901820"). Spaces and punctuation do not count; a number without its
// country is another number.
func StopPhone(number string, h Hasher) string {
	return stopHash(strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, Typed(number)), h)
}

func stopHash(canonical string, h Hasher) string {
	if canonical == "" {
		return ""
	}
	return hex.EncodeToString(h.Hash(stopScope, stopLabel, canonical))
}
