package handler

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// outbox is a queue; bodies that hold refuse are not taken.
type outbox struct {
	sent   []string
	refuse string
}

func (o *outbox) SendAll(_ context.Context, messages []queue.Message) []error {
	errs := make([]error, len(messages))
	for i, m := range messages {
		if o.refuse != "" && strings.Contains(m.Body, o.refuse) {
			errs[i] = fault.New(fault.Unavailable, "no answer")
			continue
		}
		o.sent = append(o.sent, m.Body)
	}
	return errs
}

type shelf map[string]store.Number

func (s shelf) LatestNumber(_ context.Context, number string) (store.Number, error) {
	n, ok := s[number]
	if !ok {
		return store.Number{}, fault.New(fault.NotFound, "nothing is known about %s", number)
	}
	return n, nil
}

// ledger has one order, completes orders and fails as told.
type ledger struct {
	known     order.Order
	completed []string
	err       error
}

func (l *ledger) Order(context.Context, string) (order.Order, int64, error) { return l.known, 1, l.err }

func (l *ledger) Complete(_ context.Context, o order.Order) error {
	if l.err == nil {
		l.completed = append(l.completed, o.ID)
	}
	return l.err
}

// sent is an order with one parcel, whose claim version 1 changed.
func sent(id string, version int64) order.Order {
	return order.Order{ID: id, Brand: "aster", Number: "1001", Shipments: []order.Shipment{{ID: "s1", Number: "1Z0001", Revision: version}}}
}

// attributes are those of an order's item in a stream image.
func attributes(o order.Order) string {
	body, err := order.Encode(o)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf(`,"brand":{"S":%q},"number":{"S":%q},"body":{"B":%q}`, o.Brand, o.Number, base64.StdEncoding.EncodeToString(body))
}

type bench struct {
	*Handler
	messages, later *outbox
	orders          *ledger
	numbers         shelf
	log             *strings.Builder
}

func setup() *bench {
	now := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
	b := &bench{messages: &outbox{}, later: &outbox{}, orders: &ledger{known: sent("o1", 1)}, numbers: shelf{}, log: &strings.Builder{}}
	b.Handler = &Handler{numbers: b.numbers, orders: b.orders, messages: b.messages, later: b.later,
		obs: obs.New(io.Writer(b.log), "relay", slog.LevelInfo, now)}
	return b
}

func (b *bench) deliver(t *testing.T, event string) string {
	t.Helper()
	response, err := b.Handle(context.Background(), json.RawMessage(event))
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(response)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// changes makes a stream event of "name pk sk version" records without claims; news is raised on all of them. An order of which nothing
// more is told is one with a parcel.
func changes(records ...string) string {
	out := make([]string, len(records))
	for i, r := range records {
		w := strings.Fields(r)
		if id, ok := strings.CutPrefix(w[1], "O#"); ok && w[2] == "O" && len(w) == 4 {
			version, _ := strconv.ParseInt(w[3], 10, 64)
			w = append(w, attributes(sent(id, version)))
		}
		out[i] = fmt.Sprintf(`{"eventID":"e%d","eventName":%q,"eventSource":"aws:dynamodb","dynamodb":{"SequenceNumber":"%d",
			"Keys":{"pk":{"S":%q},"sk":{"S":%q}},"NewImage":{"pk":{"S":%q},"sk":{"S":%q},"v":{"N":%q},"news":{"N":"1"}%s}}}`,
			i, w[0], 100+i, w[1], w[2], w[1], w[2], w[3], strings.Join(w[4:], ""))
	}
	return `{"Records":[` + strings.Join(out, ",") + `]}`
}

func claim(order, id string, milestones ...shipment.Milestone) store.ClaimState {
	return store.ClaimState{Claim: shipment.Claim{Order: order, Shipment: id, Brand: "aster"}, Milestones: milestones}
}

func reached(s shipment.Status) shipment.Milestone {
	return shipment.Milestone{Direction: shipment.Outbound, Status: s, Occurrence: 1}
}

func retracted(m shipment.Milestone) shipment.Milestone {
	m.Retracted = true
	return m
}

func within(m shipment.Milestone, sub string) shipment.Milestone {
	m.Sub, m.Scan = sub, "scan"
	return m
}

// expected is the milestone of a later estimate.
func expected(day int) shipment.Milestone {
	return shipment.Milestone{Direction: shipment.Outbound, Status: shipment.InTransit, Sub: "delayed", Occurrence: day}
}

func second(m shipment.Milestone) shipment.Milestone {
	m.Occurrence = 2
	return m
}

func TestDifference(t *testing.T) {
	t.Parallel()
	moving, done := reached(shipment.InTransit), reached(shipment.Delivered)
	released := claim("o1", "s1", moving, done)
	released.Released = true
	for _, c := range []struct {
		name          string
		before, after []store.ClaimState
		want          string
	}{
		{"a first scan", nil, []store.ClaimState{claim("o1", "s1", moving)}, "o1/s1/in_transit/1"},
		{"one more", []store.ClaimState{claim("o1", "s1", moving)}, []store.ClaimState{claim("o1", "s1", moving, done)}, "o1/s1/delivered/1"},
		{"equal images", []store.ClaimState{claim("o1", "s1", moving)}, []store.ClaimState{claim("o1", "s1", moving)}, ""},
		{"two orders in one box", nil, []store.ClaimState{claim("o1", "s1", done), claim("o2", "s2", done)}, "o1/s1/delivered/1 o2/s2/delivered/1"},
		{"taken back", []store.ClaimState{claim("o1", "s1", done)}, []store.ClaimState{claim("o1", "s1", retracted(done))}, "-o1/s1/delivered/1"},
		{"taken back and delivered again", []store.ClaimState{claim("o1", "s1", done)}, []store.ClaimState{claim("o1", "s1", retracted(done), second(done))}, "-o1/s1/delivered/1 o1/s1/delivered/2"},
		{"put back", []store.ClaimState{claim("o1", "s1", retracted(done))}, []store.ClaimState{claim("o1", "s1", done)}, "o1/s1/delivered/1"},
		{"dissolved", []store.ClaimState{claim("o1", "s1", moving, done)}, []store.ClaimState{claim("o1", "s1", moving)}, "-o1/s1/delivered/1"},
		{"dissolved after it was taken back", []store.ClaimState{claim("o1", "s1", retracted(done))}, []store.ClaimState{claim("o1", "s1")}, ""},
		{"a released claim tells nothing", nil, []store.ClaimState{released}, ""},
		{"released just now", []store.ClaimState{claim("o1", "s1", moving)}, []store.ClaimState{released}, ""},
		{"claimed again", []store.ClaimState{released}, []store.ClaimState{claim("o1", "s1", moving, done)}, "o1/s1/in_transit/1 o1/s1/delivered/1"},
		{"another reason", []store.ClaimState{claim("o1", "s1", moving)}, []store.ClaimState{claim("o1", "s1", moving, within(moving, "delayed"))}, "o1/s1/in_transit.delayed/1"},
		{"a reason that dissolves", []store.ClaimState{claim("o1", "s1", moving, within(moving, "delayed"))}, []store.ClaimState{claim("o1", "s1", moving)}, "-o1/s1/in_transit.delayed/1"},
		{"a reason that was taken back", []store.ClaimState{claim("o1", "s1", within(moving, "delayed"))}, []store.ClaimState{claim("o1", "s1", retracted(within(moving, "delayed")))}, "-o1/s1/in_transit.delayed/1"},
		{"the same reason again", []store.ClaimState{claim("o1", "s1", within(moving, "delayed"))}, []store.ClaimState{claim("o1", "s1", within(moving, "delayed"), second(within(moving, "delayed")))}, "o1/s1/in_transit.delayed/2"},
		{"later than expected", nil, []store.ClaimState{claim("o1", "s1", expected(20780))}, "o1/s1/in_transit.delayed/20780"},
		{"later still", []store.ClaimState{claim("o1", "s1", expected(20780))}, []store.ClaimState{claim("o1", "s1", expected(20780), expected(20781))}, "o1/s1/in_transit.delayed/20781"},
		{"another day was promised", []store.ClaimState{claim("o1", "s1", expected(20780))}, []store.ClaimState{claim("o1", "s1")}, ""},
		{"a claim that went away", []store.ClaimState{claim("o1", "s1", moving)}, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, n := range difference("1Z0001", write{7, 1_795_000_000_123}, c.before, c.after) {
				text := fmt.Sprintf("%s/%s/%s/%d", n.Order, n.Shipment, strings.TrimSuffix(n.Milestone+"."+n.Sub, "."), n.Occurrence)
				if n.Retracted {
					text = "-" + text
				}
				if n.Number != "1Z0001" || n.Version != 7 || n.Accepted != 1_795_000_000_123 {
					t.Errorf("%+v", n)
				}
				got = append(got, text)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}

// Replaying any history of states tells of every milestone that stands at its end, and of each that was taken back.
func TestDifferencesTellEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		state := func(label string) []store.ClaimState {
			var ms []shipment.Milestone
			held := reached(shipment.Exception)
			for _, m := range []shipment.Milestone{reached(shipment.Accepted), held, within(held, "lost"), second(within(held, "lost")), reached(shipment.Delivered)} {
				switch rapid.IntRange(0, 2).Draw(t, label) {
				case 1:
					ms = append(ms, m)
				case 2:
					ms = append(ms, retracted(m))
				}
			}
			return []store.ClaimState{claim("o1", "s1", ms...)}
		}
		standing := map[string]bool{}
		var before []store.ClaimState
		for range rapid.IntRange(1, 6).Draw(t, "writes") {
			after := state("milestone")
			for _, n := range difference("1Z0001", write{version: 1}, before, after) {
				standing[fmt.Sprint(n.Milestone, n.Sub, n.Occurrence)] = !n.Retracted
			}
			before = after
		}
		for _, m := range before[0].Milestones {
			if told := standing[fmt.Sprint(m.Status, m.Sub, m.Occurrence)]; told == m.Retracted {
				t.Fatalf("%+v: told %v", m, told)
			}
		}
	})
}

func TestStream(t *testing.T) {
	t.Parallel()
	const none = `{"batchItemFailures":[]}`
	for _, c := range []struct {
		name      string
		event     string
		set       func(*bench)
		response  string
		completed string
		later     string
	}{
		{"an order is completed", changes("INSERT O#o1 O 1"), nil, none, "[o1]", ""},
		{"an order whose claims another version changed is not", changes("MODIFY O#o1 O 7 " + attributes(sent("o1", 6))), nil, none, "[]", ""},
		{"a damaged order is handed over", changes(`MODIFY O#o1 O 7 ,"brand":{"S":"aster"},"number":{"S":"1001"},"body":{"B":"AAAA"}`), nil, none, "[]", `{"pk":"O#o1","sk":"O","version":7}`},
		{"an order without a body is handed over", changes(`MODIFY O#o1 O 7 ,"brand":{"S":"aster"},"number":{"S":"1001"}`), nil, none, "[]", `{"pk":"O#o1","sk":"O","version":7}`},
		{"what is handed over keeps the time of its push", changes(`MODIFY T#1Z0001 N 4 ,"acc":{"N":"1795000000123"},"c":{"B":"AAAA"}`), nil, none, "[]",
			`{"pk":"T#1Z0001","sk":"N","version":4,"accepted":1795000000123}`},
		{"a removal is ignored", changes("REMOVE O#o1 O 1"), nil, none, "[]", ""},
		{"a decision is ignored", changes("INSERT O#o1 N#s1/0/x 1"), nil, none, "[]", ""},
		{"other items are ignored", changes("INSERT L#abc L 1"), nil, none, "[]", ""},
		{"an order that fails is handed over, and the next one treated", changes("INSERT O#o1 O 3", "MODIFY T#1Z0001 N 4"),
			func(b *bench) { b.orders.err = fault.New(fault.Conflict, "others") }, none, "[]", `{"pk":"O#o1","sk":"O","version":3}`},
		{"damaged claims are handed over", changes(`MODIFY T#1Z0001 N 4 ,"c":{"B":"AAAA"}`), nil, none, "[]", `{"pk":"T#1Z0001","sk":"N","version":4}`},
		{"claims of a wrong type are handed over", changes(`MODIFY T#1Z0001 N 4 ,"c":{"S":"x"}`), nil, none, "[]", `{"pk":"T#1Z0001","sk":"N","version":4}`},
		{"when that fails too, the stream delivers again from there", changes("INSERT O#o0 O 1", "INSERT O#o1 O 3", "INSERT O#o2 O 3"),
			func(b *bench) { b.orders.err, b.later.refuse = errors.New("bug"), "o1" }, `{"batchItemFailures":[{"itemIdentifier":"101"}]}`, "[]", `{"pk":"O#o0","sk":"O","version":1}`},
		{"a record without keys is reported", `{"Records":[{"eventID":"e1","eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{"SequenceNumber":"7"}}]}`,
			nil, `{"batchItemFailures":[{"itemIdentifier":"7"}]}`, "[]", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			if c.set != nil {
				c.set(b)
			}
			response := b.deliver(t, c.event)
			if response != c.response || fmt.Sprint(b.orders.completed) != c.completed || strings.Join(b.later.sent, " ") != c.later {
				t.Errorf("%s, completed %v, handed over %v\n%s", response, b.orders.completed, b.later.sent, b.log)
			}
		})
	}
}

// catcher is a DynamoDB that knows nothing and remembers what a write would have stored.
type catcher struct {
	store.Client // the calls that saving does not make
	claims       []byte
	accepted     string
}

func (c *catcher) GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return &dynamodb.GetItemOutput{}, nil
}

func (c *catcher) UpdateItem(_ context.Context, in *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	if n, ok := in.ExpressionAttributeValues[":acc"].(*types.AttributeValueMemberN); ok {
		c.accepted = n.Value
	}
	for _, v := range in.ExpressionAttributeValues {
		if b, ok := v.(*types.AttributeValueMemberB); ok {
			if claims, err := store.ParseClaims(b.Value); err == nil && len(claims) > 0 {
				c.claims = b.Value
			}
		}
	}
	return &dynamodb.UpdateItemOutput{}, nil
}

// What the store writes is what relay reads.
func TestStreamTellsOfTheClaimsThatTheStoreWrites(t *testing.T) {
	t.Parallel()
	db := &catcher{}
	clock := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
	scan := shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Status: shipment.InTransit,
		At: shipment.Moment{Local: "2026-11-21T08:00:00", Precision: shipment.Second}}, "scan")
	_, err := store.New(db, store.Tables{Main: "T"}, clock, func() float64 { return 0 }).Add(context.Background(), "1Z0001", store.Addition{
		Facts: []shipment.Fact{scan}, Claims: []shipment.Claim{{Order: "o1", Shipment: "s1", Brand: "aster"}},
		Accepted: 1_795_000_000_123})
	if err != nil {
		t.Fatal(err)
	}
	raw := db.claims
	claims, err := store.ParseClaims(raw)
	if err != nil {
		t.Fatal(err)
	}
	want := len(difference("1Z0001", write{version: 4}, nil, claims))
	b := setup()
	image := `,"acc":{"N":"` + db.accepted + `"},"c":{"B":"` + base64.StdEncoding.EncodeToString(raw) + `"}`
	response := b.deliver(t, changes("MODIFY T#1Z0001 N 4 "+image))
	if !strings.Contains(strings.Join(b.messages.sent, " "), `"accepted":1795000000123}`) {
		t.Errorf("told %v without the time of the push", b.messages.sent)
	}
	if want == 0 || len(b.messages.sent) != want || len(b.later.sent) != 0 {
		t.Errorf("%s: told %d of %d, handed over %v", response, len(b.messages.sent), want, b.later.sent)
	}
	again := strings.Replace(changes("MODIFY T#1Z0001 N 4 "+image), `"NewImage":`, `"OldImage":{"c":{"B":"`+base64.StdEncoding.EncodeToString(raw)+`"}},"NewImage":`, 1)
	if b.deliver(t, again); len(b.messages.sent) != want {
		t.Errorf("equal images tell %d more", len(b.messages.sent)-want)
	}
}

func handedOver(bodies ...string) string {
	records := make([]string, len(bodies))
	for i, body := range bodies {
		records[i] = fmt.Sprintf(`{"messageId":"m%d","eventSource":"aws:sqs","body":%q}`, i, body)
	}
	return `{"Records":[` + strings.Join(records, ",") + `]}`
}

func TestWhatWasHandedOver(t *testing.T) {
	t.Parallel()
	known := store.Number{Number: "1Z0001", Version: 5, Claims: []store.ClaimState{claim("o1", "s1", reached(shipment.InTransit), retracted(reached(shipment.Delivered)))}}
	for _, c := range []struct {
		name  string
		body  string
		set   func(*bench)
		again bool
		told  int
	}{
		{"all milestones are told", `{"pk":"T#1Z0001","sk":"N","version":5}`, nil, false, 2},
		{"a read that is too old", `{"pk":"T#1Z0001","sk":"N","version":6}`, nil, true, 0},
		{"a number that is gone", `{"pk":"T#GONE","sk":"N","version":6}`, nil, false, 0},
		{"the messages queue is down", `{"pk":"T#1Z0001","sk":"N","version":5}`, func(b *bench) { b.messages.refuse = "delivered" }, true, 1},
		{"an order", `{"pk":"O#o1","sk":"O","version":1}`, nil, false, 0},
		{"all that happened to an order", `{"pk":"O#o1","sk":"O","version":1}`, func(b *bench) {
			b.orders.known.Milestones = []order.Milestone{{What: order.Placed}, {What: order.Refund}, {What: order.Refund}}
		}, false, 3},
		{"a read of an order that is too old", `{"pk":"O#o1","sk":"O","version":2}`, nil, true, 0},
		{"an order that is gone", `{"pk":"O#o1","sk":"O","version":1}`, func(b *bench) { b.orders.err = fault.New(fault.NotFound, "no order") }, false, 0},
		{"an order that cannot be completed", `{"pk":"O#o1","sk":"O","version":1}`, func(b *bench) { b.orders.err = fault.New(fault.Unavailable, "x") }, true, 0},
		{"junk ends as a dead letter", `junk`, nil, true, 0},
		{"an item without news", `{"pk":"L#x","sk":"L"}`, nil, true, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			b.numbers["1Z0001"] = known
			if c.set != nil {
				c.set(b)
			}
			response := b.deliver(t, handedOver(c.body))
			if strings.Contains(response, "m0") != c.again || len(b.messages.sent) != c.told {
				t.Errorf("%s, told %v", response, b.messages.sent)
			}
		})
	}
}

func TestTheMessageHoldsKeysOnly(t *testing.T) {
	t.Parallel()
	b := setup()
	b.numbers["1Z0001"] = store.Number{Number: "1Z0001", Version: 5, Claims: []store.ClaimState{claim("o1", "s1", reached(shipment.Delivered))}}
	b.deliver(t, handedOver(`{"pk":"T#1Z0001","sk":"N","version":5}`))
	want := `{"number":"1Z0001","order":"o1","shipment":"s1","journey":0,"milestone":"delivered","occurrence":1,"retracted":false,"version":5}`
	if !slices.Equal(b.messages.sent, []string{want}) {
		t.Errorf("sent %v", b.messages.sent)
	}
}

func TestEventsOfNoKnownShape(t *testing.T) {
	t.Parallel()
	for _, event := range []string{`{}`, `[]`, `{"Records":[]}`, `{"Records":[{"eventSource":"aws:s3"}]}`, `{"Records":[{"eventSource":"aws:dynamodb","dynamodb":7}]}`, `null`, `x`} {
		if _, err := setup().Handle(context.Background(), json.RawMessage(event)); err == nil {
			t.Errorf("%s: want an error, so that nothing is taken for treated", event)
		}
	}
}

func FuzzHandle(f *testing.F) {
	f.Add(changes("INSERT O#o1 O 1", `MODIFY T#1Z0001 N 4 ,"c":{"B":"AAAA"}`))
	f.Add(handedOver(`{"pk":"T#1Z0001","sk":"N","version":5}`, "junk"))
	f.Add(`{"Records":[{"eventSource":"aws:dynamodb","dynamodb":{"Keys":{"pk":{"N":"1"},"sk":{"NULL":true}}}}]}`)
	f.Fuzz(func(t *testing.T, event string) {
		b := setup()
		response, err := b.Handle(context.Background(), json.RawMessage(event))
		if err == nil && response == nil {
			t.Fatal("neither an answer nor an error")
		}
	})
}
