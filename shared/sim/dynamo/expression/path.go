package expression

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// path is a way to an attribute, through maps: #keys.#hash. Its steps are placeholders.
type path []string

// names gives the attributes on the way.
func (p path) names(s Scope) []string {
	names := make([]string, len(p))
	for i, step := range p {
		names[i] = s.Names[step]
	}
	return names
}

// value gives what stands at the end of the path; nil when there is nothing.
func (p path) value(item value.Item, s Scope) types.AttributeValue {
	for i, step := range p {
		v := item[s.Names[step]]
		if i == len(p)-1 {
			return v
		}
		inner, ok := v.(*types.AttributeValueMemberM)
		if !ok {
			return nil
		}
		item = inner.Value
	}
	return nil
}

const errPath = value.Refusal("The document path provided in the update expression is invalid for update")

// put sets what stands at the end of the path; nil removes it. The item is changed, the maps on the way are copied. All but the last
// step must be there.
func (p path) put(item value.Item, v types.AttributeValue, s Scope) error {
	n := s.Names[p[0]]
	if len(p) == 1 {
		if v == nil {
			delete(item, n)
		} else {
			item[n] = v
		}
		return nil
	}
	inner, ok := item[n].(*types.AttributeValueMemberM)
	if !ok {
		return errPath
	}
	changed := maps.Clone(inner.Value)
	if changed == nil {
		changed = value.Item{}
	}
	item[n] = &types.AttributeValueMemberM{Value: changed}
	return p[1:].put(changed, v, s)
}

// overlap refuses paths of which one leads through the other.
func overlap(paths []path, s Scope) error {
	if len(paths) == 1 {
		return nil
	}
	for i, p := range paths {
		for _, q := range paths[:i] {
			n := min(len(p), len(q))
			if samePath(p[:n], q[:n], s) {
				return value.Refusal("Two document paths overlap with each other; must remove or rewrite one of these paths; path one: " +
					shown(q, s) + ", path two: " + shown(p, s))
			}
		}
	}
	return nil
}

func samePath(p, q path, s Scope) bool {
	return slices.EqualFunc(p, q, func(a, b string) bool { return s.Names[a] == s.Names[b] })
}

func shown(p path, s Scope) string { return "[" + strings.Join(p.names(s), ", ") + "]" }

// listed writes placeholders as DynamoDB does, sorted.
func listed(placeholders []string) string {
	slices.Sort(placeholders)
	return "{" + strings.Join(placeholders, ", ") + "}"
}
