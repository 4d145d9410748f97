package meter

import (
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
)

func TestCalls(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, operation, body string
		status                int
		answer                string
		want                  Call
	}{
		{
			"a read", "GetItem", `{"TableName":"A","Key":{"pk":{"S":"T#1"},"sk":{"S":"N"}}}`,
			200, `{"ConsumedCapacity":{"TableName":"A","CapacityUnits":0.5}}`,
			Call{Operation: "GetItem", Table: "A", Keys: []string{"T#1 N"}, Trace: "t", Read: 0.5},
		},
		{
			"a batch over two keys", "BatchGetItem", `{"RequestItems":{"A":{"Keys":[{"pk":{"S":"T#2"},"sk":{"S":"N"}},{"pk":{"S":"T#1"},"sk":{"S":"N"}}]}}}`,
			200, `{"ConsumedCapacity":[{"TableName":"A","CapacityUnits":1.5}]}`,
			Call{Operation: "BatchGetItem", Table: "A", Keys: []string{"T#1 N", "T#2 N"}, Trace: "t", Read: 1.5},
		},
		{
			"a query of an index", "Query", `{"TableName":"A","IndexName":"due"}`,
			200, `{"ConsumedCapacity":{"CapacityUnits":0.5,"GlobalSecondaryIndexes":{"due":{"CapacityUnits":0.5}}}}`,
			Call{Operation: "Query", Table: "A", Index: "due", Trace: "t", Read: 0.5},
		},
		{
			"a write", "PutItem", `{"TableName":"K","Item":{"pk":{"S":"order/1"},"k":{"B":"AAAA"}},"ExpressionAttributeNames":{"#b":"v","#a":"pk"}}`,
			200, `{"ConsumedCapacity":{"CapacityUnits":3,"Table":{"CapacityUnits":1}}}`,
			Call{Operation: "PutItem", Table: "K", Keys: []string{"order/1"}, Names: []string{"pk", "v"}, Trace: "t", Write: 3},
		},
		{
			"a refused write over 1100 bytes", "UpdateItem", `{"TableName":"A","Key":{"pk":{"S":"T#1"},"sk":{"S":"N"}}}`,
			400, `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","Item":{"pk":{"S":"` + strings.Repeat("x", 1098) + `"}}}`,
			Call{Operation: "UpdateItem", Table: "A", Keys: []string{"T#1 N"}, Trace: "t", Write: 2, Refused: true},
		},
		{
			"a refused write over nothing", "UpdateItem", `{"TableName":"A","Key":{"pk":{"S":"T#1"}}}`,
			400, `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}`,
			Call{Operation: "UpdateItem", Table: "A", Keys: []string{"T#1"}, Trace: "t", Write: 1, Refused: true},
		},
		{
			"an error costs nothing", "PutItem", `{"TableName":"A","Item":{"pk":{"S":"T#1"}}}`,
			400, `{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException"}`,
			Call{Operation: "PutItem", Table: "A", Keys: []string{"T#1"}, Trace: "t"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := behind(t, c.status, c.answer)
			if got := ask(m, c.operation, c.body); got.Code != c.status || got.Body.String() != c.answer {
				t.Errorf("the answer came through as %d %s", got.Code, got.Body)
			}
			if diff := cmp.Diff([]Call{c.want}, m.After(0)); diff != "" || m.Err() != nil {
				t.Errorf("want -, got +:\n%s%v", diff, m.Err())
			}
		})
	}
}

func TestWhatSaysNothingIsAnError(t *testing.T) {
	t.Parallel()
	m := behind(t, 200, `{"Item":{}}`)
	ask(m, "GetItem", `{"TableName":"A","Key":{"pk":{"S":"T#1"}}}`)
	if err := m.Err(); err == nil || !strings.Contains(err.Error(), "T#1") {
		t.Errorf("an answer without capacity gave %v", err)
	}
}

func TestOtherRequestsAreNoCalls(t *testing.T) {
	t.Parallel()
	m := behind(t, 200, `{}`)
	ask(m, "DescribeTable", `{"TableName":"A"}`)
	if n := m.Mark(); n != 0 || m.Err() != nil {
		t.Errorf("%d calls, %v", n, m.Err())
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	yes, text, number := true, "T#1", "-12345"
	item := map[string]value{
		"pk": {S: &text},                                            // 2 + 3
		"v":  {N: &number},                                          // 1 + 4
		"b":  {B: []byte("four")},                                   // 1 + 4
		"x":  {BOOL: &yes},                                          // 1 + 1
		"s":  {SS: []string{"ab", "c"}},                             // 1 + 3
		"m":  {M: map[string]value{"key": {B: []byte{1, 2}}}},       // 1 + 3 + (1 + 3 + 2)
		"l":  {L: []value{{S: &text}, {BS: [][]byte{{1}, {2, 3}}}}}, // 1 + 3 + (1 + 3) + (1 + 3)
		"n":  {NS: []string{"1", "22"}},                             // 1 + 2 + 2
		"no": {NULL: &yes},                                          // 2 + 1
	}
	if got := itemSize(item); got != 5+5+5+2+4+10+12+5+3 {
		t.Errorf("%d bytes", got)
	}
}

// TestAgainstTheStore holds the proxy to what the store says about itself, over a real engine, refused writes included.
func TestAgainstTheStore(t *testing.T) {
	t.Parallel()
	m, err := New(dynoxidetest.Endpoint(t))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	client, tables := storetest.Client(server.URL), store.Tables{Main: "meter-main", Keys: "meter-keys"}
	if err := storetest.CreateTables(t.Context(), client, tables); err != nil {
		t.Fatal(err)
	}
	want := &store.Meter{}
	ctx := store.WithMeter(t.Context(), want)
	s := store.New(client, tables, time.Now, rand.Float64)
	scan := shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Status: shipment.InTransit}, "one")
	due := store.Due{Kind: "poll", At: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}
	_, addErr := s.Add(ctx, "1Z0001", store.Addition{Facts: []shipment.Fact{scan}, Due: &due})
	moved, moveErr := s.MoveDue(ctx, "1Z0001", store.Due{}, &due)
	_, readErr := s.Numbers(ctx, []string{"1Z0001", "1Z0002"})
	_, dueErr := s.DueBefore(ctx, "poll", 0, due.At, 5)
	if addErr != nil || moveErr != nil || readErr != nil || dueErr != nil || !moved {
		t.Fatal(addErr, moveErr, readErr, dueErr, moved)
	}
	read, write := Sum(m.After(0))
	if read != want.Read || write != want.Write || m.Mark() != want.Calls || m.Err() != nil {
		t.Errorf("%.1f read and %.1f written in %d calls (%v), the store says %.1f, %.1f and %d", read, write, m.Mark(), m.Err(), want.Read, want.Write, want.Calls)
	}
	if calls := m.After(0); !calls[2].Refused || !calls[2].Of("T#1Z0001") {
		t.Errorf("the refused move shows as %+v", calls[2])
	}
	items, err := m.Items(t.Context(), tables.Main)
	if err != nil || len(items) != 1 || items[0].Key != "T#1Z0001 N" || items[0].Size < 60 || items[0].Size > 400 {
		t.Errorf("the table holds %+v, %v", items, err)
	}
}

// behind gives a meter whose engine always answers the same.
func behind(t *testing.T, status int, answer string) *Meter {
	t.Helper()
	engine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, answer) //nolint:errcheck // the test looks at what arrives
	}))
	t.Cleanup(engine.Close)
	m, err := New(engine.URL)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func ask(m *Meter, operation, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://meter/", strings.NewReader(body))
	r.Header.Set("X-Amz-Target", "DynamoDB_20120810."+operation)
	r.Header.Set("X-Amzn-Trace-Id", "t")
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	return w
}
