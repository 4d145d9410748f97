package detect

import (
	"fmt"
	"strconv"
	"strings"
)

// scheme is how a format's check digit follows from its serial. The arithmetic of each is described in CHECKSUM_ALGORITHMS.md of
// jkeen/tracking_number_data, except where another source is named.
type scheme struct {
	name    string
	weights []int  // repeated over the serial; for the schemes that weigh
	before  string // put before a serial that does not begin with it: printed numbers leave it out
}

// newScheme reads the columns check and weights: "mod10" with "3 1"; "mod10+91" puts 91 before the serial.
func newScheme(name, weights string) (scheme, error) {
	var s scheme
	s.name, s.before, _ = strings.Cut(name, "+")
	for _, w := range strings.Fields(weights) {
		n, err := strconv.Atoi(w)
		if err != nil {
			return scheme{}, fmt.Errorf("weight: %w", err)
		}
		s.weights = append(s.weights, n)
	}
	switch s.name {
	case "mod10", "mod11", "s10":
		if len(s.weights) == 0 {
			return scheme{}, fmt.Errorf("check %q needs weights", name)
		}
	case "mod7", "luhn", "mod37", "digit", "none":
	default:
		return scheme{}, fmt.Errorf("no check %q", name)
	}
	return s, nil
}

// holds reports whether digit belongs behind serial.
func (s scheme) holds(serial, digit string) bool {
	if s.before != "" && !strings.HasPrefix(serial, s.before) {
		serial = s.before + serial
	}
	switch s.name {
	case "none":
		return true
	case "digit": // no check digit, but letters alone are a word
		return strings.ContainsAny(serial, "0123456789")
	default:
		return digit == s.digit(serial)
	}
}

// digit computes what belongs behind serial.
func (s scheme) digit(serial string) string {
	switch s.name {
	case "mod7":
		n, err := strconv.ParseUint(serial, 10, 64)
		if err != nil {
			return ""
		}
		return strconv.FormatUint(n%7, 10)
	case "luhn": // ISO/IEC 7812-1, annex B
		return strconv.Itoa(luhn(serial))
	case "mod37": // ISO 7064 MOD 37,36, as on DPD labels (DPD Parcel Label Specification 2.4.1)
		return mod37(serial)
	case "mod11":
		return strconv.Itoa(s.sum(serial) % 11 % 10)
	case "s10": // UPU S10: 11 minus the remainder, with 10 written 0 and 11 written 5
		switch d := 11 - s.sum(serial)%11; d {
		case 10:
			return "0"
		case 11:
			return "5"
		default:
			return strconv.Itoa(d)
		}
	default:
		return strconv.Itoa((10 - s.sum(serial)%10) % 10)
	}
}

func (s scheme) sum(serial string) int {
	sum := 0
	for i := range len(serial) {
		sum += value(serial[i]) * s.weights[i%len(s.weights)]
	}
	return sum
}

// value is the weight-free value of a character: UPS counts letters on from A = 2.
func value(c byte) int {
	if c >= '0' && c <= '9' {
		return int(c - '0')
	}
	return int(c-'A'+2) % 10
}

func luhn(serial string) int {
	sum := 0
	for i := range len(serial) {
		n := int(serial[len(serial)-1-i] - '0')
		if i%2 == 0 {
			n *= 2
			n = n/10 + n%10
		}
		sum += n
	}
	return (10 - sum%10) % 10
}

func mod37(serial string) string {
	const digits, modulus = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 36
	p := modulus
	for i := range len(serial) {
		p += strings.IndexByte(digits, serial[i])
		if p > modulus {
			p -= modulus
		}
		if p *= 2; p > modulus {
			p -= modulus + 1
		}
	}
	return digits[(modulus+1-p)%modulus:][:1]
}
