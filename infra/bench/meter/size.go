package meter

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// value is an attribute value as DynamoDB's JSON protocol writes it; one field is set.
type value struct {
	S, N       *string
	B          []byte
	SS, NS     []string
	BS         [][]byte
	L          []value
	M          map[string]value
	BOOL, NULL *bool
}

// size is how many bytes DynamoDB bills for a value: texts and binaries by their length, numbers at a byte per two digits and
// one more (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
func (v value) size() int {
	size := len(v.B)
	switch {
	case v.S != nil:
		return len(*v.S)
	case v.N != nil:
		return numberSize(*v.N)
	case v.BOOL != nil || v.NULL != nil:
		return 1
	}
	for _, s := range v.SS {
		size += len(s)
	}
	for _, n := range v.NS {
		size += numberSize(n)
	}
	for _, b := range v.BS {
		size += len(b)
	}
	if v.L != nil || v.M != nil {
		size += 3
	}
	for _, e := range v.L {
		size += 1 + e.size()
	}
	for name, e := range v.M {
		size += 1 + len(name) + e.size()
	}
	return size
}

func numberSize(digits string) int { return (len(digits)+1)/2 + 1 }

func itemSize(item map[string]value) int {
	size := 0
	for name, v := range item {
		size += len(name) + v.size()
	}
	return size
}

// Item is a stored item's key, "T#1Z… N", and its size as DynamoDB bills requests for it, in bytes.
type Item struct {
	Key  string
	Size int
}

// Items lists what a table of the engine holds. It is not metered.
func (m *Meter) Items(ctx context.Context, table string) ([]Item, error) {
	var items []Item
	var start json.RawMessage
	for {
		ask := map[string]any{"TableName": table}
		if start != nil {
			ask["ExclusiveStartKey"] = start
		}
		var page struct {
			Items            []map[string]value
			LastEvaluatedKey json.RawMessage
		}
		if err := m.scan(ctx, ask, &page); err != nil {
			return nil, fmt.Errorf("list table %s: %w", table, err)
		}
		for _, item := range page.Items {
			items = append(items, Item{keyOf(item), itemSize(item)})
		}
		if start = page.LastEvaluatedKey; start == nil {
			return items, nil
		}
	}
}

// scan asks the engine in its own words, because the SDK would hide the sizes that go over the wire.
func (m *Meter) scan(ctx context.Context, ask, answer any) error {
	body, err := json.Marshal(ask)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.engine.String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", "DynamoDB_20120810.Scan")
	// Stand-ins look at the form of a signature only.
	request.Header.Set("X-Amz-Date", "20261121T000000Z")
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=local/20261121/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the engine answers %s: %.200s", response.Status, text)
	}
	return json.Unmarshal(text, answer)
}
