package handler

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"pgregory.net/rapid"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
)

// A queue is an input too: whoever can write into it, or a bug that does, blocks nobody. Bodies that nobody can read are parked, once.
func FuzzHandle(f *testing.F) {
	f.Add("no base64", "lines", "default", "webhook", "secret", "2026-11-21T09:00:00.000Z")
	f.Add("H4sIAAAAAAAA/wMAAAAAAAAAAAA=", "ups", "default", "webhook", "signed", "2026-11-21T09:00:00.000Z")
	f.Add("H4sIAAAAAAAA/6tWKkktLlGyUlAqSExWqgUAA5hSsBIAAAA=", "easypost", "../x", "poll", "polled", "0000-00-00T00:00:00.000Z")
	f.Add("", "", "", "", "", "")
	all := registry.New()
	f.Fuzz(func(t *testing.T, body, source, account, kind, assurance, received string) {
		b := setup()
		b.adapter = func(source string) (carrier.Adapter, bool) {
			if source == "lines" {
				return lines{}, true
			}
			entry, ok := all.Find(source)
			return entry.Adapter, ok
		}
		hostile := events.SQSMessage{MessageId: "hostile", Body: body, MessageAttributes: map[string]events.SQSMessageAttribute{"nothing": {}}}
		for name, value := range map[string]string{"source": source, "account": account, "kind": kind, "assurance": assurance, "received": received} {
			hostile.MessageAttributes[name] = events.SQSMessageAttribute{StringValue: &value, DataType: "String"}
		}
		if again := b.deliver(t, push(t, "before", "1Z0001 a"), hostile, events.SQSMessage{}, push(t, "after", "1Z0002 b")); strings.Contains(again, "before") || strings.Contains(again, "after") {
			t.Errorf("come back: %q", again)
		}
		if b.scans("1Z0001") < 1 || b.scans("1Z0002") < 1 || strings.Contains(b.log.String(), "panic at") {
			t.Errorf("%d and %d scans, log\n%s", b.scans("1Z0001"), b.scans("1Z0002"), b.log)
		}
	})
}

// Who signs nothing cannot keep others from sending the same again. It is harmless: whatever is replayed, as often, in whatever order and
// batches, one time or years apart, the table ends as if each push had come once, and a replay after the end writes nothing.
func TestReplaysAreHarmless(t *testing.T) {
	t.Parallel()
	texts := []string{"1Z0001 a", "1Z0001 b\n1Z0002 b", "1Z0002 delivered@3", "1Z0001 seen@2", "1Z0002 alias 1Z0003", "1Z0003 c", "1Z0001 odd", "unreadable", "1Z0002 delivered@9 Smith"}
	rapid.Check(t, func(t *rapid.T) {
		once, often := setup(), setup()
		told := rapid.SliceOfNDistinct(rapid.SampledFrom(texts), 1, len(texts), rapid.ID).Draw(t, "told")
		for _, text := range told {
			mustTake(t, once, push(t, text, text))
		}
		replayed := slices.Clone(told)
		for range rapid.IntRange(0, 20).Draw(t, "replays") {
			replayed = append(replayed, rapid.SampledFrom(told).Draw(t, "again"))
		}
		replayed = rapid.Permutation(replayed).Draw(t, "order")
		for len(replayed) > 0 {
			n := rapid.IntRange(1, len(replayed)).Draw(t, "batch")
			var batch []events.SQSMessage
			for _, text := range replayed[:n] {
				batch = append(batch, replay(t, text, rapid.IntRange(-1000, 1000).Draw(t, "days")))
			}
			mustTake(t, often, batch...)
			replayed = replayed[n:]
		}
		if got, want := standing(t, often), standing(t, once); got != want {
			t.Fatalf("replays changed the table:\n%s\nwant\n%s", got, want)
		}
		for _, text := range told { // the first pass may have met an alias before its main number; the last word is complete
			mustTake(t, often, push(t, "settle "+text, text))
		}
		writes := often.store.writes
		for _, text := range told {
			mustTake(t, often, replay(t, text, rapid.IntRange(0, 1000).Draw(t, "later")))
		}
		if often.store.writes != writes {
			t.Fatalf("%d writes for what is known", often.store.writes-writes)
		}
	})
}

// replay is a push that somebody recorded and sends so many days later: its bytes are the same, its arrival is not.
func replay(t *rapid.T, text string, days int) events.SQSMessage {
	return inbound(t, text, queue.Inbound{Source: "lines", Account: "default", Kind: queue.Webhook, Assurance: shipment.BySecret, Received: now.AddDate(0, 0, days), Body: []byte(text)})
}

func mustTake(t *rapid.T, b *bench, batch ...events.SQSMessage) {
	response, err := b.Handle(context.Background(), events.SQSEvent{Records: batch})
	if err != nil || len(response.BatchItemFailures) > 0 {
		t.Fatalf("%v come back, %v", response.BatchItemFailures, err)
	}
}

// standing writes what is known of every number: its facts by their ids, and what they fold to.
func standing(t *rapid.T, b *bench) string {
	known := map[string]any{}
	for number, n := range b.store.numbers {
		ids := []string{}
		for _, f := range n.Facts {
			ids = append(ids, f.ID)
		}
		known[number] = []any{slices.Sorted(slices.Values(ids)), n.Aliases, n.Main, len(n.Proofs), shipment.Fold(n.Facts)}
	}
	text, err := json.MarshalIndent(known, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
