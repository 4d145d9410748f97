package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/infra/doorstep/ops/dead"
	"doorstep/infra/doorstep/ops/trial"
	"doorstep/shared/store"
)

const opsDeadUsage = `  doorstep ops dead list|peek|redrive|drop ...
      messages that a function received five times without settling them
`

const opsDeadHelp = `doorstep ops dead list|peek|redrive|drop

Dead letters: messages that a function received five times without settling them, so a bug, or an outage that outlasted five attempts.
They are kept for 14 days from their first sending. QUEUE is inbound-dead, relay-dead, messages-dead, feedback-dead, polls-dead,
checks-dead or relay-lost; inbound, relay, ... mean the same.

  doorstep ops dead list                   every queue: how many, how old, of what kind
  doorstep ops dead peek QUEUE             what lies there, and leaves it there: what each is about, not its body
      --try           bodies of carriers: what ingest of this build makes of each
      --reveal --out FILE --id ID          the body of one of them, into a new file that only you may read. It may hold personal data
  doorstep ops dead redrive QUEUE...|--all sends them back to the queue they came from, and waits until that is done
      --rate N        at most N messages a second (20; SQS takes up to 500). Ctrl-C stops it: what was moved stays moved
  doorstep ops dead drop QUEUE             deletes them, after asking
      --id ID         only this one; --kind K only those of a kind that list shows
      --yes           without asking

  --limit N       look at no more than N letters of a queue (100; list: kinds and ages are those of the letters looked at)

Find the cause before you redrive: the same bug kills the same messages again. Every function is idempotent: what was half done is
completed, what was done stays. While letters are looked at nobody else sees them; that lasts a few seconds, a minute at most.

relay-lost is of another kind: Lambda reports there which batches of the stream relay never answered for. redrive reads the keys of their
records from the stream, which holds them for 24 hours, and has relay look at each item as it is now. What is older: doorstep ops replay
--all --tell.
` + opsHelp + `
Exit status: 0 done, 1 something is left that was to be moved, 2 it could not be done.

Example: doorstep ops dead redrive inbound-dead --rate 50 --stage prod
`

// deadFlags are the flags of ops dead.
type deadFlags struct {
	opsFlags
	limit, rate           int
	try, reveal, all, yes bool
	id, out, kind         string
}

func (p process) deadFlags(fs *flag.FlagSet) *deadFlags {
	f := &deadFlags{opsFlags: p.opsFlags(fs)}
	fs.IntVar(&f.limit, "limit", 100, "")
	fs.IntVar(&f.rate, "rate", 20, "")
	fs.BoolVar(&f.try, "try", false, "")
	fs.BoolVar(&f.reveal, "reveal", false, "")
	fs.BoolVar(&f.all, "all", false, "")
	fs.BoolVar(&f.yes, "yes", false, "")
	fs.StringVar(&f.id, "id", "", "")
	fs.StringVar(&f.out, "out", "", "")
	fs.StringVar(&f.kind, "kind", "", "")
	return f
}

// check says what is wrong with the command line; empty: nothing. It writes the names of queues as they are called.
func (f *deadFlags) check(rest []string) string {
	if len(rest) == 0 || !slices.Contains([]string{"list", "peek", "redrive", "drop"}, rest[0]) {
		return "want list, peek, redrive or drop"
	}
	for i, name := range rest[1:] {
		q, ok := dead.Find(name)
		if !ok {
			return fmt.Sprintf("there is no queue %q; there are %s", name, strings.Join(dead.DeadNames(), ", "))
		}
		rest[i+1] = q.Dead
	}
	switch {
	case rest[0] == "list" && len(rest) > 1:
		return "list wants no queue: it shows all"
	case (rest[0] == "peek" || rest[0] == "drop") && len(rest) != 2:
		return rest[0] + " wants one QUEUE"
	case rest[0] == "redrive" && f.all == (len(rest) > 1):
		return "redrive wants QUEUEs, or --all"
	case f.limit < 1 || f.limit > 10_000:
		return "--limit is 1 to 10000"
	case f.rate < 1 || f.rate > dead.MaxRate:
		return fmt.Sprintf("--rate is 1 to %d messages a second", dead.MaxRate)
	case f.reveal && (f.id == "" || f.out == "" || rest[0] != "peek"):
		return "--reveal goes with peek, --id ID and --out FILE"
	}
	return ""
}

func (p process) opsDead(args []string) int {
	fs := p.flags("ops dead", opsDeadHelp)
	f := p.deadFlags(fs)
	rest, code, done := p.parseAnywhere(fs, args)
	if done {
		return code
	}
	if what := f.check(rest); what != "" {
		return p.misuse(fs, "%s", what)
	}
	return p.operate(fs.Name()+" "+rest[0], f.at, func(ctx context.Context, _ *store.Store) (int, error) {
		desk, err := p.desk(f.at)
		if err != nil {
			return exitInput, err
		}
		switch rest[0] {
		case "list":
			return exitDone, p.listDead(ctx, desk, f)
		case "peek":
			return exitDone, p.peekDead(ctx, desk, f, rest[1])
		case "redrive":
			names := rest[1:]
			if f.all {
				names = dead.DeadNames()
			}
			return p.redrive(ctx, desk, f, names)
		default:
			return p.dropDead(ctx, desk, f, rest[1])
		}
	})
}

// deadLine is one dead-letter queue.
type deadLine struct {
	Queue    string         `json:"queue"`
	Messages int            `json:"messages"`
	Oldest   string         `json:"oldest,omitempty"`
	Kinds    map[string]int `json:"kinds"`
	Looked   int            `json:"looked_at"`
	Holds    string         `json:"holds"`
}

func (deadLine) header() []string {
	return []string{"queue", "messages", "oldest", "kinds", "what it holds"}
}

func (l deadLine) cells() []string {
	var kinds []string
	for kind, n := range l.Kinds {
		kinds = append(kinds, fmt.Sprintf("%s %d", kind, n))
	}
	slices.Sort(kinds)
	return []string{l.Queue, strconv.Itoa(l.Messages), l.Oldest, strings.Join(kinds, ", "), l.Holds}
}

func (p process) listDead(ctx context.Context, desk dead.Desk, f *deadFlags) error {
	var rows []row
	for _, name := range dead.DeadNames() {
		depth, err := desk.Depth(ctx, name)
		if err != nil {
			return err
		}
		q, _ := dead.Find(name)
		line := deadLine{Queue: name, Messages: depth.All(), Kinds: map[string]int{}, Holds: q.Holds}
		if depth.All() > 0 {
			letters, err := desk.Look(ctx, name, f.limit)
			if err != nil {
				return err
			}
			for _, l := range letters {
				line.Kinds[l.Kind()]++
			}
			if line.Looked = len(letters); line.Looked > 0 {
				line.Oldest = letters[0].Sent.Format(time.RFC3339)
			}
		}
		rows = append(rows, line)
	}
	return p.list(f.opsFlags, rows)
}

// letterLine is one dead letter without its body.
type letterLine struct {
	ID       string `json:"id"`
	Sent     string `json:"sent"`
	Receives int    `json:"receives"`
	Bytes    int    `json:"bytes"`
	Kind     string `json:"kind"`
	About    string `json:"about"`
	Now      string `json:"now,omitempty"`
}

func (letterLine) header() []string {
	return []string{"id", "sent", "receives", "bytes", "kind", "about", "now"}
}

func (l letterLine) cells() []string {
	return []string{l.ID, l.Sent, strconv.Itoa(l.Receives), strconv.Itoa(l.Bytes), l.Kind, l.About, l.Now}
}

func (p process) peekDead(ctx context.Context, desk dead.Desk, f *deadFlags, name string) error {
	letters, err := desk.Look(ctx, name, f.limit)
	if err != nil {
		return err
	}
	if f.reveal {
		return revealLetter(letters, f)
	}
	bench := trial.New(p.now)
	var rows []row
	for _, l := range letters {
		line := letterLine{l.ID, l.Sent.Format(time.RFC3339), l.Receives, len(l.Message.Body), l.Kind(), l.Keys(), ""}
		if f.try && name == "inbound-dead" {
			line.Now = tryLetter(ctx, bench, l)
		}
		rows = append(rows, line)
	}
	return p.list(f.opsFlags, rows)
}

func tryLetter(ctx context.Context, bench trial.Bench, l dead.Letter) string {
	out, err := bench.Try(ctx, l.Message)
	switch {
	case err != nil:
		return err.Error()
	case !out.Readable():
		return "cannot be read: " + out.Reason
	default:
		return fmt.Sprintf("%d facts of %d numbers", out.Count(), len(out.Facts))
	}
}

func revealLetter(letters []dead.Letter, f *deadFlags) error {
	i := slices.IndexFunc(letters, func(l dead.Letter) bool { return l.ID == f.id })
	if i < 0 {
		return fmt.Errorf("no letter %s among the %d that were looked at", f.id, len(letters))
	}
	return writeSecretly(f.out, []byte(letters[i].Message.Body))
}
