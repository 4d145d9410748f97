package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/infra/doorstep/ops/parked"
	"doorstep/shared/store"
)

const opsUnreadableUsage = `  doorstep ops unreadable list|show|retry|drop ...
      bodies that nobody could read: of carriers, and of shops
`

const opsUnreadableHelp = `doorstep ops unreadable list|show|retry|drop

Bodies that no adapter could read are kept for 30 days, sealed, with their reason: those of carriers, and webhooks of shops that were of no
use. What they tell is missing in the table.

  doorstep ops unreadable list               how many there are of each source and reason
      --bodies        each of them, with its id and when it came
  doorstep ops unreadable show ID            one of them: how it came, what this build makes of it, and its shape with every value hidden
      --reveal        its body as it came. It may hold personal data: do not paste it anywhere
      --out FILE      with --reveal: into a new file that only you may read
  doorstep ops unreadable retry [ID...]      puts them through the same door again, those that this build reads, and says what became of
                                             each. A body leaves the list when all that it tells stands in the table
      --dry-run       only says what this build would make of them
      --force         also those that this build cannot read: a newer one is deployed
      --as SOURCE     as bodies of another source; --as-account A, --as-kind webhook|poll likewise
      --rate N        at most N bodies a second (20)
      --wait D        how long to look for each in the table (30s)
      --url URL       webhooks of shops: the address of the API; DOORSTEP_URL. They are signed anew with the brand's secret, which your
                      credentials must be allowed to read
      --topic T       webhooks of shops that were kept before their topic was: orders/create
  doorstep ops unreadable drop [ID...]       deletes them, after asking
      --yes           without asking

Which of them: all, unless these choose. An ID may be shortened.

  --since DATE    came on this day (UTC) or later
  --source S      of this source; --account A and --kind webhook|poll|shop likewise
  --reason TEXT   whose reason contains this
` + opsHelp + `
Exit status: 0 nothing is left to do, 1 some bodies are left, 2 it could not be done.

Examples: doorstep ops unreadable list
          doorstep ops unreadable retry --source easypost --since 2026-11-20 --dry-run
`

// unreadableFlags choose bodies.
type unreadableFlags struct {
	opsFlags
	since          *string
	only           parked.Filter
	bodies, reveal bool
	out            string
	dry, force     bool
	as             parked.As
	rate           float64
	wait           time.Duration
	url, topic     string
	yes            bool
}

func (p process) unreadableFlags(fs *flag.FlagSet) *unreadableFlags {
	f := &unreadableFlags{opsFlags: p.opsFlags(fs), since: fs.String("since", "", "")}
	fs.StringVar(&f.only.Source, "source", "", "")
	fs.StringVar(&f.only.Account, "account", "", "")
	fs.StringVar(&f.only.Kind, "kind", "", "")
	fs.StringVar(&f.only.Reason, "reason", "", "")
	fs.BoolVar(&f.bodies, "bodies", false, "")
	fs.BoolVar(&f.reveal, "reveal", false, "")
	fs.StringVar(&f.out, "out", "", "")
	fs.BoolVar(&f.dry, "dry-run", false, "")
	fs.BoolVar(&f.force, "force", false, "")
	fs.StringVar(&f.as.Source, "as", "", "")
	fs.StringVar(&f.as.Account, "as-account", "", "")
	fs.StringVar(&f.as.Kind, "as-kind", "", "")
	fs.Float64Var(&f.rate, "rate", 20, "")
	fs.DurationVar(&f.wait, "wait", 30*time.Second, "")
	fs.StringVar(&f.url, "url", p.env("DOORSTEP_URL"), "")
	fs.StringVar(&f.topic, "topic", "", "")
	fs.BoolVar(&f.yes, "yes", false, "")
	return f
}

// check says what is wrong with the command line; empty: nothing.
func (f *unreadableFlags) check(rest []string) string {
	since, err := dayOrNone(*f.since)
	f.only.Since = since
	switch {
	case len(rest) == 0 || !slices.Contains([]string{"list", "show", "retry", "drop"}, rest[0]):
		return "want list, show, retry or drop"
	case err != nil:
		return "--since: " + err.Error()
	case rest[0] == "show" && len(rest) != 2:
		return "show wants one ID"
	case rest[0] == "list" && len(rest) != 1:
		return "list wants no argument: --bodies shows each"
	case f.out != "" && !f.reveal:
		return "--out goes with --reveal"
	case f.reveal && rest[0] != "show":
		return "--reveal goes with show"
	case f.rate <= 0 || f.rate > 1000:
		return "--rate is a number of bodies a second, up to 1000"
	case f.as.Kind != "" && !validKind(f.as.Kind):
		return "--as-kind is webhook or poll"
	}
	for _, id := range rest[1:] {
		if len(id) < 4 || strings.Trim(id, "0123456789abcdef") != "" {
			return fmt.Sprintf("%q is no id of a body: list --bodies shows them", id)
		}
	}
	return ""
}

func (p process) opsUnreadable(args []string) int {
	fs := p.flags("ops unreadable", opsUnreadableHelp)
	f := p.unreadableFlags(fs)
	rest, code, done := p.parseAnywhere(fs, args)
	if done {
		return code
	}
	if what := f.check(rest); what != "" {
		return p.misuse(fs, "%s", what)
	}
	return p.operate(fs.Name()+" "+rest[0], f.at, func(ctx context.Context, db *store.Store) (int, error) {
		bodies, err := p.chosen(ctx, db, f, rest[1:])
		if err != nil {
			return exitInput, err
		}
		switch rest[0] {
		case "list":
			return exitDone, p.listUnreadable(f, bodies)
		case "show":
			return exitDone, p.showUnreadable(ctx, db, f, bodies[0])
		case "retry":
			return p.retryUnreadable(ctx, db, f, bodies)
		default:
			return p.dropUnreadable(ctx, db, f, bodies)
		}
	})
}

// chosen gives the bodies that ids and flags choose. Each id must be of one body.
func (p process) chosen(ctx context.Context, db *store.Store, f *unreadableFlags, ids []string) ([]store.Unreadable, error) {
	all, err := parked.List(ctx, db, f.only, p.now())
	if err != nil || len(ids) == 0 {
		return all, err
	}
	var out []store.Unreadable
	for _, id := range ids {
		var found []store.Unreadable
		for _, b := range all {
			if strings.HasPrefix(b.ID, id) {
				found = append(found, b)
			}
		}
		switch {
		case len(found) == 0:
			return nil, fmt.Errorf("no body %s is kept", id)
		case len(found) > 1 && found[0].ID != found[len(found)-1].ID:
			return nil, fmt.Errorf("%s is the beginning of %d ids: write more of it", id, len(found))
		}
		out = append(out, found...) // the same body may have come on several days
	}
	return out, nil
}

// countLine is how many bodies failed for one reason.
type countLine struct {
	Bodies  int    `json:"bodies"`
	Source  string `json:"source"`
	Account string `json:"account"`
	Kind    string `json:"kind"`
	First   string `json:"first"`
	Last    string `json:"last"`
	Reason  string `json:"reason"`
}

func (countLine) header() []string {
	return []string{"bodies", "source", "account", "kind", "first", "last", "reason"}
}

func (l countLine) cells() []string {
	return []string{strconv.Itoa(l.Bodies), l.Source, l.Account, l.Kind, l.First, l.Last, l.Reason}
}

// bodyLine is one body.
type bodyLine struct {
	ID      string `json:"id"`
	At      string `json:"at"`
	Source  string `json:"source"`
	Account string `json:"account"`
	Kind    string `json:"kind"`
	Topic   string `json:"topic,omitempty"`
	Reason  string `json:"reason"`
}

func (bodyLine) header() []string {
	return []string{"id", "came", "source", "account", "kind", "reason"}
}

func (l bodyLine) cells() []string {
	return []string{l.ID, l.At, l.Source, l.Account, strings.TrimSpace(l.Kind + " " + l.Topic), l.Reason}
}

func lineOf(b store.Unreadable) bodyLine {
	return bodyLine{b.ID, b.At.Format(time.RFC3339), b.Source, b.Account, b.Kind, b.Topic, b.Reason}
}

func (p process) listUnreadable(f *unreadableFlags, bodies []store.Unreadable) error {
	var rows []row
	if f.bodies {
		for _, b := range bodies {
			rows = append(rows, lineOf(b))
		}
		return p.list(f.opsFlags, rows)
	}
	for _, c := range parked.Counts(bodies) {
		rows = append(rows, countLine{c.Bodies, c.Source, c.Account, c.Kind, c.First.Format(time.RFC3339), c.Last.Format(time.RFC3339), c.Reason})
	}
	if len(rows) == 0 && !*f.json {
		fmt.Fprintln(p.err, "no such body is kept")
	}
	return p.list(f.opsFlags, rows)
}

// dropUnreadable deletes bodies after asking.
func (p process) dropUnreadable(ctx context.Context, db *store.Store, f *unreadableFlags, bodies []store.Unreadable) (int, error) {
	if len(bodies) == 0 {
		fmt.Fprintln(p.err, "no such body is kept")
		return exitDone, nil
	}
	if !p.sure(f.yes, "%d bodies of %s will be deleted, and what they tell with them.", len(bodies), strings.Join(parked.Sources(bodies), ", ")) {
		return exitRefuse, fmt.Errorf("nothing was deleted")
	}
	bar, gone := p.bar("bodies", len(bodies)), 0
	for _, b := range bodies {
		if err := db.Unpark(ctx, b); err != nil {
			return exitInput, fmt.Errorf("%d of %d deleted: %w", gone, len(bodies), err)
		}
		gone++
		bar.Add(1) //nolint:errcheck // only the drawing could fail
	}
	bar.Finish() //nolint:errcheck // only the drawing could fail
	return exitDone, p.print(map[string]int{"dropped": gone})
}
