package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"doorstep/infra/local/dynoxide/dynoxidetest"
)

// root is the checkout, seen from this folder.
const root = "../.."

// TestCommand runs the command as a newcomer does: the built binary, a child process, its two outputs and its exit code.
func TestCommand(t *testing.T) {
	t.Parallel()
	endpoint := dynoxidetest.Endpoint(t) // says why where there is no DynamoDB
	binary := build(t)
	t.Run("two side by side come up, show parcels and end at a signal", func(t *testing.T) {
		t.Parallel()
		for name, signal := range map[string]syscall.Signal{"Ctrl-C": syscall.SIGINT, "SIGTERM": syscall.SIGTERM} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				ends(t, binary, signal)
			})
		}
	})
	t.Run("kill -9 leaves no process behind", func(t *testing.T) {
		t.Parallel()
		c := launch(t, binary)
		c.ready(t)
		family := c.family(t)
		if err := c.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		<-c.ended
		gone(t, family)
	})
	t.Run("a crash of DynamoDB ends it with a sentence", func(t *testing.T) {
		t.Parallel()
		c := launch(t, binary)
		c.ready(t)
		family := c.family(t)
		for pid, name := range family {
			if name == "dynoxide" {
				syscall.Kill(pid, syscall.SIGKILL) //nolint:errcheck // then nothing ends, and the test fails
			}
		}
		<-c.ended
		c.refused(t, "the DynamoDB stand-in lost its tables, start again")
		gone(t, family)
	})
	t.Run("a second run finds what the first left in DynamoDB", func(t *testing.T) {
		t.Parallel()
		var links [2][]string
		for i := range links {
			c := launch(t, binary, "DYNAMODB_ENDPOINT="+endpoint)
			links[i] = paths(c.get(t, c.ready(t)+"/_local/"))
			c.stop(t, os.Interrupt)
		}
		if len(links[0]) == 0 || strings.Join(links[0], "\n") != strings.Join(links[1], "\n") {
			t.Errorf("the orders moved from %v to %v", links[0], links[1])
		}
	})
	t.Run("what is wrong is said in one sentence", func(t *testing.T) {
		t.Parallel()
		refusals(t, binary)
	})
}

// ends looks around in a running system and ends it by a signal.
func ends(t *testing.T, binary string, signal os.Signal) {
	c := launch(t, binary)
	url := c.ready(t)
	orders := paths(c.get(t, url+"/_local/"))
	if len(orders) < 5 {
		t.Errorf("the index page lists %d orders", len(orders))
	}
	statuses := map[string]bool{}
	c.eventually(t, func() error {
		for _, path := range orders {
			for _, s := range c.statuses(t, url+path) {
				statuses[s] = true
			}
		}
		for _, want := range []string{"delivered", "out_for_delivery", "exception", "in_transit"} {
			if !statuses[want] {
				return fmt.Errorf("no demo parcel is %s: %v", want, statuses)
			}
		}
		return nil
	})
	family := c.family(t)
	c.stop(t, signal)
	gone(t, family)
}

var orderLink = regexp.MustCompile(`href="http://127\.0\.0\.1:\d+(/t/[^"]+)"`)

// paths gives the order pages that an index page links.
func paths(index []byte) []string {
	var found []string
	for _, m := range orderLink.FindAllSubmatch(index, -1) {
		found = append(found, string(m[1]))
	}
	return found
}

// statuses opens an order page and its JSON and gives the statuses of its parcels.
func (c *command) statuses(t *testing.T, page string) []string {
	t.Helper()
	c.get(t, page)
	var order struct{ Shipments []struct{ Status string } }
	if err := json.Unmarshal(c.get(t, page+".json"), &order); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range order.Shipments {
		all = append(all, s.Status)
	}
	return all
}

func (c *command) get(t *testing.T, url string) []byte {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s %v", url, response.Status, err)
	}
	return body
}

// refusals starts the command where it cannot run.
func refusals(t *testing.T, binary string) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	_, port, err := net.SplitHostPort(taken.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		dir        string
		env        []string
	}{
		{"a port in letters", `PORT="abc" is no port`, root, []string{"PORT=abc"}},
		{"a port too high", `PORT="65536" is no port`, root, []string{"PORT=65536"}},
		{"a taken port", "is taken by another program: stop it, or choose another port", root, []string{"PORT=" + port}},
		{"a silent DynamoDB", "nothing answers at http://127.0.0.1:1 (DYNAMODB_ENDPOINT)", root, []string{"DYNAMODB_ENDPOINT=http://127.0.0.1:1"}},
		{"a DynamoDB without scheme", `DYNAMODB_ENDPOINT="127.0.0.1:8000" is no address`, root, []string{"DYNAMODB_ENDPOINT=127.0.0.1:8000"}},
		{"a silent SQS", "nothing answers at http://127.0.0.1:1 (SQS_ENDPOINT)", root, []string{"SQS_ENDPOINT=http://127.0.0.1:1"}},
		{"no Node", "node is not on the PATH: install Node.js 20 or newer", copied(t, "", ""), []string{"PATH=/nowhere", "DYNAMODB_ENDPOINT="}},
		{"an unknown property", lineOf(t, "MemorySize: 256") + `: Function Webhook: property "MemorySizes" is not understood`, copied(t, "MemorySize: 256", "MemorySizes: 256"), nil},
		{"an override that is none", `OVERRIDES holds "Stage:try": write Name=Value`, root, []string{"OVERRIDES=LogDays=3 Stage:try"}},
		{"an override that the template does not know", `Nonsense`, root, []string{"OVERRIDES=Nonsense=1"}},
		{"no checkout", "there is no template.yaml here or above", t.TempDir(), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			started := launchIn(t, binary, c.dir, c.env...)
			<-started.ended
			started.refused(t, c.want)
			if strings.Contains(started.stdout.String(), "\nready ") {
				t.Error("it says that it is ready")
			}
		})
	}
}

// copied makes a checkout without node_modules whose template has its first old replaced.
func copied(t *testing.T, old, replacement string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "infra", "local"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"template.yaml", "infra/local/package.json", "infra/local/package-lock.json"} {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "template.yaml" && old != "" {
			content = bytes.Replace(content, []byte(old), []byte(replacement), 1)
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// lineOf gives the place of the first line of the template that holds a text, as messages name it.
func lineOf(t *testing.T, held string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	before, _, ok := strings.Cut(string(content), held)
	if !ok {
		t.Fatalf("template.yaml does not hold %q", held)
	}
	return fmt.Sprintf("template.yaml:%d", strings.Count(before, "\n")+1)
}

func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "local")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build the command: %v\n%s", err, out)
	}
	return binary
}

// patience bounds a failure; a passing test never waits it out. The first build with an empty cache takes a minute or two.
const patience = 4 * time.Minute
