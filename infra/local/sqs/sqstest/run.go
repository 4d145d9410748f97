// Package sqstest is the conformance suite of queues: what Doorstep relies on of SQS, asked over the wire of whatever answers like
// it. It runs on the stand-in in every test run, and by `make conformance` on an engine that nobody here wrote, or on AWS.
//
// Time is real, and queues deliver at least once and in no order: the suite waits by long polls and accepts what AWS allows.
package sqstest

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/infra/conformance/engine"
)

// Run asks everything of the engine behind client. Every test has queues of its own and deletes them.
func Run(t *testing.T, client *sqs.Client, on engine.Engine) {
	for _, c := range []struct {
		name string
		test func(*testing.T, bench)
	}{
		{"settings", testSettings},
		{"queues that are not there", testNoQueue},
		{"send, receive, delete", testMessage},
		{"batch of ten", testBatch},
		{"batch of which a part fails", testPartialBatch},
		{"batches that are refused", testRefusedBatches},
		{"Doorstep's own sender", testSender},
		{"groups do not block each other", testGroups},
		{"delay", testDelay},
		{"delay of a queue", testQueueDelay},
		{"visibility", testVisibility},
		{"visibility of a batch", testVisibilityBatch},
		{"late delete", testLateDelete},
		{"dead letters", testDeadLetters},
		{"dead letters move back", testMove},
		{"dead letters move elsewhere", testMoveTo},
		{"moves that are refused", testRefusedMoves},
		{"largest message", testLargest},
		{"characters", testCharacters},
		{"long poll", testLongPoll},
		{"counts", testCounts},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, bench{client, on})
		})
	}
}
