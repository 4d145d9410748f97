package page

import (
	"io"
	"strings"
	"time"

	"doorstep/shared/locale"
	"doorstep/shared/order"
	"doorstep/shared/survey"
)

// Report is the page on which a shopper says what is wrong with an order. Like Survey it is given no comments.
type Report struct {
	Theme    Theme
	Words    *locale.Catalog
	Order    order.Order
	Told     []Told
	Sent     string // kind of the report that was just taken; empty: none was
	Path     string // of this page: /s/{token}/report
	Back     string // the page of the order: /t/{token}
	Typed    survey.Report
	Problems survey.Problems
	Now      time.Time
}

// Told is what the shopper has told before.
type Told struct {
	Shipment string // empty: the whole order
	Kind     string
	Open     bool
	Day      string // local date
}

type reportModel struct {
	top
	Path, Back, OrderName string
	Error                 *formError
	Thanks                string
	Advice                []string
	Kinds, Parcels        []choice
	KindError             string
	Only                  string // id of the only parcel
	Comment               fieldModel
	Told                  []string
	Help                  help
	Policies              []policy
	Words                 reportWords
}

type reportWords struct{ Advice, Kind, Parcel, Send, Told, Back, Private string }

// WriteReport renders the page.
func (p *Pages) WriteReport(w io.Writer, r Report) error {
	t := r.Words.Text
	number := Plain(r.Order.Number, maxLine)
	m := reportModel{
		top: newTop(r.Theme, r.Words, t("report.title")), Path: r.Path, Back: r.Back, OrderName: t("page.title", "number", number),
		Kinds: r.kinds(), Parcels: r.parcels(), Comment: commentField(r.Words, "report", "comment", r.Typed.Comment, r.Problems, true),
		Help: newHelp(r.Theme.brand, r.Words, number), Policies: policies(r.Theme.brand.Policies, r.Words),
		Words: reportWords{
			Advice: t("report.advice"), Kind: t("report.kind"), Parcel: t("report.parcel"), Send: t("report.send"), Told: t("report.told"),
			Back: t("survey.back"), Private: t("page.private"),
		},
	}
	if len(r.Order.Shipments) == 1 {
		m.Only = r.Order.Shipments[0].ID
	}
	if r.Typed.Kind == survey.NotReceived && r.Sent == "" {
		m.Advice = []string{t("report.advice.neighbours"), t("report.advice.places"), t("report.advice.household"), t("report.advice.early")}
	}
	if r.Sent != "" {
		m.Thanks = t("report.thanks", "brand", Plain(r.Theme.brand.Name, maxLine))
	}
	for _, problem := range r.Problems {
		text := problemText(r.Words, "report", problem)
		if m.Error == nil {
			m.Error = &formError{ID: problem.Field, Text: text}
			if problem.Field == "shipment" && m.Parcels == nil { // there is nothing to choose
				m.Error.ID = ""
			}
		}
		if problem.Field == "kind" {
			m.KindError = text
		}
	}
	for _, told := range r.Told {
		m.Told = append(m.Told, r.told(told))
	}
	return p.write(w, "report", m)
}

func (r Report) kinds() []choice {
	var out []choice
	for _, kind := range survey.ReportKinds() {
		out = append(out, choice{Name: "kind", Value: kind, Label: r.Words.Text("report.kind." + kind), On: kind == r.Typed.Kind})
	}
	return out
}

// parcels gives the choice of parcels where there is one; the whole order is the last.
func (r Report) parcels() []choice {
	if len(r.Order.Shipments) < 2 {
		return nil
	}
	var out []choice
	for _, s := range r.Order.Shipments {
		out = append(out, choice{Name: "shipment", Value: s.ID, Label: parcelLabel(r.Words, r.Order, s), On: s.ID == r.Typed.Shipment})
	}
	return append(out, choice{Name: "shipment", Label: r.Words.Text("report.whole"), On: r.Typed.Shipment == ""})
}

func parcelLabel(w *locale.Catalog, o order.Order, s order.Shipment) string {
	name, contents := parcelName(w, o, s.ID), contentsOf(o, s)
	if contents == "" {
		return name
	}
	return name + ": " + contents
}

// told says in one line what was told before.
func (r Report) told(t Told) string {
	state := "report.open"
	if !t.Open {
		state = "report.closed"
	}
	parts := []string{
		r.Words.Text("report.kind." + t.Kind), parcelName(r.Words, r.Order, t.Shipment), r.Words.Day(t.Day, r.Now), r.Words.Text(state),
	}
	var some []string
	for _, part := range parts {
		if part != "" {
			some = append(some, part)
		}
	}
	return strings.Join(some, " · ")
}
