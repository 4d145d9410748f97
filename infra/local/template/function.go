package template

import "time"

// Function is an AWS::Serverless::Function after Globals.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
type Function struct {
	ID   string // logical id
	Name string // FunctionName; the logical id when the template leaves it to CloudFormation
	Line int

	CodeURI     string // folder, relative to the template
	Handler     string
	BuildMethod string // Metadata.BuildMethod, such as makefile; may be empty
	Timeout     time.Duration
	MemoryMB    int
	// ReservedConcurrency is the most instances at a time: 0 stops the function,
	// -1 says that nothing is reserved.
	ReservedConcurrency int
	// Environment are the variables in the order of the file; their values may
	// need Template.ResolveEnvironment.
	Environment []Field
	// Policies is the list of policies as written, or nil. A local run does not
	// enforce them.
	Policies *Value

	HTTP      []HTTPEvent
	SQS       []SQSEvent
	Streams   []StreamEvent
	Schedules []ScheduleEvent
}

// runtimes are those whose code is a bootstrap binary, which the local runner
// can start.
var runtimes = []string{"provided.al2023", "provided.al2"}

func readFunction(r Resource, o *object) Function {
	// Asynchronous invocation, deployment, tracing, log delivery and the machine's
	// architecture are AWS's business; rights are tested over the template.
	o.ignore("Architectures", "AssumeRolePolicyDocument", "AutoPublishAlias", "AutoPublishAliasAllProperties", "DeploymentPreference",
		"Description", "EphemeralStorage", "EventInvokeConfig", "KmsKeyArn", "LoggingConfig", "PermissionsBoundary", "PropagateTags",
		"ProvisionedConcurrencyConfig", "RecursiveLoop", "Role", "RolePath", "RuntimeManagementConfig", "Tags", "Tracing", "VersionDescription")
	o.choice("PackageType", "Zip", "Zip")
	o.choice("Runtime", "", runtimes...)
	f := Function{
		ID:                  r.ID,
		Line:                r.Line,
		Name:                o.text("FunctionName", r.ID),
		CodeURI:             o.required("CodeUri"),
		Handler:             o.text("Handler", ""),
		Timeout:             o.seconds("Timeout", 3, 1, 900),
		MemoryMB:            o.number("MemorySize", 128, 128, 10240),
		ReservedConcurrency: o.number("ReservedConcurrentExecutions", -1, 0, 1000),
		Policies:            o.raw("Policies"),
	}
	if method := r.Metadata.Get("BuildMethod"); method != nil {
		f.BuildMethod = method.Scalar
	}
	f.Environment = readEnvironment(o)
	f.readEvents(o)
	o.done()
	return f
}

func readEnvironment(o *object) []Field {
	environment, ok := o.child("Environment")
	if !ok {
		return nil
	}
	defer environment.done()
	variables := environment.raw("Variables")
	if variables == nil {
		return nil
	}
	for _, f := range variables.Fields {
		if f.Value.Kind == List || f.Value.Kind == Map {
			environment.fail(f.Line, "%smust be a single value", environment.named("Variables."+f.Name))
		}
	}
	return variables.Fields
}

// readEvents sorts the event sources by kind.
func (f *Function) readEvents(o *object) {
	events, ok := o.child("Events")
	if !ok {
		return
	}
	for _, field := range events.value.Fields {
		event, _ := events.child(field.Name)
		properties, ok := event.child("Properties")
		if !ok {
			properties = o.loader.object(o.subject, join(event.path, "Properties"), nil)
			properties.value.Line = field.Line
		}
		kind := event.required("Type")
		switch kind {
		case "HttpApi":
			f.HTTP = append(f.HTTP, readHTTPEvent(field, properties))
		case "SQS":
			f.SQS = append(f.SQS, readSQSEvent(field, properties))
		case "DynamoDB":
			f.Streams = append(f.Streams, readStreamEvent(field, properties))
		case "Schedule":
			f.Schedules = append(f.Schedules, readScheduleEvent(field, properties))
		case "ScheduleV2":
			f.Schedules = append(f.Schedules, readScheduleV2Event(field, properties))
		case "":
		default:
			event.fail(field.Line, "%sis %q, an event source that is not understood by the local runner", event.named("Type"), kind)
		}
		event.done()
	}
}
