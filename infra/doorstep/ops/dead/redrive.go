package dead

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/shared/fault"
)

// MaxRate is how many messages a second SQS moves at most.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
const MaxRate = 500

// Moved is how far a move is, or how it ended.
type Moved struct {
	Queue  string
	Moved  int
	Of     int    // that were in the queue when it began, approximately
	Status string // of SQS: RUNNING, COMPLETED, CANCELLING, CANCELLED, FAILED; "EMPTY": there was nothing to move
	Why    string // of FAILED
}

// ask is how often a move is asked how far it is.
const ask = 500 * time.Millisecond

// handFor bounds what stopping a move may take once the operator has pressed Ctrl-C.
const handFor = 10 * time.Second

// Redrive sends what is in a dead-letter queue back to where it came from, at most rate messages a second, and tells progress until that is
// done. A move that is running already is followed, not started again. When ctx ends it is cancelled: what was moved stays moved, the rest
// stays where it is. The outcome stands in the answer; an error is one of SQS.
func (d Desk) Redrive(ctx context.Context, name string, rate int, progress func(Moved)) (Moved, error) {
	if rate < 1 || rate > MaxRate {
		return Moved{}, fault.New(fault.Invalid, "a rate of %d messages a second: SQS takes 1 to %d", rate, MaxRate)
	}
	depth, err := d.Depth(ctx, name)
	if err != nil {
		return Moved{}, err
	}
	running, found, err := d.move(ctx, depth)
	if err != nil {
		return Moved{}, err
	}
	handle := aws.ToString(running.TaskHandle)
	if !found || aws.ToString(running.Status) != "RUNNING" {
		if depth.All() == 0 {
			return Moved{Queue: name, Status: "EMPTY"}, nil
		}
		started, err := d.Client.StartMessageMoveTask(ctx, &sqs.StartMessageMoveTaskInput{SourceArn: &depth.ARN, MaxNumberOfMessagesPerSecond: aws.Int32(int32(rate))})
		if err != nil {
			return Moved{}, fmt.Errorf("redrive %s: %w", name, said(err))
		}
		handle = aws.ToString(started.TaskHandle)
	}
	return d.follow(ctx, depth, handle, progress)
}

// follow asks how far a move is until it ends, and cancels it when ctx does.
func (d Desk) follow(ctx context.Context, depth Depth, handle string, progress func(Moved)) (Moved, error) {
	for {
		task, found, err := d.move(ctx, depth)
		if err != nil && ctx.Err() == nil {
			return Moved{Queue: depth.Name}, err
		}
		if err == nil && found {
			now := Moved{
				Queue: depth.Name, Moved: int(task.ApproximateNumberOfMessagesMoved), Of: int(aws.ToInt64(task.ApproximateNumberOfMessagesToMove)),
				Status: aws.ToString(task.Status), Why: aws.ToString(task.FailureReason),
			}
			progress(now)
			if now.Status != "RUNNING" && now.Status != "CANCELLING" {
				return now, nil
			}
		}
		if err := d.Pause(ctx, ask); err != nil {
			return d.cancel(context.WithoutCancel(ctx), depth, handle)
		}
	}
}

// move gives the newest move out of a queue.
func (d Desk) move(ctx context.Context, depth Depth) (task types.ListMessageMoveTasksResultEntry, found bool, err error) {
	out, err := d.Client.ListMessageMoveTasks(ctx, &sqs.ListMessageMoveTasksInput{SourceArn: &depth.ARN, MaxResults: aws.Int32(1)})
	if err != nil {
		return task, false, fmt.Errorf("ask how far the move of %s is: %w", depth.Name, said(err))
	}
	if len(out.Results) == 0 {
		return task, false, nil
	}
	return out.Results[0], true, nil
}

func (d Desk) cancel(ctx context.Context, depth Depth, handle string) (Moved, error) {
	ctx, done := context.WithTimeout(ctx, handFor)
	defer done()
	out, err := d.Client.CancelMessageMoveTask(ctx, &sqs.CancelMessageMoveTaskInput{TaskHandle: &handle})
	if err == nil {
		return Moved{Queue: depth.Name, Moved: int(out.ApproximateNumberOfMessagesMoved), Of: depth.All(), Status: "CANCELLED"}, nil
	}
	// It may have ended just then.
	task, found, again := d.move(ctx, depth)
	if again == nil && found && aws.ToString(task.Status) != "RUNNING" {
		return Moved{
			Queue: depth.Name, Moved: int(task.ApproximateNumberOfMessagesMoved), Of: int(aws.ToInt64(task.ApproximateNumberOfMessagesToMove)),
			Status: aws.ToString(task.Status), Why: aws.ToString(task.FailureReason),
		}, nil
	}
	return Moved{Queue: depth.Name}, fmt.Errorf("stop the move of %s (it goes on): %w", depth.Name, said(err))
}

// Drop deletes letters that take chooses, and gives how many. The others are put back.
func (d Desk) Drop(ctx context.Context, name string, n int, take func(Letter) bool) (dropped int, err error) {
	err = d.holding(ctx, name, n, func(url string, batch []Letter) (keep []Letter, err error) {
		var out []Letter
		for _, l := range batch {
			if take(l) {
				out = append(out, l)
				continue
			}
			keep = append(keep, l)
		}
		gone, err := d.remove(ctx, url, out)
		dropped += gone
		return keep, err
	})
	return dropped, err
}

// remove deletes at most ten letters.
func (d Desk) remove(ctx context.Context, url string, letters []Letter) (gone int, err error) {
	if len(letters) == 0 {
		return 0, nil
	}
	entries := make([]types.DeleteMessageBatchRequestEntry, len(letters))
	for i, l := range letters {
		entries[i] = types.DeleteMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(i)), ReceiptHandle: &l.handle}
	}
	out, err := d.Client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: &url, Entries: entries})
	if err != nil {
		return 0, fmt.Errorf("drop letters: %w", said(err))
	}
	if len(out.Failed) > 0 {
		err = errors.New("drop letters: SQS kept " + fmt.Sprint(len(out.Failed)) + " of them")
	}
	return len(out.Successful), err
}
