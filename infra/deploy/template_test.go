package deploy_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/infra/local/template"
)

// root is the top of the checkout, seen from this package.
const root = "../.."

// system is template.yaml as the rules see it: what the local runner understands of it, and every resource's properties.
type system struct {
	*template.Template
	resolved map[string]node
}

// load reads template.yaml with its default parameters, or with others.
func load(t *testing.T, parameters map[string]string) system {
	t.Helper()
	return parse(t, source(t), parameters)
}

func source(t *testing.T) []byte {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatalf("read template: %v", err)
	}
	return source
}

// parse resolves every reference to text: !GetAtt Table.Arn is "Table.Arn" and !Ref Table is "Table", also inside !Sub.
func parse(t *testing.T, source []byte, parameters map[string]string) system {
	t.Helper()
	loaded, err := template.Parse("template.yaml", bytes.NewReader(source), parameters)
	if err != nil {
		t.Fatalf("load template: %v", err)
	}
	s := system{Template: loaded, resolved: map[string]node{}}
	for _, resource := range loaded.Resources() {
		resolved, err := loaded.Resolve(resource.Properties, func(logicalID, attr string) (string, bool) {
			if attr == template.RefAttr {
				return logicalID, true
			}
			return logicalID + "." + attr, true
		})
		if err != nil {
			t.Fatalf("resolve %s: %v", resource.ID, err)
		}
		s.resolved[resource.ID] = node{resolved.Plain()}
	}
	return s
}

// properties gives a resource's properties; the empty node when there is no such resource.
func (s system) properties(id string) node { return s.resolved[id] }

// ids gives the logical ids of all resources of a type, sorted.
func (s system) ids(resourceType string) []string {
	var ids []string
	for _, resource := range s.Resources() {
		if resource.Type == resourceType {
			ids = append(ids, resource.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// node walks plain values: a missing step gives the empty node, so that a rule reads as one line.
type node struct{ value any }

func (n node) at(path ...string) node {
	for _, name := range path {
		fields, _ := n.value.(map[string]any)
		n = node{fields[name]}
	}
	return n
}

// items gives a list's nodes; a single value counts as a list of one, as it does in policies.
func (n node) items() []node {
	values, ok := n.value.([]any)
	if !ok && n.value != nil {
		values = []any{n.value}
	}
	items := make([]node, len(values))
	for i, value := range values {
		items[i] = node{value}
	}
	return items
}

func (n node) texts() []string {
	var texts []string
	for _, item := range n.items() {
		texts = append(texts, item.text())
	}
	return texts
}

// names gives the names of a map's fields, sorted.
func (n node) names() []string {
	fields, _ := n.value.(map[string]any)
	return slices.Sorted(maps.Keys(fields))
}

func (n node) text() string { text, _ := n.value.(string); return text }

func (n node) number() int64 { number, _ := n.value.(int64); return number }

func (n node) isTrue() bool { return n.value == true }

func (n node) missing() bool { return n.value == nil }

// TestEveryResourceIsExplained wants a comment above each resource that says what it is for and what its failure does. An alarm says
// it in its description, a role and a log group belong to the function above them.
func TestEveryResourceIsExplained(t *testing.T) {
	t.Parallel()
	lines := strings.Split(string(source(t)), "\n")
	for _, resource := range load(t, nil).Resources() {
		switch resource.Type {
		case "AWS::CloudWatch::Alarm", "AWS::IAM::Role", "AWS::Logs::LogGroup":
			continue
		}
		comment := ""
		for at := resource.Line - 2; strings.HasPrefix(lines[at], "  #"); at-- {
			comment = lines[at] + "\n" + comment
		}
		for _, word := range []string{"Purpose: ", "Failure impact"} {
			if !strings.Contains(comment, word) {
				t.Errorf("%s (line %d): the comment above it does not say %q", resource.ID, resource.Line, word)
			}
		}
	}
}
