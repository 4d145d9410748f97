package deploy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// rule is one promise that template.yaml keeps. find gives what breaks it, one line each that names the resource: nothing when the
// promise is kept.
type rule struct {
	name string
	find func(system) []string
}

func rules() []rule {
	return []rule{
		{"functions are built alike", unlikeFunctions},
		{"functions say their time and memory", unsizedFunctions},
		{"functions have logs of their own", unkeptLogs},
		{"variables hold no secret", secretVariables},
		{"messages fail one by one", batchFailures},
		{"queues are read with a ceiling", unboundedReaders},
		{"concurrency is reserved behind the front door", reservations},
		{"the stream gives up visibly", stubbornStreams},
		{"a missed tick is not repeated", repeatedTicks},

		{"the routes are these", unknownRoutes},
		{"every route is throttled", unthrottledRoutes},
		{"the front door speaks TLS 1.2", weakDoors},

		{"queues have dead letters", lostLetters},
		{"dead letters wait for people", hastyLetters},
		{"dead letters come from one queue", strayLetters},
		{"queues are encrypted", openQueues},
		{"queues wait until the function is done", hastyQueues},
		{"each queue has one reader", unreadQueues},
		{"queues are written to by name", openQueuePolicies},

		{"tables outlive mistakes", unprotectedTables},
		{"tables have these keys", unknownKeys},
		{"nothing else holds data", unknownStores},

		{"roles grant exactly the rights", unlistedRights},
		{"roles belong to one function each", sharedRoles},
		{"no star without a reason", stars},
		{"tables are opened by key", keylessRights},
		{"few may destroy", destroyers},

		{"everything is watched", unwatched},
		{"every alarm says what to do", muteAlarms},
		{"silence means what it should", misreadSilence},
		{"dead letters ring at once", patientAlarms},
		{"waiting messages ring before they are lost", lateAlarms},
	}
}

// everything are parameters with which no resource is left out.
func everything() map[string]string {
	return map[string]string{"DomainName": "track.aster.example", "CertificateArn": certificate, "HostedZoneId": "Z0", "AlarmEmail": "ops@example.com", "MonthlyBudget": "50"}
}

func TestRules(t *testing.T) {
	t.Parallel()
	for name, loaded := range map[string]system{"with the defaults": load(t, nil), "with everything": load(t, everything())} {
		for _, r := range rules() {
			t.Run(r.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				for _, problem := range r.find(loaded) {
					t.Error(problem)
				}
			})
		}
	}
}

// TestRulesBite breaks template.yaml in one place at a time and wants the rule to say so.
func TestRulesBite(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a hundred readings of template.yaml, from which the race detector learns nothing")
	}
	var original yaml.Node
	if err := yaml.Unmarshal(source(t), &original); err != nil {
		t.Fatal(err)
	}
	find := map[string]func(system) []string{}
	for _, r := range rules() {
		find[r.name] = r.find
	}
	shown := map[string]bool{}
	for _, b := range breaches() {
		shown[b.rule] = true
		t.Run(b.rule+"/"+b.at+"="+b.value, func(t *testing.T) {
			t.Parallel()
			rule := find[b.rule]
			if rule == nil {
				t.Fatal("there is no such rule")
			}
			broken := parse(t, edited(t, &original, b.at, b.value), everything())
			if problems := strings.Join(rule(broken), "\n"); !strings.Contains(problems, b.says) {
				t.Errorf("it says %q, want something with %q", problems, b.says)
			}
		})
	}
	for _, r := range rules() {
		if !shown[r.name] {
			t.Errorf("no counter-example for %q", r.name)
		}
	}
}

// edited gives template.yaml with one value replaced, or taken out when value is empty. at is a path of names and positions, below
// the properties of a resource or below a section: "InboundQueue > RedrivePolicy > maxReceiveCount".
func edited(t *testing.T, original *yaml.Node, at, value string) []byte {
	t.Helper()
	document := copied(original)
	path := strings.Split(at, " > ")
	switch path[0] {
	case "Parameters", "Globals", "Resources":
	default:
		path = append([]string{"Resources", path[0], "Properties"}, path[1:]...)
	}
	if path[0] == "Resources" && len(path) == 2 && value == "" {
		// The dashboard names every resource, and would be the first to miss one.
		resources := *below(document.Content[0], "Resources")
		for i := 0; i < len(resources.Content); i += 2 {
			if resources.Content[i].Value == "Dashboard" {
				resources.Content = slices.Delete(resources.Content, i, i+2)
			}
		}
	}
	parent := document.Content[0]
	for _, step := range path[:len(path)-1] {
		child := below(parent, step)
		if *child == nil {
			t.Fatalf("%s: there is no %s", at, step)
		}
		parent = *child
	}
	last := path[len(path)-1]
	if err := replace(parent, last, value); err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	broken, err := yaml.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return broken
}

// copied gives a tree of its own, without comments. Edits of copies may run side by side.
func copied(n *yaml.Node) *yaml.Node {
	twin := &yaml.Node{Kind: n.Kind, Style: n.Style, Tag: n.Tag, Value: n.Value}
	for _, child := range n.Content {
		twin.Content = append(twin.Content, copied(child))
	}
	return twin
}

// below gives where the value of a map's name or of a list's position is kept; what it leads to is nil when there is none.
func below(parent *yaml.Node, step string) **yaml.Node {
	for i := range parent.Content {
		switch {
		case parent.Kind == yaml.SequenceNode && fmt.Sprint(i) == step:
			return &parent.Content[i]
		case parent.Kind == yaml.MappingNode && i%2 == 0 && parent.Content[i].Value == step:
			return &parent.Content[i+1]
		}
	}
	return new(*yaml.Node)
}

func replace(parent *yaml.Node, name, value string) error {
	child := below(parent, name)
	if value == "" {
		for i := range parent.Content {
			if &parent.Content[i] != child {
				continue
			}
			from := i
			if parent.Kind == yaml.MappingNode {
				from--
			}
			parent.Content = append(parent.Content[:from], parent.Content[i+1:]...)
			return nil
		}
		return fmt.Errorf("there is no %s to take out", name)
	}
	var wanted yaml.Node
	if err := yaml.Unmarshal([]byte(value), &wanted); err != nil {
		return fmt.Errorf("read %q: %w", value, err)
	}
	if *child != nil {
		*child = wanted.Content[0]
		return nil
	}
	if parent.Kind == yaml.MappingNode {
		parent.Content = append(parent.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: name})
	}
	parent.Content = append(parent.Content, wanted.Content[0])
	return nil
}
