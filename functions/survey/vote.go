package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"doorstep/shared/fault"
	"doorstep/shared/page"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

// votes keeps votes.
type votes interface {
	Votes(ctx context.Context, order string) (map[string]store.Vote, error)
	ChangeVote(ctx context.Context, brand, order, shipment string, change func(store.Opinion) (store.Opinion, error)) (store.Opinion, error)
}

// showSurvey shows the form. ?voted says what was just taken, ?score and ?shipment what a message proposes.
func (h *handler) showSurvey(w http.ResponseWriter, r *http.Request, v *visit) error {
	query := r.URL.Query()
	proposed, _ := survey.ReadBallot(url.Values{"shipment": query["shipment"], "score": query["score"]}) // what cannot be read proposes nothing
	return h.drawSurvey(w, r, v, page.Survey{Voted: query.Get("voted")}, proposed, http.StatusOK)
}

func (h *handler) drawSurvey(w http.ResponseWriter, r *http.Request, v *visit, s page.Survey, proposed survey.Ballot, status int) error {
	if v.Record.Survey.Off {
		return fault.New(fault.NotFound, "the brand asks nothing")
	}
	given, err := h.table.Votes(r.Context(), v.Order.ID)
	if err != nil {
		return err
	}
	s.Theme, s.Words, s.Order, s.Now = v.Theme, v.words, v.Order, v.Now
	s.Path, s.Report, s.Back = v.survey(), v.report(), v.back()
	for i, parcel := range v.Parcels {
		shipment := v.Order.Shipments[i]
		vote := given[shipment.ID]
		if !survey.Due(parcel) && !vote.Vote.Given() {
			continue
		}
		rating := page.Rating{Parcel: page.Parcel{Shipment: shipment, View: parcel}, Vote: vote.Vote, Commented: len(vote.Comment) > 0}
		if proposed.Shipment == "" || proposed.Shipment == shipment.ID {
			rating.Proposed = proposed.Score
		}
		s.Ratings = append(s.Ratings, rating)
	}
	return v.write(w, r, status, func(to io.Writer) error { return h.pages.WriteSurvey(to, s) })
}

// vote takes a form.
func (h *handler) vote(w http.ResponseWriter, r *http.Request, v *visit) error {
	if v.Record.Survey.Off {
		return fault.New(fault.NotFound, "the brand asks nothing")
	}
	var ballot survey.Ballot
	return take(w, r, func(form url.Values) (to string, err error) {
		if ballot, err = survey.ReadBallot(form); err != nil {
			return "", err
		}
		return v.survey() + "?voted=" + url.QueryEscape(ballot.Shipment), h.cast(r.Context(), v, ballot)
	}, func(problems survey.Problems, status int) error {
		return h.drawSurvey(w, r, v, page.Survey{Typed: ballot, Problems: problems}, survey.Ballot{}, status)
	})
}

// cast puts a ballot into the table.
func (h *handler) cast(ctx context.Context, v *visit, b survey.Ballot) error {
	at := -1
	for i, s := range v.Order.Shipments {
		if s.ID == b.Shipment {
			at = i
		}
	}
	if at < 0 {
		return survey.Problems{{Field: "shipment", Code: survey.Unknown}}
	}
	parcel, shipment := v.Parcels[at], v.Order.Shipments[at]
	rules := survey.Rules{CaseAt: v.Record.Survey.CaseAt, Cell: survey.CellOf(v.Order, shipment, parcel, v.Now)}
	_, err := h.table.ChangeVote(ctx, v.Order.Brand, v.Order.ID, b.Shipment, func(seen store.Opinion) (store.Opinion, error) {
		next := seen
		if !seen.Vote.Vote.Given() && !survey.Due(parcel) {
			return seen, survey.Problems{{Field: "shipment", Code: survey.Unknown}}
		}
		var err error
		if next.Vote.Vote, err = b.Cast(seen.Vote.Vote, rules, v.Now); err != nil {
			return seen, err
		}
		next.Vote.Comment, err = h.comment(ctx, v.Order.ID, survey.CommentLabel(b.Shipment, ""), b.Comment, seen.Vote.Comment)
		next.Case.Case = seen.Case.Case.Voted(seen.Vote.Vote, next.Vote.Vote)
		return next, err
	})
	if err != nil {
		return fmt.Errorf("cast a vote: %w", err)
	}
	h.obs.Count("Votes", 1)
	return nil
}
