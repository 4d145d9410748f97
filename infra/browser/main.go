// Command browser runs the tests that only a browser can run: it starts the whole system with orders in every state, a server for
// the gallery of pages and a shop of another origin, and has Node drive Debian's Chromium over them (`make browser`). With
// -screenshots it also leaves pictures of every state in a folder, for people to look at (`make screenshots`).
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/infra/local/system"
	"doorstep/shared/carrier/carriersim"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	screenshots := flag.String("screenshots", "", "folder for a picture of every state; empty: none")
	pattern := flag.String("run", "", "only tests whose name matches this expression")
	flag.Parse()
	if err := run(ctx, *screenshots, *pattern); err != nil {
		fmt.Fprintln(os.Stderr, "browser:", err)
		stop()
		os.Exit(1)
	}
}

// scene is what the tests are told, in the environment variable SCENE.
type scene struct {
	System      string            `json:"system"`  // origin of the running system
	Gallery     string            `json:"gallery"` // origin of the gallery; /index.json lists its pages, /letters/index.json its messages
	Shop        string            `json:"shop"`    // origin of a shop page, which is not the system's
	Pages       map[string]string `json:"pages"`   // address of an order's page by story
	Chromium    string            `json:"chromium"`
	Screenshots string            `json:"screenshots"` // folder, or empty

	carriers string // origin of the simulated carriers, which confirm deliveries
}

func run(ctx context.Context, screenshots, pattern string) (err error) {
	root, err := system.Checkout()
	if err != nil {
		return err
	}
	s := scene{}
	if s.Chromium, err = chromium(); err != nil {
		return err
	}
	if screenshots != "" {
		if s.Screenshots, err = filepath.Abs(screenshots); err != nil {
			return err
		}
	}
	logs, err := os.Create(filepath.Join(root, ".cache", "browser.log"))
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	defer logs.Close() //nolint:errcheck // a log that cannot be closed changes nothing
	sys, err := system.Start(ctx, system.Options{Root: root, Log: logs, DynamoDBEndpoint: os.Getenv("DYNAMODB_ENDPOINT")})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sys.Close()) }()
	s.System = sys.URL()
	carriers := carriersim.New(time.Now)
	closeServers, err := s.serve(root, carriers)
	if err != nil {
		return err
	}
	defer closeServers()
	if err := demo.Seed(ctx, sys, s.carriers); err != nil {
		return err
	}
	if s.Pages, err = tell(ctx, sys.URL(), carriers); err != nil {
		return err
	}
	return drive(ctx, root, s, pattern)
}

// chromium finds the browser. Its driver is Playwright, which brings none of its own here.
func chromium() (string, error) {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && name != "" {
			return path, nil
		}
	}
	return "", errors.New("no Chromium on the PATH: `make browser` installs Debian's, or name one with CHROMIUM")
}

// grace is how long Node may take to end what it started when the run is interrupted.
const grace = 10 * time.Second

// drive runs the tests.
func drive(ctx context.Context, root string, s scene, pattern string) error {
	told, err := json.Marshal(s)
	if err != nil {
		return err
	}
	tests, err := filepath.Glob(filepath.Join(root, "infra", "browser", "*.test.mjs"))
	if err != nil {
		return err
	}
	args := []string{"--test", "--test-concurrency=1", "--test-reporter=spec"}
	if pattern != "" {
		args = append(args, "--test-name-pattern="+pattern)
	}
	node := exec.CommandContext(ctx, "node", append(args, tests...)...)
	node.Dir, node.Stdout, node.Stderr = filepath.Join(root, "infra", "browser"), os.Stdout, os.Stderr
	node.Env = append(os.Environ(), "SCENE="+string(told))
	node.Cancel = func() error { return node.Process.Signal(os.Interrupt) }
	node.WaitDelay = grace
	if err := node.Run(); err != nil {
		return fmt.Errorf("the tests failed: %w", err)
	}
	return nil
}
