// Command local runs the whole of Doorstep on this machine: `make run`.
//
// PORT chooses the port (8080). DYNAMODB_ENDPOINT and SQS_ENDPOINT use engines that run elsewhere instead of the stand-ins:
// DynamoDB Local, ElasticMQ or AWS itself. OVERRIDES="InboundVisibilitySeconds=5 Stage=try" sets parameters of template.yaml. LOG=FILE writes the lines of the functions to a file, LOG=- to standard error.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/infra/local/system"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, os.Getenv, os.Stdout, os.Stderr); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "doorstep:", err)
		stop()
		os.Exit(1)
	}
}

// run brings the system up, fills it with the demo and waits for Ctrl-C.
func run(ctx context.Context, env func(string) string, out, errOut io.Writer) (err error) {
	began := time.Now()
	root, err := system.Checkout()
	if err != nil {
		return err
	}
	port, err := portOf(env("PORT"))
	if err != nil {
		return err
	}
	params, err := overridesOf(env("OVERRIDES"))
	if err != nil {
		return err
	}
	log, closeLog, err := logOf(env("LOG"), root, errOut)
	if err != nil {
		return err
	}
	defer closeLog()
	s, err := system.Start(ctx, system.Options{
		Root: root, Params: params, Address: "127.0.0.1:" + port, DynamoDBEndpoint: env("DYNAMODB_ENDPOINT"), SQSEndpoint: env("SQS_ENDPOINT"), Log: log,
		Progress: func(sentence string) { fmt.Fprintf(out, "%5.1f s  %s\n", time.Since(began).Seconds(), sentence) },
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	d, err := demo.Start(ctx, s)
	if err != nil {
		return err
	}
	defer d.Close()
	fmt.Fprintf(out, "%5.1f s  up\n\n", time.Since(began).Seconds())
	fmt.Fprintf(out, "  %-12s %s/_local/  everything to open, queues, how to push a scan\n", "start here", s.URL())
	for _, p := range d.Places() {
		fmt.Fprintf(out, "  %-12s %s  %s\n", p.Title, p.URL, p.Note)
	}
	fmt.Fprintf(out, "\nready %s\nCtrl-C ends it.\n", s.URL())
	select {
	case <-ctx.Done():
		fmt.Fprintln(out, "stopping")
		return nil
	case sentence := <-s.Broken():
		return fmt.Errorf("the DynamoDB stand-in lost its tables, start again: %s", sentence)
	}
}

func portOf(s string) (string, error) {
	if s == "" {
		return "8080", nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 65535 {
		return "", fmt.Errorf("PORT=%q is no port: give a number from 1 to 65535", s)
	}
	return strconv.Itoa(n), nil
}

// overridesOf reads parameters of the template, "Name=Value" separated by spaces; which names there are the template knows.
func overridesOf(s string) (map[string]string, error) {
	params := map[string]string{}
	for _, pair := range strings.Fields(s) {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("OVERRIDES holds %q: write Name=Value, separated by spaces", pair)
		}
		params[name] = value
	}
	return params, nil
}

// logOf opens where the functions' lines go: a file of the checkout's cache unless LOG says otherwise, so that the addresses stay
// in sight.
func logOf(where, root string, errOut io.Writer) (io.Writer, func(), error) {
	if where == "-" {
		return errOut, func() {}, nil
	}
	if where == "" {
		where = filepath.Join(root, ".cache", "local", "functions.log")
	}
	if err := os.MkdirAll(filepath.Dir(where), 0o755); err != nil {
		return nil, nil, fmt.Errorf("make a folder for the log: %w", err)
	}
	// Appending keeps the lines of two systems whole when both write here.
	f, err := os.OpenFile(where, os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, nil, fmt.Errorf("open the log: %w", err)
	}
	return f, func() { f.Close() }, nil //nolint:errcheck // a log that cannot be closed changes nothing
}
