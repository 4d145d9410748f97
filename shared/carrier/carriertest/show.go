package carriertest

import (
	"fmt"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// show prints an update for a golden file: one line per fact, so that a change reads like a sentence in a review.
func show(u carrier.Update, err error) string {
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	var b strings.Builder
	for _, p := range u.Parcels {
		fmt.Fprintf(&b, "parcel %q carrier %q (%q) service %q aliases %v signed %t\n", p.Number, p.Carrier, p.CarrierRaw, p.Service, p.Aliases, p.SignedBy != "")
		for _, f := range p.Facts {
			b.WriteString("  " + line(f) + "\n")
		}
	}
	for _, p := range u.Problems {
		fmt.Fprintf(&b, "problem %q %s %q %q\n", p.Number, p.Kind, p.Code, p.Message)
	}
	return b.String()
}

func line(f shipment.Fact) string {
	at := orDash(f.At.Local) + " " + orDash(f.At.Offset) + " " + orDash(string(f.At.Zone)) + " " + orDash(string(f.At.Precision))
	switch f.Kind {
	case shipment.EstimateFact:
		return fmt.Sprintf("%s estimate %s..%s %s told %s", f.ID, f.Window.Earliest, f.Window.Latest, f.Window.Precision, at)
	case shipment.VerdictFact:
		return fmt.Sprintf("%s verdict %s told %s", f.ID, f.Code, at)
	case shipment.PiecesFact:
		return fmt.Sprintf("%s pieces %d", f.ID, f.Count)
	}
	place := strings.Join([]string{f.Place.Text, f.Place.City, f.Place.Region, f.Place.Postal, f.Place.Country}, "|")
	marks := ""
	if f.Generic {
		marks += " generic"
	}
	if f.Signed {
		marks += " signed"
	}
	if f.Piece != "" {
		marks += " piece " + f.Piece
	}
	return fmt.Sprintf("%s scan %s code %q text %q = %s/%s at %s%s", f.ID, at, f.Code, f.Text, orDash(string(f.Status)), orDash(f.Sub), place, marks)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
