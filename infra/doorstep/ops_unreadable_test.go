package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/infra/doorstep/ops/dead"
	"doorstep/infra/local/cloudwatch"
	"doorstep/infra/local/dynoxide/dynoxidetest"
	local "doorstep/infra/local/sqs"
	"doorstep/infra/local/ssm"
	"doorstep/shared/queue"
	"doorstep/shared/secret"
	webshop "doorstep/shared/shop"
	"doorstep/shared/shop/shopify"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
)

// troubled is an operator whose deployment keeps two bodies that nobody could read, of a carrier and of a shop. Both name somebody.
func troubled(t *testing.T) (operator, *store.Store) {
	t.Helper()
	stage := fmt.Sprintf("x%08x", mathrand.Uint32())
	endpoint := dynoxidetest.Endpoint(t)
	if err := storetest.CreateTables(t.Context(), storetest.Client(endpoint), store.Tables{Main: "Doorstep-" + stage, Keys: "DoorstepKeys-" + stage}); err != nil {
		t.Fatal(err)
	}
	o := operator{t, map[string]string{"AWS_ENDPOINT_URL_DYNAMODB": endpoint, "DOORSTEP_STAGE": stage}}
	params := ssm.New(time.Now)
	for name, value := range map[string]string{"keys/kek": strings.Repeat("07", 32), "shops/shopify/aster/secret": "s3cret"} {
		if err := params.Put("/doorstep/"+stage+"/"+name, value, true); err != nil {
			t.Fatal(err)
		}
	}
	var queues *local.Server
	front := serveAt(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { queues.ServeHTTP(w, r) }))
	queues = local.New(front, time.Now)
	o.env["AWS_ENDPOINT_URL_SQS"] = front
	o.env["AWS_ENDPOINT_URL_SSM"], o.env["AWS_ENDPOINT_URL_CLOUDWATCH"] = serveAt(t, params), serveAt(t, cloudwatch.New(time.Now, nil))
	p := o.process(&bytes.Buffer{}, &bytes.Buffer{})
	client, err := p.sqsClient()
	if err != nil {
		t.Fatal(err)
	}
	names := dead.DeadNames()
	for _, q := range dead.Queues() {
		names = append(names, q.Name)
	}
	for _, name := range names {
		if _, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("doorstep-" + stage + "-" + name)}); err != nil {
			t.Fatal(err)
		}
	}
	db, err := p.store(place{&stage, new(string)})
	if err != nil {
		t.Fatal(err)
	}
	return o, db
}

func serveAt(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// parks keeps a body sealed as ingest does.
func (o operator) parks(db *store.Store, b store.Unreadable, plain string) {
	o.t.Helper()
	p := o.process(&bytes.Buffer{}, &bytes.Buffer{})
	parameters, err := p.parameters()
	if err != nil {
		o.t.Fatal(err)
	}
	sealer := secret.Sealer{Keys: secret.Keys{Values: parameters, Prefix: "/doorstep/" + o.env["DOORSTEP_STAGE"]}, Table: db, Rnd: rand.Reader}
	if b.Sealed, err = sealer.Seal(o.t.Context(), store.UnreadableOwner(b.At), "body", []byte(plain)); err != nil {
		o.t.Fatal(err)
	}
	if err := db.Park(o.t.Context(), b); err != nil {
		o.t.Fatal(err)
	}
}

// came is when the bodies of these tests came.
var came = time.Date(2026, 3, 9, 20, 0, 0, 0, time.UTC)

// bodies keeps two that nobody could read.
func (o operator) bodies(db *store.Store) {
	o.t.Helper()
	m, err := queue.Inbound{Source: "fedex", Account: "default", Kind: queue.Webhook, Body: []byte(strings.Replace(upsMessage, "SMITH", "Canary", 1))}.Message()
	if err != nil {
		o.t.Fatal(err)
	}
	o.parks(db, store.Unreadable{ID: "aaaa0000", Source: "fedex", Account: "default", Kind: "webhook", Reason: "read FedEx payload: neither", At: came, Assurance: "signed"}, m.Body)
	o.parks(db, store.Unreadable{ID: "bbbb0000", Source: "shopify", Account: "aster", Kind: "shop", Reason: "order has no id", At: came, Topic: "orders/create"}, `{"name":"#1001","email":"canary@example.com"}`)
}

// has checks that something printed holds all words.
func (o operator) has(said string, words ...string) {
	o.t.Helper()
	for _, word := range words {
		if !strings.Contains(said, word) {
			o.t.Errorf("%q is missing in\n%s", word, said)
		}
	}
}

// Every command shows what a body is about and nothing that it says; only --reveal does, into a file that others cannot read.
func TestUnreadableBodiesStayCovered(t *testing.T) {
	t.Parallel()
	o, db := troubled(t)
	if none := o.types(exitDone, "", "unreadable", "list", "--json"); none != "" {
		t.Errorf("nothing is kept, and listed is %s", none)
	}
	o.bodies(db)
	o.has(o.types(exitDone, "", "unreadable", "list"), "bodies  source   account  kind", "1       fedex    default  webhook", "order has no id")
	o.has(o.types(exitDone, "", "unreadable", "list", "--bodies", "--json"), `"id":"aaaa0000","at":"2026-03-09T20:00:00Z","source":"fedex"`, `"topic":"orders/create"`)
	o.has(o.types(exitDone, "", "unreadable", "show", "aaaa"), "cannot read it", ".receivedBy text of 6", ".activityStatus.code text of 2")
	o.has(o.types(exitDone, "", "unreadable", "show", "aaaa", "--as", "ups", "--json"), `"assurance":"signed"`, "reads 1 facts of 1 numbers")
	o.has(o.types(exitDone, "", "unreadable", "show", "bbbb"), ".email text of 18", "door of shops")
	o.has(o.types(exitRefuse, "", "unreadable", "retry", "--dry-run"), `{"refused":1,"unreadable":1}`)
	o.has(o.types(exitDone, "", "unreadable", "retry", "--source", "fedex", "--as", "ups", "--dry-run", "--json"), `"became":"would_read","facts":1,"numbers":["1Z879E930346834440"]`, `{"would_read":1}`)
	o.types(exitInput, "no\n", "unreadable", "drop")
	path := filepath.Join(t.TempDir(), "body")
	o.types(exitDone, "", "unreadable", "show", "bbbb", "--reveal", "--out", path)
	o.types(exitInput, "", "unreadable", "show", "bbbb", "--reveal", "--out", path) // it replaces nothing
	body, err := os.ReadFile(path)
	if info, statErr := os.Stat(path); err != nil || statErr != nil || info.Mode().Perm() != 0o600 || !strings.Contains(string(body), "canary@example.com") {
		t.Errorf("revealed %q, %v, %v", body, err, statErr)
	}
	o.has(o.types(exitDone, "yes\n", "unreadable", "drop", "aaaa"), `{"dropped":1}`)
	o.has(o.types(exitRefuse, "", "health", "--strict", "--json"), `"state":"wrong","part":"unreadable"`, `"state":"wrong","part":"schedule"`, `"state":"ok","part":"dead letters"`)
	o.has(o.types(exitDone, "", "dead", "list"), "relay-lost", "inbound-dead")
	o.has(o.types(exitDone, "", "dead", "peek", "inbound", "--json"))
	o.has(o.types(exitDone, "", "dead", "redrive", "--all", "--json"))
	o.has(o.types(exitDone, "", "dead", "drop", "inbound", "--yes"), `{"dropped":0}`)
}

// A webhook of a shop goes through its own door again, signed with the secret that holds now.
func TestAShopsWebhookKnocksAgain(t *testing.T) {
	t.Parallel()
	o, db := troubled(t)
	o.bodies(db)
	var knocked []string
	answer := http.StatusServiceUnavailable
	o.env["DOORSTEP_URL"] = serveAt(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		signed := shopify.Adapter{}.Verify([]string{"s3cret"}, webshop.Request{Header: r.Header, Body: body})
		knocked = append(knocked, fmt.Sprint(r.Method, " ", r.URL.Path, " ", webshop.Topic(r.Header), " ", signed, " ", err))
		w.WriteHeader(answer)
	}))
	o.has(o.types(exitRefuse, "", "unreadable", "retry", "bbbb"), "the door of shops answers 503")
	answer = http.StatusOK
	o.has(o.types(exitDone, "", "unreadable", "retry", "bbbb"), `{"applied":1}`)
	const want = "POST /v1/shops/shopify/aster orders/create true <nil>"
	if got := strings.Join(knocked, "|"); got != want+"|"+want {
		t.Errorf("knocked %s", got)
	}
	if left := o.types(exitDone, "", "unreadable", "list", "--json"); strings.Contains(left, "shopify") {
		t.Errorf("left on the list: %s", left)
	}
}

func TestOpsMisuse(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"", "burn", "unreadable", "unreadable burn", "unreadable show", "unreadable show xyzzy", "unreadable list aaaa", "unreadable list --since monday", "unreadable list --reveal",
		"unreadable show aaaa --out f", "unreadable retry --rate 0", "unreadable retry --as-kind fax", "dead", "dead peek", "dead peek nowhere", "dead list inbound", "dead redrive",
		"dead redrive inbound --all", "dead redrive inbound --rate 501", "dead peek inbound --reveal", "dead drop", "health now", "health --loud", "unreadable list", "dead list", "replay 1Z1", "health",
	} {
		if out, complaint, code := run(t, "", append([]string{"ops"}, strings.Fields(args)...)...); code != exitInput || complaint == "" || out != "" {
			t.Errorf("%s: exit %d, %s, %s", args, code, out, complaint)
		}
	}
	for _, command := range []string{"", "health", "unreadable", "dead", "replay"} {
		if out, complaint, code := run(t, "", append(append([]string{"ops"}, strings.Fields(command)...), "--help")...); code != exitDone || complaint != "" || !strings.Contains(out, "doorstep ops "+command) {
			t.Errorf("help of %q: exit %d, %s, %s", command, code, out, complaint)
		}
	}
}
