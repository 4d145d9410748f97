package template

// Table is an AWS::DynamoDB::Table. Capacity, encryption, backups and deletion
// protection have no local meaning; tests find them in Resource.Properties.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
type Table struct {
	ID   string // logical id
	Name string // TableName; the logical id when the template leaves it to CloudFormation
	Line int

	Attributes []Attribute
	Key        Key
	Indexes    []Index // global secondary indexes
	StreamView string  // such as NEW_AND_OLD_IMAGES; empty without a stream
	TTL        string  // attribute that holds the expiry; empty without one
}

// Attribute is a key attribute; Type is S, N or B.
type Attribute struct{ Name, Type string }

// Key names the partition key and the sort key; Range is empty without one.
type Key struct{ Hash, Range string }

// Index is a global secondary index.
type Index struct {
	Name       string
	Key        Key
	Projection string   // ALL, KEYS_ONLY or INCLUDE
	NonKey     []string // projected attributes of INCLUDE
}

func readTable(r Resource, o *object) Table {
	o.ignore("BillingMode", "ContributorInsightsSpecification", "DeletionProtectionEnabled", "OnDemandThroughput",
		"PointInTimeRecoverySpecification", "ProvisionedThroughput", "SSESpecification", "TableClass", "Tags", "WarmThroughput")
	t := Table{ID: r.ID, Line: r.Line, Name: o.text("TableName", r.ID), Key: readKey(o)}
	for _, a := range o.children("AttributeDefinitions") {
		t.Attributes = append(t.Attributes, Attribute{Name: a.required("AttributeName"), Type: a.choice("AttributeType", "", "S", "N", "B")})
		a.done()
	}
	for _, i := range o.children("GlobalSecondaryIndexes") {
		t.Indexes = append(t.Indexes, readIndex(i))
	}
	if stream, ok := o.child("StreamSpecification"); ok {
		t.StreamView = stream.choice("StreamViewType", "", "KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
		stream.done()
	}
	if ttl, ok := o.child("TimeToLiveSpecification"); ok {
		name := ttl.text("AttributeName", "")
		if ttl.flag("Enabled", false) {
			t.TTL = name
		}
		ttl.done()
	}
	o.done()
	return t
}

func readIndex(o *object) Index {
	o.ignore("ContributorInsightsSpecification", "OnDemandThroughput", "ProvisionedThroughput", "WarmThroughput")
	index := Index{Name: o.required("IndexName"), Key: readKey(o)}
	if projection, ok := o.child("Projection"); ok {
		index.Projection = projection.choice("ProjectionType", "", "ALL", "KEYS_ONLY", "INCLUDE")
		index.NonKey = projection.texts("NonKeyAttributes")
		projection.done()
	} else {
		o.required("Projection")
	}
	o.done()
	return index
}

func readKey(o *object) Key {
	var key Key
	for _, part := range o.children("KeySchema") {
		name := part.required("AttributeName")
		kind := part.choice("KeyType", "", "HASH", "RANGE")
		part.done()
		switch {
		case kind == "HASH" && key.Hash == "":
			key.Hash = name
		case kind == "RANGE" && key.Range == "":
			key.Range = name
		default:
			o.fail(part.value.Line, "%sholds more than one %s key, which the local runner does not understand", o.named("KeySchema"), kind)
		}
	}
	if key.Hash == "" {
		o.fail(o.value.Line, "%shas no HASH key", o.named("KeySchema"))
	}
	return key
}
