package contract

import (
	"encoding/json"
	"iter"
	"strings"

	"gopkg.in/yaml.v3"
)

// Node is a place in a document. The zero Node, and what is asked of it, is "not there". Fields keep the order of the file.
type Node struct {
	doc     *Document
	yaml    *yaml.Node // nil: not there
	pointer string     // JSON pointer, of where a reference leads
	ref     string     // the reference that led here, if one did
	said    string     // the description beside that reference
}

// maxRefs bounds a chain of references, which may be a circle.
const maxRefs = 8

// Exists reports whether there is something.
func (n Node) Exists() bool { return n.yaml != nil }

// Pointer gives the place as a JSON pointer (RFC 6901) without "#".
func (n Node) Pointer() string { return n.pointer }

// Component gives the name of the component that a reference led to: "Order" for "#/components/schemas/Order"; else nothing.
func (n Node) Component() string {
	if !strings.HasPrefix(n.ref, "#/components/") {
		return ""
	}
	return n.ref[strings.LastIndexByte(n.ref, '/')+1:]
}

// Base gives the name of the component that a schema builds on: it holds a reference, and says more.
func (n Node) Base() string { return Node{ref: n.reference()}.Component() }

// Field gives a field of an object, or of the object that a reference leads to.
func (n Node) Field(name string) Node {
	return n.raw(name).follow()
}

// Fields gives the fields of an object.
func (n Node) Fields() iter.Seq2[string, Node] {
	return func(yield func(string, Node) bool) {
		if n.yaml == nil || n.yaml.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.yaml.Content); i += 2 {
			if name := n.yaml.Content[i].Value; !yield(name, n.Field(name)) {
				return
			}
		}
	}
}

// List gives the entries of a list.
func (n Node) List() []Node {
	if n.yaml == nil || n.yaml.Kind != yaml.SequenceNode {
		return nil
	}
	out := make([]Node, len(n.yaml.Content))
	for i := range n.yaml.Content {
		out[i] = n.entry(i).follow()
	}
	return out
}

// Text gives a scalar as it is written; nothing for anything else.
func (n Node) Text() string {
	if n.yaml == nil || n.yaml.Kind != yaml.ScalarNode || n.yaml.Tag == "!!null" {
		return ""
	}
	return n.yaml.Value
}

// Value gives what stands there as encoding/json gives it with UseNumber.
func (n Node) Value() any {
	if n.yaml == nil {
		return nil
	}
	return valueOf(n.yaml)
}

// raw is Field without following a reference.
func (n Node) raw(name string) Node {
	if n.yaml == nil || n.yaml.Kind != yaml.MappingNode {
		return Node{}
	}
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		if n.yaml.Content[i].Value == name {
			return Node{doc: n.doc, yaml: target(n.yaml.Content[i+1]), pointer: n.pointer + "/" + escape(name)}
		}
	}
	return Node{}
}

// entry is one of List without following a reference.
func (n Node) entry(i int) Node {
	return Node{doc: n.doc, yaml: target(n.yaml.Content[i]), pointer: n.pointer + "/" + itoa(i)}
}

// Description gives what is said of a place: beside the reference that led to it, else there.
func (n Node) Description() string {
	if n.said != "" {
		return n.said
	}
	return n.raw("description").Text()
}

// reference is what "$ref" says.
func (n Node) reference() string { return n.raw("$ref").Text() }

// follow leads through references that stand alone, or beside a description. One in a schema that says more stays: it is a rule among
// others there. One that leads nowhere is not there.
func (n Node) follow() Node {
	for range maxRefs {
		ref := n.reference()
		if ref == "" || n.saysMore() {
			return n
		}
		said := n.Description()
		if n = n.doc.at(ref); n.yaml == nil {
			return Node{}
		}
		n.ref, n.said = ref, said
	}
	return Node{}
}

// saysMore reports whether there is more than a reference.
func (n Node) saysMore() bool {
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		if name := n.yaml.Content[i].Value; name != "$ref" && name != "description" && name != "summary" {
			return true
		}
	}
	return false
}

// target is what an alias stands for.
func target(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

func valueOf(n *yaml.Node) any {
	n = target(n)
	switch n.Kind {
	case yaml.MappingNode:
		out := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = valueOf(n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := make([]any, len(n.Content))
		for i, entry := range n.Content {
			out[i] = valueOf(entry)
		}
		return out
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		return json.Number(n.Value)
	default:
		return n.Value
	}
}
