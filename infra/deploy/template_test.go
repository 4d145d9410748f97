package deploy_test

import (
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

// load reads template.yaml with its default parameters.
func load(t *testing.T) *template.Template {
	t.Helper()
	loaded, err := template.Load(filepath.Join(root, "template.yaml"), nil)
	if err != nil {
		t.Fatalf("load template: %v", err)
	}
	return loaded
}

// properties gives a resource's properties with every reference written as text: !GetAtt Table.Arn is "Table.Arn" and !Ref Table is
// "Table", also inside !Sub.
func properties(t *testing.T, loaded *template.Template, id string) node {
	t.Helper()
	resource, ok := loaded.Resource(id)
	if !ok {
		t.Fatalf("template has no resource %s", id)
	}
	resolved, err := loaded.Resolve(resource.Properties, func(logicalID, attr string) (string, bool) {
		if attr == template.RefAttr {
			return logicalID, true
		}
		return logicalID + "." + attr, true
	})
	if err != nil {
		t.Fatalf("resolve %s: %v", id, err)
	}
	return node{resolved.Plain()}
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

// ids gives the logical ids of all resources of a type, sorted.
func ids(loaded *template.Template, resourceType string) []string {
	var ids []string
	for _, resource := range loaded.Resources() {
		if resource.Type == resourceType {
			ids = append(ids, resource.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// TestEveryResourceIsExplained wants a comment above each resource that says what it is for and what its failure does. An alarm says
// it in its description, a role and a log group belong to the function above them.
func TestEveryResourceIsExplained(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	source, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(source), "\n")
	for _, resource := range loaded.Resources() {
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
