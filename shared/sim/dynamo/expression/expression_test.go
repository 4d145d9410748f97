package expression

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"doorstep/shared/sim/dynamo/value"
)

func str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func num(s string) types.AttributeValue { return &types.AttributeValueMemberN{Value: s} }
func setOf(s ...string) types.AttributeValue {
	return &types.AttributeValueMemberSS{Value: s}
}
func mapOf(i value.Item) types.AttributeValue { return &types.AttributeValueMemberM{Value: i} }

// held is the item of the tests; in expressions #x stands for x, and the values below for themselves.
var (
	held = value.Item{"pk": str("T#1"), "n": num("5"), "s": str("abc"), "set": setOf("a", "b"), "keys": mapOf(value.Item{"h": str("read")})}

	scope = Scope{
		Names: map[string]string{"#pk": "pk", "#n": "n", "#s": "s", "#set": "set", "#keys": "keys", "#h": "h", "#none": "none", "#other": "s"},
		Values: map[string]types.AttributeValue{":4": num("4"), ":5": num("5"), ":6": num("6"), ":ab": str("ab"), ":abc": str("abc"),
			":set": setOf("b", "c"), ":all": setOf("b", "a"), ":map": mapOf(value.Item{})},
	}
)

func TestCondition(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"attribute_exists(#pk)": true, "attribute_exists(#none)": false, "attribute_not_exists(#none)": true, "attribute_not_exists(#pk)": false,
		"attribute_exists(#keys.#h)": true, "attribute_exists(#keys.#none)": false, "attribute_exists(#s.#h)": false,
		"#n = :5": true, "#n = :4": false, "#n <> :4": true, "#n <> :5": false, "#n < :6": true, "#n < :5": false, "#n <= :5": true,
		"#n > :4": true, "#n > :5": false, "#n >= :5": true, "#n >= :6": false,
		"#n = :abc": false, "#n <> :abc": true, "#n < :abc": false, "#n > :abc": false, // values of two types are not equal and have no order
		"#none = :5": false, "#none <> :5": true, "#none < :5": false, "#none >= :5": false, // and neither has what is not there
		"#n BETWEEN :4 AND :6": true, "#n BETWEEN :5 AND :5": true, "#n BETWEEN :6 AND :6": false, "#s BETWEEN :4 AND :6": false,
		"#n IN (:4, :5)": true, "#n IN (:4)": false, "begins_with(#s, :ab)": true, "begins_with(#n, :ab)": false, "begins_with(#none, :ab)": false,
		"#set = :all": true, "#set = :set": false, "#keys.#h <> :ab": true,
		"NOT #n = :5": false, "NOT NOT #n = :5": true, "#n = :4 OR #n = :5 AND #s = :abc": true, "(#n = :4 OR #n = :5) AND #s = :ab": false,
		"#n = :5 or #n = :4 and #s = :ab": true, "NOT #n = :4 AND #s = :ab": false, ":4 < #n": true, "#s = #other.#h": false,
	} {
		c, err := ParseCondition(text)
		if err == nil {
			err = c.Check(scope)
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := c.Holds(held, scope); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]value.Item{ // what differs from held; nil: it goes
		"SET #none = :4":                                      {"none": num("4")},
		"SET #n = :4, #s = #n":                                {"n": num("4"), "s": num("5")},
		"SET #n = if_not_exists(#n, :4)":                      {},
		"SET #none = if_not_exists(#none, :4)":                {"none": num("4")},
		"SET #none = if_not_exists(#n, :4)":                   {"none": num("5")},
		"SET #n = #n + :4":                                    {"n": num("9")},
		"SET #n = :4 - #n":                                    {"n": num("-1")},
		"SET #none = if_not_exists(#none, :5) + :4":           {"none": num("9")},
		"SET #keys.#none = :ab":                               {"keys": mapOf(value.Item{"h": str("read"), "none": str("ab")})},
		"REMOVE #keys.#h":                                     {"keys": mapOf(value.Item{})},
		"REMOVE #keys.#none, #none":                           {},
		"REMOVE #s, #set":                                     {"s": nil, "set": nil},
		"ADD #n :4, #none :5":                                 {"n": num("9"), "none": num("5")},
		"ADD #set :set":                                       {"set": setOf("a", "b", "c")},
		"DELETE #set :set":                                    {"set": setOf("a")},
		"DELETE #set :all":                                    {"set": nil},
		"DELETE #none :set":                                   {},
		"set #n = :4 remove #s add #none :4 delete #set :set": {"n": num("4"), "s": nil, "none": num("4"), "set": setOf("a")},
	} {
		u, err := ParseUpdate(text)
		if err == nil {
			err = u.Check(scope)
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		before := value.CloneItem(held)
		got, err := u.Apply(held, scope)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		wanted := value.CloneItem(held)
		for name, v := range want {
			wanted[name] = v
			if v == nil {
				delete(wanted, name)
			}
		}
		ignored := cmpopts.IgnoreUnexported(types.AttributeValueMemberS{}, types.AttributeValueMemberN{}, types.AttributeValueMemberSS{},
			types.AttributeValueMemberM{})
		if diff := cmp.Diff(wanted, got, ignored); diff != "" {
			t.Errorf("%s:\n%s", text, diff)
		}
		if !value.EqualItems(before, held) {
			t.Fatalf("%s changed the item that was", text)
		}
	}
}

func TestUpdateThatCannotBeMade(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"SET #n = #none": errMissing, "SET #n = #n + #none": errMissing, "SET #n = #s + :4": errType, "ADD #s :4": errType, "ADD #n :set": errType,
		"DELETE #n :set": errType, "SET #none.#h = :4": errPath, "REMOVE #none.#h": errPath, "SET #s.#h = :4": errPath,
	} {
		u, err := ParseUpdate(text)
		if err == nil {
			err = u.Check(scope)
		}
		if err == nil {
			_, err = u.Apply(held, scope)
		}
		if err != want { //nolint:errorlint // it is this value
			t.Errorf("%s: %v, want %v", text, err, want)
		}
	}
}

// What is wrong whatever the item is refused before anything is read, and what is not known is never passed over.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, text, want string }{
		{"condition", "", "can not be empty"},
		{"condition", "  ", "can not be empty"},
		{"condition", strings.Repeat("x", 4097), "size has exceeded"},
		{"condition", "#n", "<EOF>"},
		{"condition", "#n = ", "<EOF>"},
		{"condition", "#n = :4 :5", `token: ":5"`},
		{"condition", "n = :4", "bare name"},
		{"condition", "size(#n) = :4", "not simulated"},
		{"condition", "contains(#s, :ab)", "not simulated"},
		{"condition", "#keys[0] = :4", "Syntax error"},
		{"condition", "# = :4", "Syntax error"},
		{"condition", "#n = :", "Syntax error"},
		{"condition", "((#n = :4))", "redundant parentheses"},
		{"condition", "#n = :4 AND ((#n = :5) )", "redundant parentheses"},
		{"condition", "(#n = :4", "<EOF>"},
		{"condition", "NOT", "<EOF>"},
		{"condition", strings.Repeat("NOT ", 400) + "#n = :4", "too many operators"},
		{"condition", "attribute_exists(:4)", "Syntax error"},
		{"condition", "attribute_exists(#n) AND OR #n = :4", "Syntax error"},
		{"condition", "#n = #n", "must be distinct"},
		{"condition", "#s <> #other", "must be distinct"},
		{"condition", "#n < :map", "operand type: M"},
		{"condition", "begins_with(#s, :5)", "operand type: N"},
		{"condition", "#n BETWEEN :6 AND :4", "upper bound"},
		{"condition", "#n BETWEEN :4 AND :ab", "same data type"},
		{"condition", "#n BETWEEN :4 OR :5", "Syntax error"},
		{"condition", "#n IN ()", "Syntax error"},
		{"update", "SET", "<EOF>"},
		{"update", "SET #n :4", "Syntax error"},
		{"update", "SET #n = :4,", "<EOF>"},
		{"update", "SET #n = :4 SET #s = :5", "only be used once"},
		{"update", "SET #n = list_append(#n, :4)", "not simulated"},
		{"update", "SET #n = #n + :ab", "operand type: S"},
		{"update", "SET #n = :4, #n = :5", "overlap"},
		{"update", "SET #s = :4 REMOVE #other", "overlap"},
		{"update", "SET #keys = :map REMOVE #keys.#h", "overlap"},
		{"update", "ADD #keys.#h :4", "top-level"},
		{"update", "ADD #n :ab", "operand type: S"},
		{"update", "DELETE #n :4", "operand type: N"},
		{"update", "ADD #n #s", "Syntax error"},
		{"update", "PUT #n = :4", "Syntax error"},
		{"projection", "#n,", "<EOF>"},
		{"projection", "#keys, #keys.#h", "overlap"},
		{"projection", "n", "bare name"},
		{"key", "#pk <> :ab", "Invalid operator"},
		{"key", "#pk = :ab OR #s = :ab", "Invalid operator"},
		{"key", "#pk = #s", "Invalid operator"},
		{"key", "NOT #pk = :ab", "Invalid operator"},
		{"key", "#pk = :ab AND #s = :ab AND #n = :4", "Invalid operator"},
		{"key", "#s > :ab", "not supported"},
		{"key", "#s = :ab", "missed key schema element: pk"},
		{"key", "#pk = :ab AND #n > :4", "not supported"},
		{"key", "#pk = :ab AND #pk = :abc", "one condition per key"},
		{"key", "#pk > :ab AND #s = :abc", "not supported"},
	} {
		err := refuse(c.kind, c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: %v, want %q", c.kind, c.text, err, c.want)
		}
	}
}

// refuse reads and checks an expression of a kind.
func refuse(kind, text string) error {
	switch kind {
	case "condition":
		c, err := ParseCondition(text)
		if err != nil {
			return err
		}
		return c.Check(scope)
	case "update":
		u, err := ParseUpdate(text)
		if err != nil {
			return err
		}
		return u.Check(scope)
	case "projection":
		p, err := ParseProjection(text)
		if err != nil {
			return err
		}
		return p.Check(scope)
	default:
		k, err := ParseKey(text)
		if err != nil {
			return err
		}
		_, err = k.On("pk", "s", scope)
		return err
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	c, err := ParseCondition("#n = :4")
	if err != nil {
		t.Fatal(err)
	}
	names, values := map[string]string{"#n": "n"}, map[string]types.AttributeValue{":4": num("4")}
	for _, tc := range []struct {
		scope Scope
		want  string
	}{
		{Scope{names, values}, ""},
		{Scope{nil, values}, "attribute name: #n"},
		{Scope{names, nil}, "attribute value: :4"},
		{Scope{map[string]string{}, values}, "must not be empty"},
		{Scope{names, map[string]types.AttributeValue{}}, "must not be empty"},
		{Scope{map[string]string{"#n": ""}, values}, "is empty"},
		{Scope{map[string]string{"#n": "n", "#b": "b", "#a": "a"}, values}, "unused in expressions: keys: {#a, #b}"},
		{Scope{names, map[string]types.AttributeValue{":4": num("4"), ":5": num("5")}}, "unused in expressions: keys: {:5}"},
		{Scope{names, map[string]types.AttributeValue{":4": num("four")}}, "cannot be converted to a numeric value"},
		{Scope{names, map[string]types.AttributeValue{":4": nil}}, "Supplied AttributeValue is empty"},
	} {
		err := tc.scope.Check(&c.Uses, nil)
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%v: %v, want %q", tc.scope, err, tc.want)
		}
	}
}

// Any text is read or refused, and what is read can be evaluated.
func FuzzExpression(f *testing.F) {
	for _, text := range []string{
		"attribute_not_exists(#pk) OR #n <= :4", "begins_with(#s, :ab) AND #n = :5", "NOT (#n BETWEEN :4 AND :6)", "#n IN (:4, :5)", "#keys.#h <> :ab",
		"SET #n = if_not_exists(#n, :4) + :5, #keys.#h = :ab REMOVE #s ADD #none :4 DELETE #set :set", "#pk, #keys.#h", "#pk = :ab AND #s > :abc",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseCondition(text); err == nil && scope.defines(&c.Uses) == nil && c.Check(scope) == nil {
			c.Holds(held, scope)
			c.Holds(nil, scope)
		}
		if u, err := ParseUpdate(text); err == nil && scope.defines(&u.Uses) == nil && u.Check(scope) == nil {
			before := value.CloneItem(held)
			if item, err := u.Apply(held, scope); err == nil {
				u.Part(item, scope)
			}
			if !value.EqualItems(before, held) {
				t.Fatalf("%q changed the item that was", text)
			}
		}
		if p, err := ParseProjection(text); err == nil && scope.defines(&p.Uses) == nil && p.Check(scope) == nil {
			p.Of(held, scope)
		}
		if k, err := ParseKey(text); err == nil && scope.defines(&k.Uses) == nil {
			if r, err := k.On("pk", "s", scope); err == nil {
				r.Holds(held)
			}
		}
	})
}
