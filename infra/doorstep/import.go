package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"doorstep/infra/doorstep/orderfile"
)

func importHelp() string {
	var b strings.Builder
	b.WriteString(`doorstep orders import --url URL --brand BRAND FILE.csv|-

Puts the orders of a CSV file into a running system: what a spreadsheet, SuiteCommerce/NetSuite or another shop exports. A row is an
item, a parcel, or an item in a parcel; rows with one order number make one order. Repeating an import changes nothing. An order
with a bad row is left out as a whole, the others go in; every bad row is printed with its line, as JSON, and then the sums.

  --dry-run        reads and checks the file, and sends nothing. Needs neither --url nor a key
  --bad FILE       also writes the rows of the orders that were left out, to be mended and imported again
  --dates dmy|mdy  what 03/04/2026 means; without it such a date is refused
  --encoding E     utf-8 (default) or windows-1252
` + apiHelp + `
Exit status: 0 all orders are in, 2 some or all are not.

Columns, in any order; exports of Shopify, WooCommerce (Advanced Order Export), NetSuite, Amazon and eBay are understood as they
come. Only order_number is required.
`)
	for _, c := range orderfile.Columns() {
		fmt.Fprintf(&b, "  %s\n", strings.TrimRight(fmt.Sprintf("%-18s %s", c.Name, c.About), " "))
	}
	b.WriteString("\nExample: doorstep orders import --dry-run orders.csv\n")
	return b.String()
}

// imported is the last line of an import.
type imported struct {
	Rows    int      `json:"rows"`
	Orders  int      `json:"orders"`            // good ones of the file
	Created int      `json:"created"`           // new in the system
	Known   int      `json:"known"`             // were there; changed or not
	Refused int      `json:"refused"`           // good in the file, not taken by the system
	Bad     int      `json:"bad_rows"`          // rows with a problem
	Ignored []string `json:"columns_ignored"`   // headings that mean nothing here
	DryRun  bool     `json:"dry_run,omitempty"` // nothing was sent
}

func (p process) ordersImport(args []string) int {
	fs := p.flags("orders import", importHelp())
	to := p.apiFlags(fs)
	dry := fs.Bool("dry-run", false, "")
	badFile := fs.String("bad", "", "")
	dates := fs.String("dates", "", "")
	encoding := fs.String("encoding", "utf-8", "")
	if code, done := p.parse(fs, args); done {
		return code
	}
	switch what := to.missing(); {
	case fs.NArg() != 1:
		return p.misuse(fs, "want one FILE.csv behind the flags, got %d arguments", fs.NArg())
	case *dates != "" && *dates != string(orderfile.DayMonthYear) && *dates != string(orderfile.MonthDayYear):
		return p.misuse(fs, "--dates is dmy or mdy, not %q", *dates)
	case *encoding != "utf-8" && *encoding != "windows-1252":
		return p.misuse(fs, "--encoding is utf-8 or windows-1252, not %q", *encoding)
	case what != "" && !*dry:
		return p.misuse(fs, "%s", what)
	}
	table, err := p.table(fs.Arg(0), *encoding == "windows-1252")
	if err != nil {
		return p.complain("orders import", "%s: %v", fs.Arg(0), err)
	}
	orders, problems := table.Orders(orderfile.DateOrder(*dates))
	sum := imported{Rows: table.Rows(), Orders: len(orders), Ignored: append([]string{}, table.Ignored...), DryRun: *dry}
	if !*dry {
		problems = append(problems, p.send(to, orders, &sum)...)
	}
	return p.conclude(table, problems, sum, *badFile)
}

func (p process) table(path string, windows bool) (orderfile.Table, error) {
	if path == "-" {
		return orderfile.Read(p.in, windows)
	}
	f, err := os.Open(path)
	if err != nil {
		return orderfile.Table{}, err
	}
	defer f.Close()
	return orderfile.Read(f, windows)
}

// conclude prints the problems and the sums.
func (p process) conclude(table orderfile.Table, problems []orderfile.Problem, sum imported, badFile string) int {
	out := json.NewEncoder(p.out)
	out.SetEscapeHTML(false)
	lines := map[int]bool{}
	for _, problem := range problems {
		lines[problem.Line] = true
		out.Encode(problem) //nolint:errcheck // standard output is gone: nobody is left to tell
	}
	sum.Bad = len(lines)
	out.Encode(sum) //nolint:errcheck // as above
	if badFile != "" {
		if err := writeBad(badFile, table, problems); err != nil {
			return p.complain("orders import", "%v", err)
		}
	}
	if len(problems) > 0 {
		return exitInput
	}
	return exitDone
}

// writeBad writes what was left out. It holds what the file holds, personal data included, so only its owner may read it.
func writeBad(path string, table orderfile.Table, problems []orderfile.Problem) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write the bad rows: %w", err)
	}
	err = f.Chmod(0o600) // it may have been there before
	if err == nil {
		err = table.WriteRows(f, problems)
	}
	if err != nil {
		f.Close() //nolint:errcheck // the first error says more
		return fmt.Errorf("write the bad rows: %w", err)
	}
	return f.Close()
}

// Patience with a system that is busy.
const (
	importTries   = 6
	importBackoff = time.Second
)

// senders is how many orders travel at once: enough to hide the way, far below what the API lets through.
const senders = 8

// send puts the orders and gives the problems of those that were not taken. A key that is refused, or a system that does not
// answer, ends it: the rest would fare no better.
func (p process) send(to *api, orders []orderfile.Order, sum *imported) []orderfile.Problem {
	bar := progressbar.NewOptions(len(orders), progressbar.OptionSetWriter(p.progress()), progressbar.OptionSetDescription("orders"),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("orders"), progressbar.OptionThrottle(100*time.Millisecond))
	s := sending{sum: sum}
	var wg sync.WaitGroup
	for range senders {
		wg.Go(func() {
			for o, ok := s.next(orders); ok; o, ok = s.next(orders) {
				s.note(o, func() (said, error) { return p.put(to, o) })
				bar.Add(1) //nolint:errcheck // only the drawing could fail
			}
		})
	}
	wg.Wait()
	bar.Finish() //nolint:errcheck // only the drawing could fail
	if s.stopped != "" {
		sum.Refused += len(orders) - s.sent
		s.problems = append(s.problems, orderfile.Problem{Detail: fmt.Sprintf("stopped, %d orders were not sent: %s", len(orders)-s.sent, s.stopped)})
	}
	slices.SortFunc(s.problems, func(a, b orderfile.Problem) int { return cmp.Compare(a.Line, b.Line) })
	return s.problems
}

// sending is what the senders share.
type sending struct {
	mu       sync.Mutex
	sent     int
	stopped  string // why nothing more is sent
	sum      *imported
	problems []orderfile.Problem
}

func (s *sending) next(orders []orderfile.Order) (orderfile.Order, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped != "" || s.sent == len(orders) {
		return orderfile.Order{}, false
	}
	s.sent++
	return orders[s.sent-1], true
}

// note sends an order and counts what became of it.
func (s *sending) note(o orderfile.Order, put func() (said, error)) {
	answer, err := put()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil && answer.status == http.StatusCreated:
		s.sum.Created++
		return
	case err == nil && answer.good():
		s.sum.Known++
		return
	}
	s.sum.Refused++
	p := orderfile.Problem{Line: o.Lines[0], Order: o.Number, Detail: fmt.Sprintf("the system answered %d: %s", answer.status, answer.body)}
	switch {
	case err != nil:
		p.Detail, s.stopped = err.Error(), "the system does not answer"
	case answer.status == http.StatusUnauthorized:
		s.stopped = "DOORSTEP_KEY is no key of this brand"
	}
	s.problems = append(s.problems, p)
}

// put sends an order, again when the system is busy.
func (p process) put(to *api, o orderfile.Order) (answer said, err error) {
	for try := range importTries {
		answer, err = to.call(http.MethodPut, o.Number, "", o.Body)
		busy := err != nil || answer.status == http.StatusTooManyRequests || answer.status >= 500
		if !busy || try == importTries-1 {
			break
		}
		p.sleep(max(answer.wait, importBackoff<<try))
	}
	return answer, err
}

// progress is where the bar is drawn: nowhere unless somebody looks at a terminal.
func (p process) progress() io.Writer {
	if f, ok := p.err.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return f
		}
	}
	return io.Discard
}
