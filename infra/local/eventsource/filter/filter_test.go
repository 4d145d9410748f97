package filter

import (
	"errors"
	"strings"
	"testing"
)

func mustDecode(t *testing.T, text string) any {
	t.Helper()
	value, err := Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestMatch(t *testing.T) {
	t.Parallel()
	const record = `{"eventName":"MODIFY","dynamodb":{"Keys":{"pk":{"S":"T#1Z999"}},
		"NewImage":{"pk":{"S":"T#1Z999"},"news":{"BOOL":true},"weight":{"N":"12"},"tags":{"SS":["gift","fragile"]},"note":{"NULL":true},
		"parcels":{"L":[{"M":{"state":{"S":"open"},"size":{"S":"L"}}},{"M":{"state":{"S":"closed"},"size":{"S":"S"}}}]}},
		"OldImage":{"pk":{"S":"T#1Z999"}},"SequenceNumber":"100"}}`
	const body = `{"weight":12.5,"count":300,"nothing":null,"none":[],"many":[1,2,[3]],"deep":{"a":"b"},"name":""}`
	cases := []struct {
		name, event, pattern string
		want                 bool
	}{
		{"exact string", record, `{"eventName":["INSERT","MODIFY"]}`, true},
		{"exact string, other", record, `{"eventName":["INSERT","REMOVE"]}`, false},
		{"exact is case sensitive", record, `{"eventName":["modify"]}`, false},
		{"equals-ignore-case", record, `{"eventName":[{"equals-ignore-case":"modify"}]}`, true},
		{"nested boolean", record, `{"dynamodb":{"NewImage":{"news":{"BOOL":[true]}}}}`, true},
		{"nested boolean, other", record, `{"dynamodb":{"NewImage":{"news":{"BOOL":[false]}}}}`, false},
		{"a string is no boolean", record, `{"dynamodb":{"NewImage":{"news":{"BOOL":["true"]}}}}`, false},
		{"prefix", record, `{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"T#"}]}}}}`, true},
		{"prefix, other", record, `{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"O#"}]}}}}`, false},
		{"suffix", record, `{"dynamodb":{"Keys":{"pk":{"S":[{"suffix":"999"}]}}}}`, true},
		{"all fields of one pattern", record, `{"eventName":["MODIFY"],"dynamodb":{"NewImage":{"news":{"BOOL":[true]}}}}`, true},
		{"one field of two misses", record, `{"eventName":["INSERT"],"dynamodb":{"NewImage":{"news":{"BOOL":[true]}}}}`, false},
		{"exists", record, `{"dynamodb":{"NewImage":{"news":{"BOOL":[{"exists":true}]}}}}`, true},
		{"exists sees leaf nodes only", record, `{"dynamodb":{"NewImage":{"news":[{"exists":true}]}}}`, false},
		{"does not exist", record, `{"dynamodb":{"NewImage":{"retracted":{"BOOL":[{"exists":false}]}}}}`, true},
		{"does not exist, but does", record, `{"dynamodb":{"NewImage":{"news":{"BOOL":[{"exists":false}]}}}}`, false},
		{"does not exist below a missing image", `{"eventName":"INSERT","dynamodb":{}}`, `{"dynamodb":{"OldImage":{"news":{"BOOL":[{"exists":false}]}}}}`, true},
		{"anything-but", record, `{"dynamodb":{"OldImage":{"pk":{"S":[{"anything-but":["T#2"]}]}}}}`, true},
		{"anything-but, listed", record, `{"eventName":[{"anything-but":"MODIFY"}]}`, false},
		{"anything-but needs the field", record, `{"dynamodb":{"NewImage":{"gone":{"S":[{"anything-but":["x"]}]}}}}`, false},
		{"typed number by its digits", record, `{"dynamodb":{"NewImage":{"weight":{"N":["12"]}}}}`, true},
		{"typed number is a string", record, `{"dynamodb":{"NewImage":{"weight":{"N":[{"numeric":["=",12]}]}}}}`, false},
		{"one element of a set", record, `{"dynamodb":{"NewImage":{"tags":{"SS":["fragile"]}}}}`, true},
		{"NULL attribute", record, `{"dynamodb":{"NewImage":{"note":{"NULL":[true]}}}}`, true},
		{"conditions in the same element", record, `{"dynamodb":{"NewImage":{"parcels":{"L":{"M":{"state":{"S":["closed"]},"size":{"S":["S"]}}}}}}}`, true},
		{"conditions in different elements", record, `{"dynamodb":{"NewImage":{"parcels":{"L":{"M":{"state":{"S":["closed"]},"size":{"S":["L"]}}}}}}}`, false},
		{"or, first", record, `{"$or":[{"eventName":["MODIFY"]},{"eventName":["REMOVE"]}]}`, true},
		{"or, none", record, `{"$or":[{"eventName":["INSERT"]},{"eventName":["REMOVE"]}]}`, false},
		{"or beside a field", record, `{"eventName":["INSERT"],"$or":[{"eventName":["MODIFY"]},{"eventName":["REMOVE"]}]}`, false},
		{"nested or", record, `{"dynamodb":{"NewImage":{"$or":[{"news":{"BOOL":[true]}},{"late":{"BOOL":[true]}}]}}}`, true},
		{"numeric range", body, `{"weight":[{"numeric":[">",12,"<=",12.5]}]}`, true},
		{"numeric range, outside", body, `{"weight":[{"numeric":[">",12.5]}]}`, false},
		{"numeric less", body, `{"weight":[{"numeric":["<",13]}]}`, true},
		{"numeric at least", body, `{"weight":[{"numeric":[">=",12.5]}]}`, true},
		{"numeric equals", body, `{"count":[{"numeric":["=",300.0]}]}`, true},
		{"exact number by its digits", body, `{"count":[300]}`, true},
		{"exact number written differently", body, `{"count":[300.0]}`, false},
		{"null", body, `{"nothing":[null]}`, true},
		{"null is there", body, `{"nothing":[{"exists":false}]}`, false},
		{"a missing field is not null", body, `{"missing":[null]}`, false},
		{"empty string", body, `{"name":[""]}`, true},
		{"empty array has no leaf", body, `{"none":[{"exists":false}]}`, true},
		{"nested arrays flatten", body, `{"many":[3]}`, true},
		{"leaf against an object", body, `{"deep":["b"]}`, false},
		{"object against a scalar", body, `{"count":{"x":["y"]}}`, false},
		{"not an object at all", `"plain"`, `{"body":["plain"]}`, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := Parse(c.pattern)
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Match(mustDecode(t, c.event)); got != c.want {
				t.Errorf("%s: got %v, want %v", c.pattern, got, c.want)
			}
		})
	}
}

func TestSeveralPatternsAreAlternatives(t *testing.T) {
	t.Parallel()
	f, err := Parse(`{"a":["1"]}`, `{"b":["2"]}`)
	if err != nil {
		t.Fatal(err)
	}
	for event, want := range map[string]bool{`{"a":"1"}`: true, `{"b":"2"}`: true, `{"a":"2","b":"1"}`: false} {
		if got := f.Match(mustDecode(t, event)); got != want {
			t.Errorf("%s: got %v, want %v", event, got, want)
		}
	}
	var everything Filter
	if !everything.Match(nil) || !everything.Empty() {
		t.Error("the zero filter does not let everything pass")
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, pattern, path, reason string }{
		{"no JSON", `{`, "", "not JSON"},
		{"two values", `{"a":["1"]} {}`, "", "text after"},
		{"a list", `["a"]`, "", "not a JSON object"},
		{"nothing", `{}`, "", "empty object"},
		{"nothing inside", `{"a":{}}`, "a", "empty object"},
		{"a bare value", `{"a":{"b":"c"}}`, "a.b", "must be a list"},
		{"an empty list", `{"a":[]}`, "a", "empty list"},
		{"a list in a list", `{"a":[["b"]]}`, "a", "a list inside a list"},
		{"wildcard", `{"dynamodb":{"Keys":{"pk":{"S":[{"wildcard":"T*"}]}}}}`, "dynamodb.Keys.pk.S", `"wildcard" is not supported`},
		{"cidr", `{"ip":[{"cidr":"10.0.0.0/8"}]}`, "ip", `"cidr" is not supported`},
		{"prefix with an operator", `{"a":[{"prefix":{"equals-ignore-case":"x"}}]}`, "a", "nested operators"},
		{"anything-but with an operator", `{"a":[{"anything-but":{"prefix":"x"}}]}`, "a", "nested operators"},
		{"anything-but mixed", `{"a":[{"anything-but":["x",1]}]}`, "a", "not both"},
		{"anything-but nothing", `{"a":[{"anything-but":[]}]}`, "a", "at least one"},
		{"exists as text", `{"a":[{"exists":"true"}]}`, "a", "true or false"},
		{"two operators", `{"a":[{"prefix":"x","suffix":"y"}]}`, "a", "this one has 2"},
		{"numeric without list", `{"a":[{"numeric":5}]}`, "a", "numeric takes a list"},
		{"numeric with three parts", `{"a":[{"numeric":[">",0,"<"]}]}`, "a", "numeric takes a list"},
		{"numeric not equal", `{"a":[{"numeric":["!=",0]}]}`, "a", "compares with"},
		{"numeric with text", `{"a":[{"numeric":[">","0"]}]}`, "a", "compares with"},
		{"numeric too large", `{"a":[{"numeric":[">",5000000001]}]}`, "a", "5.0e9"},
		{"numeric upper bound first", `{"a":[{"numeric":["<",5,">",0]}]}`, "a", "a lower bound and then"},
		{"or with one branch", `{"$or":[{"a":["1"]}]}`, "$or", "at least two"},
		{"or with a value", `{"$or":[{"a":["1"]},"b"]}`, "$or", "objects only"},
		{"too long", `{"a":["` + strings.Repeat("x", 4096) + `"]}`, "", "the limit is 4096"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(`{"fine":["1"]}`, c.pattern)
			var wrong *PatternError
			if !errors.As(err, &wrong) {
				t.Fatalf("got %v, want a PatternError", err)
			}
			if wrong.Index != 1 || wrong.Path != c.path || !strings.Contains(wrong.Reason, c.reason) {
				t.Errorf("got %+v, want pattern 1, path %q, reason with %q", *wrong, c.path, c.reason)
			}
		})
	}
	if _, err := Parse(`{"a":["1"]}`, `{"a":["1"]}`, `{"a":["1"]}`, `{"a":["1"]}`, `{"a":["1"]}`, `{"a":["1"]}`); err == nil {
		t.Error("six patterns were taken")
	}
}

func TestNumericNamesItsPath(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		`{"a":{"N":[{"numeric":[">",1]}]},"b":["x"]}`:                 "a.N",
		`{"$or":[{"a":["x"]},{"b":{"N":["1",{"numeric":[">",1]}]}}]}`: "b.N",
		`{"a":["x"]}`: "",
	} {
		f, err := Parse(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Numeric(); got != want {
			t.Errorf("%s: got %q, want %q", pattern, got, want)
		}
	}
}

// Whatever the pattern and the event, neither parsing nor matching fails otherwise than with a PatternError, and the same
// answer comes twice.
func FuzzParse(f *testing.F) {
	f.Add(`{"dynamodb":{"NewImage":{"news":{"BOOL":[true]}}}}`, `{"dynamodb":{"NewImage":{"news":{"BOOL":true}}}}`)
	f.Add(`{"$or":[{"a":[{"anything-but":["x"]}]},{"b":[{"numeric":[">",0,"<=",5]}]}]}`, `{"b":3}`)
	f.Add(`{"a":[{"exists":false},{"prefix":"x"},null]}`, `[{"a":[]},null,1e999]`)
	f.Fuzz(func(t *testing.T, pattern, event string) {
		parsed, err := Parse(pattern)
		if err != nil {
			var wrong *PatternError
			if !errors.As(err, &wrong) || wrong.Reason == "" {
				t.Fatalf("not a PatternError: %v", err)
			}
			return
		}
		value, err := Decode([]byte(event))
		if err != nil {
			return
		}
		first, second := parsed.Match(value), parsed.Match(value)
		if first != second {
			t.Fatal("two answers")
		}
	})
}
