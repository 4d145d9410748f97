package template

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// parser turns YAML nodes into Values and refuses what CloudFormation refuses:
// aliases, merges, repeated keys and several documents.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
type parser struct {
	report *report
}

var yamlErrorLine = regexp.MustCompile(`^yaml: line (\d+): (.*)$`)

// parse reads one YAML document; nil when it could not be read at all.
func (p *parser) parse(source []byte) *Value {
	decoder := yaml.NewDecoder(bytes.NewReader(source))
	var document, next yaml.Node
	if err := decoder.Decode(&document); err != nil {
		p.syntax(err)
		return nil
	}
	if err := decoder.Decode(&next); !errors.Is(err, io.EOF) {
		p.report.add("", next.Line, "the file holds more than one YAML document")
		return nil
	}
	if len(document.Content) != 1 {
		p.report.add("", 1, "the file is empty")
		return nil
	}
	return p.value(document.Content[0])
}

func (p *parser) syntax(err error) {
	if errors.Is(err, io.EOF) {
		p.report.add("", 1, "the file is empty")
		return
	}
	text, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
	if m := yamlErrorLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = m[2]
	}
	p.report.add("", line, "not valid YAML: %s", text)
}

func (p *parser) value(n *yaml.Node) *Value {
	v := p.untagged(n)
	if !strings.HasPrefix(n.Tag, "!") || strings.HasPrefix(n.Tag, "!!") {
		return p.longForm(v)
	}
	// A tag such as !Sub is the short form of an intrinsic function.
	return p.call(n.Line, strings.TrimPrefix(n.Tag, "!"), v)
}

func (p *parser) untagged(n *yaml.Node) *Value {
	v := &Value{Line: n.Line}
	switch n.Kind {
	case yaml.MappingNode:
		v.Kind = Map
		v.Fields = p.fields(n)
	case yaml.SequenceNode:
		v.Kind = List
		for _, item := range n.Content {
			v.Items = append(v.Items, p.value(item))
		}
	case yaml.ScalarNode:
		v.Kind, v.Scalar = scalarKind(n), n.Value
		if v.Kind == Null {
			p.report.add("", n.Line, "empty (null) values are not allowed in a template")
		}
	default:
		// Expanding an alias could also make a small file huge.
		p.report.add("", n.Line, "YAML aliases are not understood by CloudFormation")
	}
	return v
}

// scalarKind takes a scalar that carries an intrinsic's tag for text, whatever
// it looks like.
func scalarKind(n *yaml.Node) Kind {
	switch n.ShortTag() {
	case "!!int", "!!float":
		return Number
	case "!!bool":
		return Bool
	case "!!null":
		return Null
	}
	return Text
}

func (p *parser) fields(n *yaml.Node) []Field {
	fields := make([]Field, 0, len(n.Content)/2)
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			p.report.add("", key.Line, "YAML merges and keys that are not plain text are not understood by CloudFormation")
			continue
		}
		if line, ok := first[key.Value]; ok {
			p.report.add("", key.Line, "key %q is already set on line %d", key.Value, line)
			continue
		}
		first[key.Value] = key.Line
		fields = append(fields, Field{Name: key.Value, Line: key.Line, Value: p.value(n.Content[i+1])})
	}
	return fields
}

// longForm recognises {"Fn::Sub": ...} and {"Ref": ...}. "Condition" is the long
// form of a function too, but only inside Conditions; see conditions.go.
func (p *parser) longForm(v *Value) *Value {
	if v.Kind != Map || len(v.Fields) != 1 {
		p.refuseMixed(v)
		return v
	}
	name := v.Fields[0].Name
	if name != "Ref" && !strings.HasPrefix(name, "Fn::") {
		return v
	}
	return p.call(v.Fields[0].Line, strings.TrimPrefix(name, "Fn::"), v.Fields[0].Value)
}

func (p *parser) refuseMixed(v *Value) {
	for _, f := range v.Fields {
		if f.Name == "Ref" || strings.HasPrefix(f.Name, "Fn::") {
			p.report.add("", f.Line, "%s stands beside other keys; an intrinsic function must stand alone", f.Name)
		}
	}
}

// call normalises both spellings of GetAtt; the other functions are checked
// when they are evaluated.
func (p *parser) call(line int, function string, args *Value) *Value {
	if function == "GetAtt" && args.Kind == Text {
		id, attr, _ := strings.Cut(args.Scalar, ".")
		args = &Value{Kind: List, Line: args.Line, Items: []*Value{
			{Kind: Text, Line: args.Line, Scalar: id}, {Kind: Text, Line: args.Line, Scalar: attr},
		}}
	}
	if function == "GetAtt" && !isTexts(args, 2) {
		p.report.add("", line, "GetAtt wants a logical id and an attribute, such as !GetAtt Queue.Arn")
		return &Value{Kind: Null, Line: line}
	}
	if (function == "Ref" || function == "Condition") && (args.Kind != Text || args.Scalar == "") {
		p.report.add("", line, "%s wants a name", function)
		return &Value{Kind: Null, Line: line}
	}
	return &Value{Kind: Call, Line: line, Func: function, Args: args}
}

// isTexts says whether v is a list of n texts, none of them empty.
func isTexts(v *Value, n int) bool {
	if v.Kind != List || len(v.Items) != n {
		return false
	}
	for _, item := range v.Items {
		if item.Kind != Text || item.Scalar == "" {
			return false
		}
	}
	return true
}
