// Package queue moves work through SQS: messages within the limits that SQS sets, batches whose entries fail one by one,
// the forms of Doorstep's messages, and the loop over a delivered batch that acknowledges exactly what was treated.
//
// Queues deliver at least once and in no order; whoever consumes is idempotent by what it does, not by a record of ids.
// Tracking numbers and order ids are all that the JSON messages hold; only inbound messages carry a body as received.
package queue
