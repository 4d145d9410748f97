package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/infra/contract"
)

// excused are documented statuses that this test does not provoke, and why, by operation; "" is for every operation.
var excused = map[string]map[int]string{
	"": {
		429: "the rate of a route is more than a busy machine can send; infra/local/httpapi tests the answer of API Gateway",
		500: "takes a bug of ours; shared/web tests the answer",
		503: "takes a database, queue or secret store that does not answer; the functions' own tests take them away",
	},
	"addShipment": {409: "takes another writer in between five times in a row"},
	"eraseOrder":  {409: "takes another writer in between five times in a row"},
	"rotateLinks": {409: "takes another writer in between five times in a row"},
}

// TestTheSystemAnswersAsDocumented provokes every answer that infra/openapi.yaml describes and compares what comes with it.
func TestTheSystemAnswersAsDocumented(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join(root, "infra", "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := contract.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	a := &agreement{world: start(t, nil), document: d, seen: map[string][]int{}}
	for _, part := range []struct {
		name string
		ask  func(*agreement, *testing.T)
	}{
		{"carriers", (*agreement).carriers},
		{"shops", (*agreement).shops},
		{"merchants", (*agreement).merchants},
		{"lookups", (*agreement).lookups},
		{"pages", (*agreement).pages},
		{"surveys", (*agreement).surveys},
		{"stops", (*agreement).stops},
		{"odd bodies", (*agreement).oddBodies},
		{"docs", (*agreement).docs},
	} {
		t.Run(part.name, func(t *testing.T) { part.ask(a, t) })
	}
	if !t.Failed() { // a part that broke off has not asked everything
		a.complete(t)
	}
}

// agreement compares answers with the document and remembers which there were.
type agreement struct {
	world
	document *contract.Document
	seen     map[string][]int
}

// want is an answer that a request shall get.
type want struct {
	what      string // what is special about it
	operation string
	status    int
	path      string
	header    http.Header
	body      []byte
}

// ask makes a request, follows nowhere, and fails unless the answer has the status and is as documented.
func (a *agreement) ask(t *testing.T, w want) answer {
	t.Helper()
	got := a.request(t, w)
	if got.status != w.status {
		t.Fatalf("%s, %s: %d, want %d: %.500s", w.operation, w.what, got.status, w.status, got.body)
	}
	if err := a.document.Check(w.operation, contract.Answer{Status: got.status, Header: got.header, Body: got.body}); err != nil {
		t.Errorf("%s: %v\n%.2000s", w.what, err, got.body)
	}
	a.seen[w.operation] = append(a.seen[w.operation], got.status)
	return got
}

func (a *agreement) request(t *testing.T, w want) answer {
	t.Helper()
	op, ok := a.document.Operation(w.operation)
	if !ok || !leadsTo(op.Path, w.path) {
		t.Fatalf("%s is not a request of %s %s", w.path, w.operation, op.Path)
	}
	request, err := http.NewRequestWithContext(t.Context(), op.Method, a.URL()+w.path, bytes.NewReader(w.body))
	if err != nil {
		t.Fatal(err)
	}
	if w.header != nil {
		request.Header = w.header.Clone()
	}
	response, err := client.Transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, body}
}

// leadsTo reports whether a request's path is one of a documented path.
func leadsTo(documented, path string) bool {
	path, _, _ = strings.Cut(path, "?")
	want, got := strings.Split(documented, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == g || strings.HasPrefix(w, "{") && g != "" })
}

// complete fails when an operation or a status of the document was neither provoked nor excused, or excused although it was.
func (a *agreement) complete(t *testing.T) {
	for _, op := range a.document.Operations() {
		if len(a.seen[op.ID]) == 0 {
			t.Errorf("%s was never called", op.ID)
		}
		for _, status := range op.Statuses() {
			provoked := slices.Contains(a.seen[op.ID], status)
			own, all := excused[op.ID][status], excused[""][status]
			switch {
			case !provoked && own == "" && all == "":
				t.Errorf("%s: status %d is documented, and neither provoked nor excused", op.ID, status)
			case provoked && own != "":
				t.Errorf("%s: status %d is excused, and it was provoked", op.ID, status)
			}
		}
	}
	for id, statuses := range excused {
		op, ok := a.document.Operation(id)
		for status := range statuses {
			if id != "" && (!ok || !slices.Contains(op.Statuses(), status)) {
				t.Errorf("%s: status %d is excused, and nobody documents it", id, status)
			}
		}
	}
}

// docs opens what the runner shows of the document.
func (a *agreement) docs(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(root, "infra", "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if raw := a.call(t, http.MethodGet, "/_local/openapi.yaml", nil, nil); raw.status != http.StatusOK || !bytes.Equal(raw.body, file) {
		t.Errorf("the raw file gives %d, %d bytes", raw.status, len(raw.body))
	}
	if page := a.call(t, http.MethodGet, "/_local/api", nil, nil); page.status != http.StatusOK || !bytes.Contains(page.body, []byte(`id="putOrder"`)) {
		t.Errorf("the page gives %d %.500s", page.status, page.body)
	}
	if index := a.call(t, http.MethodGet, "/_local/", nil, nil); !bytes.Contains(index.body, []byte(">API docs</a>")) {
		t.Error("the index page does not list it")
	}
}

// oddBodies sends every field of every JSON body what does not belong there: the answer is documented and never a failure, and what the
// document does not allow is refused.
func (a *agreement) oddBodies(t *testing.T) {
	var order, shipment any
	decode(t, everything("odd"), &order)
	decode(t, []byte(`{"tracking_number":"1Z590A6E0390244640","carrier":"ups","items":[{"id":"1","quantity":1}]}`), &shipment)
	a.ask(t, want{"the good order", "putOrder", http.StatusCreated, ordersPath + "odd", merchantKey(), everything("odd")})
	for _, c := range []struct {
		id, path string
		good     any
	}{
		{"putOrder", ordersPath + "odd", order},
		{"addShipment", ordersPath + "odd/shipments", shipment},
		{"makeLink", ordersPath + "odd/links", map[string]any{"scope": "gift"}},
	} {
		op, _ := a.document.Operation(c.id)
		schema := op.Field("requestBody").Field("content").Field("application/json").Field("schema")
		sent := 0
		for v := range a.document.Variants(schema, c.good) {
			sent++
			w := want{v.Field, c.id, 0, c.path, merchantKey(), encode(t, v.Body)}
			got := a.request(t, w)
			err := a.document.Check(c.id, contract.Answer{Status: got.status, Header: got.header, Body: got.body})
			if err != nil || got.status >= 500 || !v.Fits && got.status < 400 {
				t.Errorf("%s, %s (allowed: %v): %d %v\n%.300s\n%.300s", c.id, v.Field, v.Fits, got.status, err, w.body, got.body)
			}
		}
		if sent == 0 {
			t.Errorf("%s describes no field", c.id)
		}
	}
}

// decode reads JSON as the document's schemas take it.
func decode(t *testing.T, data []byte, to any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		t.Fatal(err)
	}
}

// form gives the header and body of a form as a browser sends it from our own page.
func form(fields ...string) (http.Header, []byte) {
	values := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {"null"}, "Sec-Fetch-Site": {"same-origin"}}
	return header, []byte(values.Encode())
}
