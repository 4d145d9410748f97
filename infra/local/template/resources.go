package template

// Resource types that a local run acts on.
const (
	typeQueue     = "AWS::SQS::Queue"
	typeTable     = "AWS::DynamoDB::Table"
	typeFunction  = "AWS::Serverless::Function"
	typeHTTPAPI   = "AWS::Serverless::HttpApi"
	typeParameter = "AWS::SSM::Parameter"

	typeConfigurationSet = "AWS::SES::ConfigurationSet"
	typeMailDestination  = "AWS::SES::ConfigurationSetEventDestination"
	typeRule             = "AWS::Events::Rule"
)

// ignoredTypes are resources that a local run knowingly goes without, with the
// reason. Their properties are not read, only their references are checked.
var ignoredTypes = map[string]string{
	"AWS::ApiGatewayV2::ApiMapping":   "the local address is the only one",
	"AWS::ApiGatewayV2::DomainName":   "the local address is the only one",
	"AWS::Budgets::Budget":            "a local run costs nothing",
	"AWS::CloudWatch::Alarm":          "nobody is called at night",
	"AWS::CloudWatch::CompositeAlarm": "nobody is called at night",
	"AWS::CloudWatch::Dashboard":      "metrics are lines in the log",
	"AWS::IAM::ManagedPolicy":         "rights are not enforced locally; a test over the template checks them",
	"AWS::IAM::Policy":                "rights are not enforced locally; a test over the template checks them",
	"AWS::IAM::Role":                  "rights are not enforced locally; a test over the template checks them",
	"AWS::KMS::Alias":                 "nothing is encrypted at rest locally",
	"AWS::KMS::Key":                   "nothing is encrypted at rest locally",
	"AWS::Lambda::EventInvokeConfig":  "asynchronous invocations are not retried locally",
	"AWS::Lambda::Permission":         "rights are not enforced locally",
	"AWS::Logs::LogGroup":             "logs go to the terminal",
	"AWS::Logs::MetricFilter":         "metrics are lines in the log",
	"AWS::Route53::RecordSet":         "the local address is the only one",
	"AWS::SES::EmailIdentity":         "the local mailbox delivers everything",
	"AWS::SNS::Subscription":          "alarms are not raised locally",
	"AWS::SNS::Topic":                 "alarms are not raised locally",
	"AWS::SNS::TopicPolicy":           "alarms are not raised locally",
	"AWS::SQS::QueuePolicy":           "rights are not enforced locally",
}

// declaration is what a reference needs to know of a logical id.
type declaration struct {
	resourceType string
	absent       bool // left out by its condition
}

// declare notes every logical id before any property is read, because
// references may point forwards. SAM generates some resources; those that
// templates refer to are declared too.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
func (l *loader) declare(resources *Value) {
	generated := map[string]declaration{}
	for _, f := range resources.Fields {
		kind := f.Value.Get("Type")
		if kind == nil || kind.Kind != Text {
			continue // reported by readResources
		}
		d := declaration{resourceType: kind.Scalar, absent: !l.wanted(f.Value, short(kind.Scalar)+" "+f.Name)}
		l.declared[f.Name] = d
		switch kind.Scalar {
		case typeFunction:
			generated[f.Name+"Role"] = declaration{resourceType: "AWS::IAM::Role", absent: d.absent}
			if !d.absent && usesImplicitAPI(f.Value) {
				generated[implicitAPI] = declaration{resourceType: typeHTTPAPI}
			}
		case typeHTTPAPI:
			generated[f.Name+"ApiGatewayDefaultStage"] = declaration{resourceType: "AWS::ApiGatewayV2::Stage", absent: d.absent}
		}
	}
	for id, d := range generated {
		if _, taken := l.declared[id]; !taken {
			l.declared[id] = d
		}
	}
}

// wanted says whether a resource's condition holds.
func (l *loader) wanted(resource *Value, subject string) bool {
	condition := resource.Get("Condition")
	if condition == nil {
		return true
	}
	if condition.Kind != Text {
		l.report.add(subject, condition.Line, "Condition must be the name of a condition")
		return true
	}
	return l.evaluator(subject).condition(condition.Scalar, condition.Line)
}

func (l *loader) readResources(resources *Value) {
	for _, f := range resources.Fields {
		kind := f.Value.Get("Type")
		if kind == nil || kind.Kind != Text {
			l.report.add("resource "+f.Name, f.Line, "property \"Type\" is missing")
			continue
		}
		if l.declared[f.Name].absent {
			continue
		}
		l.readResource(f, kind)
	}
}

func (l *loader) readResource(f Field, kind *Value) {
	subject := short(kind.Scalar) + " " + f.Name
	o := l.object(subject, "", f.Value)
	o.ignore("Type", "Condition", "UpdateReplacePolicy")
	r := Resource{
		ID: f.Name, Type: kind.Scalar, Line: f.Line,
		Metadata:       o.raw("Metadata"),
		DependsOn:      l.dependencies(o),
		DeletionPolicy: o.choice("DeletionPolicy", "Delete", "Delete", "Retain", "RetainExceptOnCreate", "Snapshot"),
	}
	if own := l.withGlobals(r.Type, o.raw("Properties")); own != nil {
		r.Properties = l.evaluator(subject).value(own)
	}
	o.done()
	_, r.Ignored = ignoredTypes[r.Type]
	l.resources = append(l.resources, r)
	properties := l.object(subject, "", r.Properties)
	switch r.Type {
	case typeQueue:
		l.queues = append(l.queues, readQueue(r, properties))
	case typeTable:
		l.tables = append(l.tables, readTable(r, properties))
	case typeFunction:
		l.functions = append(l.functions, readFunction(r, properties))
	case typeHTTPAPI:
		l.apis = append(l.apis, readHTTPAPI(r, properties))
	case typeParameter:
		l.ssmParameters = append(l.ssmParameters, readSSMParameter(r, properties))
	case typeConfigurationSet:
		l.configurationSets = append(l.configurationSets, readConfigurationSet(r, properties))
	case typeMailDestination:
		l.mailDestinations = append(l.mailDestinations, readMailDestination(r, properties))
	case typeRule:
		l.rules = append(l.rules, readRule(r, properties))
	default:
		if !r.Ignored {
			l.report.add("resource "+r.ID, kind.Line, "type %q is not understood by the local runner", r.Type)
		}
	}
}

func (l *loader) dependencies(o *object) []string {
	v := o.raw("DependsOn")
	if v == nil {
		return nil
	}
	names := []*Value{v}
	if v.Kind == List {
		names = v.Items
	}
	var ids []string
	for _, name := range names {
		if _, ok := l.declared[name.Scalar]; !ok || name.Kind != Text {
			o.fail(name.Line, "DependsOn names %q, which is no resource of this template", name.Scalar)
			continue
		}
		ids = append(ids, name.Scalar)
	}
	return ids
}
