package contract

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// address is where the compiler thinks that the document lies. Nothing is ever fetched.
const address = "https://contract.invalid/openapi.json"

// schemas compiles the schemas of a document when they are first asked for. Schemas of OpenAPI 3.1 are JSON Schema 2020-12.
type schemas struct {
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	broken   error
	compiled map[string]*jsonschema.Schema // by pointer
}

func newSchemas(document any) *schemas {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	c.UseLoader(nowhere{})
	return &schemas{compiler: c, broken: c.AddResource(address, document), compiled: map[string]*jsonschema.Schema{}}
}

// nowhere loads nothing: a document that needs another one is an error.
type nowhere struct{}

// Load is of jsonschema.URLLoader.
func (nowhere) Load(url string) (any, error) {
	return nil, fmt.Errorf("%s lies outside of the document", url)
}

func (s *schemas) compile(pointer string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.compiled[pointer]; ok || s.broken != nil {
		return known, s.broken
	}
	fragment := (&url.URL{Fragment: pointer}).String() // escapes what may not stand in a fragment
	made, err := s.compiler.Compile(address + fragment)
	if err != nil {
		return nil, fmt.Errorf("schema #%s: %w", pointer, err)
	}
	s.compiled[pointer] = made
	return made, nil
}

// Validate checks a value, as encoding/json gives it with UseNumber, against a schema of the document. The error names every place of
// the value that does not follow it. It shows the value's own words: it is for tests, not for logs.
func (d *Document) Validate(schema Node, value any) error {
	compiled, err := d.schemas.compile(schema.pointer)
	if err != nil {
		return err
	}
	err = compiled.Validate(value)
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err
	}
	var all []error
	for _, leaf := range leaves(invalid) {
		all = append(all, fmt.Errorf("/%s: %s", strings.Join(leaf.InstanceLocation, "/"), leaf.ErrorKind.LocalizedString(message.NewPrinter(language.English))))
	}
	return errors.Join(all...)
}

// leaves gives the causes of an error that have none themselves, which is where something is wrong.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var out []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		out = append(out, leaves(cause)...)
	}
	return out
}
