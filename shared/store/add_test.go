package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// scripted is a client whose answers a test writes down; what it does not script panics, since no test may ask for it.
type scripted struct {
	Client
	get    func() (*dynamodb.GetItemOutput, error)
	batch  func(*dynamodb.BatchGetItemInput) (*dynamodb.BatchGetItemOutput, error)
	update func() (*dynamodb.UpdateItemOutput, error)
}

func (c scripted) GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return c.get()
}

func (c scripted) BatchGetItem(_ context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	return c.batch(in)
}

func (c scripted) UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return c.update()
}

func nothing() (*dynamodb.GetItemOutput, error) { return &dynamodb.GetItemOutput{}, nil }

func storeOver(c Client, rnd float64, waits *[]time.Duration) *Store {
	s := New(c, Tables{Main: "main", Keys: "keys"}, func() time.Time { return noon }, func() float64 { return rnd })
	return s.WithSleep(func(ctx context.Context, d time.Duration) error {
		*waits = append(*waits, d)
		return ctx.Err()
	})
}

// Writers who meet again and again give up after maxAttempts, wait a random part of a growing span, and never read again.
func TestAddGivesUp(t *testing.T) {
	t.Parallel()
	reads, version := 0, int64(0)
	var waits []time.Duration
	s := storeOver(scripted{
		get: func() (*dynamodb.GetItemOutput, error) { reads++; return nothing() },
		update: func() (*dynamodb.UpdateItemOutput, error) {
			version++
			return nil, &types.ConditionalCheckFailedException{Item: item{"v": num(version)}}
		},
	}, 0.5, &waits)
	meter := &Meter{}
	_, err := s.Add(WithMeter(t.Context(), meter), "1Z", Addition{Facts: []shipment.Fact{scanOf(shipment.InTransit, "2026-11-20T10:00:00")}})
	if fault.KindOf(err) != fault.Conflict || fault.Disposition(err) != fault.Retry {
		t.Errorf("error %v, want a conflict that is tried again", err)
	}
	if reads != 1 || version != maxAttempts || meter.Calls != maxAttempts+1 || meter.Write != maxAttempts {
		t.Errorf("%d reads, %d writes, metered %d calls and %.0f write units, want 1, %d, %d, %d", reads, version, meter.Calls, meter.Write, maxAttempts, maxAttempts+1, maxAttempts)
	}
	ms := time.Millisecond
	want := []time.Duration{2500 * time.Microsecond, 5 * ms, 10 * ms, 20 * ms, 40 * ms, 80 * ms}
	if fmt.Sprint(waits) != fmt.Sprint(want) {
		t.Errorf("waited %v, want half of each span: %v", waits, want)
	}
}

// The SDK repeats a request whose answer it did not get. The repeated write fails its condition on the item that the first one
// wrote; that must not look like somebody else's.
func TestAddRecognisesItsOwnWrite(t *testing.T) {
	t.Parallel()
	var stored item
	var waits []time.Duration
	fact := scanOf(shipment.InTransit, "2026-11-20T10:00:00")
	s := storeOver(scripted{get: nothing, update: func() (*dynamodb.UpdateItemOutput, error) {
		return nil, &types.ConditionalCheckFailedException{Item: stored}
	}}, 0, &waits)
	stored, err := s.encode(Number{Facts: []shipment.Fact{fact}, Expires: noon.Add(UnclaimedLife)}, attention{})
	if err != nil {
		t.Fatal(err)
	}
	stored["v"] = num(1)
	saved, err := s.Add(t.Context(), "1Z", Addition{Facts: []shipment.Fact{fact}})
	if err != nil || !saved.Changed || saved.Attempts != 1 || saved.Number.Version != 1 {
		t.Errorf("own write: %+v, %v", saved, err)
	}
	stored["v"] = num(2)
	saved, err = s.Add(t.Context(), "1Z", Addition{Facts: []shipment.Fact{fact}})
	if err != nil || saved.Changed || saved.Number.Version != 2 {
		t.Errorf("somebody else's write of the same: %+v, %v", saved, err)
	}
}

// DynamoDB may delete an expired item between the read and the write: the refusal then comes without an item.
func TestAddAfterTheItemIsGone(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	refusals := 0
	s := storeOver(scripted{
		get: func() (*dynamodb.GetItemOutput, error) {
			return &dynamodb.GetItemOutput{Item: item{"v": num(7), "ttl": num(noon.Unix())}}, nil
		},
		update: func() (*dynamodb.UpdateItemOutput, error) {
			refusals++
			if refusals == 1 {
				return nil, &types.ConditionalCheckFailedException{}
			}
			return &dynamodb.UpdateItemOutput{}, nil
		},
	}, 0, &waits)
	saved, err := s.Add(t.Context(), "1Z", Addition{Facts: []shipment.Fact{scanOf(shipment.InTransit, "2026-11-20T10:00:00")}})
	if err != nil || !saved.Changed || saved.Attempts != 2 || saved.Number.Version != 1 {
		t.Errorf("%+v, %v, want version 1 of a new item in the second attempt", saved, err)
	}
}

func TestAddRefusesToReadDamage(t *testing.T) {
	t.Parallel()
	for name, damaged := range map[string]item{
		"facts":  {"v": num(1), "f": blob([]byte{99})},
		"claims": {"v": num(1), "c": blob([]byte{99})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := storeOver(scripted{get: func() (*dynamodb.GetItemOutput, error) { return &dynamodb.GetItemOutput{Item: damaged}, nil }}, 0, nil)
			_, err := s.Add(t.Context(), "1Z", Addition{})
			if err == nil || fault.Disposition(err) != fault.Retry {
				t.Errorf("error %v leads to %v; a damaged item must not park the message", err, fault.Disposition(err))
			}
		})
	}
}

func TestKindsOfFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want fault.Kind
	}{
		"throttled":           {&types.ProvisionedThroughputExceededException{}, fault.Throttled},
		"account limit":       {&types.RequestLimitExceeded{}, fault.Throttled},
		"throttling, generic": {&smithy.GenericAPIError{Code: "ThrottlingException"}, fault.Throttled},
		"their bug":           {&types.InternalServerError{}, fault.Unavailable},
		"any 5xx":             {&smithy.GenericAPIError{Code: "Odd", Fault: smithy.FaultServer}, fault.Unavailable},
		"no answer":           {errors.New("read tcp: connection reset by peer"), fault.Unavailable},
		"no time left":        {fmt.Errorf("send: %w", context.DeadlineExceeded), fault.Unavailable},
		"transaction":         {&types.TransactionConflictException{}, fault.Conflict},
		"no such table":       {&types.ResourceNotFoundException{}, fault.Internal},
		"our bug":             {&smithy.GenericAPIError{Code: "ValidationException", Fault: smithy.FaultClient}, fault.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := storeOver(scripted{get: func() (*dynamodb.GetItemOutput, error) { return nil, c.err }}, 0, nil)
			_, err := s.Number(t.Context(), "1Z")
			if fault.KindOf(err) != c.want || !errors.Is(err, c.err) {
				t.Errorf("read: %v of kind %v, want %v", err, fault.KindOf(err), c.want)
			}
			s = storeOver(scripted{get: nothing, update: func() (*dynamodb.UpdateItemOutput, error) { return nil, c.err }}, 0, nil)
			_, err = s.Add(t.Context(), "1Z", Addition{Aliases: []string{"9400"}})
			if fault.KindOf(err) != c.want || !errors.Is(err, c.err) {
				t.Errorf("write: %v of kind %v, want %v", err, fault.KindOf(err), c.want)
			}
		})
	}
}

func TestNumbersAskAgainForWhatStayedUnread(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	asked := 0
	oneLess := func(in *dynamodb.BatchGetItemInput) (*dynamodb.BatchGetItemOutput, error) {
		keys := in.RequestItems["main"].Keys
		asked++
		return &dynamodb.BatchGetItemOutput{
			Responses:       map[string][]map[string]types.AttributeValue{"main": {item{"pk": keys[0]["pk"], "sk": str("N"), "v": num(1)}}},
			UnprocessedKeys: map[string]types.KeysAndAttributes{"main": {Keys: keys[1:]}},
		}, nil
	}
	s := storeOver(scripted{batch: oneLess}, 0, &waits)
	found, err := s.Numbers(t.Context(), []string{"C", "A", "B", "A"})
	if err != nil || len(found) != 3 || asked != 3 || len(waits) != 1 {
		t.Errorf("found %d of 3 with %d requests and %d waits, %v", len(found), asked, len(waits), err)
	}
	asked = 0
	_, err = s.Numbers(t.Context(), []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"})
	if fault.KindOf(err) != fault.Throttled || asked != maxAttempts {
		t.Errorf("%d requests and %v, want throttled after %d", asked, err, maxAttempts)
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := sleep(ctx, time.Hour)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("sleep: %v", err)
	}
	if err := sleep(t.Context(), 0); err != nil {
		t.Errorf("sleep: %v", err)
	}
}

// reader is a client that notes how items are read.
type reader struct {
	Client
	consistent []bool
}

func (r *reader) GetItem(_ context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	r.consistent = append(r.consistent, in.ConsistentRead != nil && *in.ConsistentRead)
	return nothing()
}

// A decision stands for ever, so what it is made on must not be an old copy; a page may be.
func TestLatestNumberReadsConsistently(t *testing.T) {
	t.Parallel()
	r := &reader{}
	var waits []time.Duration
	s := storeOver(r, 0, &waits)
	for _, read := range []func(context.Context, string) (Number, error){s.LatestNumber, s.Number} {
		if _, err := read(t.Context(), "1Z999AA10123456784"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("error %v, want not found", err)
		}
	}
	if fmt.Sprint(r.consistent) != "[true false]" {
		t.Errorf("consistent reads: %v", r.consistent)
	}
}
