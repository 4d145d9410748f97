package store

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// update collects the parts of an update expression. Attribute a is always #a in the expression and its new value :a: the local
// engine dies of a multi-byte character outside a placeholder, and reserved words need no list this way.
type update struct {
	sets, removes, adds []string
	names               map[string]string
	values              map[string]types.AttributeValue
}

func newUpdate() *update {
	return &update{names: map[string]string{}, values: map[string]types.AttributeValue{}}
}

// name declares an attribute and gives its placeholder.
func (u *update) name(attribute string) string {
	u.names["#"+attribute] = attribute
	return "#" + attribute
}

// value declares a value for conditions.
func (u *update) value(placeholder string, v types.AttributeValue) string {
	u.values[":"+placeholder] = v
	return ":" + placeholder
}

func (u *update) set(attribute string, v types.AttributeValue) {
	u.sets = append(u.sets, u.name(attribute)+" = "+u.value(attribute, v))
}

// setMissing leaves an attribute alone that is there.
func (u *update) setMissing(attribute string, v types.AttributeValue) {
	n := u.name(attribute)
	u.sets = append(u.sets, n+" = if_not_exists("+n+", "+u.value(attribute, v)+")")
}

// add counts an attribute up, or down by a negative number; one that is not there starts at 0.
func (u *update) add(attribute string, n int64) {
	u.adds = append(u.adds, u.name(attribute)+" "+u.value(attribute, num(n)))
}

func (u *update) remove(attribute string) { u.removes = append(u.removes, u.name(attribute)) }

// declared gives the values; none at all must not be sent as an empty list.
func (u *update) declared() map[string]types.AttributeValue {
	if len(u.values) == 0 {
		return nil
	}
	return u.values
}

func (u *update) expression() string {
	var parts []string
	if len(u.sets) > 0 {
		parts = append(parts, "SET "+strings.Join(u.sets, ", "))
	}
	if len(u.removes) > 0 {
		parts = append(parts, "REMOVE "+strings.Join(u.removes, ", "))
	}
	if len(u.adds) > 0 {
		parts = append(parts, "ADD "+strings.Join(u.adds, ", "))
	}
	return strings.Join(parts, " ")
}

// absent gives the condition that there is no item.
func (u *update) absent() string { return "attribute_not_exists(" + u.name("pk") + ")" }

// unchanged gives the condition that an item still is at the version at which it was seen, or still is not there.
func (u *update) unchanged(present bool, version int64) string {
	if !present {
		return u.absent()
	}
	return u.name("v") + " = " + u.value("seen", num(version))
}
