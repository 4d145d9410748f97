package handler

import (
	"context"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// Items whose changes matter; the layout is that of shared/store.
const (
	numberKey, numberSort = "T#", "N"
	orderKey, orderSort   = "O#", "O"
)

// stream treats the records of a shard in their order. What cannot be treated is handed to relay's own queue, keys and version
// only, so that one record never holds up the shard; only when even that fails is the record reported, and the stream delivers
// it and everything after it again.
func (h *Handler) stream(ctx context.Context, event events.DynamoDBEvent) events.DynamoDBEventResponse {
	unit := h.obs.Begin(ctx, "stream")
	response := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
	handed := 0
	for _, r := range event.Records {
		err := fault.Wrap(fault.Unavailable, context.DeadlineExceeded, "no time left")
		if queue.Enough(ctx, reserve) {
			err = queue.Safely(func() error { return h.change(ctx, r) })
			if err != nil {
				unit.Note("change handed over", err, "event", r.EventID)
				err = queue.Safely(func() error { return h.handOver(ctx, r) })
				handed++
			}
		}
		if err != nil {
			unit.Note("change not treated", err, "event", r.EventID)
			response.BatchItemFailures = append(response.BatchItemFailures, events.DynamoDBBatchItemFailure{ItemIdentifier: r.Change.SequenceNumber})
			break
		}
	}
	unit.Set("records", len(event.Records))
	unit.Set("handed_over", handed)
	unit.End(nil)
	return response
}

// change treats one change of one item. Removals and items of other kinds are nobody's news, and equal images give none.
func (h *Handler) change(ctx context.Context, r events.DynamoDBEventRecord) error {
	if r.EventName == string(events.DynamoDBOperationTypeRemove) {
		return nil
	}
	pk, sk, err := keysOf(r)
	if err != nil {
		return err
	}
	number, isNumber := strings.CutPrefix(pk, numberKey)
	orderID, isOrder := strings.CutPrefix(pk, orderKey)
	switch {
	case isNumber && sk == numberSort:
		before, err := claimsOf(r.Change.OldImage)
		if err != nil {
			return err
		}
		after, err := claimsOf(r.Change.NewImage)
		if err != nil {
			return err
		}
		return h.tell(ctx, difference(number, write{versionOf(r), acceptedOf(r)}, before, after))
	case isOrder && sk == orderSort && wantsNews(r.Change.NewImage):
		return h.order(ctx, orderID, r.Change, versionOf(r))
	default:
		return nil
	}
}

// handOver queues a change for later.
func (h *Handler) handOver(ctx context.Context, r events.DynamoDBEventRecord) error {
	pk, sk, err := keysOf(r)
	if err != nil {
		return err
	}
	m, err := queue.Note(queue.Changed{PK: pk, SK: sk, Version: versionOf(r), Accepted: acceptedOf(r)})
	if err != nil {
		return err
	}
	h.obs.Count("HandedOver", 1)
	return h.later.SendAll(ctx, []queue.Message{m})[0]
}

func keysOf(r events.DynamoDBEventRecord) (pk, sk string, err error) {
	pk, okPK := text(r.Change.Keys["pk"])
	sk, okSK := text(r.Change.Keys["sk"])
	if !okPK || !okSK {
		return "", "", fault.New(fault.Malformed, "change %s names no item", r.EventID)
	}
	return pk, sk, nil
}

// claimsOf reads the claims of an image; an item without claims has none.
func claimsOf(image map[string]events.DynamoDBAttributeValue) ([]store.ClaimState, error) {
	c, ok := image["c"]
	if !ok {
		return nil, nil
	}
	if c.DataType() != events.DataTypeBinary {
		return nil, fault.New(fault.Malformed, "claims of a change are no bytes")
	}
	return store.ParseClaims(c.Binary())
}

// versionOf gives the item's version, 0 when it has none.
func versionOf(r events.DynamoDBEventRecord) int64 { return whole(r.Change.NewImage["v"]) }

// acceptedOf gives when the push was accepted that made the news, in Unix milliseconds; 0 when nobody pushed it.
func acceptedOf(r events.DynamoDBEventRecord) int64 {
	if !wantsNews(r.Change.NewImage) { // left over from an earlier write
		return 0
	}
	return whole(r.Change.NewImage["acc"])
}

func whole(v events.DynamoDBAttributeValue) int64 {
	if v.IsNull() || v.DataType() != events.DataTypeNumber {
		return 0
	}
	n, err := v.Int64()
	if err != nil {
		return 0
	}
	return n
}

// wantsNews reports whether the write raised the news flag. The event filter lets nothing else through; an emulator may.
func wantsNews(image map[string]events.DynamoDBAttributeValue) bool {
	v, ok := image["news"]
	return ok && v.DataType() == events.DataTypeNumber && v.Number() == "1"
}

func text(v events.DynamoDBAttributeValue) (string, bool) {
	if v.IsNull() || v.DataType() != events.DataTypeString {
		return "", false
	}
	return v.String(), v.String() != ""
}
