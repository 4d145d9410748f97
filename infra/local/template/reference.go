package template

import "strings"

// RefAttr is the attribute that stands for Ref in a Lookup: the queue's URL, the
// table's name, the function's name, the HTTP API's id.
const RefAttr = "Ref"

// Lookup gives a physical attribute of a created resource: ("InboundQueue",
// "Arn"), or (id, RefAttr) for Ref. It answers false when it does not know.
type Lookup func(logicalID, attr string) (string, bool)

// pseudoParameters have values that a program can recognise as local. Load's
// params may override them.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
var pseudoParameters = map[string]string{
	"AWS::AccountId": "000000000000",
	"AWS::Partition": "aws",
	"AWS::Region":    "us-east-1",
	"AWS::StackId":   "arn:aws:cloudformation:us-east-1:000000000000:stack/local/00000000-0000-0000-0000-000000000000",
	"AWS::StackName": "local",
	"AWS::URLSuffix": "amazonaws.com",
}

// reference resolves Ref and GetAtt, in v or inside the text of a Sub.
func (e *evaluator) reference(v *Value, name, attr string) *Value {
	if attr == RefAttr {
		if name == "AWS::NoValue" {
			return nil
		}
		if parameter, ok := e.template.parameters[name]; ok {
			return at(v.Line, parameter)
		}
	}
	declared, ok := e.template.declared[name]
	switch {
	case !ok && strings.HasPrefix(name, "AWS::"):
		return e.fail(v.Line, "pseudo parameter %s is not understood by the local runner", name)
	case !ok:
		return e.fail(v.Line, "%q is no parameter or resource of this template", name)
	case declared.absent:
		return e.fail(v.Line, "resource %q is left out by its condition", name)
	case !hasAttribute(declared.resourceType, attr):
		return e.fail(v.Line, "%s of %q (%s) is not understood by the local runner", attr, name, declared.resourceType)
	case e.lookup == nil:
		return v
	}
	physical, ok := e.lookup(name, attr)
	if !ok {
		return e.fail(v.Line, "%s of %q is not known in a local run", attr, name)
	}
	return text(v.Line, physical)
}

// attributes are those that the local runner can give for the resources it
// creates. Of resources that it ignores any attribute may be named, as long as
// nobody asks for its value.
var attributes = map[string][]string{
	typeQueue:     {RefAttr, "Arn", "QueueName", "QueueUrl"},
	typeTable:     {RefAttr, "Arn", "StreamArn"},
	typeFunction:  {RefAttr, "Arn"},
	typeHTTPAPI:   {RefAttr, "ApiEndpoint", "ApiId"},
	typeParameter: {RefAttr, "Type", "Value"},

	typeConfigurationSet: {RefAttr},
	typeRule:             {RefAttr, "Arn"},
}

func hasAttribute(resourceType, attr string) bool {
	known, ok := attributes[resourceType]
	if !ok {
		return true
	}
	for _, name := range known {
		if name == attr {
			return true
		}
	}
	return false
}

// at is v as if it stood on the given line: a complaint about a parameter's
// value should name the place that uses it.
func at(line int, v *Value) *Value {
	moved := *v
	moved.Line = line
	return &moved
}
