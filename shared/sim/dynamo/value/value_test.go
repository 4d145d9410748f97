package value

import (
	"math/big"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"
)

func str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func num(s string) types.AttributeValue { return &types.AttributeValueMemberN{Value: s} }

// Numbers are written in one way, and refused beyond 38 digits and outside of 1E-130 to 9.99E+125:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
func TestNumbers(t *testing.T) {
	t.Parallel()
	nines := strings.Repeat("9", 38)
	for given, want := range map[string]string{
		"0": "0", "-0": "0", "0.00": "0", "007": "7", "+7": "7", "-7": "-7", "1.50": "1.5", ".5": "0.5", "5.": "5", "1e3": "1000", "1E-3": "0.001",
		"12.5e1": "125", nines: nines, nines + "0": nines + "0", "1" + strings.Repeat("0", 125): "1" + strings.Repeat("0", 125),
		"1e-130": "0." + strings.Repeat("0", 129) + "1",
		"":       "error", "-": "error", ".": "error", "x": "error", "1x": "error", "--1": "error", "-+1": "error", "1e": "error", "1e1.5": "error",
		" 1": "error", "1 ": "error", "0x1": "error", "NaN": "error", "1_000": "error", "1e99999999": "error",
		nines + "9": "error", "0." + nines + "9": "error", "1e126": "error", "1e-131": "error",
	} {
		got, err := canonical(given)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: %q, want %q (%v)", given, got, want, err)
		}
	}
}

// Sums and order are exact.
func TestArithmetic(t *testing.T) {
	t.Parallel()
	number := rapid.StringMatching(`-?[0-9]{1,18}(\.[0-9]{1,12})?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		minus := rapid.Bool().Draw(t, "minus")
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		if order, ok := Compare(num(a), num(b)); !ok || order != x.Cmp(y) {
			t.Fatalf("%s and %s: order %d, %v, want %d", a, b, order, ok, x.Cmp(y))
		}
		want := new(big.Rat).Add(x, y)
		if minus {
			want.Sub(x, y)
		}
		sum, err := Add(num(a), num(b), minus)
		if err != nil {
			t.Fatal(err)
		}
		text := sum.(*types.AttributeValueMemberN).Value
		if got, _ := new(big.Rat).SetString(text); got.Cmp(want) != 0 {
			t.Fatalf("%s and %s (minus %v) give %s, want %s", a, b, minus, text, want.RatString())
		}
		if again, err := canonical(text); err != nil || again != text {
			t.Fatalf("%s is written as %s", text, again)
		}
	})
}

func TestSumTooLarge(t *testing.T) {
	t.Parallel()
	large := num("9" + strings.Repeat("0", 125))
	if sum, err := Add(large, large, false); err == nil {
		t.Errorf("sum %v, want an overflow", sum)
	}
	if sum, err := Add(num("1"), str("1"), false); sum != nil || err != nil {
		t.Errorf("a number and a text: %v, %v, want nothing", sum, err)
	}
}

// Sizes as the developer guide counts them, the name included:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
func TestSize(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		v    types.AttributeValue
		want int
	}{
		"text": {str("äb"), 3}, "empty text": {str(""), 0}, "zero": {num("0"), 1}, "one digit": {num("7"), 2}, "two digits": {num("42"), 2},
		"below zero": {num("-42"), 3}, "zeros do not count": {num("1700000"), 2}, "a fraction": {num("0.125"), 3},
		"bytes": {&types.AttributeValueMemberB{Value: make([]byte, 10)}, 10}, "boolean": {&types.AttributeValueMemberBOOL{}, 1},
		"null": {&types.AttributeValueMemberNULL{Value: true}, 1},
		"set":  {&types.AttributeValueMemberSS{Value: []string{"ab", "c"}}, 3}, "numbers": {&types.AttributeValueMemberNS{Value: []string{"1", "22"}}, 4},
		"sets of bytes": {&types.AttributeValueMemberBS{Value: [][]byte{{1}, {2, 3}}}, 3},
		"list":          {&types.AttributeValueMemberL{Value: []types.AttributeValue{str("ab"), num("1")}}, 3 + 1 + 2 + 1 + 2},
		"map":           {&types.AttributeValueMemberM{Value: Item{"ab": str("c")}}, 3 + 1 + 2 + 1},
	} {
		if got := Size(Item{"name": c.v}) - len("name"); got != c.want {
			t.Errorf("%s: %d bytes, want %d", name, got, c.want)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	deep := types.AttributeValue(&types.AttributeValueMemberL{})
	for range 31 {
		deep = &types.AttributeValueMemberL{Value: []types.AttributeValue{deep}}
	}
	for name, c := range map[string]struct {
		v  types.AttributeValue
		ok bool
	}{
		"nothing": {nil, false}, "unknown": {&types.UnknownUnionMember{Tag: "X"}, false}, "bytes that are nil": {&types.AttributeValueMemberB{}, false},
		"no bytes": {&types.AttributeValueMemberB{Value: []byte{}}, true}, "empty set": {&types.AttributeValueMemberSS{}, false},
		"twice in a set":    {&types.AttributeValueMemberSS{Value: []string{"a", "a"}}, false},
		"twice as a number": {&types.AttributeValueMemberNS{Value: []string{"1", "1.0"}}, false}, "null that is none": {&types.AttributeValueMemberNULL{}, false},
		"a bad number in a map": {&types.AttributeValueMemberM{Value: Item{"n": num("x")}}, false}, "32 levels": {deep, true},
		"33 levels": {&types.AttributeValueMemberL{Value: []types.AttributeValue{deep}}, false},
	} {
		if err := Check(c.v); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A copy is equal and shares nothing; what differs in one thing is not equal.
func TestCloneAndEqual(t *testing.T) {
	t.Parallel()
	whole := func() Item {
		return Item{
			"s": str("a"), "n": num("1.50"), "b": &types.AttributeValueMemberB{Value: []byte{1}}, "bool": &types.AttributeValueMemberBOOL{Value: true},
			"null": &types.AttributeValueMemberNULL{Value: true}, "ss": &types.AttributeValueMemberSS{Value: []string{"a", "b"}},
			"ns": &types.AttributeValueMemberNS{Value: []string{"1", "2"}}, "bs": &types.AttributeValueMemberBS{Value: [][]byte{{1}, {2}}},
			"l": &types.AttributeValueMemberL{Value: []types.AttributeValue{str("x")}}, "m": &types.AttributeValueMemberM{Value: Item{"k": str("v")}},
		}
	}
	item := whole()
	twin := CloneItem(item)
	if !EqualItems(item, twin) || twin["n"].(*types.AttributeValueMemberN).Value != "1.5" {
		t.Fatalf("the copy %v is not %v", twin, item)
	}
	for name := range item {
		other := whole()
		other[name] = str("different")
		if EqualItems(item, other) || EqualItems(other, item) {
			t.Errorf("items that differ in %s are equal", name)
		}
	}
	twin["b"].(*types.AttributeValueMemberB).Value[0] = 9
	twin["ss"].(*types.AttributeValueMemberSS).Value[0] = "9"
	twin["bs"].(*types.AttributeValueMemberBS).Value[0][0] = 9
	twin["m"].(*types.AttributeValueMemberM).Value["k"] = str("9")
	twin["l"].(*types.AttributeValueMemberL).Value[0].(*types.AttributeValueMemberS).Value = "9"
	if !EqualItems(item, whole()) {
		t.Errorf("changing the copy changed the item: %v", item)
	}
	if !Equal(&types.AttributeValueMemberNS{Value: []string{"2.0", "1"}}, item["ns"]) {
		t.Error("the order of a set, and how its numbers are written, tell it from another")
	}
}
