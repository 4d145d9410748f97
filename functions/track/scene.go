package main

import (
	"net/http"
	"strings"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/look"
	"doorstep/shared/page"
	"doorstep/shared/sight"
)

// scene is all that the page of an order shows: what was found, in the look and the words of its brand, with what the reader may do.
// The words are those that were asked for by name, else of the order, else of the browser.
func (h *handler) scene(r *http.Request, token string, s sight.Sight, to look.Look) (page.Order, error) {
	wished := r.URL.Query().Get("lang")
	words, err := h.looks.Words(to, wished, s.Order.Locale, r.Header.Get("Accept-Language"))
	if err != nil {
		return page.Order{}, err
	}
	in := page.Order{Theme: to.Theme, Words: words, Order: s.Order, Scope: s.Scope, Now: s.Now}
	for i, v := range s.Parcels {
		in.Parcels = append(in.Parcels, page.Parcel{Shipment: s.Order.Shipments[i], View: v})
	}
	in.Slots = brand.Slots(to.Record, to.Feed, page.Reader(in))
	if in.Paths, err = h.paths(r, strings.ToLower(token), s, to); err != nil {
		return page.Order{}, err
	}
	if id := to.Record.Analytics.GA4; id != "" {
		said := consented(r)
		in.Analytics = page.Analytics{ID: id, Agreed: said == "yes"}
		if said != "no" {
			in.Paths.Consent = "/t/" + strings.ToLower(token) + "/consent" + language(wished, nil, '?')
		}
	}
	return in, nil
}

// paths gives where the page leads to. Only the owner of an order may make links, rate and report.
func (h *handler) paths(r *http.Request, token string, s sight.Sight, to look.Look) (page.Paths, error) {
	query := r.URL.Query()
	wished := language(query.Get("lang"), nil, '?')
	p := page.Paths{Calendar: "/t/" + token + "/calendar.ics" + wished}
	if s.Scope != link.Owner {
		return p, nil
	}
	p.Gift = "/t/" + token + "/gift" + wished
	p.Report = "/s/" + token + "/report"
	if !to.Record.Survey.Off {
		p.Survey = "/s/" + token
	}
	if query.Get("gift") == "" {
		return p, nil
	}
	var err error
	p.GiftLink, err = h.giftLink(r, s, to)
	return p, err
}
