package mail

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"doorstep/shared/seal"
)

// tamed gives the letter with every text that a stranger may have written broken where a mail program would make a link of it. Strangers
// are carriers, shoppers (a name at checkout is free text, and a well known way to have a shop send advertising), and whoever names
// items. What the brand says of itself stays: a shop may be called after its domain.
func tamed(l Letter) Letter {
	l.Name = seal.Hide(unlinked(l.Name.Open()))
	o := &l.Order
	o.Number = unlinked(o.Number)
	o.Items = slices.Clone(o.Items)
	for i := range o.Items {
		it := &o.Items[i]
		it.Name = unlinked(cmp.Or(it.Name, it.SKU, it.ID))
	}
	o.Pickup.Name, o.Pickup.Address, o.Pickup.Hours = unlinked(o.Pickup.Name), unlinked(o.Pickup.Address), unlinked(o.Pickup.Hours)
	l.Parcels = slices.Clone(l.Parcels)
	for i := range l.Parcels {
		l.Parcels[i] = tamedParcel(l.Parcels[i])
	}
	return l
}

func tamedParcel(p Parcel) Parcel {
	s := &p.Shipment
	s.Carrier, s.CarrierRaw, s.Service, s.Number = unlinked(s.Carrier), unlinked(s.CarrierRaw), unlinked(s.Service), unlinked(s.Number)
	p.View.Scans = slices.Clone(p.View.Scans)
	for i := range p.View.Scans {
		scan := &p.View.Scans[i]
		scan.Text = unlinked(scan.Text)
		at := &scan.Place
		at.Text, at.City, at.Region, at.Country = unlinked(at.Text), unlinked(at.City), unlinked(at.Region), unlinked(at.Country)
	}
	return p
}

// unlinked breaks whatever mail programs turn into a link by themselves: "evil.example" becomes "evil. example", "http://" becomes
// "http: //". They look for a dot with a letter behind it, so a space after the dot is enough for all of them; invisible characters in
// its place are not, since some programs look through these. Numbers ("2.50", "v1.2") and abbreviations stay readable.
func unlinked(s string) string {
	s = strings.ToValidUTF8(s, "")
	if !strings.ContainsAny(s, ".:\u3002\uff0e\uff61\u2024\ufe52") {
		return s
	}
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		b.WriteRune(r)
		if i+1 == len(runes) {
			break
		}
		next := runes[i+1]
		switch {
		case isDot(r) && i > 0 && joins(next) && (r == '.' || runes[i-1] < 0x80 && next < 0x80):
			b.WriteByte(' ')
		case r == ':' && next == '/':
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// isDot reports whether a character separates the labels of a domain (https://www.unicode.org/reports/tr46/#Notation), or looks so
// much like it that a program may take it for one. The full stop of Japanese is one of them; it counts between Latin letters only.
func isDot(r rune) bool { return strings.ContainsRune(".\u3002\uff0e\uff61\u2024\ufe52", r) }

// joins reports whether what stands behind a dot goes on the same word, for a program that skips what cannot be seen.
func joins(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
}
