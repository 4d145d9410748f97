package sim

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/infra/local/eventsource/filter"
	"doorstep/infra/local/template"
	"doorstep/shared/queue"
)

// shards is how many shards the stream has: an item's records stay in one, in order.
const shards = 3

// streamLife is how long a stream keeps its records.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
const streamLife = 24 * time.Hour

// shard is one shard of the table's stream and the mapping's place in it.
type shard struct {
	name     string
	host     *host
	conf     template.StreamEvent
	unread   []events.DynamoDBEventRecord
	batches  [][]events.DynamoDBEventRecord // to be delivered, the first one first: what is left of a batch that was split
	attempts int                            // of the first, in vain
	rests    time.Time                      // until then, after a failure
	flying   bool
}

// spread reads what was written since and gives each shard what passes the filter.
func (w *world) spread() {
	if !w.written {
		return
	}
	w.written = false
	fresh := w.engine.Stream(w.mainTable(), w.streamed)
	w.streamed += len(fresh)
	for _, r := range fresh {
		if passes(w.sys.filters["Relay"], r) {
			s := w.shardOf(r)
			s.unread = append(s.unread, r)
		}
	}
}

// passes asks the filter of the mapping, which reads JSON: that of what patterns can ask for, without bytes and nested attributes.
func passes(f filter.Filter, r events.DynamoDBEventRecord) bool {
	return f.Match(map[string]any{"eventName": r.EventName, "dynamodb": map[string]any{
		"Keys": plain(r.Change.Keys), "NewImage": plain(r.Change.NewImage), "OldImage": plain(r.Change.OldImage),
	}})
}

func plain(image map[string]events.DynamoDBAttributeValue) map[string]any {
	out := make(map[string]any, len(image))
	for name, v := range image {
		switch v.DataType() {
		case events.DataTypeNumber:
			out[name] = map[string]any{"N": v.Number()}
		case events.DataTypeString:
			out[name] = map[string]any{"S": v.String()}
		case events.DataTypeBoolean:
			out[name] = map[string]any{"BOOL": v.Boolean()}
		}
	}
	return out
}

func (s *shard) ready() bool {
	return !s.flying && len(s.unread)+len(s.batches) > 0 && !s.rests.After(time.Now())
}

// deliver hands the next batch to the function, after it has given up on records that are too old.
func (w *world) deliver(s *shard) {
	if len(s.batches) == 0 {
		n := min(len(s.unread), s.conf.BatchSize)
		if !w.calm {
			n = 1 + w.rnd.IntN(n)
		}
		s.batches, s.attempts = [][]events.DynamoDBEventRecord{s.unread[:n:n]}, 0
		s.unread = s.unread[n:]
	}
	s.expire(w)
	if len(s.batches) == 0 {
		return
	}
	batch := s.batches[0]
	raw, err := json.Marshal(events.DynamoDBEvent{Records: batch})
	if err != nil {
		w.complain("write a batch of the stream: %v", err)
		return
	}
	s.flying = true
	about := fmt.Sprintf("%s %s to %s, attempt %d", s.name, batch[0].Change.SequenceNumber, batch[len(batch)-1].Change.SequenceNumber, s.attempts+1)
	w.invoke(s.host, raw, about, func(answer any, err error) {
		s.flying = false
		w.advance(s, batch, answer, err)
	})
}

// advance moves on behind what was treated. What was not is tried again, in halves where that is wanted, until its attempts are used up.
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
func (w *world) advance(s *shard, batch []events.DynamoDBEventRecord, answer any, err error) {
	left := len(batch)
	if err == nil {
		left = len(batch) - w.treated(s, batch, answer)
	}
	if w.opt.Without == Stream {
		left = 0
	}
	switch {
	case left == 0 && !w.calm && w.opt.Without != Stream && w.rnd.IntN(40) == 0: // the checkpoint was not stored
		w.tally["stream batches again"]++
		w.history.note(s.name, "is delivered again")
	case left == 0:
		s.batches, s.attempts = s.batches[1:], 0
	case left < len(batch):
		s.batches[0], s.attempts = batch[len(batch)-left:], 0
	case s.conf.Bisect && len(batch) > 1:
		s.batches, s.attempts = slices.Insert(s.batches[1:], 0, batch[:len(batch)/2], batch[len(batch)/2:]), 0
		w.tally["stream batches split"]++
	default:
		s.attempts++
		if s.conf.MaxRetries >= 0 && s.attempts > s.conf.MaxRetries {
			s.discard(w, len(batch), "RetryAttemptsExhausted")
		}
	}
	if left > 0 {
		w.tally["stream retries"]++
		s.rests = time.Now().Add(time.Second << min(s.attempts, 6))
	}
}

// treated is how many records lie before the first one that failed.
func (w *world) treated(s *shard, batch []events.DynamoDBEventRecord, answer any) int {
	failed, err := failures(answer)
	if err != nil {
		w.complain("%s answers the stream with %v", s.host.id, err)
		return 0
	}
	for i, r := range batch {
		if slices.Contains(failed, r.Change.SequenceNumber) {
			return i
		}
	}
	if len(failed) > 0 {
		w.complain("%s reports %q, which is no record of the batch", s.host.id, failed)
	}
	return len(batch)
}

// expire gives up on records that are too old.
func (s *shard) expire(w *world) {
	for len(s.batches) > 0 && s.conf.MaxRecordAge >= 0 {
		old := 0
		for _, r := range s.batches[0] {
			if time.Since(r.Change.ApproximateCreationDateTime.Time) <= s.conf.MaxRecordAge {
				break
			}
			old++
		}
		if old == 0 {
			return
		}
		s.discard(w, old, "RecordAgeExceeded")
	}
}

// lostBatch is what the on-failure queue is told: where the records are.
type lostBatch struct {
	Condition string `json:"condition"`
	Shard     string `json:"shardId"`
	First     string `json:"startSequenceNumber"`
	Last      string `json:"endSequenceNumber"`
}

// discard gives up on the first n records of the first batch.
func (s *shard) discard(w *world, n int, condition string) {
	batch := s.batches[0]
	body, err := json.Marshal(lostBatch{condition, s.name, batch[0].Change.SequenceNumber, batch[n-1].Change.SequenceNumber})
	if err != nil {
		w.complain("write what was lost: %v", err)
	}
	w.send(w.queues[s.conf.OnFailure], string(body), nil)
	w.history.note(s.name, "%s: %s", condition, body)
	w.tally["stream records lost"] += n
	if w.lostSince.IsZero() {
		w.lostSince = time.Now()
	}
	if s.batches[0] = batch[n:]; len(s.batches[0]) == 0 {
		s.batches = s.batches[1:]
	}
	s.attempts = 0
}

// notices is how long it takes until somebody follows the alarm that rings for a lost batch. The runbook asks for less than a day.
const notices = 8 * time.Hour

// operate recovers what the stream lost when somebody has noticed.
func (w *world) operate() {
	if !w.lostSince.IsZero() && time.Since(w.lostSince) >= notices {
		w.recoverLost()
	}
}

// recoverLost does what the runbook infra/deploy/runbooks/stream.md tells an operator: the keys of the numbers and orders among lost
// records go to RelayQueue, as long as the stream still has them.
func (w *world) recoverLost() {
	lost := w.queues[w.shards[0].conf.OnFailure]
	for _, m := range lost.messages {
		var told lostBatch
		if err := json.Unmarshal([]byte(m.body), &told); err != nil {
			w.complain("read what was lost: %v", err)
		}
		for _, r := range w.engine.Stream(w.mainTable(), 0) {
			if w.shardOf(r).name == told.Shard && between(told.First, r.Change.SequenceNumber, told.Last) && time.Since(r.Change.ApproximateCreationDateTime.Time) < streamLife {
				w.again(r)
			}
		}
	}
	lost.messages = nil
	w.lostSince = time.Time{}
}

func (w *world) shardOf(r events.DynamoDBEventRecord) *shard {
	return w.shards[int(sum(r.Change.Keys["pk"].String()))%len(w.shards)]
}

func (w *world) again(r events.DynamoDBEventRecord) {
	changed := queue.Changed{PK: r.Change.Keys["pk"].String(), SK: r.Change.Keys["sk"].String()}
	number := strings.HasPrefix(changed.PK, numberPrefix) && changed.SK == "N"
	if order := strings.HasPrefix(changed.PK, orderPrefix) && changed.SK == "O"; !number && !order {
		return
	}
	note, err := queue.Note(changed)
	if err != nil {
		w.complain("write a change: %v", err)
		return
	}
	w.history.note("operator", "sends %s to RelayQueue", note.Body)
	w.send(w.queues["RelayQueue"], note.Body, nil)
}

func between(first, n, last string) bool {
	upTo := func(a, b string) bool { // they have 21 digits, more than an integer holds
		return len(a) < len(b) || len(a) == len(b) && a <= b
	}
	return upTo(first, n) && upTo(n, last)
}

func sum(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s)) //nolint:errcheck // a hash never fails
	return h.Sum32() & 0x7fffffff
}
