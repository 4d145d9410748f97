package currency_test

import (
	"testing"

	"doorstep/shared/currency"
)

func TestDigits(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]int{"EUR": 2, "USD": 2, "JPY": 0, "KRW": 0, "ISK": 0, "KWD": 3, "TND": 3, "CLF": 4, "": 2, "XXX": 2, "jpy": 2} {
		if got := currency.Digits(code); got != want {
			t.Errorf("%q has %d digits, want %d", code, got, want)
		}
	}
}
