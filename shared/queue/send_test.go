package queue_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
)

// fakeSQS takes what SQS takes and fails as told.
type fakeSQS struct {
	arrived []string
	calls   int
	fail    func(body string) (code string, senderFault bool) // "" takes the entry; "forget" leaves it out of the answer
	down    error
	refused string // what a real SQS would have refused
}

func (f *fakeSQS) SendMessage(_ context.Context, in *sqs.SendMessageInput, _ ...func(*sqs.Options)) (*sqs.SendMessageOutput, error) {
	f.calls++
	if f.down != nil {
		return nil, f.down
	}
	f.arrived = append(f.arrived, aws.ToString(in.MessageBody)+"|"+aws.ToString(in.MessageGroupId)+"|"+aws.ToString(in.MessageAttributes["source"].StringValue))
	return &sqs.SendMessageOutput{}, nil
}

func (f *fakeSQS) SendMessageBatch(_ context.Context, in *sqs.SendMessageBatchInput, _ ...func(*sqs.Options)) (*sqs.SendMessageBatchOutput, error) {
	f.calls++
	if f.down != nil {
		return nil, f.down
	}
	size, ids := 0, map[string]bool{}
	out := &sqs.SendMessageBatchOutput{}
	for _, e := range in.Entries {
		body := aws.ToString(e.MessageBody)
		size += len(body)
		if ids[*e.Id] {
			f.refused = "two entries with id " + *e.Id
		}
		ids[*e.Id] = true
		code, senderFault := "", false
		if f.fail != nil {
			code, senderFault = f.fail(body)
		}
		switch code {
		case "":
			f.arrived = append(f.arrived, body)
			out.Successful = append(out.Successful, types.SendMessageBatchResultEntry{Id: e.Id})
		case "forget":
		default:
			out.Failed = append(out.Failed, types.BatchResultErrorEntry{Id: e.Id, Code: aws.String(code), SenderFault: senderFault})
		}
	}
	if len(in.Entries) == 0 || len(in.Entries) > 10 || size > queue.MaxMessage {
		f.refused = fmt.Sprintf("%d entries of %d bytes", len(in.Entries), size)
	}
	return out, nil
}

func half() float64 { return 0.5 }

func TestSendCarriesGroupAndAttributes(t *testing.T) {
	t.Parallel()
	f := &fakeSQS{}
	err := queue.New(f, "http://q", half).Send(context.Background(), queue.Message{Body: "b", Group: "ups", Attributes: map[string]string{"source": "ups"}})
	if err != nil || fmt.Sprint(f.arrived) != "[b|ups|ups]" {
		t.Errorf("%v arrived, %v", f.arrived, err)
	}
}

func TestSendFailures(t *testing.T) {
	t.Parallel()
	f := &fakeSQS{down: errors.New("connection refused")}
	q := queue.New(f, "http://q", half)
	if err := q.Send(context.Background(), queue.Message{Body: "b"}); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("SQS down: %v", err)
	}
	if err := q.Send(context.Background(), queue.Message{Body: "\x00"}); fault.KindOf(err) != fault.Invalid || f.calls != 1 {
		t.Errorf("an illegal message is not even sent: %v, %d calls", err, f.calls)
	}
	errs := q.SendAll(context.Background(), []queue.Message{{Body: "a"}, {Body: ""}, {Body: "c"}})
	if fault.KindOf(errs[0]) != fault.Unavailable || fault.KindOf(errs[1]) != fault.Invalid || fault.KindOf(errs[2]) != fault.Unavailable {
		t.Errorf("got %v", errs)
	}
}

func TestSendAllRetriesOnlyWhatFailedOnTheOtherSide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := map[string]int{}
		f := &fakeSQS{fail: func(body string) (string, bool) {
			tries[body]++
			switch {
			case body == "once" && tries[body] == 1:
				return "InternalError", false
			case body == "forgotten" && tries[body] == 1:
				return "forget", false
			case body == "always":
				return "ServiceUnavailable", false
			case body == "mine":
				return "InvalidMessageContents", true
			default:
				return "", false
			}
		}}
		errs := queue.New(f, "http://q", half).SendAll(context.Background(),
			[]queue.Message{{Body: "fine"}, {Body: "once"}, {Body: "always"}, {Body: "mine"}, {Body: "forgotten"}})
		kinds := make([]string, len(errs))
		for i, err := range errs {
			kinds[i] = "sent"
			if err != nil {
				kinds[i] = fault.KindOf(err).String()
			}
		}
		if want := "[sent sent unavailable invalid unavailable]"; fmt.Sprint(kinds) != want {
			t.Errorf("got %v, want %s", kinds, want)
		}
		if tries["fine"] != 1 || tries["once"] != 2 || tries["always"] != 3 || tries["mine"] != 1 {
			t.Errorf("tries: %v", tries)
		}
	})
}

func TestSendAllStopsWhenTimeIsUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	f := &fakeSQS{fail: func(string) (string, bool) {
		cancel()
		return "InternalError", false
	}}
	if errs := queue.New(f, "http://q", half).SendAll(ctx, []queue.Message{{Body: "a"}}); errs[0] == nil || f.calls != 1 {
		t.Errorf("%v after %d calls", errs, f.calls)
	}
}

// Whatever the sizes and failures: every message without an error arrived, and no call breaks a limit of SQS.
func TestSendAllTellsTheTruth(t *testing.T) {
	t.Parallel()
	atOnce := func() float64 { return 0 }
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.SampledFrom([]int{1, 500, 400_000, queue.MaxMessage, queue.MaxMessage + 1}), 0, 25).Draw(t, "sizes")
		luck := rapid.SliceOfN(rapid.SampledFrom([]string{"", "", "InternalError", "forget"}), 64, 64).Draw(t, "luck")
		messages := make([]queue.Message, len(sizes))
		for i, size := range sizes {
			messages[i].Body = strconv.Itoa(i) + strings.Repeat("x", max(0, size-len(strconv.Itoa(i))))
		}
		n := 0
		f := &fakeSQS{fail: func(string) (string, bool) {
			n++
			return luck[n%len(luck)], false
		}}
		for i, err := range queue.New(f, "http://q", atOnce).SendAll(context.Background(), messages) {
			arrived := slices.Contains(f.arrived, messages[i].Body)
			if err == nil && !arrived {
				t.Fatalf("message %d is reported as sent and is not there", i)
			}
			if err != nil && arrived {
				t.Fatalf("message %d arrived and is reported as failed: %v", i, err)
			}
			if len(messages[i].Body) > queue.MaxMessage && fault.KindOf(err) != fault.TooLarge {
				t.Fatalf("message %d is too large: %v", i, err)
			}
		}
		if f.refused != "" {
			t.Fatal(f.refused)
		}
	})
}
