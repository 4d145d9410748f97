package main

import (
	"context"
	"fmt"

	"doorstep/infra/doorstep/ops/health"
	"doorstep/infra/doorstep/ops/trial"
	"doorstep/shared/store"
)

const opsHealthUsage = `  doorstep ops health [--strict]
      how the deployment is, on one screen, with what to do next
`

const opsHealthHelp = `doorstep ops health

How a deployment is: queues and how old their messages are, dead letters, bodies that nobody could read, what is due and late, decisions
that wait, accounts that carriers refuse, when schedule ran, functions that failed, codes that no table knows, and each feed: how long
nothing has come from a source, against its longest silence of the last week. What is wrong comes first, with what to type next and the
runbook of infra/deploy/runbooks that tells more.

  --strict        exit status 1 when anything is wrong: for scripts and watchdogs
  --wrong         only what is wrong
` + opsHelp + `
It reads CloudWatch (a few hundred metrics cost about a cent), the queues' attributes and a few items of the table, and writes nothing.
What may not be read is "unknown" and wrong with nobody; a table or queues that cannot be reached are wrong.

Example: doorstep ops health --stage prod --strict
`

// healthLine is a line of the screen.
type healthLine struct{ health.Line }

func (healthLine) header() []string { return []string{"state", "part", ""} }

func (l healthLine) cells() []string { return []string{string(l.State), l.Part, l.Says} }

// next says what to do about the lines that say so, below the columns: it is too long to stand in one.
func (p process) next(lines []health.Line) {
	before := "\n"
	for _, l := range lines {
		if l.Next == "" {
			continue
		}
		fmt.Fprintf(p.out, before+"%s: %s\n    infra/deploy/runbooks/%s.md\n", l.Part, l.Next, l.Runbook)
		before = ""
	}
}

func (p process) opsHealth(args []string) int {
	fs := p.flags("ops health", opsHealthHelp)
	o := p.opsFlags(fs)
	strict := fs.Bool("strict", false, "")
	only := fs.Bool("wrong", false, "")
	rest, code, done := p.parseAnywhere(fs, args)
	if done {
		return code
	}
	if len(rest) > 0 {
		return p.misuse(fs, "want flags only, got %q", rest[0])
	}
	return p.operate(fs.Name(), o.at, func(ctx context.Context, db *store.Store) (int, error) {
		lines, err := p.readHealth(ctx, o.at, db)
		if err != nil {
			return exitInput, err
		}
		var rows []row
		for _, l := range lines {
			if l.State == health.Wrong || !*only {
				rows = append(rows, healthLine{l})
			}
		}
		if err := p.list(o, rows); err != nil {
			return exitInput, err
		}
		if !*o.json {
			p.next(lines)
		}
		if *strict && !health.AllWell(lines) {
			return exitRefuse, nil
		}
		return exitDone, nil
	})
}

func (p process) readHealth(ctx context.Context, at place, db *store.Store) ([]health.Line, error) {
	desk, err := p.desk(at)
	if err != nil {
		return nil, err
	}
	of := health.Place{Table: db, Queues: desk, Stage: *at.stage, Sources: trial.New(p.now).Sources(), Now: p.now()}
	metrics, missing := p.cloudwatch()
	of.Metrics = metrics
	if missing != nil {
		of.Metrics = health.NoMetrics{Why: missing}
	}
	return health.Read(ctx, of).Judge(), nil
}
