package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/infra/local/demo"
	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/shared/brand"
	"doorstep/shared/store"
)

// ownShop makes a brand of a story's own, the demo's under another name: functions remember how a brand wants its messages for a minute,
// so stories on one system do not share one.
func (w world) ownShop(t *testing.T, id string, edit func(*brand.Record)) {
	t.Helper()
	stored, err := w.store().Brand(t.Context(), demo.Brand)
	if err != nil {
		t.Fatal(err)
	}
	record, err := brand.Decode(stored.Record)
	if err != nil {
		t.Fatal(err)
	}
	edit(&record)
	encoded, err := brand.Encode(record)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store().ApplyBrand(t.Context(), id, encoded, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.store().AddKey(t.Context(), id, store.APIKey{Hash: brand.KeyHash("key of " + id), Scope: brand.ScopeOrders}); err != nil {
		t.Fatal(err)
	}
}

// sell puts an order of a story's own brand and gives the path of its page.
func (w world) sell(t *testing.T, shop, number string, body map[string]any) (path string) {
	t.Helper()
	header := http.Header{"Authorization": {"Bearer key of " + shop}, "Content-Type": {"application/json"}}
	a := w.call(t, http.MethodPut, "/v1/orders/"+shop+"/"+number, header, encode(t, body))
	var said struct {
		TrackingURL string `json:"tracking_url"`
	}
	if err := json.Unmarshal(a.body, &said); err != nil || a.status >= 300 {
		t.Fatalf("sell %s of %s: %d %s", number, shop, a.status, a.body)
	}
	return strings.TrimPrefix(said.TrackingURL, w.URL())
}

// kindsTo lists the kinds of the e-mails that somebody got, oldest first.
func (w world) kindsTo(address string) (kinds []string) {
	for _, m := range w.Mailbox() {
		if m.To == address {
			kinds = append(kinds, m.Kind)
		}
	}
	return kinds
}

// gets waits until somebody got just these kinds of e-mails.
func (w world) gets(t *testing.T, address string, want ...string) {
	t.Helper()
	w.eventually(t, func() error {
		if got := w.kindsTo(address); !slices.Equal(got, want) {
			return fmt.Errorf("%s got %v, want %v", address, got, want)
		}
		return nil
	})
}

// commandLine is the program doorstep, as an operator runs it against the system.
type commandLine struct {
	world
	program string
	env     []string
}

func (w world) commandLine(t *testing.T) commandLine {
	t.Helper()
	stage, _ := w.Template.Parameter("Stage")
	c := commandLine{w, filepath.Join(t.TempDir(), "doorstep"), append(os.Environ(), "DYNAMODB_ENDPOINT="+dynoxidetest.Endpoint(t), "DOORSTEP_STAGE="+stage, "DOORSTEP_TABLE="+w.Table)}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", c.program, "./infra/doorstep")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the command line: %v\n%s", err, out)
	}
	return c
}

// line is what `doorstep messages why --json` says of one decision.
type line struct {
	Kind, Recipient, Channel, Result, Outcome, Reason, Why, Until, Key string
	SentAt                                                             string `json:"sent_at"`
}

// why asks why the messages of an order came or did not.
func (c commandLine) why(t *testing.T, shop, number string) (lines []line) {
	t.Helper()
	ask := exec.CommandContext(t.Context(), c.program, "messages", "why", shop, number, "--json")
	ask.Env = c.env
	out, err := ask.Output()
	if err != nil {
		t.Fatalf("messages why %s %s: %v\n%s", shop, number, err, out)
	}
	for scanner := bufio.NewScanner(bytes.NewReader(out)); scanner.Scan(); {
		var l line
		if err := json.Unmarshal(scanner.Bytes(), &l); err != nil {
			t.Fatalf("messages why: %v in %s", err, scanner.Bytes())
		}
		lines = append(lines, l)
	}
	return lines
}

// says writes the decisions about kinds and channels in the order of their words: "delivered email: not sent, stale".
func says(lines []line) (out []string) {
	for _, l := range lines {
		out = append(out, fmt.Sprintf("%s %s: %s, %s", l.Kind, l.Channel, l.Result, l.Reason))
	}
	slices.Sort(out)
	return out
}
