package registry

import (
	"cmp"
	"fmt"
	"strings"

	"doorstep/shared/carrier"
)

// Table writes what every source can do as a Markdown table, the one of ../README.md. A sentence per gap stands in the last
// column; "no" means that the source, or our adapter, cannot do it.
func (r *Registry) Table() string {
	var b strings.Builder
	row := func(cells ...string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	row("Source", "Covers", "Push", "What proves a push", "Poll", "Per call", "Rate", "Estimates", "Of a delivery", "Known gaps")
	row("---", "---", "---", "---", "---", "---", "---", "---", "---", "---")
	for _, e := range r.entries {
		p := e.Adapter.Profile()
		row("`"+e.Adapter.Source()+"`", p.Covers, no(p.Push), no(p.Signing), no(p.Poll), perCall(p), no(p.Rate.String()),
			no(p.Estimate), no(p.Proof), strings.Join(p.Gaps, "; "))
	}
	return b.String()
}

func no(s string) string { return cmp.Or(s, "no") }

func perCall(p carrier.Profile) string {
	switch p.PerCall {
	case 0:
		return "no"
	case 1:
		return "1 number"
	default:
		return fmt.Sprintf("%d numbers", p.PerCall)
	}
}
