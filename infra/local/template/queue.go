package template

import "time"

// Queue is an AWS::SQS::Queue.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
type Queue struct {
	ID   string // logical id
	Name string // QueueName; the logical id when the template leaves it to CloudFormation
	Line int

	Delay       time.Duration // DelaySeconds, 0 to 15 min
	MaxBytes    int           // MaximumMessageSize, 1,024 to 1,048,576
	Retention   time.Duration // MessageRetentionPeriod, 60 s to 14 d
	ReceiveWait time.Duration // ReceiveMessageWaitTimeSeconds, 0 to 20 s
	Visibility  time.Duration // VisibilityTimeout, 0 to 12 h

	DeadLetter      string // logical id of the dead-letter queue; empty without one
	MaxReceiveCount int    // receives before a message moves to DeadLetter; 0 without one
}

func readQueue(r Resource, o *object) Queue {
	// Encryption, tags and rights of redrive have no local meaning.
	o.ignore("KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled", "Tags", "RedriveAllowPolicy")
	q := Queue{
		ID:          r.ID,
		Line:        r.Line,
		Name:        o.text("QueueName", r.ID),
		Delay:       o.seconds("DelaySeconds", 0, 0, 900),
		MaxBytes:    o.number("MaximumMessageSize", 1<<20, 1<<10, 1<<20),
		Retention:   o.seconds("MessageRetentionPeriod", 345600, 60, 1209600),
		ReceiveWait: o.seconds("ReceiveMessageWaitTimeSeconds", 0, 0, 20),
		Visibility:  o.seconds("VisibilityTimeout", 30, 0, 43200),
	}
	if redrive, ok := o.child("RedrivePolicy"); ok {
		q.DeadLetter = redrive.target("deadLetterTargetArn", "Arn", typeQueue)
		q.MaxReceiveCount = redrive.number("maxReceiveCount", 10, 1, 1000)
		redrive.done()
	}
	o.done()
	return q
}
