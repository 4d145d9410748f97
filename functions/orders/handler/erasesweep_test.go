package handler

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/seal/sealtest"
	"doorstep/shared/secret"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
	"doorstep/shared/survey"
	"doorstep/shared/watch"
)

// fuse is a database that dies at one call, and answers no more. Whether that call was made is another matter.
type fuse struct {
	store.Client
	mu    sync.Mutex
	calls int
	at    int  // the call at which it dies; 0: never
	made  bool // that call is made, only its answer is lost
}

func blow[In, Out any](f *fuse, ctx context.Context, in In, call func(context.Context, In, ...func(*dynamodb.Options)) (Out, error)) (Out, error) {
	f.mu.Lock()
	f.calls++
	dead, last := f.at > 0 && f.calls >= f.at, f.calls == f.at
	f.mu.Unlock()
	var none Out
	if !dead {
		return call(ctx, in)
	}
	if last && f.made {
		if out, err := call(ctx, in); err != nil {
			return out, err
		}
	}
	return none, errors.New("the line is dead")
}

func (f *fuse) GetItem(ctx context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return blow(f, ctx, in, f.Client.GetItem)
}

func (f *fuse) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	return blow(f, ctx, in, f.Client.BatchGetItem)
}

func (f *fuse) Query(ctx context.Context, in *dynamodb.QueryInput, _ ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	return blow(f, ctx, in, f.Client.Query)
}

func (f *fuse) PutItem(ctx context.Context, in *dynamodb.PutItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return blow(f, ctx, in, f.Client.PutItem)
}

func (f *fuse) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return blow(f, ctx, in, f.Client.UpdateItem)
}

func (f *fuse) DeleteItem(ctx context.Context, in *dynamodb.DeleteItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	return blow(f, ctx, in, f.Client.DeleteItem)
}

func (f *fuse) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, _ ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	return blow(f, ctx, in, f.Client.TransactWriteItems)
}

// registry is the handler on tables of a real engine.
type registry struct {
	client interface {
		store.Client
		Scan(context.Context, *dynamodb.ScanInput, ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error)
	}
	tables store.Tables
	table  *store.Store
	vault  *seal.Vault
	log    *sharedLog
}

// sharedLog is the log of several processes at once.
type sharedLog struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (l *sharedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.Write(p)
}

func newRegistry(t *testing.T, name string) registry {
	t.Helper()
	client := storetest.Client(dynoxidetest.Endpoint(t))
	r := registry{client: client, tables: store.Tables{Main: name, Keys: name + "Keys"}, log: &sharedLog{}}
	if err := storetest.CreateTables(t.Context(), client, r.tables); err != nil {
		t.Fatal(err)
	}
	r.table = r.over(client)
	r.vault = testKeys(t, r.table).ring.vault
	err := r.table.PutBrand(t.Context(), store.Brand{ID: "aster", Record: []byte("{}"), Keys: []store.APIKey{{Hash: brand.KeyHash("merchant-key"), Scope: brand.ScopeOrders}}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r registry) over(client store.Client) *store.Store {
	return store.New(client, r.tables, time.Now, rand.Float64)
}

// send makes a request of a handler over a database, with the units that it takes.
func (r registry) send(t *testing.T, client store.Client, method, path, body string) (*httptest.ResponseRecorder, *store.Meter) {
	t.Helper()
	table, meter := r.over(client), &store.Meter{}
	h := &Handler{
		brands: table, desk: desk{brands: table, table: table, tell: table, eraser: table, looks: table, claims: claims{table, time.Now}, keys: testKeys(t, table), now: time.Now},
		obs: obs.New(r.log, "orders", 0, time.Now),
	}
	q := httptest.NewRequest(method, path, strings.NewReader(body)).WithContext(store.WithMeter(t.Context(), meter))
	q.Header.Set("Authorization", "Bearer merchant-key")
	w := httptest.NewRecorder()
	h.Routes().ServeHTTP(w, q)
	return w, meter
}

// live lets order i see everything: two parcels, one under two names, with words, signers, votes, reports, findings, decisions and links.
func (r registry) live(t *testing.T, i int) (id string, numbers []string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	at := fmt.Sprintf("/v1/orders/aster/S-%d", i)
	id = order.ID("aster", fmt.Sprintf("S-%d", i))
	numbers = []string{fmt.Sprintf("SWEEP%06dA", i), fmt.Sprintf("SWEEP%06dB", i), fmt.Sprintf("SWEEP%06dZ", i)}
	body := fmt.Sprintf(`{"placed_at":"2026-11-18","items":[{"id":"1","name":"Mug for B. Canary","quantity":1}],"customer":{"name":"Ada Canary","email":"ada@canary.example","phone":"+431234567"},
		"ship_to":{"line1":"Canary Lane 7","postal":"1010","country":"AT"},"watchers":[{"id":"ben","email":"ben@canary.example","consent":{"email":true}}],
		"shipments":[{"carrier":"ups","tracking_number":%q},{"carrier":"ups","tracking_number":%q}]}`, numbers[0], numbers[1])
	if w, _ := r.send(t, r.client, "PUT", at, body); w.Code != 201 {
		t.Fatalf("PUT gives %d %s", w.Code, w.Body)
	}
	if w, _ := r.send(t, r.client, "POST", at+"/links", `{"scope":"gift"}`); w.Code != 201 {
		t.Fatalf("a link gives %d %s", w.Code, w.Body)
	}
	ctx := t.Context()
	for _, number := range numbers {
		f := shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Carrier: "ups", Assurance: shipment.Signed, Status: shipment.Exception, Signed: true, Text: "Left with B. Canary",
			Place: shipment.Place{Text: "CANARY LANE 7"},
			At:    shipment.Moment{Local: "2026-11-20T10:00:00", Offset: "+01:00", Zone: shipment.ZonePayload, Precision: shipment.Second}}, number)
		a := store.Addition{Facts: []shipment.Fact{f}, Proofs: map[string][]byte{f.ID: sealed(t, r.vault, "T#"+number, "proof", "Canary Signer")}}
		switch number {
		case numbers[0]:
			a.Aliases = numbers[2:]
		case numbers[2]:
			a.Main = numbers[0]
		}
		_, err := r.table.Add(ctx, number, a)
		must(err)
	}
	_, err := r.table.ChangeVote(ctx, "aster", id, "s1", func(o store.Opinion) (store.Opinion, error) {
		o.Vote.Vote = survey.Vote{Score: 2, First: now, Changed: now, Cell: survey.Cell{Week: "2026-W47", Carrier: "ups", Service: "-", Region: "AT"}}
		o.Vote.Comment = sealed(t, r.vault, secret.OfOrder(id), survey.CommentLabel("s1", ""), "Canary was not at home")
		return o, nil
	})
	must(err)
	_, err = r.table.ChangeCase(ctx, "aster", id, "s1", survey.Damaged, func(c store.Case) (store.Case, error) {
		c.Case = survey.Case{Kind: survey.Damaged, Open: true, Opened: now, Changed: now, Times: 1}
		c.Comment = sealed(t, r.vault, secret.OfOrder(id), survey.CommentLabel("s1", survey.Damaged), "Canary's mug is broken")
		return c, nil
	})
	must(err)
	_, _, err = r.table.RecordFinding(ctx, store.Finding{Brand: "aster", Order: id, Shipment: "s1", Number: numbers[0], Made: now, Found: watch.Finding{Kind: watch.Silent, Occurrence: 1}})
	must(err)
	_, _, err = r.table.Decide(ctx, store.Decision{Order: id, Key: "s1/0/delivered/1/owner/email", Outcome: store.OutcomeDefer, NotBefore: now.Add(time.Hour), At: now})
	must(err)
	return id, numbers
}

// scan wants nothing of any erased order: no word of a person in whatever attribute, nothing sealed that opens, no link, no pointer, and
// nothing on a list.
func (r registry) scan(t *testing.T) {
	t.Helper()
	finder := sealtest.New("canary", "ada@")
	for _, table := range []string{r.tables.Main, r.tables.Keys} {
		pages := dynamodb.NewScanPaginator(r.client, &dynamodb.ScanInput{TableName: &table, ConsistentRead: aws.Bool(true)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range page.Items {
				r.look(t, finder, item)
			}
		}
	}
	if hit, found := finder.Find(r.log.lines.Bytes()); found {
		t.Errorf("the log holds %+v", hit)
	}
}

func (r registry) look(t *testing.T, finder sealtest.Finder, item map[string]types.AttributeValue) {
	t.Helper()
	pk := item["pk"].(*types.AttributeValueMemberS).Value
	for name, value := range item {
		raw := fmt.Appendf(nil, "%s", value)
		if b, ok := value.(*types.AttributeValueMemberB); ok {
			raw = b.Value
		}
		if hit, found := finder.Find(raw); found {
			t.Errorf("%s %s holds %+v", pk, name, hit)
		}
	}
	for _, name := range []string{"sealed", "lookup", "comment", "ab", "p"} {
		if item[name] != nil {
			t.Errorf("%s still has %s", pk, name)
		}
	}
	switch number, isNumber := strings.CutPrefix(pk, "T#"); {
	case strings.HasPrefix(pk, "L#"), strings.HasPrefix(pk, "M#"):
		t.Errorf("%s is left", pk)
	case isNumber && item["k"] == nil && item["gone"] == nil:
		n, err := r.table.Number(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		if hit, found := finder.Find(fmt.Appendf(nil, "%+v", n)); found {
			t.Errorf("the facts of %s hold %+v", number, hit)
		}
	case item["k"] != nil:
		t.Errorf("the data key of %s is left", pk)
	}
}

// An erasure that dies at any call to the database, before it or after it was made, leaves nothing sealed that opens once the first key is
// gone, and the next one finishes it.
func TestEraseDiesAtEveryCall(t *testing.T) {
	t.Parallel()
	r := newRegistry(t, "EraseSweep")
	deaths, stride := 0, 1
	if testing.Short() { // the race detector has seen all there is after a few
		stride = 9
	}
	for _, made := range []bool{false, true} {
		for at := 1; ; at += stride {
			i := at
			if made {
				i += 1000
			}
			id, _ := r.live(t, i)
			path := fmt.Sprintf("/v1/orders/aster/S-%d", i)
			line := &fuse{Client: r.client, at: at, made: made}
			w, _ := r.send(t, line, "DELETE", path, "")
			if line.calls < at {
				if w.Code != 200 {
					t.Fatalf("an erasure that did not die gives %d %s", w.Code, w.Body)
				}
				break
			}
			deaths++
			if w.Code != 503 && w.Code != 500 {
				t.Errorf("dead at call %d it answers %d %s", at, w.Code, w.Body)
			}
			_, err := r.table.DataKey(t.Context(), secret.OfOrder(id))
			seen, _ := r.send(t, r.client, "GET", path+"/export", "")
			if readable := strings.Contains(seen.Body.String(), "Ada Canary"); seen.Code != 200 || fault.KindOf(err) == fault.Gone && readable {
				t.Errorf("dead at call %d it leaves %d %s", at, seen.Code, seen.Body)
			}
			if w, _ := r.send(t, r.client, "DELETE", path, ""); w.Code != 200 {
				t.Errorf("dead at call %d, repeated: %d %s", at, w.Code, w.Body)
			}
		}
	}
	if deaths < 40/stride {
		t.Errorf("it died %d times, fewer than an erasure has calls", deaths)
	}
	r.scan(t)
}

// What erasing an order takes that has everything: three numbers, of which one came to light from carriers, a vote, two links, a case, a
// finding. Four keys, six links, the order and three marked numbers are the most of it; repeated, it does all but what is done.
func TestEraseUnits(t *testing.T) {
	t.Parallel()
	r := newRegistry(t, "EraseUnits")
	r.live(t, 1)
	if w, _ := r.send(t, r.client, "PUT", "/v1/orders/aster/S-2", `{"items":[{"id":"1","quantity":1}],"customer":{"email":"ada@canary.example"},"shipments":[{"carrier":"ups","tracking_number":"SWEEP000002A"}]}`); w.Code != 201 {
		t.Fatalf("PUT gives %d %s", w.Code, w.Body)
	}
	for _, c := range []struct {
		what, number string
		read, write  float64
	}{{"everything", "S-1", 10.5, 23}, {"everything again", "S-1", 9.5, 11}, {"a parcel", "S-2", 5.5, 10}, {"a parcel again", "S-2", 4.5, 9}} {
		w, m := r.send(t, r.client, "DELETE", "/v1/orders/aster/"+c.number, "")
		if w.Code != 200 || m.Read > c.read || m.Write > c.write {
			t.Errorf("erasing %s: %d, %.1f read and %.1f write units, more than %.1f and %.1f", c.what, w.Code, m.Read, m.Write, c.read, c.write)
		}
	}
	r.scan(t)
}

// Whoever erases an order that is just being made gets it whole or not at all.
func TestEraseRacesTheFirstPut(t *testing.T) {
	t.Parallel()
	r := newRegistry(t, "EraseRace")
	for i := range 8 {
		path, number := fmt.Sprintf("/v1/orders/aster/R-%d", i), fmt.Sprintf("RACE%06dA", i)
		if w, _ := r.send(t, r.client, "DELETE", path, ""); w.Code != 404 {
			t.Fatalf("erasing what never was gives %d", w.Code)
		}
		body := fmt.Sprintf(`{"items":[{"id":"1","quantity":1}],"customer":{"name":"Ada Canary","email":"ada@canary.example"},"shipments":[{"carrier":"ups","tracking_number":%q}]}`, number)
		var codes [3]int
		var both sync.WaitGroup
		for j, method := range []string{"PUT", "DELETE", "DELETE"} {
			both.Go(func() {
				w, _ := r.send(t, r.client, method, path, body)
				codes[j] = w.Code
			})
		}
		both.Wait()
		if put, gone := codes[0], codes[1] == 200 || codes[2] == 200; put != 201 && !(put == 410 && gone) {
			t.Errorf("the PUT gives %d, the erasures %d and %d", put, codes[1], codes[2])
		}
		if w, _ := r.send(t, r.client, "GET", path, ""); w.Code != 200 {
			t.Errorf("the order is not there: %d %s", w.Code, w.Body)
		}
		if w, _ := r.send(t, r.client, "DELETE", path, ""); w.Code != 200 {
			t.Errorf("erasing it afterwards gives %d %s", w.Code, w.Body)
		}
	}
	r.scan(t)
}
