// Command conformance asks engines that nobody here wrote whether Doorstep works on them: `make conformance`. It fetches DynamoDB Local
// and ElasticMQ, checks every file of them against the digests in this folder, starts them on this machine, runs the tests that speak
// to a database or to queues, and stops them, however it ends. DYNAMODB_ENDPOINT and SQS_ENDPOINT name other engines, AWS included.
// README.md says what was found.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"doorstep/infra/local/system"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		if ctx.Err() != nil {
			err = errors.New("stopped by a signal; the engines are stopped as well")
		}
		fmt.Fprintln(os.Stderr, "conformance:", err)
		stop()
		os.Exit(1)
	}
}

// run runs the parts that args name, all when they name none.
func run(ctx context.Context, args []string, out io.Writer) error {
	wanted, err := chosen(args)
	if err != nil {
		return err
	}
	root, err := system.Checkout()
	if err != nil {
		return err
	}
	given := map[string]string{"DYNAMODB_ENDPOINT": os.Getenv("DYNAMODB_ENDPOINT"), "SQS_ENDPOINT": os.Getenv("SQS_ENDPOINT")}
	if missing := unable(judgesOf(wanted, given), exec.LookPath); missing != "" {
		if os.Getenv("CI") == "true" {
			return fmt.Errorf("CI must not go without second opinions: %s", missing)
		}
		fmt.Fprintf(out, "skipped: second opinions on %s: %s\n", strings.Join(args, ", "), missing)
		return nil
	}
	h := hall{root: root, cache: filepath.Join(root, ".cache", "conformance"), out: out, java: "java", mvn: "mvn"}
	var failed []string
	for _, p := range wanted {
		begun := time.Now()
		err := h.hold(ctx, p, given)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		took := time.Since(begun).Round(time.Second)
		if err != nil {
			fmt.Fprintf(out, "== %s: FAILED after %s: %v\n", p.name, took, err)
			failed = append(failed, p.name)
			continue
		}
		fmt.Fprintf(out, "== %s: agreed, %s\n", p.name, took)
	}
	if len(failed) > 0 {
		return fmt.Errorf("not agreed: %s", strings.Join(failed, ", "))
	}
	return nil
}

// chosen are the parts that args name, as "store" or "store,queue".
func chosen(args []string) ([]part, error) {
	all := parts()
	var names []string
	for _, a := range args {
		names = append(names, strings.FieldsFunc(a, func(r rune) bool { return r == ',' || r == ' ' })...)
	}
	if len(names) == 0 {
		return all, nil
	}
	var wanted []part
	for _, name := range names {
		i := slices.IndexFunc(all, func(p part) bool { return p.name == name })
		if i < 0 {
			return nil, fmt.Errorf("PART=%s: there are store, queue and e2e", name)
		}
		wanted = append(wanted, all[i])
	}
	return wanted, nil
}

// judgesOf are the judges that the parts need and no endpoint stands for.
func judgesOf(wanted []part, given map[string]string) []judge {
	var judges []judge
	for _, p := range wanted {
		for _, r := range p.rounds {
			for _, j := range r.judges {
				if given[j.variable] == "" && !slices.ContainsFunc(judges, func(k judge) bool { return k.name == j.name }) {
					judges = append(judges, j)
				}
			}
		}
	}
	return judges
}

// unable says why the judges cannot be had on this machine; empty: they can.
func unable(judges []judge, look func(string) (string, error)) string {
	if len(judges) == 0 {
		return ""
	}
	for program, what := range map[string]string{"java": "a Java development kit, 17 or newer", "mvn": "Maven"} {
		if _, err := look(program); err != nil {
			return fmt.Sprintf("%s is not on the PATH: install %s, or name engines with DYNAMODB_ENDPOINT=... SQS_ENDPOINT=...", program, what)
		}
	}
	return ""
}
