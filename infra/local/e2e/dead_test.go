package e2e

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/infra/conformance/engine"
	"doorstep/infra/local/demo"
	infrasqs "doorstep/infra/local/sqs"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/seal"
)

// With a wrong key-encrypting key nobody can seal who signed. Such pushes fail every time, end in the dead letters with nothing of
// them applied, and come back when the key is right and an operator redrives them.
func TestDeadLettersComeBack(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]string{"InboundVisibilitySeconds": "2"})
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(begin, 1), SignedBy: "CANARY SIGNER"}
	path, _ := w.register(t, "dead", orderOf(begin, [2]string{"ups", p.Number}))
	w.push(t, "ups", pushFor(t, "ups", p, 6))
	w.until(t, path, status(0, "delivered", 1)) // the number's data key is wrapped by the right key now
	w.settled(t)                                // so is what UPS says when it is asked about that

	if err := w.SetParameter("/keys/kek", strings.Repeat("00", seal.KeySize)); err != nil {
		t.Fatal(err)
	}
	w.kill("Ingest") // it keeps the right key in memory
	w.push(t, "easypost", pushFor(t, "easypost", p, 6))
	w.eventually(t, func() error {
		if n := w.queue(t, "InboundDead").Visible; n != 1 {
			return fmt.Errorf("%d dead letters", n)
		}
		return nil
	})
	if !w.OwnQueues() {
		t.Log("whether the dead letter's attributes name anybody is not looked at: nobody can without receiving it")
	}
	for _, m := range w.Messages(w.queue(t, "InboundDead").Name, 10) {
		nameless(t, "attributes of a dead letter", fmt.Append(nil, m.Attributes)) // its body is the push as it came
	}
	w.until(t, path, status(0, "delivered", 1))

	if err := demo.Seed(t.Context(), w.System, ""); err != nil {
		t.Fatal(err)
	}
	w.kill("Ingest")
	client, _ := w.sqs(t, "InboundQueue")
	if _, err := client.StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: aws.String(w.queue(t, "InboundDead").ARN)}); err != nil {
		t.Fatal(err)
	}
	w.until(t, path, status(0, "delivered", 7))
	w.settled(t)
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
	return sqs.NewFromConfig(engine.Config(), func(o *sqs.Options) { o.BaseEndpoint = aws.String(address.String()) }), q.URL
}
