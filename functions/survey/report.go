package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

// cases keeps what people should look at.
type cases interface {
	Cases(ctx context.Context, order string) ([]store.Case, error)
	ChangeCase(ctx context.Context, brand, order, shipment, kind string, change func(store.Case) (store.Case, error)) (store.Case, error)
}

// showReport shows the form. ?kind and ?shipment preselect, ?sent says what was just taken.
func (h *handler) showReport(w http.ResponseWriter, r *http.Request, v *visit) error {
	query := r.URL.Query()
	typed, _ := survey.ReadReport(url.Values{"shipment": query["shipment"], "kind": query["kind"]}) // what cannot be read preselects nothing
	sent, _ := survey.ReadReport(url.Values{"kind": query["sent"]})
	return h.drawReport(w, r, v, page.Report{Typed: typed, Sent: sent.Kind}, http.StatusOK)
}

func (h *handler) drawReport(w http.ResponseWriter, r *http.Request, v *visit, p page.Report, status int) error {
	told, err := h.table.Cases(r.Context(), v.Order.ID)
	if err != nil {
		return err
	}
	p.Theme, p.Words, p.Order, p.Now, p.Path, p.Back = v.Theme, v.words, v.Order, v.Now, v.report(), v.back()
	for _, c := range told {
		if c.Case.Kind != survey.LowScore { // a score is no report
			p.Told = append(p.Told, page.Told{
				Shipment: c.Shipment, Kind: c.Case.Kind, Open: c.Case.Open, Day: c.Case.Opened.Format(time.DateOnly),
			})
		}
	}
	return v.write(w, r, status, func(to io.Writer) error { return h.pages.WriteReport(to, p) })
}

// report takes a form.
func (h *handler) report(w http.ResponseWriter, r *http.Request, v *visit) error {
	var report survey.Report
	return take(w, r, func(form url.Values) (to string, err error) {
		if report, err = survey.ReadReport(form); err != nil {
			return "", err
		}
		return v.report() + "?sent=" + url.QueryEscape(report.Kind), h.file(r.Context(), v, report)
	}, func(problems survey.Problems, status int) error {
		return h.drawReport(w, r, v, page.Report{Typed: report, Problems: problems}, status)
	})
}

// file puts a report into the table. The limit of an order is read before and not with the write: two reports at once can be one too
// many, which harms nobody.
func (h *handler) file(ctx context.Context, v *visit, report survey.Report) error {
	known := slices.ContainsFunc(v.Order.Shipments, func(s order.Shipment) bool { return s.ID == report.Shipment })
	if report.Shipment != "" && !known {
		return survey.Problems{{Field: "shipment", Code: survey.Unknown}}
	}
	all, err := h.table.Cases(ctx, v.Order.ID)
	if err != nil {
		return err
	}
	others := make([]survey.Case, len(all))
	for i, c := range all {
		others[i] = c.Case
	}
	label := survey.CommentLabel(report.Shipment, report.Kind)
	_, err = h.table.ChangeCase(ctx, v.Order.Brand, v.Order.ID, report.Shipment, report.Kind, func(seen store.Case) (store.Case, error) {
		next := seen
		var err error
		if next.Comment, err = h.comment(ctx, v.Order.ID, label, report.Comment, seen.Comment); err != nil {
			return seen, err
		}
		again := report
		if string(next.Comment) == string(seen.Comment) { // not a word more than before
			again.Comment = ""
		}
		next.Case, err = again.File(seen.Case, others, v.Now)
		return next, err
	})
	if err != nil {
		return fmt.Errorf("file a report: %w", err)
	}
	h.obs.Count("Reports", 1, "kind", report.Kind)
	return nil
}
