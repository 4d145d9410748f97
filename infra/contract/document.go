package contract

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Document is an OpenAPI document. It may be used by several goroutines.
type Document struct {
	root       *yaml.Node
	operations []Operation
	schemas    *schemas
}

// Operation is one method of one path.
type Operation struct {
	Node
	ID, Method, Path string // Method in capitals
}

// methods are those that a path item may have.
var methods = [...]string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

// Load reads a document written in YAML. It takes what every reader of OpenAPI takes: merge keys and dates without quotes, which
// readers understand in different ways, are errors, and so are names that are no text and operations without a name of their own.
func Load(data []byte) (*Document, error) {
	var file yaml.Node
	if err := yaml.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("read OpenAPI document: %w", err)
	}
	if len(file.Content) != 1 || file.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("read OpenAPI document: it is no object")
	}
	if err := plain(file.Content[0]); err != nil {
		return nil, fmt.Errorf("read OpenAPI document: %w", err)
	}
	d := &Document{root: file.Content[0]}
	d.schemas = newSchemas(valueOf(d.root))
	if version := d.Root().Field("openapi").Text(); !strings.HasPrefix(version, "3.1.") {
		return nil, fmt.Errorf("read OpenAPI document: version is %q, not 3.1", version)
	}
	return d, d.readOperations()
}

// plain finds what readers of YAML do not agree on.
func plain(n *yaml.Node) error {
	if n.Kind == yaml.MappingNode {
		seen := map[string]bool{}
		for i := 0; i < len(n.Content); i += 2 {
			name := n.Content[i]
			switch {
			case name.Tag == "!!merge":
				return fmt.Errorf("line %d: a merge key, which not every reader knows: write it out", name.Line)
			case name.Tag != "!!str":
				return fmt.Errorf("line %d: the name %s is no text: put it in quotes", name.Line, name.Value)
			case seen[name.Value]:
				return fmt.Errorf("line %d: %q is there twice", name.Line, name.Value)
			}
			seen[name.Value] = true
		}
	}
	if n.Tag == "!!timestamp" {
		return fmt.Errorf("line %d: %s is a date, which JSON does not have: put it in quotes", n.Line, n.Value)
	}
	for _, inner := range n.Content {
		if err := plain(inner); err != nil {
			return err
		}
	}
	return nil
}

func (d *Document) readOperations() error {
	seen := map[string]string{}
	for path, item := range d.Root().Field("paths").Fields() {
		for name, at := range item.Fields() {
			if !slices.Contains(methods[:], name) {
				continue
			}
			op := Operation{Node: at, ID: at.Field("operationId").Text(), Method: strings.ToUpper(name), Path: path}
			if op.ID == "" {
				return fmt.Errorf("%s: no operationId", op.Route())
			}
			if other, ok := seen[op.ID]; ok {
				return fmt.Errorf("%s: its operationId %s is that of %s", op.Route(), op.ID, other)
			}
			seen[op.ID] = op.Route()
			d.operations = append(d.operations, op)
		}
	}
	return nil
}

// Root is the document itself.
func (d *Document) Root() Node { return Node{doc: d, yaml: d.root} }

// Operations gives all operations in the order of the file.
func (d *Document) Operations() []Operation { return slices.Clone(d.operations) }

// Operation finds an operation by its operationId.
func (d *Document) Operation(id string) (Operation, bool) {
	at := slices.IndexFunc(d.operations, func(o Operation) bool { return o.ID == id })
	if at < 0 {
		return Operation{}, false
	}
	return d.operations[at], true
}

// Route gives an operation as API Gateway names routes: "GET /t/{token}".
func (o Operation) Route() string { return o.Method + " " + o.Path }

// Parameters gives the parameters of an operation, those of its path first.
func (o Operation) Parameters() []Node {
	item := o.doc.Root().Field("paths").Field(o.Path)
	return append(item.Field("parameters").List(), o.Field("parameters").List()...)
}

// Statuses gives the statuses that are documented, in the order of the file.
func (o Operation) Statuses() []int {
	var out []int
	for name := range o.Field("responses").Fields() {
		if status, err := strconv.Atoi(name); err == nil {
			out = append(out, status)
		}
	}
	return out
}

// at gives the place that a local reference names: "#/components/schemas/Order".
func (d *Document) at(ref string) Node {
	rest, ok := strings.CutPrefix(ref, "#/")
	if !ok {
		return Node{}
	}
	n := d.Root()
	for part := range strings.SplitSeq(rest, "/") {
		part = unescape(part)
		i, err := strconv.Atoi(part)
		switch {
		case n.yaml == nil:
			return Node{}
		case n.yaml.Kind == yaml.SequenceNode && err == nil && i >= 0 && i < len(n.yaml.Content):
			n = n.entry(i)
		default:
			n = n.raw(part)
		}
	}
	return n
}

func escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

func unescape(part string) string {
	return strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
}

func itoa(i int) string { return strconv.Itoa(i) }
