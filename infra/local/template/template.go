// Package template reads template.yaml, the SAM template that deploys Doorstep,
// as the only description of the system that the local runner and the tests
// over the template need.
//
// It understands what Doorstep's template uses: parameters, mappings, conditions,
// globals, the common intrinsic functions, and the resource types and properties
// that a local run acts on or may knowingly ignore. Anything else stops the load
// with the file, the line and the name of the property, because a property that
// is silently dropped would make the local system differ from the deployed one.
//
// Loading takes two steps. Load resolves everything that depends on parameters.
// Physical attributes (a queue's URL, a stream's ARN) are only known once the
// resources exist, so values that need them stay Calls until Resolve is given a
// Lookup.
//
// The package creates nothing and does not check what cfn-lint checks.
package template

import "slices"

// Template is a loaded template. It is read-only and safe for concurrent use.
type Template struct {
	file       string
	parameters map[string]*Value
	mappings   *Value
	conditions map[string]*Value
	outcomes   map[string]conditionState
	declared   map[string]declaration

	resources     []Resource
	queues        []Queue
	tables        []Table
	functions     []Function
	apis          []HTTPAPI
	ssmParameters []SSMParameter

	configurationSets []ConfigurationSet
	mailDestinations  []MailDestination
	rules             []Rule
}

// Resource is one resource as the template declares it, understood or ignored.
type Resource struct {
	ID   string // logical id
	Type string // such as AWS::SQS::Queue
	Line int

	// Ignored says that a local run has no use for this type, such as an alarm.
	Ignored bool
	// Properties are the resource's properties after globals, parameters and
	// conditions; nil when there are none. Values that depend on other
	// resources are Calls.
	Properties *Value
	// Metadata is the resource's metadata as written, or nil.
	Metadata *Value
	// DependsOn are the logical ids that must exist first.
	DependsOn []string
	// DeletionPolicy is Delete when the template does not say.
	DeletionPolicy string
}

// Resources gives every resource whose condition holds, in the order of the
// file.
func (t *Template) Resources() []Resource { return slices.Clone(t.resources) }

// Resource gives one resource by logical id.
func (t *Template) Resource(id string) (Resource, bool) {
	for _, r := range t.resources {
		if r.ID == id {
			return r, true
		}
	}
	return Resource{}, false
}

// Queues gives the AWS::SQS::Queue resources in the order of the file.
func (t *Template) Queues() []Queue { return slices.Clone(t.queues) }

// Tables gives the AWS::DynamoDB::Table resources in the order of the file.
func (t *Template) Tables() []Table { return slices.Clone(t.tables) }

// Functions gives the AWS::Serverless::Function resources in the order of the
// file.
func (t *Template) Functions() []Function { return slices.Clone(t.functions) }

// HTTPAPIs gives the AWS::Serverless::HttpApi resources in the order of the
// file, and last the implicit one when a function's event names no API.
func (t *Template) HTTPAPIs() []HTTPAPI { return slices.Clone(t.apis) }

// SSMParameters gives the AWS::SSM::Parameter resources in the order of the
// file.
func (t *Template) SSMParameters() []SSMParameter { return slices.Clone(t.ssmParameters) }

// ConfigurationSets gives the AWS::SES::ConfigurationSet resources in the order
// of the file.
func (t *Template) ConfigurationSets() []ConfigurationSet { return slices.Clone(t.configurationSets) }

// MailDestinations gives the AWS::SES::ConfigurationSetEventDestination resources
// in the order of the file.
func (t *Template) MailDestinations() []MailDestination { return slices.Clone(t.mailDestinations) }

// Rules gives the AWS::Events::Rule resources in the order of the file.
func (t *Template) Rules() []Rule { return slices.Clone(t.rules) }

// Parameter gives the value of a template parameter or pseudo parameter; list
// items are joined by commas.
func (t *Template) Parameter(name string) (string, bool) {
	v, ok := t.parameters[name]
	if !ok {
		return "", false
	}
	if v.Kind != List {
		return v.Scalar, true
	}
	joined := ""
	for i, item := range v.Items {
		if i > 0 {
			joined += ","
		}
		joined += item.Scalar
	}
	return joined, true
}

// Resolve gives v without any Call: lookup answers for the resources. The error
// is Problems, naming the line of each reference that lookup does not know. A
// value that comes to AWS::NoValue is nil.
func (t *Template) Resolve(v *Value, lookup Lookup) (*Value, error) {
	if v == nil {
		return nil, nil
	}
	e := &evaluator{template: t, report: &report{file: t.file}, lookup: lookup}
	resolved := e.value(v)
	if err := e.report.err(); err != nil {
		return nil, err
	}
	return resolved, nil
}

// ResolveEnvironment gives a function's environment variables as a process
// needs them.
func (t *Template) ResolveEnvironment(f Function, lookup Lookup) (map[string]string, error) {
	e := &evaluator{template: t, report: &report{file: t.file}, lookup: lookup, subject: "Function " + f.ID}
	env := make(map[string]string, len(f.Environment))
	for _, variable := range f.Environment {
		e.path = "Environment.Variables." + variable.Name
		resolved := e.value(variable.Value)
		switch {
		case resolved == nil || resolved.Kind == Null:
		case !isScalar(resolved):
			e.fail(variable.Line, "must be a single value")
		default:
			env[variable.Name] = resolved.Scalar
		}
	}
	if err := e.report.err(); err != nil {
		return nil, err
	}
	return env, nil
}
