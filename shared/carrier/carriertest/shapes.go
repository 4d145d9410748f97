package carriertest

import (
	"fmt"
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// Shape is one variation of a payload that a source documents, small enough to stand in a table: the body, and what the adapter
// and the fold make of it, as Sketch prints it.
type Shape [2]string

// Shapes decodes each variation, checks that it is sound and keeps names (CANARY) to itself, and compares its sketch with what a person who reads the source's
// documentation expects.
func Shapes(t *testing.T, a carrier.Adapter, kind carrier.Kind, shapes map[string]Shape) {
	t.Helper()
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, want := s[0], s[1]
			u, err := a.Decode(kind, []byte(body))
			if err == nil {
				sound(t, a, u)
				secret(t, "shape", u)
			}
			if got := Sketch(u, err); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// Sketch prints an update in few words: a line per parcel with its status, its scans oldest first (time, code, status), its
// estimate, aliases and whether somebody signed; a line per problem.
func Sketch(u carrier.Update, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	var lines []string
	for _, p := range u.Parcels {
		st := shipment.Fold(p.Facts)
		line := fmt.Sprintf("%s %s %s", orDash(p.Number), orDash(p.Carrier), meaning(st.Status, st.Sub))
		for _, scan := range st.Scans {
			line += " | " + strings.Join(strings.Fields(scan.At.Local+" "+scan.At.Offset+" "+scan.Code+" "+meaning(scan.Status, scan.Sub)), " ")
		}
		if e, ok := st.Estimate(); ok {
			line += " | by " + e.Window.Earliest + ".." + e.Window.Latest
		}
		for _, f := range p.Facts {
			if f.Kind == shipment.VerdictFact {
				line += " | verdict " + f.Code
			}
		}
		if len(p.Aliases) > 0 {
			line += " | also " + strings.Join(p.Aliases, " ")
		}
		if p.SignedBy != "" {
			line += " | signed"
		}
		lines = append(lines, line)
	}
	for _, p := range u.Problems {
		lines = append(lines, strings.Join(strings.Fields("problem "+p.Number+" "+p.Kind+" "+p.Code), " "))
	}
	return strings.Join(lines, "\n")
}

func meaning(status shipment.Status, sub string) string {
	if sub == "" {
		return orDash(string(status))
	}
	return string(status) + "/" + sub
}
