package store

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestItemSize(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		value types.AttributeValue
		want  int // with a name of one byte
	}{
		"text":         {str("Zürich"), 1 + 7},
		"bytes":        {blob(make([]byte, 10)), 1 + 10},
		"small number": {num(7), 1 + 2},
		"time":         {num(1795000000), 1 + 6},
		"flag":         {&types.AttributeValueMemberBOOL{Value: true}, 1 + 1},
		"text set":     {&types.AttributeValueMemberSS{Value: []string{"ab", "c"}}, 1 + 3},
		"bytes set":    {&types.AttributeValueMemberBS{Value: [][]byte{{1}, {2, 3}}}, 1 + 3},
		"list":         {list([][]byte{{1, 2}, {3}}), 1 + 3 + 1 + 2 + 1 + 1},
		"map":          {blobs(map[string][]byte{"id": {1, 2, 3}}), 1 + 3 + 1 + 2 + 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := itemSize(item{"n": c.value}); got != c.want {
				t.Errorf("%d bytes, want %d", got, c.want)
			}
		})
	}
}

func TestRefusedWritesAreBilledBySize(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int]float64{0: 1, 1023: 1, 1024: 2, 5000: 5} {
		m := &Meter{}
		m.refused(item{"n": str(strings.Repeat("x", bytes))})
		if m.Write != want || m.Calls != 1 {
			t.Errorf("item of %d bytes and a name: %.1f units in %d calls, want %.1f in 1", bytes, m.Write, m.Calls, want)
		}
	}
}

// Stored items are input like any other: an attribute of another type reads as absent.
func TestAttributesOfAnotherType(t *testing.T) {
	t.Parallel()
	it := item{"a": str("x"), "b": num(1), "c": &types.AttributeValueMemberN{Value: "many"}}
	if it.bytes("a") != nil || it.text("b") != "" || it.number("a") != 0 || it.number("c") != 0 || it.blobs("a") != nil {
		t.Errorf("%v %q %d %d %v", it.bytes("a"), it.text("b"), it.number("a"), it.number("c"), it.blobs("a"))
	}
}
