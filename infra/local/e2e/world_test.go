// Package e2e tells the stories that Doorstep exists for, through the whole system: real HTTP, real signatures, the deployed
// binaries, the wire protocols of AWS.
package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/infra/local/system"
	"doorstep/shared/carrier/carriersim"
)

// root is the checkout, seen from this folder.
const root = "../../.."

// patience is how long a story waits while nothing moves. It only bounds a failure: a passing test never waits it out.
const patience = 40 * time.Second

// limit is how long a story waits in any case, so that a system that runs in circles fails with a reason.
const limit = 6 * time.Minute

// world is a running system with seeded secrets and simulated carriers.
type world struct {
	*system.System
	sim *carriersim.Sim
	log *lines // what the functions print
}

// start brings a system up for one test. The tables are its own: the engine is shared by the test binary, so the stage, which is
// part of every name, is not.
func start(t *testing.T, params map[string]string) world {
	t.Helper()
	if testing.Short() {
		t.Skip("runs the whole system")
	}
	endpoint := dynoxidetest.Endpoint(t)
	all := map[string]string{"Stage": stageOf(t), "ChecksDelaySeconds": "0"} // a story does not wait five minutes
	for k, v := range params {
		all[k] = v
	}
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	log := logTo(t)
	s, err := system.Start(context.Background(), system.Options{Root: dir, Params: all, DynamoDBEndpoint: endpoint, SQSEndpoint: os.Getenv("SQS_ENDPOINT"), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	sim := carriersim.New(time.Now)
	carriers := serve(t, sim)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("stop the system: %v", err)
		}
		if os.Getenv("DYNAMODB_ENDPOINT") == "" {
			return // the stand-in ends with the test binary
		}
		if err := s.Remove(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if err := demo.Seed(context.Background(), s, carriers); err != nil {
		t.Fatal(err)
	}
	return world{s, sim, log}
}

// answer is what an HTTP call gave.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (w world) call(t *testing.T, method, path string, header http.Header, body []byte) answer {
	t.Helper()
	a, err := w.try(method, path, header, body)
	if err != nil {
		t.Fatal(err)
	}
	guarded(t, method, path, a)
	return a
}

// client opens no more connections than one host needs under load.
var client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

func (w world) try(method, path string, header http.Header, body []byte) (answer, error) {
	request, err := http.NewRequest(method, w.URL()+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if header != nil {
		request.Header = header.Clone()
	}
	response, err := client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, said}, err
}

// register puts an order and gives the path of its page.
func (w world) register(t *testing.T, number string, body map[string]any) (path string, status int) {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	a := w.call(t, http.MethodPut, "/v1/orders/"+demo.Brand+"/"+number, http.Header{"Authorization": {"Bearer " + demo.MerchantKey}, "Content-Type": {"application/json"}}, encoded)
	var said struct {
		TrackingURL string `json:"tracking_url"`
	}
	if err := json.Unmarshal(a.body, &said); err != nil || a.status >= 300 {
		t.Fatalf("register %s: %d %s", number, a.status, a.body)
	}
	if len(said.TrackingURL) <= len(w.URL()) || said.TrackingURL[:len(w.URL())] != w.URL() {
		t.Fatalf("the tracking url %q does not open on %s", said.TrackingURL, w.URL())
	}
	return said.TrackingURL[len(w.URL()):], a.status
}

// push sends a push that must be taken.
func (w world) push(t *testing.T, source string, p carriersim.Push) {
	t.Helper()
	if a := w.call(t, http.MethodPost, "/webhooks/"+source, p.Header, p.Body); a.status/100 != 2 {
		t.Fatalf("push to %s: %d %s", source, a.status, a.body)
	}
}

// page is the JSON of an order page, as far as the stories look at it.
type page struct {
	Shipments []struct {
		TrackingNumber string `json:"tracking_number"`
		Status         string
		Delivered      bool
		TrackingState  string `json:"tracking_state"`
		StaleSince     string `json:"stale_since"`
		Unconfirmed    bool
		Pieces         int
		PiecesArrived  int `json:"pieces_arrived"`
		Events         []event
		Milestones     []milestone
	}
}

type milestone struct {
	Status, Direction string
	Retracted         bool
}

type event struct {
	Source        string
	CarrierText   string `json:"carrier_text"`
	Status        string
	OccurredLocal string  `json:"occurred_local"`
	OccurredAt    *string `json:"occurred_at"`
	Witnesses     []string
	Denied        bool
}

func (w world) look(path string) (page, error) {
	a, err := w.try(http.MethodGet, path+".json", nil, nil)
	if err != nil {
		return page{}, err
	}
	if a.status != http.StatusOK {
		return page{}, fmt.Errorf("%s.json: %d %s", path, a.status, a.body)
	}
	var p page
	return p, json.Unmarshal(a.body, &p)
}

// until looks at a page again and again until it is right, and tells what was last wrong with it when patience ends.
func (w world) until(t *testing.T, path string, right func(page) error) (seen page) {
	t.Helper()
	w.eventually(t, func() (err error) {
		if seen, err = w.look(path); err != nil {
			return err
		}
		return right(seen)
	})
	return seen
}

// settled waits until no queue holds a message, none is under way, and what was written so far has come through the streams, of which no
// queue knows. A story may share its system with others, whose messages it has to sit out; so patience only runs while nothing moves.
func (w world) settled(t *testing.T) {
	t.Helper()
	var since time.Time // nothing was begun
	begun := -1
	w.eventually(t, func() error {
		read := w.StreamsReadUntil()
		if now := w.done(); now != begun {
			begun, since = now, time.Now()
		}
		if err := w.idle(); err != nil {
			begun = -1
			return err
		}
		if !read.After(since) {
			return errors.New("there may be changes in the streams that nobody has read")
		}
		return nil
	})
}

// eventually tries again and again until something is right. It gives up when it is not, and the system has done nothing for as long
// as patience: how long a busy machine needs says nothing about what it runs.
func (w world) eventually(t *testing.T, right func() error) {
	t.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	begin, atMost := time.Now(), limit
	if os.Getenv("DYNAMODB_ENDPOINT") != "" {
		atMost *= 3 // an engine elsewhere may be slow
	}
	done, since := w.done(), begin
	for {
		err := right()
		if err == nil {
			return
		}
		if now := w.done(); now != done {
			done, since = now, time.Now()
		}
		if still := time.Since(since); still > patience && still > w.comesBack() || time.Since(begin) > atMost {
			t.Fatalf("after %.0f s, and nothing begun for %.0f s: %v", time.Since(begin).Seconds(), still.Seconds(), err)
		}
		<-ticker.C
	}
}

// comesBack is how long patience must be while a queue hides messages: what a receiver lost is seen again when its visibility timeout
// ends. Queues promise no more, so a story may not either.
func (w world) comesBack() (longest time.Duration) {
	for _, q := range w.Queues() {
		for _, made := range w.Template.Queues() {
			if made.Name == q.Name && q.InFlight > 0 {
				longest = max(longest, made.Visibility+patience)
			}
		}
	}
	return longest
}

// done counts what was begun behind the front door. Answers to callers do not count: whoever looks at a page again and again would
// move the system himself.
func (w world) done() (invocations int) {
	for _, f := range w.Template.Functions() {
		if len(f.SQS)+len(f.Streams) == 0 {
			continue
		}
		for _, i := range w.Function(f.ID).Instances() {
			invocations += i.Invocations
		}
	}
	return invocations
}

func (w world) idle() error {
	begun := w.done()
	for _, q := range w.Queues() {
		if q.Visible+q.InFlight+q.Delayed > 0 {
			return fmt.Errorf("queue %s holds %d waiting, %d in flight", q.Name, q.Visible, q.InFlight)
		}
	}
	for _, f := range w.Template.Functions() {
		if len(f.SQS)+len(f.Streams)+len(f.Schedules) == 0 {
			continue // whoever called it waits for its answer
		}
		for _, i := range w.Function(f.ID).Instances() {
			if i.Busy {
				return errors.New(f.ID + " is busy")
			}
		}
	}
	if w.done() != begun { // queues elsewhere are counted one after the other
		return errors.New("something began meanwhile")
	}
	return nil
}

// looksIntoQueues skips a story that SQS itself gives no means for.
func (w world) looksIntoQueues(t *testing.T) {
	t.Helper()
	if !w.OwnQueues() {
		t.Skip("looks at messages without receiving them, which only the stand-in for queues lets it do: run it without SQS_ENDPOINT")
	}
}

// corpus reads a payload of the shared material, or skips the test where there is none.
func corpus(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(root, "..", "shared", "carriers", "corpus", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the corpus of real payloads is not beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	return body
}
