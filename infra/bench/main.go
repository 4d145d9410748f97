// Command bench measures what Doorstep costs and prints it beside the budgets: `make bench`. It runs the whole system with a meter
// in front of the tables, builds what is deployed, and takes about two minutes. It exits 1 when a count is over its budget; times
// are only printed. README.md says how each number comes about.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"doorstep/infra/local/system"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := perform(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

// perform does what the arguments name: nothing measures the budgets, "load" what the system bears.
func perform(ctx context.Context, args []string) error {
	if len(args) > 1 || len(args) == 1 && args[0] != "load" {
		return fmt.Errorf("%q: say nothing for the budgets, or load", args)
	}
	if len(args) == 0 {
		return bench(ctx, os.Stdout)
	}
	p, err := planned(os.Getenv)
	if err != nil {
		return err
	}
	root, err := system.Checkout()
	if err != nil {
		return err
	}
	return loadSystem(ctx, &report{out: os.Stdout, begun: time.Now()}, root, p)
}

// scansPerLife is how long the longest lives are that are measured.
const scansPerLife = 40

func bench(ctx context.Context, out io.Writer) (err error) {
	root, err := system.Checkout()
	if err != nil {
		return err
	}
	r := &report{out: out, begun: time.Now()}
	if err := r.running(ctx, root); err != nil {
		return err
	}
	if err := r.binaries(ctx, root); err != nil {
		return err
	}
	if err := r.decoding(ctx); err != nil {
		return err
	}
	r.progress("done")
	return r.verdict()
}

// running measures everything that needs the system up.
func (r *report) running(ctx context.Context, root string) (err error) {
	r.progress("starting the system")
	w, err := start(ctx, root, os.Getenv("DYNAMODB_ENDPOINT"), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	r.progress("one parcel through its life: an order, %d pushes, %d views, %d polls", pushes, views, polls)
	u, err := w.live(ctx)
	if err != nil {
		return fmt.Errorf("take a parcel through its life: %w", err)
	}
	t, err := w.move(ctx, scansPerLife, r.progress)
	if err != nil {
		return fmt.Errorf("move parcels: %w", err)
	}
	if err := w.meter.Err(); err != nil {
		return err
	}
	r.section("DynamoDB request units, read off the requests of the running functions", append(unitLines(t, scansPerLife), stepLines(u, t)...),
		"each push brings one scan and is saved before the next one is sent; UPS pushes the scan, EasyPost the history up to it")
	r.section("the page of an order with two parcels of eight scans each", pageLines(t.weight))
	if err := r.messages(ctx, w, u); err != nil {
		return err
	}
	r.costs(newAccount(u, w.Template.Functions()))
	return nil
}

// messages measures what the life of a parcel does not show: what waits, and how long a message takes.
func (r *report) messages(ctx context.Context, w *world, u usage) error {
	r.progress("two parcels of an order that leave within a minute")
	together, err := w.merged(ctx)
	if err != nil {
		return fmt.Errorf("merge the news of two parcels: %w", err)
	}
	r.section("messages, in write units", messageLines(u.sent, together), "a life: "+kindsOf(u.sent), "two parcels: "+kindsOf(together))
	r.progress("%d messages, each caused by a push", hurries)
	took, err := w.hurried(ctx)
	if err != nil {
		return fmt.Errorf("measure the latency of messages: %w", err)
	}
	r.section("from the push that was accepted to SES", latencyLines(took),
		fmt.Sprintf("%d parcels pushed one after the other; a time of this machine, of which a stream and a queue wait up to 2 s for full batches: not judged", hurries))
	return w.meter.Err()
}

func (r *report) costs(a account) {
	busy, quiet := a.bill(fullBatch), a.bill(1)
	var lines []line
	for i, c := range busy {
		what := c.what
		if c.dollars != quiet[i].dollars {
			what += fmt.Sprintf(" (quiet shop: %.2f)", quiet[i].dollars*1e6)
		}
		lines = append(lines, fact(what, c.dollars*1e6, 2, "$/million"))
	}
	r.section("cost of a shipment without e-mail, at list prices", append(lines,
		count("cost per shipment", total(busy), limitShipment, 7, "$"),
		fact("cost per shipment in a quiet shop", total(quiet), 7, "$"),
		fact("the clock, per month, however little happens", a.fixed(), 2, "$"),
	), fmt.Sprintf("an order, %d pushes, %d polls, %d views, %d decisions, kept %d months; prices and assumed durations: prices.go", pushes, polls, views, decisions, monthsKept),
		fmt.Sprintf("judged for full batches of %d messages; in a quiet shop every message is a batch of its own", fullBatch),
		"the brand is in shadow mode: its decisions are made and recorded, and nothing is sent")
	r.sendings(a, total(busy))
}

// sendings shows what e-mails add.
func (r *report) sendings(a account, without float64) {
	var lines []line
	busy, quiet := a.sendings(fullBatch), a.sendings(1)
	for i, c := range busy {
		lines = append(lines, fact(fmt.Sprintf("%s (quiet shop: %.2f)", c.what, quiet[i].dollars*1e6), c.dollars*1e6, 2, "$/million"))
	}
	r.section(fmt.Sprintf("what %d e-mails of a shipment add", a.left()), append(lines,
		fact("a shipment with its e-mails, SES apart", without+total(busy), 7, "$"),
		fact(fmt.Sprintf("SES: %d e-mails of %.1f kB", a.left(), float64(a.mailBytes)/1000), a.mailing(), 7, "$"),
	))
}

// binaries measures what is deployed.
func (r *report) binaries(ctx context.Context, root string) (err error) {
	r.progress("building every function for arm64 and for this machine")
	dir, err := os.MkdirTemp("", "doorstep-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	all, err := measureBinaries(ctx, root, dir)
	if err != nil {
		return err
	}
	r.section("binaries", binaryLines(all), "size: bootstrap for linux/arm64 as the Makefile builds it; zip: what is uploaded",
		fmt.Sprintf("allocations before main: GODEBUG=inittrace=1 on %s/%s", runtime.GOOS, runtime.GOARCH))
	return nil
}

// decoding measures the pure core in this process.
func (r *report) decoding(ctx context.Context) error {
	r.progress("decoding and folding a payload of every source")
	all, err := readings(ctx)
	if err != nil {
		return err
	}
	var lines []line
	for _, one := range all {
		what := fmt.Sprintf("%s, %d scans in %.1f kB", one.source, one.scans, float64(len(one.body))/1000)
		micros := one.microseconds()
		took := count(what, micros, limitMicros, 1, "us")
		took.time = true
		lines = append(lines, count(what, one.allocations(), limitFoldAllocs, 0, "allocations"), took, fact(what, float64(len(one.body))/micros, 1, "MB/s"))
	}
	r.section("decode and fold, on one core of "+runtime.GOARCH, lines, "times are medians of five and depend on what else this machine does")
	return nil
}
