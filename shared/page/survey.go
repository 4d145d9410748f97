package page

import (
	"cmp"
	"io"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/locale"
	"doorstep/shared/order"
	"doorstep/shared/survey"
)

// Survey is the page on which a shopper rates the deliveries of an order. It is given no comments: what was said before is not shown,
// since links get passed on.
type Survey struct {
	Theme    Theme
	Words    *locale.Catalog
	Order    order.Order
	Ratings  []Rating // of the deliveries that can be rated, and of those whose vote stands
	Voted    string   // id of the shipment whose vote was just taken; empty: none was
	Path     string   // of this page: /s/{token}
	Report   string   // /s/{token}/report
	Back     string   // the page of the order: /t/{token}
	Problems survey.Problems
	Typed    survey.Ballot // what was sent and could not be taken
	Now      time.Time
}

// Rating is one delivery with what the shopper said of it so far.
type Rating struct {
	Parcel    Parcel
	Vote      survey.Vote
	Commented bool // a comment is stored
	Proposed  int  // a score that the address proposes; it does not count before it is tapped
}

type surveyModel struct {
	top
	Path, Report, Back string
	OrderName          string
	Error              *formError
	Thanks             string
	Cards              []ratingModel
	Policies           []policy
	Words              surveyWords
}

type surveyWords struct{ Nothing, Wrong, Back, Private, Send, Worst, Best string }

// formError is the first problem of a form, with the field that it leads to.
type formError struct{ ID, Text string }

type ratingModel struct {
	Anchor, Shipment  string
	Eyebrow, Contents string
	Question, Scale   string
	Note              string // what stands, or what the address proposes
	Scores            []choice
	Open              bool // the vote can be given or changed
	More              *moreModel
}

// moreModel is the questions after the first tap.
type moreModel struct {
	Title, Reason, Tracking, Change string
	Reasons, Grades                 []choice
	Comment                         fieldModel
}

type choice struct {
	Name, Value, Label string
	On                 bool
	Focus              bool
}

// fieldModel is a text field.
type fieldModel struct {
	ID, Label, Hint, Value, Error string
	Limit                         int
}

// WriteSurvey renders the page.
func (p *Pages) WriteSurvey(w io.Writer, s Survey) error {
	t := s.Words.Text
	m := surveyModel{
		top: newTop(s.Theme, s.Words, t("survey.title")), Path: s.Path, Report: s.Report, Back: s.Back,
		OrderName: t("page.title", "number", Plain(s.Order.Number, maxLine)), Policies: policies(s.Theme.brand.Policies, s.Words),
		Words: surveyWords{
			Nothing: t("survey.nothing"), Wrong: t("survey.wrong"), Back: t("survey.back"), Private: t("page.private"), Send: t("survey.send"),
			Worst: t("survey.score.1"), Best: t("survey.score.5"),
		},
	}
	for i, r := range s.Ratings {
		m.Cards = append(m.Cards, s.card(i, r))
		if r.Parcel.Shipment.ID == s.Voted && r.Vote.Given() {
			m.Thanks = t("survey.thanks")
			if r.Vote.Low {
				m.Thanks = t("survey.thanks_low", "brand", Plain(s.Theme.brand.Name, maxLine))
			}
		}
		if len(s.Problems) > 0 && r.Parcel.Shipment.ID == s.Typed.Shipment {
			m.Error = &formError{ID: m.Cards[len(m.Cards)-1].field(s.Problems[0].Field), Text: problemText(s.Words, "survey", s.Problems[0])}
		}
	}
	if len(s.Problems) > 0 && m.Error == nil { // about a shipment that is not there
		m.Error = &formError{Text: problemText(s.Words, "survey", s.Problems[0])}
	}
	return p.write(w, "survey", m)
}

func (s Survey) card(i int, r Rating) ratingModel {
	w, id := s.Words, r.Parcel.Shipment.ID
	c := ratingModel{
		Anchor: anchor(i), Shipment: id, Contents: contentsOf(s.Order, r.Parcel.Shipment), Eyebrow: parcelName(w, s.Order, id),
		Question: w.Text("survey.question"), Scale: w.Text("survey.scale"), Open: r.Vote.Open(s.Now),
	}
	typed := survey.Ballot{}
	if s.Typed.Shipment == id {
		typed = s.Typed
	}
	for score := 1; score <= survey.Best; score++ {
		c.Scores = append(c.Scores, choice{
			Name: "score", Value: strconv.Itoa(score), Label: w.Text("survey.score." + strconv.Itoa(score)), Focus: !r.Vote.Given() && score == r.Proposed,
			On: score == r.Vote.Score || !r.Vote.Given() && score == r.Proposed,
		})
	}
	switch {
	case r.Vote.Given():
		c.Note = w.Text("survey.given", "n", strconv.Itoa(r.Vote.Score), "word", w.Text("survey.score."+strconv.Itoa(r.Vote.Score)))
	case r.Proposed != 0:
		c.Note = w.Text("survey.proposed", "n", strconv.Itoa(r.Proposed))
	}
	if r.Vote.Given() && c.Open {
		c.Scale, c.Note = c.Note, "" // the answer names the scale on which it can be changed
		c.More = s.more(c.Anchor, r, typed)
	} else if r.Vote.Given() {
		c.Note += " " + w.Text("survey.final")
	}
	return c
}

// field gives the id of a field, as far as it is on the page.
func (c ratingModel) field(name string) string {
	if shown := c.More != nil && name != "shipment" || c.Open && name == "score"; !shown {
		return ""
	}
	return name + "-" + c.Anchor
}

func (s Survey) more(anchor string, r Rating, typed survey.Ballot) *moreModel {
	w := s.Words
	m := &moreModel{
		Title: w.Text("survey.more"), Reason: w.Text("survey.reason"), Tracking: w.Text("survey.tracking"), Change: w.Text("survey.change"),
		Comment: commentField(w, "survey", "comment-"+anchor, typed.Comment, s.Problems, typed.Shipment != ""),
	}
	if r.Commented {
		m.Comment.Hint = w.Text("survey.commented") + " " + m.Comment.Hint
	}
	for _, reason := range survey.Reasons(r.Vote.Score) {
		m.Reasons = append(m.Reasons, choice{
			Name: "reason", Value: reason, Label: w.Text("survey.reason." + reason), On: reason == cmp.Or(typed.Reason, r.Vote.Reason),
		})
	}
	for grade := 1; grade <= survey.Best; grade++ {
		m.Grades = append(m.Grades, choice{
			Name: "tracking", Value: strconv.Itoa(grade), Label: w.Text("survey.score." + strconv.Itoa(grade)), On: grade == cmp.Or(typed.Tracking, r.Vote.Tracking),
		})
	}
	return m
}

// commentField shows a problem only at the form that was sent.
func commentField(w *locale.Catalog, prefix, id, typed string, problems survey.Problems, sent bool) fieldModel {
	f := fieldModel{
		ID: id, Label: w.Text(prefix + ".comment"), Hint: w.Text("survey.comment_hint", "n", w.Number(survey.MaxComment)),
		Value: typed, Limit: survey.MaxComment,
	}
	for _, p := range problems {
		if sent && p.Field == "comment" {
			f.Error = problemText(w, prefix, p)
		}
	}
	return f
}

// problemText prefers the words of the form for a problem.
func problemText(w *locale.Catalog, prefix string, p survey.Problem) string {
	key := "survey.error." + p.Code
	if own := prefix + ".error." + p.Code; w.Has(own) {
		key = own
	}
	return w.Text(key, "have", w.Number(p.Have), "limit", w.Number(p.Limit))
}

// parcelName tells the parcels of an order apart; a single one has no name.
func parcelName(w *locale.Catalog, o order.Order, id string) string {
	if len(o.Shipments) < 2 {
		return ""
	}
	for i, s := range o.Shipments {
		if s.ID == id {
			return w.Text("page.parcel", "i", w.Number(i+1), "n", w.Number(len(o.Shipments)))
		}
	}
	return ""
}

// contentsOf names what is in a parcel in one line, as far as the merchant told.
func contentsOf(o order.Order, s order.Shipment) string {
	var names []string
	for _, item := range o.Items {
		for _, part := range s.Items {
			if part.ID == item.ID && part.Quantity > 0 {
				names = append(names, Plain(cmp.Or(item.Name, item.SKU, item.ID), maxLine))
			}
		}
	}
	return Plain(strings.Join(names, " · "), maxLine)
}
