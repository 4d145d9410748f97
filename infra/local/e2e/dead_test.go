package e2e

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	infrasqs "doorstep/infra/local/sqs"
	"doorstep/shared/carrier/carriersim"
)

// A message whose function dies every time ends in the dead letters, and comes back from there when an operator redrives it.
func TestDeadLettersComeBack(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]string{"InboundVisibilitySeconds": "2"})
	begin := time.Now().Add(-20 * time.Hour)
	p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:2], SignedBy: "CANARY SIGNER"}
	path, _ := w.register(t, "dead", orderOf(begin, [2]string{"ups", p.Number}))
	stop := w.keepKilling(t, "Ingest")
	w.push(t, "ups", pushFor(t, "ups", p, 1))
	w.eventually(t, func() error {
		if n := w.queue(t, "InboundDead").Visible; n != 1 {
			return fmt.Errorf("%d dead letters", n)
		}
		return nil
	})
	stop()
	for _, m := range w.Messages(w.queue(t, "InboundDead").Name, 10) {
		nameless(t, "dead letter", []byte(m.Body))
	}
	w.until(t, path, status(0, "pending", 0))

	client, _ := w.sqs(t, "InboundQueue")
	if _, err := client.StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: aws.String(w.queue(t, "InboundDead").ARN)}); err != nil {
		t.Fatal(err)
	}
	w.until(t, path, status(0, "accepted", 1))
	w.settled(t)
	w.sound(t)
}

// keepKilling kills every process of a function as soon as it is seen, until stop is called.
func (w world) keepKilling(t *testing.T, function string) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var killing sync.WaitGroup
	killing.Go(func() {
		ticker := time.NewTicker(time.Millisecond)
		defer ticker.Stop()
		for ctx.Err() == nil {
			w.kill(function)
			select {
			case <-ctx.Done():
			case <-ticker.C:
			}
		}
	})
	end := func() { cancel(); killing.Wait() }
	t.Cleanup(end)
	return end
}

// queue finds a queue by its logical id.
func (w world) queue(t *testing.T, id string) infrasqs.QueueInfo {
	t.Helper()
	for _, declared := range w.Template.Queues() {
		for _, q := range w.Queues() {
			if declared.ID == id && q.Name == declared.Name {
				return q
			}
		}
	}
	t.Fatalf("there is no queue %s", id)
	return infrasqs.QueueInfo{}
}

// sqs gives a client of the queues and the address of one of them.
func (w world) sqs(t *testing.T, id string) (*sqs.Client, string) {
	t.Helper()
	q := w.queue(t, id)
	address, err := url.Parse(q.URL)
	if err != nil {
		t.Fatal(err)
	}
	address.Path = ""
	config := aws.Config{Region: infrasqs.Region, Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
	})}
	return sqs.NewFromConfig(config, func(o *sqs.Options) { o.BaseEndpoint = aws.String(address.String()) }), q.URL
}
