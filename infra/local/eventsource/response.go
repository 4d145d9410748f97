package eventsource

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// batchItemFailures reads a function's answer under ReportBatchItemFailures: the identifiers of the records that failed.
//
// No identifiers, and so success, is what an empty list means, a null or missing list, null, and no answer at all. Invalid JSON, an
// identifier that is empty, null, no string, or named by another key, fails the whole batch, which is the error. Key names are compared
// exactly, so that a misspelt "BatchItemFailures" means success here as on AWS.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
func batchItemFailures(response []byte) ([]string, error) {
	if len(bytes.TrimSpace(response)) == 0 {
		return nil, nil
	}
	var answer map[string]json.RawMessage
	if err := json.Unmarshal(response, &answer); err != nil {
		return nil, fmt.Errorf("read the partial batch response: %w", err)
	}
	var items []map[string]json.RawMessage
	if list, present := answer["batchItemFailures"]; present {
		if err := json.Unmarshal(list, &items); err != nil {
			return nil, fmt.Errorf("read batchItemFailures: %w", err)
		}
	}
	var failed []string
	for i, item := range items {
		var id *string
		if raw, present := item["itemIdentifier"]; present {
			if err := json.Unmarshal(raw, &id); err != nil {
				return nil, fmt.Errorf("read batchItemFailures[%d].itemIdentifier: %w", i, err)
			}
		}
		if id == nil || *id == "" {
			return nil, fmt.Errorf("batchItemFailures[%d] has no itemIdentifier", i)
		}
		failed = append(failed, *id)
	}
	return failed, nil
}
