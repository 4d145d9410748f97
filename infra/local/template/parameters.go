package template

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// readParameters gives every parameter its value: the one given to Load, else
// its default, and checks it as CloudFormation would.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
func (l *loader) readParameters(section *Value, given map[string]string) {
	for name, value := range pseudoParameters {
		l.parameters[name] = text(0, value)
	}
	unused := map[string]bool{}
	for name := range given {
		unused[name] = true
	}
	for name := range pseudoParameters {
		if value, ok := given[name]; ok {
			l.parameters[name] = text(0, value)
			delete(unused, name)
		}
	}
	if section != nil {
		for _, f := range section.Fields {
			value, isGiven := given[f.Name]
			delete(unused, f.Name)
			l.parameters[f.Name] = l.readParameter(f, value, isGiven)
		}
	}
	for name := range unused {
		l.report.add("", 0, "parameter %q was given a value, but the template has no such parameter", name)
	}
}

func (l *loader) readParameter(f Field, given string, isGiven bool) *Value {
	o := l.object("parameter "+f.Name, "", f.Value)
	o.ignore("Description", "ConstraintDescription", "NoEcho")
	kind := o.choice("Type", "", "String", "Number", "CommaDelimitedList", "List<Number>", "AWS::SSM::Parameter::Name")
	standard, hasDefault := o.scalar("Default")
	check := parameterCheck{
		allowed: o.texts("AllowedValues"), pattern: o.text("AllowedPattern", ""),
		minLength: o.number("MinLength", 0, 0, 4096), maxLength: o.number("MaxLength", 4096, 0, 4096),
	}
	check.minValue, check.hasMin = o.decimal("MinValue")
	check.maxValue, check.hasMax = o.decimal("MaxValue")
	o.done()
	value := given
	switch {
	case isGiven:
	case hasDefault:
		value = standard
	default:
		o.fail(f.Line, "has no default, and no value was given for it")
		return &Value{Kind: Null, Line: f.Line}
	}
	items := []string{value}
	if isList := strings.HasPrefix(kind, "List<") || kind == "CommaDelimitedList"; isList {
		items = commaSeparated(value)
	}
	isNumber := kind == "Number" || kind == "List<Number>"
	for _, item := range items {
		if complaint := check.complaint(item, isNumber); complaint != "" {
			o.fail(f.Line, "%s", complaint)
		}
	}
	return parameterValue(f.Line, kind, value, items)
}

func parameterValue(line int, kind, value string, items []string) *Value {
	switch kind {
	case "Number":
		return &Value{Kind: Number, Line: line, Scalar: value}
	case "CommaDelimitedList", "List<Number>":
		list := &Value{Kind: List, Line: line}
		for _, item := range items {
			list.Items = append(list.Items, text(line, item))
		}
		return list
	}
	return text(line, value)
}

func commaSeparated(s string) []string {
	items := strings.Split(s, ",")
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return items
}

// parameterCheck holds what a parameter's declaration demands of its value.
type parameterCheck struct {
	allowed              []string
	pattern              string
	minLength, maxLength int
	minValue, maxValue   float64
	hasMin, hasMax       bool
}

// complaint says what is wrong with a value, or nothing. The value itself is
// left out: parameters may be secrets.
func (c parameterCheck) complaint(value string, isNumber bool) string {
	if len(c.allowed) > 0 && !slices.Contains(c.allowed, value) {
		return "its value is none of the allowed values " + strings.Join(c.allowed, ", ")
	}
	if isNumber {
		n, err := strconv.ParseFloat(value, 64)
		switch {
		case err != nil:
			return "its value must be a number"
		case c.hasMin && n < c.minValue || c.hasMax && n > c.maxValue:
			return "its value is outside MinValue and MaxValue"
		}
		return ""
	}
	if length := len([]rune(value)); length < c.minLength || length > c.maxLength {
		return "the length of its value is outside MinLength and MaxLength"
	}
	if c.pattern == "" {
		return ""
	}
	// CloudFormation matches the whole value.
	re, err := regexp.Compile(`^(?:` + c.pattern + `)$`)
	switch {
	case err != nil:
		return "its AllowedPattern is not understood by the local runner"
	case !re.MatchString(value):
		return "its value does not match AllowedPattern"
	}
	return ""
}
