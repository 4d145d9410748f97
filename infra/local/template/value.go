package template

import "strconv"

// Kind says what a Value is.
type Kind int

// The kinds of a Value. A Call is an intrinsic function that is not resolved.
const (
	Null Kind = iota
	Text
	Number
	Bool
	List
	Map
	Call
)

// Value is one node of the template. Positions survive globals, conditions and
// resolution, so that a later complaint can still name the line.
//
// Values are shared; treat them as read-only.
type Value struct {
	Kind Kind
	Line int // 1-based line in the template file

	Scalar string   // Text, Number and Bool: as written
	Items  []*Value // List
	Fields []Field  // Map: in the order of the file

	Func string // Call: "Ref", "GetAtt", "Sub", "Join", ... without "Fn::"
	Args *Value // Call: the argument, a list of two texts for GetAtt
}

// Field is one entry of a map.
type Field struct {
	Name  string
	Line  int
	Value *Value
}

// Get gives the value of a map's field, or nil when v is no map or has no such
// field. It may be called on nil, so that lookups can be chained.
func (v *Value) Get(name string) *Value {
	if v == nil {
		return nil
	}
	for _, f := range v.Fields {
		if f.Name == name {
			return f.Value
		}
	}
	return nil
}

// Reference gives the logical id and the attribute that v names, when v is a
// plain Ref (attribute "Ref") or GetAtt. A GetAtt of a nested attribute keeps
// its dots.
func (v *Value) Reference() (logicalID, attr string, ok bool) {
	switch {
	case v == nil || v.Kind != Call:
		return "", "", false
	case v.Func == "Ref":
		return v.Args.Scalar, RefAttr, true
	case v.Func == "GetAtt":
		return v.Args.Items[0].Scalar, v.Args.Items[1].Scalar, true
	}
	return "", "", false
}

// Plain gives v as the types of encoding/json: string, int64 or float64, bool,
// nil, []any and map[string]any. A Call becomes its long form, a map of one
// field such as {"Fn::GetAtt": ["Table", "Arn"]}, so that raw policies can be
// compared.
func (v *Value) Plain() any {
	if v == nil {
		return nil
	}
	switch v.Kind {
	case Text:
		return v.Scalar
	case Number:
		return plainNumber(v.Scalar)
	case Bool:
		return isTrue(v.Scalar)
	case List:
		items := make([]any, len(v.Items))
		for i, item := range v.Items {
			items[i] = item.Plain()
		}
		return items
	case Map:
		fields := make(map[string]any, len(v.Fields))
		for _, f := range v.Fields {
			fields[f.Name] = f.Value.Plain()
		}
		return fields
	case Call:
		return map[string]any{longName(v.Func): v.Args.Plain()}
	}
	return nil
}

func plainNumber(s string) any {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return f
	}
	return s
}

// isTrue reads YAML's spellings of true; everything else of kind Bool is false.
func isTrue(s string) bool {
	return s == "true" || s == "True" || s == "TRUE"
}

func longName(function string) string {
	if function == "Ref" || function == "Condition" {
		return function
	}
	return "Fn::" + function
}
