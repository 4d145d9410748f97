package page

import (
	"slices"
	"strings"

	"doorstep/shared/shipment"
)

// sourcesModel tells the merchant's support who said what of a parcel.
type sourcesModel struct {
	Title string
	Heads []string
	Rows  [][]string
	Notes []string
}

// newSources is for support only: a shopper has no use for who told us.
func newSources(s subject) *sourcesModel {
	if !s.order.support() {
		return nil
	}
	w, v := s.order.Words, s.view
	m := sourcesModel{
		Title: w.Text("page.sources"),
		Heads: []string{w.Text("page.sources_who"), w.Text("page.sources_scans"), w.Text("page.sources_newest"), w.Text("page.sources_says"), w.Text("page.sources_proof")},
	}
	var names []string
	for _, scan := range v.Scans {
		names = append(append(names, scan.Source), scan.Witnesses...)
	}
	for _, e := range v.Estimates {
		names = append(names, e.Source)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		m.Rows = append(m.Rows, sourceRow(s, name))
	}
	m.note(w.Text("page.sources_tracking", "state", string(v.Tracking)))
	if len(v.Unmapped) > 0 {
		m.note(w.Text("page.sources_unmapped", "codes", Plain(strings.Join(v.Unmapped, ", "), maxText)))
	}
	if v.Gone {
		m.note(w.Text("page.sources_gone"))
	}
	for _, b := range s.parcel.Bindings {
		m.note(w.Text("page.sources_bound", "carrier", CarrierOf(b.Carrier, b.CarrierRaw, "").Name, "until", w.Moment(momentOf(b.Until).Local, s.order.Now)))
	}
	m.note(w.Text("page.sources_digest", "digest", v.Digest))
	return &m
}

func (m *sourcesModel) note(text string) { m.Notes = append(m.Notes, text) }

// sourceRow gives, of one source, how many scans it told, the newest of them with its status, and how far it is to be trusted.
func sourceRow(s subject, name string) []string {
	var n int
	var newest shipment.Scan
	for _, scan := range s.view.Scans {
		if scan.Source == name || slices.Contains(scan.Witnesses, name) {
			n, newest = n+1, scan
		}
	}
	w := s.order.Words
	status := ""
	if newest.Status != "" {
		status = w.First("status." + string(newest.Status))
	}
	return []string{Plain(name, maxLine), w.Number(n), w.Moment(newest.At.Local, s.order.Now), status, string(newest.Assured)}
}
