package shop

import (
	"math/big"
	"strings"

	"doorstep/shared/currency"
)

// maxDigits bounds what is read as money: a number of a thousand digits costs time and is no price.
const maxDigits = 40

// Amount is a decimal number as a shop writes it, exactly.
type Amount struct{ r *big.Rat }

// ParseAmount reads digits with at most one point: "199.00", "12.166666", "-5". ok is false for anything else.
func ParseAmount(s string) (a Amount, ok bool) {
	s = strings.TrimSpace(s)
	digits := strings.TrimPrefix(s, "-")
	whole, part, _ := strings.Cut(digits, ".")
	if len(digits) > maxDigits || whole+part == "" || strings.Trim(whole+part, "0123456789") != "" {
		return Amount{}, false
	}
	r, ok := new(big.Rat).SetString(s)
	return Amount{r}, ok
}

// Plus adds b.
func (a Amount) Plus(b Amount) Amount { return Amount{new(big.Rat).Add(a.r, b.r)} }

// Per divides by a number of pieces above zero.
func (a Amount) Per(pieces int64) Amount { return Amount{new(big.Rat).Quo(a.r, big.NewRat(pieces, 1))} }

// Minor gives the amount in minor units of a currency, halves away from zero: a price that was divided by a quantity has no end. ok
// is false when it is below zero or too large to be a price.
func (a Amount) Minor(code string) (minor int64, ok bool) {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(currency.Digits(code))), nil)
	r := new(big.Rat).Mul(a.r, new(big.Rat).SetInt(scale))
	twice := new(big.Int).Mul(r.Num(), big.NewInt(2))
	twice.Add(twice, r.Denom())
	minorUnits := twice.Div(twice, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if !minorUnits.IsInt64() || minorUnits.Sign() < 0 || minorUnits.Int64() > maxPrice {
		return 0, false
	}
	return minorUnits.Int64(), true
}

// maxPrice is the largest unit price that package order takes.
const maxPrice = 1_000_000_000_000
