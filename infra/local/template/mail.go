package template

// ConfigurationSet is an AWS::SES::ConfigurationSet: a name under which mail is sent.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ses-configurationset.html
type ConfigurationSet struct {
	ID   string // logical id
	Name string // the logical id when the template leaves it to CloudFormation
	Line int

	// Suppresses are the reasons for which SES itself stops writing to an
	// address: BOUNCE, COMPLAINT.
	Suppresses []string
}

// MailDestination is an AWS::SES::ConfigurationSetEventDestination that leads to
// the default event bus.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ses-configurationseteventdestination.html
type MailDestination struct {
	ID      string // logical id
	Line    int
	Set     string   // logical id of the configuration set
	Types   []string // such as bounce, renderingFailure
	Enabled bool
}

func readConfigurationSet(r Resource, o *object) ConfigurationSet {
	o.ignore("ArchivingOptions", "DeliveryOptions", "ReputationOptions", "SendingOptions", "Tags", "TrackingOptions", "VdmOptions")
	c := ConfigurationSet{ID: r.ID, Line: r.Line, Name: o.text("Name", r.ID)}
	if options, ok := o.child("SuppressionOptions"); ok {
		c.Suppresses = options.texts("SuppressedReasons")
		options.done()
	}
	o.done()
	return c
}

func readMailDestination(r Resource, o *object) MailDestination {
	d := MailDestination{ID: r.ID, Line: r.Line, Set: o.target("ConfigurationSetName", RefAttr, typeConfigurationSet)}
	event, ok := o.child("EventDestination")
	if !ok {
		o.required("EventDestination")
		return d
	}
	event.ignore("Name")
	d.Types = event.texts("MatchingEventTypes")
	d.Enabled = event.flag("Enabled", false)
	if bus, ok := event.child("EventBridgeDestination"); ok {
		bus.required("EventBusArn")
		bus.done()
	} else {
		event.required("EventBridgeDestination")
	}
	event.done()
	o.done()
	return d
}
