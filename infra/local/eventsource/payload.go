package eventsource

import (
	"bytes"
	"encoding/json"
)

// maxPayload is the largest event of a synchronous invocation: 6 MB.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxPayload = 6 << 20

// fit splits off as many records as one invocation may carry, and always at least one.
func fit[Record interface{ size() int }](records []Record, limit int) (batch, rest []Record) {
	size := len(`{"Records":[]}`)
	for i, r := range records {
		size += r.size() + len(",")
		if i > 0 && (i == limit || size > maxPayload) {
			return records[:i:i], records[i:]
		}
	}
	return records, nil
}

// payload joins encoded records to an event.
func payload(records [][]byte) []byte {
	var event bytes.Buffer
	event.WriteString(`{"Records":[`)
	event.Write(bytes.Join(records, []byte(",")))
	event.WriteString(`]}`)
	return event.Bytes()
}

// encode is json.Marshal without the escapes for HTML, which would make events larger than they are on AWS.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

func deref(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
