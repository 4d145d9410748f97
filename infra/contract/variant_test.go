package contract_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVariants(t *testing.T) {
	t.Parallel()
	d := load(t, `
openapi: 3.1.0
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: {type: string, maxLength: 2}
        items: {type: array, items: {$ref: '#/components/schemas/Item'}}
    Item: {type: object, properties: {quantity: {type: integer, minimum: 0}}}
`)
	good := map[string]any{"id": "a", "items": []any{map[string]any{"quantity": json.Number("2"), "x": "y"}, map[string]any{"quantity": json.Number("1")}}}
	before, err := json.Marshal(good)
	if err != nil {
		t.Fatal(err)
	}
	var fields []string
	said := map[string]bool{} // by body: whether it fits
	for v := range d.Variants(d.Root().Field("components").Field("schemas").Field("Order"), good) {
		body, err := json.Marshal(v.Body)
		if err != nil {
			t.Fatal(err)
		}
		fields, said[string(body)] = append(fields, v.Field), v.Fits
	}
	want := []string{
		"id", "id taken away", "items", "items taken away", "items[0]", "items[0] taken away", "items[0].quantity", "items[0].quantity taken away",
	}
	if diff := cmp.Diff(want, slices.Compact(fields)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	for body, fits := range map[string]bool{
		`{"id":true,"items":[{"quantity":2,"x":"y"},{"quantity":1}]}`:  false,
		`{"items":[{"quantity":2,"x":"y"},{"quantity":1}]}`:            false,
		`{"id":"a","items":[]}`:                                        true,
		`{"id":"a"}`:                                                   true,
		`{"id":"a","items":null}`:                                      false,
		`{"id":"a","items":[{"quantity":7,"x":"y"},{"quantity":1}]}`:   true,
		`{"id":"a","items":[{"quantity":1.5,"x":"y"},{"quantity":1}]}`: false,
	} {
		if got, made := said[body]; !made || got != fits {
			t.Errorf("%s: made %v, fits %v, want %v", body, made, got, fits)
		}
	}
	if after, err := json.Marshal(good); err != nil || string(after) != string(before) {
		t.Errorf("the good body has become %s", after)
	}
}
