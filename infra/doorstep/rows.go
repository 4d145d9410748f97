package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"doorstep/shared/store"
)

// row is a line of a list: a JSON object, or cells under a header.
type row interface {
	header() []string
	cells() []string
}

// withRows runs a command on the table and prints what it lists, as JSON or as columns.
func (p process) withRows(command string, at place, columns bool, run func(context.Context, *store.Store) ([]row, error)) int {
	return p.onTable(command, at, func(ctx context.Context, db *store.Store) error {
		rows, err := run(ctx, db)
		if err != nil {
			return err
		}
		if columns {
			return p.columns(rows)
		}
		for _, r := range rows {
			if err := p.print(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// columns prints rows under their header; nothing when there are none.
func (p process) columns(rows []row) error {
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	for i, r := range rows {
		if i == 0 {
			fmt.Fprintln(w, strings.Join(r.header(), "\t"))
		}
		fmt.Fprintln(w, strings.Join(r.cells(), "\t"))
	}
	return w.Flush()
}
