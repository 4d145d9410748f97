package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"doorstep/infra/contract"
)

// small is a document with one of everything that Check looks at.
const small = `
openapi: 3.1.0
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}, example: a}]
    get:
      operationId: getThing
      responses:
        '200':
          headers:
            ETag: {required: true, schema: {type: string, pattern: '^"'}}
            Age: {schema: {type: integer, maximum: 60}}
          content:
            application/json: {schema: {$ref: '#/components/schemas/Thing'}}
            text/plain: {schema: {type: string, minLength: 2}}
            image/png: {}
        '204': {description: none}
        '404': {$ref: '#/components/responses/Gone'}
components:
  responses:
    Gone: {content: {application/problem+json: {schema: {type: object, required: [title]}}}}
  schemas:
    Base: {type: object, required: [id], properties: {id: {type: string}}}
    Thing:
      $ref: '#/components/schemas/Base'
      properties: {day: {type: string, format: date}, size: {type: integer}}
      unevaluatedProperties: false
      examples: [{id: a, size: 1}]
`

func load(t *testing.T, text string) *contract.Document {
	t.Helper()
	d, err := contract.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCheck(t *testing.T) {
	t.Parallel()
	d := load(t, small)
	cases := map[string]struct {
		operation, kind, body string
		status                int
		header                map[string]string // beside ETag
		want                  []string          // all of them in the error; none: it is as documented
	}{
		"as documented":           {"getThing", "application/json", `{"id":"a","day":"2026-11-22"}`, 200, nil, nil},
		"a charset":               {"getThing", "text/plain; charset=utf-8", "hello", 200, nil, nil},
		"content without schema":  {"getThing", "image/png", "\x89PNG", 200, nil, nil},
		"a number in a header":    {"getThing", "image/png", "", 200, map[string]string{"Age": "59"}, nil},
		"no body":                 {"getThing", "", "", 204, nil, []string{"Etag is not documented"}},
		"another operation":       {"putThing", "", "", 200, nil, []string{"no operation putThing"}},
		"another status":          {"getThing", "application/json", `{}`, 201, nil, []string{"status 201 is not documented"}},
		"another content type":    {"getThing", "text/html", "<p>", 200, nil, []string{"content type text/html is not documented"}},
		"no content type":         {"getThing", "", "{}", 200, nil, []string{`content type "" cannot be read`}},
		"no JSON":                 {"getThing", "application/json", `{"id":`, 200, nil, []string{"body is no JSON"}},
		"two documents":           {"getThing", "application/json", `{"id":"a"}{}`, 200, nil, []string{"body is no JSON"}},
		"a field too much":        {"getThing", "application/json", `{"id":"a","secret":1}`, 200, nil, []string{"body", "/secret"}},
		"a field too few":         {"getThing", "application/json", `{"size":1}`, 200, nil, []string{"missing property 'id'"}},
		"a wrong type":            {"getThing", "application/json", `{"id":"a","size":"1"}`, 200, nil, []string{"/size", "want integer"}},
		"a wrong format":          {"getThing", "application/json", `{"id":"a","day":"22.11.2026"}`, 200, nil, []string{"/day", "not valid date"}},
		"two wrong fields":        {"getThing", "application/json", `{"id":1,"size":"1"}`, 200, nil, []string{"/id", "/size"}},
		"a text too short":        {"getThing", "text/plain", "x", 200, nil, []string{"minLength"}},
		"a header too high":       {"getThing", "image/png", "", 200, map[string]string{"Age": "61"}, []string{"header Age", "61"}},
		"a header that is wrong":  {"getThing", "image/png", "", 200, map[string]string{"Etag": "x"}, []string{"header ETag"}},
		"a cookie":                {"getThing", "image/png", "", 200, map[string]string{"Set-Cookie": "a=b"}, []string{"Set-Cookie is not documented"}},
		"by reference":            {"getThing", "application/problem+json", `{"title":"x"}`, 404, map[string]string{"Etag": ""}, nil},
		"wrong by reference":      {"getThing", "application/problem+json", `{}`, 404, map[string]string{"Etag": ""}, []string{"missing property 'title'"}},
		"a header that is missed": {"getThing", "image/png", "", 200, map[string]string{"Etag": ""}, []string{"header ETag is missing"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{"Etag": {`"1"`}}
			for name, value := range c.header {
				if header.Set(name, value); value == "" {
					header.Del(name)
				}
			}
			if c.kind != "" {
				header.Set("Content-Type", c.kind)
			}
			is(t, d.Check(c.operation, contract.Answer{Status: c.status, Header: header, Body: []byte(c.body)}), c.want)
		})
	}
}

func TestCheckFindsABodyThatIsNotDocumented(t *testing.T) {
	t.Parallel()
	d := load(t, small)
	is(t, d.Check("getThing", contract.Answer{Status: 204}), nil)
	is(t, d.Check("getThing", contract.Answer{Status: 204, Body: []byte("x")}), []string{"a body of 1 bytes"})
}

// is fails unless an error has all the words, or is nil where there are none.
func is(t *testing.T, err error, want []string) {
	t.Helper()
	if (err == nil) != (len(want) == 0) {
		t.Fatalf("got %v, want %q", err, want)
	}
	for _, part := range want {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("got %v, want %q in it", err, part)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	head := "openapi: 3.1.0\n"
	cases := map[string]struct{ text, want string }{
		"no YAML":            {"a: [", "read OpenAPI document"},
		"a list":             {"- 1", "no object"},
		"nothing":            {"", "no object"},
		"version 3.0":        {"openapi: 3.0.3", `"3.0.3", not 3.1`},
		"a merge key":        {head + "a: &a {b: 1}\nc: {<<: *a}", "line 3: a merge key"},
		"a number as name":   {head + "paths: {/a: {get: {operationId: a, responses: {200: {}}}}}", "line 2: the name 200 is no text"},
		"a date":             {head + "a: 2026-11-22", "line 2: 2026-11-22 is a date"},
		"a name twice":       {head + "a: 1\na: 2", `"a" is there twice`},
		"no operationId":     {head + "paths: {/a: {get: {}}}", "GET /a: no operationId"},
		"one name for two":   {head + "paths: {/a: {get: {operationId: x}, put: {operationId: x}}}", "PUT /a: its operationId x is that of GET /a"},
		"a name for the one": {head + "paths: {/a: {get: {operationId: x}}, /b: {get: {operationId: x}}}", "GET /b"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := contract.Load([]byte(c.text))
			is(t, err, []string{c.want})
		})
	}
}

func TestWrong(t *testing.T) {
	t.Parallel()
	if wrong := load(t, small).Wrong(); len(wrong) > 0 {
		t.Fatalf("the good document has %q", wrong)
	}
	cases := map[string]struct{ from, to, want string }{
		"a reference to nowhere":         {"$ref: '#/components/schemas/Base'", "$ref: '#/components/schemas/Bass'", "#/components/schemas/Thing: reference #/components/schemas/Bass leads nowhere"},
		"a reference to another file":    {"$ref: '#/components/responses/Gone'", "$ref: 'other.yaml'", "reference other.yaml leads nowhere"},
		"references in a circle":         {"Base: {type: object, required: [id], properties: {id: {type: string}}}", "Base: {$ref: '#/components/schemas/Base'}", "leads nowhere"},
		"an example that does not fit":   {"examples: [{id: a, size: 1}]", "examples: [{id: a, size: 1.5}]", "#/components/schemas/Thing/examples/0: /size"},
		"an example of a parameter":      {"schema: {type: string}, example: a", "schema: {type: string}, example: 1", "/parameters/0/example"},
		"an example of a body":           {"text/plain: {schema: {type: string, minLength: 2}}", "text/plain: {schema: {type: string, minLength: 2}, examples: {short: {value: x}}}", "examples/short/value"},
		"a schema that nothing uses":     {"  schemas:\n", "  schemas:\n    Idle: {type: string}\n", "#/components/schemas/Idle is used by nothing"},
		"a schema that only itself uses": {"  schemas:\n", "  schemas:\n    Idle: {properties: {a: {$ref: '#/components/schemas/Idle'}}}\n", "#/components/schemas/Idle is used by nothing"},
		"a schema that is none":          {"size: {type: integer}", "size: {type: whole}", "Thing"},
		"a security scheme of nobody":    {"components:\n", "components:\n  securitySchemes: {key: {type: http, scheme: bearer}}\n", "#/components/securitySchemes/key is used by nothing"},
		"a security scheme of no name":   {"      operationId: getThing", "      operationId: getThing\n      security: [{key: []}]", "GET /things/{id}: there is no security scheme key"},
		"an answer without a parameter":  {"/things/{id}:", "/things/{id}/{more}:", "GET /things/{id}/{more}: parameters of the path are id"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(small, c.from) {
				t.Fatalf("the document has no %q", c.from)
			}
			wrong := strings.Join(load(t, strings.Replace(small, c.from, c.to, 1)).Wrong(), "\n")
			if !strings.Contains(wrong, c.want) {
				t.Errorf("found %q, want %q", wrong, c.want)
			}
		})
	}
}
