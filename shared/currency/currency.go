// Package currency knows how currencies are written down. Amounts are whole numbers of the smallest unit everywhere in Doorstep.
package currency

// Digits gives how many digits behind the point a currency has (ISO 4217, list one of 2026-01-01,
// https://www.six-group.com/dam/download/financial-information/data-center/iso-currrency/lists/list-one.xml). Most have two, so that
// is also what a code that nobody knows gets.
func Digits(code string) int {
	switch code {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	case "CLF", "UYW":
		return 4
	default:
		return 2
	}
}
