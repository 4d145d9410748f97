// Package lookup decides how a shopper gets to an order without its link: which forms of a typed order number are tried, what
// proves that the order is the shopper's, and how many misses are let through. It is pure: the caller reads, counts and answers.
//
// A miss must say nothing about its reason, so everything here takes the same steps whether an order is there or not.
package lookup

import (
	"crypto/subtle"
	"slices"
	"strings"

	"doorstep/shared/order"
)

// maxForms is how many forms Numbers gives at most: two spellings in three cases, each with and without "#".
const maxForms = 12

// Numbers gives the forms in which the merchant may have written an order number that a shopper typed. Shops show "#1001" and store
// 1001, or the other way round; phones capitalise and put spaces in. How many there are depends on what was typed alone. None: it
// cannot be an order number.
func Numbers(typed string) []string {
	bare := strings.TrimLeft(order.Typed(typed), "#№ ")
	if bare == "" || order.CheckNumber(bare) != "" {
		return nil
	}
	var forms []string
	for _, spelled := range []string{bare, strings.ReplaceAll(bare, " ", "")} {
		for _, cased := range []string{spelled, strings.ToUpper(spelled), strings.ToLower(spelled)} {
			for _, form := range []string{cased, "#" + cased} {
				if !slices.Contains(forms, form) && order.CheckNumber(form) == "" {
					forms = append(forms, form)
				}
			}
		}
	}
	return forms
}

// Candidate is an order that one form of the number leads to. The zero value is no order.
type Candidate struct {
	OrderID  string
	Rotation int      // n of its links
	Lookup   [][]byte // keyed hashes, see order.Recipient.Lookup
}

// hashSize and maxHashes bound what is compared: an order holds a hash of its e-mail and one of its postcode.
const (
	hashSize  = 16
	maxHashes = 4
)

// Proof is what a shopper typed to show that an order is theirs, as keyed hashes of what it may be.
type Proof [2][]byte

// Prove hashes what a shopper typed as an e-mail address and as a postcode, whatever it looks like.
func Prove(brand, typed string, h order.Hasher) Proof {
	return Proof{h.Hash(brand, "email", order.CanonicalEmail(typed)), h.Hash(brand, "postal", order.CanonicalPostal(typed))}
}

// Find gives the first candidate that the proof opens. found is called with each form and gives the zero Candidate for one that
// leads nowhere. The same number of hashes is compared in every case, in constant time.
func Find(forms []string, found func(form string) Candidate, p Proof) (Candidate, bool) {
	var hit Candidate
	opened := 0
	for i := range maxForms {
		var c Candidate
		if i < len(forms) {
			c = found(forms[i])
		}
		if opens := p.opens(c.Lookup); opens > opened {
			hit, opened = c, opens
		}
	}
	return hit, opened == 1
}

// opens gives 1 when one of the hashes is one of the proof's, else 0.
func (p Proof) opens(hashes [][]byte) int {
	opens := 0
	for i := range maxHashes {
		known, there := [hashSize]byte{}, 0
		if i < len(hashes) && len(hashes[i]) == hashSize {
			known, there = [hashSize]byte(hashes[i]), 1
		}
		for _, typed := range p {
			opens |= there & subtle.ConstantTimeCompare(known[:], typed)
		}
	}
	return opens
}
