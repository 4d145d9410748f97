package eventsource

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEmptyMapsGetTheirType(t *testing.T) {
	t.Parallel()
	record := func(image string) string {
		return `{"NextShardIterator":"i","Records":[{"dynamodb":{"ApproximateCreationDateTime":1795336440.125,"Keys":{"pk":{"S":"a"}},"NewImage":` + image + `}}]}`
	}
	for name, c := range map[string]struct{ body, want string }{
		"an empty map":     {record(`{"a":{},"b":{"S":""}}`), record(`{"a":{"M":{}},"b":{"S":""}}`)},
		"within maps":      {record(`{"a":{"M":{"b":{},"c":{"M":{}}}}}`), record(`{"a":{"M":{"b":{"M":{}},"c":{"M":{}}}}}`)},
		"within lists":     {record(`{"a":{"L":[{},{"L":[{"M":{"x":{}}}]},{"N":"1"}]}}`), record(`{"a":{"L":[{"M":{}},{"L":[{"M":{"x":{"M":{}}}}]},{"N":"1"}]}}`)},
		"as AWS has it":    {record(`{"a":{"M":{}},"l":{"L":[]}}`), record(`{"a":{"M":{}},"l":{"L":[]}}`)},
		"no attributes":    {record(`{}`), record(`{}`)},
		"no records":       {`{"Records":[]}`, `{"Records":[]}`},
		"something else":   {`{"Records":[1,{"dynamodb":2}]}`, `{"Records":[1,{"dynamodb":2}]}`},
		"an old image too": {`{"Records":[{"dynamodb":{"OldImage":{"a":{}}}}]}`, `{"Records":[{"dynamodb":{"OldImage":{"a":{"M":{}}}}}]}`},
	} {
		got, err := typeEmptyMaps([]byte(c.body))
		if diff := cmp.Diff(c.want, string(got)); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	if _, err := typeEmptyMaps([]byte(`{"Records":`)); err == nil {
		t.Error("half an answer must fail")
	}
}
