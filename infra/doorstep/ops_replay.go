package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/infra/doorstep/ops/replay"
	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

const opsReplayUsage = `  doorstep ops replay NUMBER...|--brand B --order N|--brand B|--open|--all
      how the stored facts of a parcel became its state, and whether the present code makes the same of them
`

const opsReplayHelp = `doorstep ops replay NUMBER...|--brand B --order N|--brand B|--open|--all

Folds the stored facts of a tracking number anew, step by step: what each scan changed, which source's telling is shown, what belongs to an
earlier life of the number, where sources contradict each other. Facts stand in the order of their own times: the state is a function of the
set of facts, so when they came changes nothing. Facts keep how they were read: a code that a newer table knows is read by it when the
carrier tells the scan again, in its next answer or push.

Which numbers:

  NUMBER...       these
  --brand B --order N   those of one order
  --brand B       all that orders of the brand claim (reads the whole table)
  --open          all that are still on their way (they stand in the index of what is due)
  --all           all (reads the whole table)
  --since DATE    steps of this day or later; of many numbers those with a fact of this day or later

What to do with them:

  --check         only compares with what is stored. With --brand, --open and --all that is the default
  --unmapped      names the codes that no table knows, and the numbers that hold them
  --write         stores what the present code makes of the facts where that is something else, in the conditional write that a scan makes.
                  News of milestones that came or went so is NOT told; of a parcel that is still open watch finds at its next check milestones
                  about which nothing was decided, and has those told
  --write --tell  tells it, as a scan would
  --tell          writes nothing, and has relay look at each number anew: what was decided about is found, what was not is told now. For
                  changes that the stream lost
  --rate N        at most N numbers a second (50)
  --words         shows the senders' words too. They may name people
  --yes           --write and --tell on many numbers without asking
` + opsHelp + `
Exit status: 0 all that was looked at is equal, or was written; 1 something differs or cannot be read; 2 it could not be done.

Examples: doorstep ops replay 1Z879E930346834440
          doorstep ops replay --brand aster --check --json
`

// replayFlags are the flags of ops replay.
type replayFlags struct {
	opsFlags
	brand, order, since        string
	open, all, check, unmapped bool
	write, tell, words, yes    bool
	rate                       float64
	from                       time.Time
	numbers                    []string
}

func (p process) replayFlags(fs *flag.FlagSet) *replayFlags {
	f := &replayFlags{opsFlags: p.opsFlags(fs)}
	fs.StringVar(&f.brand, "brand", "", "")
	fs.StringVar(&f.order, "order", "", "")
	fs.StringVar(&f.since, "since", "", "")
	for name, to := range map[string]*bool{
		"open": &f.open, "all": &f.all, "check": &f.check, "unmapped": &f.unmapped, "write": &f.write, "tell": &f.tell, "words": &f.words, "yes": &f.yes,
	} {
		fs.BoolVar(to, name, false, "")
	}
	fs.Float64Var(&f.rate, "rate", 50, "")
	return f
}

// complete checks the command line; empty: it can be done.
func (f *replayFlags) complete(p process, rest []string) string {
	from, err := dayOrNone(f.since)
	f.from = from
	if f.order != "" {
		f.brand = cmp.Or(f.brand, p.env("DOORSTEP_BRAND"))
	}
	for _, n := range rest {
		f.numbers = append(f.numbers, shipment.NormalizeNumber(n))
	}
	ways := 0
	for _, way := range []bool{len(rest) > 0, f.brand != "", f.open, f.all} {
		if way {
			ways++
		}
	}
	switch {
	case ways != 1:
		return "want NUMBERs, or one of --brand, --open and --all"
	case f.order != "" && f.brand == "":
		return "--order goes with --brand"
	case err != nil:
		return "--since: " + err.Error()
	case f.rate <= 0 || f.rate > 5000:
		return "--rate is a number of tracking numbers a second, up to 5000"
	case f.check && (f.write || f.tell):
		return "--check changes nothing: leave it out to write or to tell"
	}
	return ""
}

// many reports whether nobody named the numbers one by one.
func (f *replayFlags) many() bool { return len(f.numbers) == 0 }

func (p process) opsReplay(args []string) int {
	fs := p.flags("ops replay", opsReplayHelp)
	f := p.replayFlags(fs)
	rest, code, done := p.parseAnywhere(fs, args)
	if done {
		return code
	}
	if what := f.complete(p, rest); what != "" {
		return p.misuse(fs, "%s", what)
	}
	return p.operate(fs.Name(), f.at, func(ctx context.Context, db *store.Store) (int, error) {
		if f.order != "" {
			numbers, err := numbersOf(ctx, db, f.brand, f.order)
			if err != nil {
				return exitInput, err
			}
			f.numbers = numbers
		}
		if f.many() && (f.write || f.tell) && !p.sure(f.yes, "This %s numbers of a whole %s.", did(f), cmp.Or(f.brand, "deployment")) {
			return exitInput, errors.New("nothing was done")
		}
		r := &replaying{process: p, f: f, db: db, pace: p.pace(f.rate)}
		return r.run(ctx)
	})
}

func did(f *replayFlags) string {
	if f.write {
		return "may change the stored state of"
	}
	return "has relay look anew at"
}

// numbersOf gives the tracking numbers of an order.
func numbersOf(ctx context.Context, db *store.Store, brand, number string) ([]string, error) {
	id := order.ID(brand, number)
	stored, err := db.Order(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return nil, fmt.Errorf("brand %s has no order %s; mind the # that belongs to the numbers of some shops", brand, number)
	}
	if err != nil {
		return nil, err
	}
	o, err := order.Decode(stored.ID, brand, number, stored.Body)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, s := range o.Shipments {
		if s.Number != "" && !slices.Contains(out, s.Number) {
			out = append(out, s.Number)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("order %s has no tracking number", number)
	}
	return out, nil
}

// checkedLine is a number that differs, cannot be read, or holds unknown codes.
type checkedLine struct {
	Number string   `json:"tracking_number"`
	Equal  bool     `json:"equal"`
	Became string   `json:"became,omitempty"` // "written", "written and told", "told"
	What   []string `json:"what"`
}

func (checkedLine) header() []string { return []string{"number", "became", "what"} }

func (l checkedLine) cells() []string {
	return []string{l.Number, l.Became, strings.Join(l.What, "; ")}
}

// showHistory prints the steps of a number for people.
func (p process) showHistory(h replay.History, words bool) error {
	fmt.Fprintf(p.out, "%s  version %d, %d facts%s\n", h.Number, h.Version, h.Facts, also(h))
	for _, c := range h.Claims {
		about := "nobody claims it"
		if c.Order != "" {
			about = fmt.Sprintf("%s, order %s, shipment %s, from %s on", c.Brand, c.Order, c.Shipment, cmp.Or(c.Epoch, "ever"))
		}
		if c.Released {
			about += ", taken back by the merchant"
		}
		fmt.Fprintf(p.out, "\n%s: %s (%s)\n", about, c.Status, c.Tracking)
		var rows []row
		for _, s := range c.Steps {
			rows = append(rows, stepRow{s, words})
		}
		if err := p.columns(rows); err != nil {
			return err
		}
		for _, d := range c.Differences {
			fmt.Fprintln(p.out, "differs: "+d)
		}
		if len(c.Unmapped) > 0 {
			fmt.Fprintln(p.out, "codes that no table knows: "+strings.Join(c.Unmapped, ", "))
		}
	}
	for _, x := range h.Foreign {
		fmt.Fprintf(p.out, "of another life of the number: %s %s %s\n", cmp.Or(x.At, "undated"), x.Source, x.Says)
	}
	if h.Equal {
		fmt.Fprintln(p.out, "\nwhat is stored is what the present code makes of it")
	} else {
		fmt.Fprintln(p.out, "\nwhat is stored is NOT what the present code makes of it: --write stores that")
	}
	return nil
}

func also(h replay.History) string {
	var b strings.Builder
	if h.Main != "" {
		b.WriteString(", another name of " + h.Main)
	}
	if len(h.Aliases) > 0 {
		b.WriteString(", also " + strings.Join(h.Aliases, ", "))
	}
	if h.Overflow {
		b.WriteString(", more was told than is kept")
	}
	return b.String()
}

// stepRow is a step of a fold.
type stepRow struct {
	replay.Step
	words bool
}

func (r stepRow) header() []string {
	h := []string{"", "at", "source", "says", "told as", "status", "changed", "expected"}
	if r.words {
		h = append(h, "words")
	}
	return h
}

func (r stepRow) cells() []string {
	role := r.Role
	if r.Won != "" {
		role += " of " + r.Won
	}
	source := r.Source
	if r.Assurance != "" {
		source += " (" + r.Assurance + ")"
	}
	c := []string{strconv.Itoa(r.N), cmp.Or(r.At, "undated") + r.UTCOffset, source, strings.TrimSpace(r.Says + " " + r.Code), role, r.Status, strings.Join(r.Changed, ", "), r.Estimate}
	if r.words {
		c = append(c, r.Text)
	}
	return c
}
