package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"doorstep/shared/fault"
	"doorstep/shared/page"
	"doorstep/shared/secret"
	"doorstep/shared/store"
	"doorstep/shared/survey"
	"doorstep/shared/web"
)

// votes keeps votes.
type votes interface {
	Votes(ctx context.Context, order string) (map[string]store.Vote, error)
	ChangeVote(ctx context.Context, brand, order, shipment string, change func(store.Opinion) (store.Opinion, error)) (store.Opinion, error)
}

// maxForm is the largest form in bytes: a comment of 1,000 characters takes 12 when each is four bytes and escaped as a form does.
const maxForm = 16 << 10

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

// vote takes a form. What is wrong with it is shown at its field, with what was typed.
func (h *handler) vote(w http.ResponseWriter, r *http.Request, v *visit) error {
	if v.Record.Survey.Off {
		return fault.New(fault.NotFound, "the brand asks nothing")
	}
	form, err := web.ReadForm(r, maxForm)
	if err != nil {
		return err
	}
	ballot, err := survey.ReadBallot(form)
	if err == nil {
		err = h.cast(r.Context(), v, ballot)
	}
	var problems survey.Problems
	if errors.As(err, &problems) {
		return h.drawSurvey(w, r, v, page.Survey{Typed: ballot, Problems: problems}, survey.Ballot{}, fault.Status(err))
	}
	if err != nil {
		return err
	}
	web.SeeOther(w, v.survey()+"?voted="+url.QueryEscape(ballot.Shipment))
	return nil
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

// sealer seals comments, each with the key of its order.
type sealer interface {
	Seal(ctx context.Context, owner, label string, plain []byte) ([]byte, error)
	Open(ctx context.Context, owner, label string, sealed []byte) ([]byte, error)
}

// comment seals what was typed in place of what is stored; nothing typed leaves it. The same again is not sealed again, so that a form
// that is sent twice writes once.
func (h *handler) comment(ctx context.Context, order, label, typed string, stored []byte) ([]byte, error) {
	if typed == "" {
		return stored, nil
	}
	if len(stored) > 0 {
		plain, err := h.sealer.Open(ctx, secret.OfOrder(order), label, stored)
		if err != nil {
			return nil, fmt.Errorf("open the comment before: %w", err)
		}
		if string(plain) == typed {
			return stored, nil
		}
	}
	sealed, err := h.sealer.Seal(ctx, secret.OfOrder(order), label, []byte(typed))
	if err != nil {
		return nil, fmt.Errorf("seal a comment: %w", err)
	}
	return sealed, nil
}
