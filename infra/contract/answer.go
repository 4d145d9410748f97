package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Answer is what an operation answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte // not compressed
}

// telling are headers, as net/http writes them, that change what a client does or may see: an answer that has one of them must say so in the document.
var telling = [...]string{
	"Access-Control-Allow-Origin", "Content-Disposition", "Etag", "Location", "Retry-After", "Set-Cookie", "Www-Authenticate",
}

// Check gives nil when an answer of an operation is as documented, else everything that is not.
func (d *Document) Check(operationID string, a Answer) error {
	op, ok := d.Operation(operationID)
	if !ok {
		return fmt.Errorf("there is no operation %s", operationID)
	}
	response := op.Field("responses").Field(strconv.Itoa(a.Status))
	if !response.Exists() {
		return fmt.Errorf("%s: status %d is not documented", operationID, a.Status)
	}
	if err := errors.Join(d.checkHeaders(response, a.Header), d.checkBody(response, a)); err != nil {
		return fmt.Errorf("%s, status %d: %w", operationID, a.Status, err)
	}
	return nil
}

func (d *Document) checkHeaders(response Node, got http.Header) error {
	var wrong []error
	documented := map[string]bool{}
	for name, header := range response.Field("headers").Fields() {
		documented[http.CanonicalHeaderKey(name)] = true
		values := got.Values(name)
		if len(values) == 0 && header.Field("required").Text() == "true" {
			wrong = append(wrong, fmt.Errorf("header %s is missing", name))
		}
		for _, value := range values {
			schema := header.Field("schema")
			if err := d.Validate(schema, scalar(schema, value)); err != nil {
				wrong = append(wrong, fmt.Errorf("header %s: %w", name, err))
			}
		}
	}
	for _, name := range telling {
		if len(got.Values(name)) > 0 && !documented[name] {
			wrong = append(wrong, fmt.Errorf("header %s is not documented", name))
		}
	}
	return errors.Join(wrong...)
}

// scalar reads a header's text as its schema has it.
func scalar(schema Node, text string) any {
	if schema.Field("type").Text() == "integer" {
		if _, err := strconv.Atoi(text); err == nil {
			return json.Number(text)
		}
	}
	return text
}

func (d *Document) checkBody(response Node, a Answer) error {
	content := response.Field("content")
	if !content.Exists() {
		if len(a.Body) > 0 {
			return fmt.Errorf("has a body of %d bytes, and none is documented", len(a.Body))
		}
		return nil
	}
	said := a.Header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(said)
	if err != nil {
		return fmt.Errorf("content type %q cannot be read: %w", said, err)
	}
	media := content.Field(kind)
	if !media.Exists() {
		return fmt.Errorf("content type %s is not documented", kind)
	}
	schema := media.Field("schema")
	if !schema.Exists() {
		return nil
	}
	var value any = string(a.Body)
	if isJSON(kind) {
		if value, err = jsonschema.UnmarshalJSON(bytes.NewReader(a.Body)); err != nil {
			return fmt.Errorf("body is no JSON: %w", err)
		}
	}
	if err := d.Validate(schema, value); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	return nil
}

// isJSON reports whether a media type is JSON, by itself or by its suffix (RFC 6839).
func isJSON(kind string) bool {
	return slices.Contains([]string{"application/json", "text/json"}, kind) || strings.HasSuffix(kind, "+json")
}
