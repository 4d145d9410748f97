package meter

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// kind is on which side of the bill an operation stands.
type kind int

const (
	other kind = iota
	reading
	writing
)

func kindOf(operation string) kind {
	switch operation {
	case "GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems":
		return reading
	case "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems":
		return writing
	default:
		return other
	}
}

var errUntold = errors.New("the answer does not say what it consumed: the request must ask for INDEXES")

// consumed reads the units out of an answer. A write whose condition failed says nothing; it is billed by the size of the item
// that was there, at least one unit
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html). Other errors cost nothing.
func consumed(status int, body []byte) (units float64, refused bool, err error) {
	var out struct {
		Type             string `json:"__type"`
		Item             map[string]value
		ConsumedCapacity json.RawMessage
	}
	if err := json.Unmarshal(body, &out); err != nil {
		return 0, false, err
	}
	if status != http.StatusOK {
		if strings.HasSuffix(out.Type, "ConditionalCheckFailedException") {
			return float64(max(1, (itemSize(out.Item)+1023)/1024)), true, nil
		}
		return 0, false, nil
	}
	var one struct{ CapacityUnits float64 }
	var several []struct{ CapacityUnits float64 }
	switch {
	case len(out.ConsumedCapacity) == 0:
		return 0, false, errUntold
	case json.Unmarshal(out.ConsumedCapacity, &one) == nil:
		return one.CapacityUnits, false, nil
	}
	if err := json.Unmarshal(out.ConsumedCapacity, &several); err != nil {
		return 0, false, err
	}
	for _, table := range several {
		units += table.CapacityUnits
	}
	return units, false, nil
}
