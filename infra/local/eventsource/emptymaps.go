package eventsource

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// EmptyMaps gives empty maps in the images of stream records their type back. DynamoDB Local 3 writes {} where AWS writes {"M":{}}
// (https://github.com/awslabs/amazon-dynamodb-local-samples/issues/37), and the SDK reads that as whatever value it read before.
type EmptyMaps struct{ Client aws.HTTPClient }

// Do implements aws.HTTPClient. It fails when an answer with records is no JSON.
func (e EmptyMaps) Do(r *http.Request) (*http.Response, error) {
	answer, err := e.Client.Do(r)
	if err != nil || answer.StatusCode != http.StatusOK || !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".GetRecords") {
		return answer, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("read stream records: %w", err)
	}
	if body, err = typeEmptyMaps(body); err != nil {
		return nil, err
	}
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	answer.Header.Set("Content-Length", strconv.Itoa(len(body)))
	answer.Header.Del("X-Amz-Crc32") // of the body that came
	return answer, nil
}

func typeEmptyMaps(body []byte) ([]byte, error) {
	var answer map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&answer); err != nil {
		return nil, fmt.Errorf("read stream records: %w", err)
	}
	records, _ := answer["Records"].([]any)
	for _, r := range records {
		record, _ := r.(map[string]any)
		change, _ := record["dynamodb"].(map[string]any)
		for _, name := range []string{"NewImage", "OldImage"} {
			image, _ := change[name].(map[string]any)
			for _, value := range image {
				typeEmpty(value)
			}
		}
	}
	mended, err := json.Marshal(answer)
	if err != nil {
		return nil, fmt.Errorf("write stream records: %w", err)
	}
	return mended, nil
}

// typeEmpty changes an attribute value in place.
func typeEmpty(v any) {
	value, _ := v.(map[string]any)
	if value != nil && len(value) == 0 {
		value["M"] = map[string]any{}
		return
	}
	fields, _ := value["M"].(map[string]any)
	for _, field := range fields {
		typeEmpty(field)
	}
	elements, _ := value["L"].([]any)
	for _, element := range elements {
		typeEmpty(element)
	}
}
