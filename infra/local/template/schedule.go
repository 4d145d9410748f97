package template

import "time"

// ScheduleEvent invokes a function by the clock: an EventBridge rule (Schedule)
// or an EventBridge Scheduler schedule (ScheduleV2).
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-schedule.html
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-schedulev2.html
type ScheduleEvent struct {
	Name string // of the event
	Line int

	Scheduler  bool   // ScheduleV2
	Expression string // rate(...), cron(...) or, with Scheduler, at(...); not parsed here
	TimeZone   string // IANA name; UTC when the template does not say
	Enabled    bool
	// Input is the payload, as JSON text; empty when the template leaves the
	// service's own event.
	Input string
	// FlexibleWindow is how much later than due an invocation may come.
	FlexibleWindow time.Duration
	MaxRetries     int           // 0 to 185
	MaxAge         time.Duration // 1 min to 24 h
	DeadLetter     string        // logical id of the queue for what could not be delivered; may be empty
}

func readScheduleEvent(field Field, o *object) ScheduleEvent {
	o.ignore("Description", "Name", "RoleArn")
	e := ScheduleEvent{
		Name: field.Name, Line: field.Line,
		Expression: o.required("Schedule"),
		TimeZone:   "UTC",
		Enabled:    o.flag("Enabled", true),
	}
	if o.choice("State", "ENABLED", "ENABLED", "DISABLED") == "DISABLED" {
		e.Enabled = false
	}
	e.readDelivery(o)
	o.done()
	return e
}

func readScheduleV2Event(field Field, o *object) ScheduleEvent {
	o.ignore("Description", "GroupName", "KmsKeyArn", "Name", "OmitName", "PermissionsBoundary", "RoleArn")
	e := ScheduleEvent{
		Name: field.Name, Line: field.Line,
		Scheduler:  true,
		Expression: o.required("ScheduleExpression"),
		TimeZone:   o.text("ScheduleExpressionTimezone", "UTC"),
		Enabled:    o.choice("State", "ENABLED", "ENABLED", "DISABLED") == "ENABLED",
	}
	if window, ok := o.child("FlexibleTimeWindow"); ok {
		mode := window.choice("Mode", "", "OFF", "FLEXIBLE")
		minutes := window.number("MaximumWindowInMinutes", 0, 1, 1440)
		if mode == "FLEXIBLE" {
			e.FlexibleWindow = time.Duration(minutes) * time.Minute
		}
		window.done()
	}
	if _, err := time.LoadLocation(e.TimeZone); err != nil {
		o.fail(field.Line, "%sis no time zone that this machine knows", o.named("ScheduleExpressionTimezone"))
	}
	e.readDelivery(o)
	o.done()
	return e
}

// readDelivery reads what both kinds share: the payload and what happens when
// the function cannot be invoked.
func (e *ScheduleEvent) readDelivery(o *object) {
	e.Input = o.text("Input", "")
	e.MaxRetries, e.MaxAge = 185, 24*time.Hour
	if retry, ok := o.child("RetryPolicy"); ok {
		e.MaxRetries = retry.number("MaximumRetryAttempts", 185, 0, 185)
		e.MaxAge = retry.seconds("MaximumEventAgeInSeconds", 86400, 60, 86400)
		retry.done()
	}
	if dead, ok := o.child("DeadLetterConfig"); ok {
		e.DeadLetter = dead.target("Arn", "Arn", typeQueue)
		dead.done()
	}
}
