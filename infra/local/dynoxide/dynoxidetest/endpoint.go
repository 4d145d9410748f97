// Package dynoxidetest gives tests a DynamoDB endpoint: the engine that DYNAMODB_ENDPOINT names, or a pinned dynoxide that all
// tests of one test binary share. It creates no tables; a test picks table names of its own.
package dynoxidetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/infra/local/dynoxide"
)

// installTimeout bounds waiting for other test binaries and for npm, together.
const installTimeout = 3 * time.Minute

// errNotInstalled marks a machine on which the stand-in cannot be had, as opposed to one that does not work.
var errNotInstalled = errors.New("no DynamoDB stand-in")

// shared is the one process of this test binary. It is never closed: the kernel ends it with the test binary.
var shared = sync.OnceValues(start)

// Endpoint returns the base endpoint of a DynamoDB engine for DynamoDB and its streams ("http://127.0.0.1:PORT"). Tests share
// its tables, so name yours after the test.
//
// Without Node, or on a platform that dynoxide is not pinned for, the test is skipped with a line that says how to run it;
// with CI=true it fails instead. A crash of the engine fails every test that was running.
func Endpoint(t testing.TB) string {
	t.Helper()
	if endpoint := os.Getenv("DYNAMODB_ENDPOINT"); endpoint != "" {
		return endpoint
	}
	server, err := shared()
	if errors.Is(err, errNotInstalled) && os.Getenv("CI") != "true" {
		t.Skipf("SKIPPED %s, which needs DynamoDB: %v", t.Name(), err)
	}
	if err != nil {
		t.Fatalf("%s needs DynamoDB: %v", t.Name(), err)
	}
	before := server.Crashes()
	t.Cleanup(func() {
		if server.Crashes() != before {
			t.Errorf("the DynamoDB stand-in crashed while %s ran: its tables are gone, see the report above", t.Name())
		}
	})
	return server.Endpoint()
}

func start() (*dynoxide.Server, error) {
	dir, err := localDir()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), installTimeout)
	defer cancel()
	binary, err := dynoxide.Ensure(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNotInstalled, err)
	}
	return dynoxide.Start(context.Background(), dynoxide.Options{Binary: binary})
}

// localDir finds infra/local from the package folder in which `go test` runs a test.
func localDir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the repository: %w", err)
	}
	for {
		module, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(module), "module doorstep\n") {
			return filepath.Join(dir, "infra", "local"), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("find the repository: no go.mod of module doorstep above the working directory")
		}
		dir = parent
	}
}
