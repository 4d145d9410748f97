package eventsource

import (
	"slices"
	"testing"
)

func TestBatchItemFailures(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, response string
		want           []string
		fails          bool
	}{
		{"no answer", ``, nil, false},
		{"null", `null`, nil, false},
		{"empty object", `{}`, nil, false},
		{"null list", `{"batchItemFailures":null}`, nil, false},
		{"empty list", `{"batchItemFailures":[]}`, nil, false},
		{"a list under another name", `{"BatchItemFailures":[{"itemIdentifier":"a"}]}`, nil, false},
		{"two items", `{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"b"}]}`, []string{"a", "b"}, false},
		{"more keys than needed", `{"batchItemFailures":[{"itemIdentifier":"a","why":"x"}],"n":1}`, []string{"a"}, false},
		{"not JSON", `ok`, nil, true},
		{"cut off", `{"batchItemFailures":[`, nil, true},
		{"a string", `"ok"`, nil, true},
		{"a list", `[{"itemIdentifier":"a"}]`, nil, true},
		{"list of strings", `{"batchItemFailures":["a"]}`, nil, true},
		{"no list", `{"batchItemFailures":"a"}`, nil, true},
		{"empty identifier", `{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":""}]}`, nil, true},
		{"null identifier", `{"batchItemFailures":[{"itemIdentifier":null}]}`, nil, true},
		{"numeric identifier", `{"batchItemFailures":[{"itemIdentifier":7}]}`, nil, true},
		{"misspelt identifier", `{"batchItemFailures":[{"ItemIdentifier":"a"}]}`, nil, true},
		{"null item", `{"batchItemFailures":[null]}`, nil, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := batchItemFailures([]byte(c.response))
			if (err != nil) != c.fails || !slices.Equal(got, c.want) {
				t.Errorf("got %q, %v; want %q, failing %v", got, err, c.want, c.fails)
			}
		})
	}
}

func FuzzBatchItemFailures(f *testing.F) {
	f.Add(`{"batchItemFailures":[{"itemIdentifier":"a"}]}`)
	f.Add(`{"batchItemFailures":[null,{}]}`)
	f.Fuzz(func(t *testing.T, response string) {
		failed, err := batchItemFailures([]byte(response))
		if err != nil && failed != nil {
			t.Fatal("identifiers and an error")
		}
		if slices.Contains(failed, "") {
			t.Fatal("an empty identifier")
		}
	})
}
