package value

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Bounds of numbers: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const (
	maxDigits   = 38
	maxExponent = 125
	minExponent = -130
)

// decimal is digits * 10^exponent. digits has no zero at either end; it is empty for 0.
type decimal struct {
	negative bool
	digits   string
	exponent int
}

// fastInt reads the numbers that nearly all items hold.
func fastInt(s string) (int64, bool) {
	if len(s) == 0 || len(s) > 18 || len(s) > 1 && (s[0] == '0' || s[0] == '-' && s[1] == '0') || s[0] == '+' {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// canonical gives a number as DynamoDB writes it, or refuses it.
func canonical(s string) (string, error) {
	if _, ok := fastInt(s); ok {
		return s, nil
	}
	d, err := parse(s)
	if err != nil {
		return "", err
	}
	return d.String(), nil
}

// written is canonical for a number that was checked.
func written(s string) string {
	number, err := canonical(s)
	if err != nil {
		return s
	}
	return number
}

func parse(s string) (decimal, error) {
	notANumber := Refusal("The parameter cannot be converted to a numeric value: " + s)
	mantissa, power, scientific := strings.Cut(strings.ToLower(s), "e")
	exponent := 0
	if scientific {
		n, err := strconv.Atoi(power)
		if err != nil || len(power) > 6 {
			return decimal{}, notANumber
		}
		exponent = n
	}
	d := decimal{negative: strings.HasPrefix(mantissa, "-")}
	if d.negative || strings.HasPrefix(mantissa, "+") {
		mantissa = mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return decimal{}, notANumber
	}
	d.exponent = exponent - len(fraction)
	d.digits = strings.TrimLeft(whole+fraction, "0")
	return d.trim().bounded()
}

// trim takes zeros from the right end of the digits.
func (d decimal) trim() decimal {
	short := strings.TrimRight(d.digits, "0")
	d.exponent += len(d.digits) - len(short)
	d.digits = short
	if short == "" {
		return decimal{}
	}
	return d
}

func (d decimal) bounded() (decimal, error) {
	if d.digits == "" {
		return d, nil
	}
	switch first := d.exponent + len(d.digits) - 1; {
	case len(d.digits) > maxDigits:
		return d, Refusal("Attempting to store more than 38 significant digits in a Number")
	case first > maxExponent:
		return d, Refusal("Number overflow. Attempting to store a number with magnitude larger than supported range")
	case first < minExponent:
		return d, Refusal("Number underflow. Attempting to store a number with magnitude smaller than supported range")
	}
	return d, nil
}

// String writes a number without exponent.
func (d decimal) String() string {
	if d.digits == "" {
		return "0"
	}
	text := d.digits
	switch point := len(text) + d.exponent; {
	case d.exponent >= 0:
		text += strings.Repeat("0", d.exponent)
	case point > 0:
		text = text[:point] + "." + text[point:]
	default:
		text = "0." + strings.Repeat("0", -point) + text
	}
	if d.negative {
		return "-" + text
	}
	return text
}

// scaled gives the number in units of 10^exponent, which must not be above its own.
func (d decimal) scaled(exponent int) *big.Int {
	n, _ := new(big.Int).SetString("0"+d.digits+strings.Repeat("0", d.exponent-exponent), 10)
	if d.negative {
		n.Neg(n)
	}
	return n
}

// compareNumbers compares two numbers that were checked.
func compareNumbers(a, b string) int {
	x, ok := fastInt(a)
	y, both := fastInt(b)
	switch {
	case !ok || !both:
		m, n, _ := aligned(a, b)
		return m.Cmp(n)
	case x < y:
		return -1
	case x > y:
		return 1
	default:
		return 0
	}
}

// aligned gives two numbers in the same unit.
func aligned(a, b string) (x, y *big.Int, exponent int) {
	m, _ := parse(a)
	n, _ := parse(b)
	exponent = min(m.exponent, n.exponent)
	return m.scaled(exponent), n.scaled(exponent), exponent
}

// Add gives the sum of two numbers that were checked, or their difference; nil when one of them is no number.
func Add(a, b types.AttributeValue, minus bool) (types.AttributeValue, error) {
	m, ok := a.(*types.AttributeValueMemberN)
	n, both := b.(*types.AttributeValueMemberN)
	if !ok || !both {
		return nil, nil
	}
	if i, whole := fastInt(m.Value); whole {
		if j, too := fastInt(n.Value); too { // of at most 18 digits, so that the sum fits
			if minus {
				j = -j
			}
			return &types.AttributeValueMemberN{Value: strconv.FormatInt(i+j, 10)}, nil
		}
	}
	x, y, exponent := aligned(m.Value, n.Value)
	if minus {
		y.Neg(y)
	}
	x.Add(x, y)
	sum, err := decimal{negative: x.Sign() < 0, digits: strings.TrimLeft(x.Abs(x).String(), "0"), exponent: exponent}.trim().bounded()
	if err != nil {
		return nil, err
	}
	return &types.AttributeValueMemberN{Value: sum.String()}, nil
}
