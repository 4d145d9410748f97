package template

import (
	"encoding/json"
	"strings"
	"time"
)

// HTTPEvent is a route of an HTTP API to a function.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-httpapi.html
type HTTPEvent struct {
	Name string // of the event
	Line int

	API    string // logical id of the HttpApi
	Method string // upper case; ANY for every method
	Path   string // such as /t/{token}; "$default" with method ANY is the default route
	// Timeout is how long the API waits for the function: 30 s when the template
	// does not say.
	Timeout  time.Duration
	Throttle *Throttle // nil: the API's own
}

// Key is the route key that settings, logs and events name the route by: "GET
// /t/{token}", or "$default".
func (e HTTPEvent) Key() string {
	if e.Path == "$default" {
		return e.Path
	}
	return e.Method + " " + e.Path
}

// SQSEvent feeds a function from a queue.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-sqs.html
type SQSEvent struct {
	Name string
	Line int

	Queue              string // logical id
	Enabled            bool
	BatchSize          int           // 1 to 10,000; 10 when the template does not say
	Window             time.Duration // MaximumBatchingWindowInSeconds, 0 to 5 min
	MaximumConcurrency int           // 2 to 1,000; 0 without a limit
	ReportFailures     bool          // ReportBatchItemFailures
	Filters            []string      // JSON patterns; a message passes when one matches
}

// StreamEvent feeds a function from a table's stream.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-dynamodb.html
type StreamEvent struct {
	Name string
	Line int

	Table            string // logical id
	Enabled          bool
	StartingPosition string        // LATEST or TRIM_HORIZON
	BatchSize        int           // 1 to 10,000; 100 when the template does not say
	Window           time.Duration // MaximumBatchingWindowInSeconds, 0 to 5 min
	Parallelization  int           // batches per shard at a time, 1 to 10
	Bisect           bool          // BisectBatchOnFunctionError
	MaxRetries       int           // -1: until the record expires
	MaxRecordAge     time.Duration // negative: until the record expires
	OnFailure        string        // logical id of the queue for the metadata of failed batches; may be empty
	ReportFailures   bool          // ReportBatchItemFailures
	Filters          []string      // JSON patterns; a record passes when one matches
}

func readHTTPEvent(field Field, o *object) HTTPEvent {
	e := HTTPEvent{
		Name: field.Name, Line: field.Line,
		API:     implicitAPI,
		Method:  strings.ToUpper(o.text("Method", "ANY")),
		Path:    o.text("Path", "$default"),
		Timeout: time.Duration(o.number("TimeoutInMillis", 30000, 50, 30000)) * time.Millisecond,
	}
	if o.raw("ApiId") != nil {
		e.API = o.target("ApiId", RefAttr, typeHTTPAPI)
	}
	o.choice("PayloadFormatVersion", "2.0", "2.0")
	e.Throttle = readThrottle(o, "RouteSettings")
	if !strings.HasPrefix(e.Path, "/") && (e.Path != "$default" || e.Method != "ANY") {
		o.fail(field.Line, "%smust begin with /", o.named("Path"))
	}
	o.done()
	return e
}

func readSQSEvent(field Field, o *object) SQSEvent {
	o.ignore("MetricsConfig")
	e := SQSEvent{
		Name: field.Name, Line: field.Line,
		Queue:          o.target("Queue", "Arn", typeQueue),
		Enabled:        o.flag("Enabled", true),
		BatchSize:      o.number("BatchSize", 10, 1, 10000),
		Window:         o.seconds("MaximumBatchingWindowInSeconds", 0, 0, 300),
		ReportFailures: reportsFailures(o),
		Filters:        readFilters(o),
	}
	if scaling, ok := o.child("ScalingConfig"); ok {
		e.MaximumConcurrency = scaling.number("MaximumConcurrency", 0, 2, 1000)
		scaling.done()
	}
	if e.BatchSize > 10 && e.Window == 0 {
		o.fail(field.Line, "%sabove 10 needs a MaximumBatchingWindowInSeconds of at least 1", o.named("BatchSize"))
	}
	o.done()
	return e
}

func readStreamEvent(field Field, o *object) StreamEvent {
	o.ignore("MetricsConfig")
	e := StreamEvent{
		Name: field.Name, Line: field.Line,
		Table:            o.target("Stream", "StreamArn", typeTable),
		Enabled:          o.flag("Enabled", true),
		StartingPosition: o.choice("StartingPosition", "", "LATEST", "TRIM_HORIZON"),
		BatchSize:        o.number("BatchSize", 100, 1, 10000),
		Window:           o.seconds("MaximumBatchingWindowInSeconds", 0, 0, 300),
		Parallelization:  o.number("ParallelizationFactor", 1, 1, 10),
		Bisect:           o.flag("BisectBatchOnFunctionError", false),
		MaxRetries:       o.number("MaximumRetryAttempts", -1, -1, 10000),
		MaxRecordAge:     o.seconds("MaximumRecordAgeInSeconds", -1, -1, 604800),
		ReportFailures:   reportsFailures(o),
		Filters:          readFilters(o),
	}
	if destination, ok := o.child("DestinationConfig"); ok {
		if failure, ok := destination.child("OnFailure"); ok {
			failure.choice("Type", "SQS", "SQS")
			e.OnFailure = failure.target("Destination", "Arn", typeQueue)
			failure.done()
		}
		destination.done()
	}
	o.done()
	return e
}

// reportsFailures reads FunctionResponseTypes.
func reportsFailures(o *object) bool {
	types := o.texts("FunctionResponseTypes")
	for _, t := range types {
		if t != "ReportBatchItemFailures" {
			o.fail(o.raw("FunctionResponseTypes").Line, "%sis %q; the local runner understands ReportBatchItemFailures", o.named("FunctionResponseTypes"), t)
		}
	}
	return len(types) > 0
}

func readFilters(o *object) []string {
	criteria, ok := o.child("FilterCriteria")
	if !ok {
		return nil
	}
	var patterns []string
	for _, filter := range criteria.children("Filters") {
		pattern := filter.required("Pattern")
		if pattern != "" && !json.Valid([]byte(pattern)) {
			filter.fail(filter.value.Line, "%sis not valid JSON", filter.named("Pattern"))
		}
		patterns = append(patterns, pattern)
		filter.done()
	}
	criteria.done()
	return patterns
}
