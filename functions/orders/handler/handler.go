// Package handler is the door for merchants: orders and the claims on their tracking numbers come in here.
//
// Idempotency key: brand and order number, from which every id follows. A repeated body finds nothing to change, writes
// nothing and is answered like the first one, but with 200 in place of 201.
package handler

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/secret"
	"doorstep/shared/web"
)

// Parts are what the handler works with.
type Parts struct {
	Table     Table
	Keys      secret.Keys
	Shops     secrets      // of shops, rationed apart from our own keys, since names of shops come from outside
	Prefix    string       // of parameters
	Client    *http.Client // asks stores
	PublicURL string       // configured; empty: the host of the request
	Rnd       io.Reader    // of data keys
	Obs       *obs.Recorder
	Now       func() time.Time
}

// Table is everything that orders needs of the store.
type Table interface {
	brands
	table
	teller
	eraser
	looks
	numbers
	refs
	parking
	seal.Keys
}

// New makes a handler.
func New(p Parts) *Handler {
	d := desk{
		brands: p.Table, table: p.Table, tell: p.Table, eraser: p.Table, looks: p.Table,
		claims: claims{table: p.Table, now: p.Now},
		keys:   parameters{from: p.Keys, table: p.Table, rnd: p.Rnd},
		now:    p.Now,
	}
	return &Handler{
		brands: p.Table, desk: d, publicURL: p.PublicURL, obs: p.Obs,
		shops: shops{secrets: p.Shops, prefix: p.Prefix, refs: p.Table, parking: p.Table, desk: d, client: p.Client, obs: p.Obs},
	}
}

// Handler answers merchants and shops.
type Handler struct {
	brands    brands
	desk      desk
	shops     shops
	publicURL string // configured; empty: the host of the request
	obs       *obs.Recorder
}

// Routes answers
//
//	PUT  /v1/orders/{brand}/{number}            all of an order, or what has changed of it
//	POST /v1/orders/{brand}/{number}/shipments  one more shipment of an order
//	GET  /v1/orders/{brand}/{number}            what is known, without personal data
//	GET  /v1/orders/{brand}/{number}/export     everything that is known, personal data and all
//	DELETE /v1/orders/{brand}/{number}          erases what is personal
//	POST /v1/orders/{brand}/{number}/links      a link for somebody
//	DELETE /v1/orders/{brand}/{number}/links    revokes all links and makes the owner a new one
//	POST /v1/shops/{platform}/{brand}           a webhook of a shop
func (h *Handler) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /v1/orders/{brand}/{number}", h.serve("put order", h.put))
	mux.HandleFunc("POST /v1/orders/{brand}/{number}/shipments", h.serve("add shipment", h.post))
	mux.HandleFunc("GET /v1/orders/{brand}/{number}", h.serve("get order", h.get))
	mux.HandleFunc("GET /v1/orders/{brand}/{number}/export", h.serve("export order", h.export))
	mux.HandleFunc("DELETE /v1/orders/{brand}/{number}", h.serve("erase order", h.erase))
	mux.HandleFunc("POST /v1/orders/{brand}/{number}/links", h.serve("make link", h.link))
	mux.HandleFunc("DELETE /v1/orders/{brand}/{number}/links", h.serve("rotate links", h.rotate))
	mux.Handle("POST /v1/shops/{platform}/{brand}", h.shops)
	mux.HandleFunc("/", h.serve("no route", func(*http.Request) (int, any, error) {
		return 0, nil, fault.New(fault.NotFound, "no such route")
	}))
	return mux
}

// serve writes what a route gives, and one line about it.
func (h *Handler) serve(what string, route func(*http.Request) (status int, body any, err error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		unit := h.obs.Begin(r.Context(), what)
		unit.Set("brand", r.PathValue("brand"))
		status, body, err := route(r)
		unit.End(err)
		if err != nil {
			writeError(w, err)
			return
		}
		web.WriteJSON(w, status, body)
	}
}

// writeError names the bad fields where the error knows them.
func writeError(w http.ResponseWriter, err error) {
	var bad order.Invalid
	if !errors.As(err, &bad) {
		web.WriteError(w, err)
		return
	}
	p := web.Problem{Status: fault.Status(err), Title: "The order has bad fields", Detail: fmt.Sprintf("Bad fields: %d. Nothing was stored.", len(bad))}
	for _, f := range bad {
		p.Errors = append(p.Errors, web.FieldError{Field: f.Path, Detail: f.Detail})
	}
	web.WriteProblem(w, p)
}

func (h *Handler) put(r *http.Request) (int, any, error) {
	return h.change(r, order.Parse, true)
}

func (h *Handler) post(r *http.Request) (int, any, error) {
	return h.change(r, order.ParseShipment, false)
}

func (h *Handler) change(r *http.Request, parse func([]byte) (order.Change, error), create bool) (int, any, error) {
	brand, number, err := h.admit(r)
	if err != nil {
		return 0, nil, err
	}
	body, err := readBody(r)
	if err != nil {
		return 0, nil, err
	}
	change, err := parse(body)
	if err != nil {
		return 0, nil, err
	}
	done, err := h.desk.change(r.Context(), brand, number, change, create)
	if err != nil {
		return 0, nil, err
	}
	status := http.StatusOK
	if done.created {
		status = http.StatusCreated
	}
	return status, newReceipt(done, web.BaseURL(h.publicURL, r)), nil
}

func (h *Handler) get(r *http.Request) (int, any, error) {
	brand, number, err := h.admit(r)
	if err != nil {
		return 0, nil, err
	}
	known, err := h.desk.read(r.Context(), brand, number)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, newRecord(known, web.BaseURL(h.publicURL, r)), nil
}

func (h *Handler) export(r *http.Request) (int, any, error) {
	brand, number, err := h.admit(r)
	if err != nil {
		return 0, nil, err
	}
	all, err := h.desk.export(r.Context(), brand, number, web.BaseURL(h.publicURL, r))
	return http.StatusOK, all, err
}

func (h *Handler) erase(r *http.Request) (int, any, error) {
	brand, number, err := h.admit(r)
	if err != nil {
		return 0, nil, err
	}
	gone, err := h.desk.erase(r.Context(), brand, number)
	return http.StatusOK, newErased(gone), err
}

// newLink answers a link that was made.
type newLink struct {
	URL     string `json:"url"`
	Scope   string `json:"scope"`
	Expires string `json:"expires"` // as far as is known today: a parcel that ends, or moves again, changes it
}

func (h *Handler) link(r *http.Request) (int, any, error) {
	brand, number, err := h.admit(r)
	if err != nil {
		return 0, nil, err
	}
	body, err := readBody(r)
	if err != nil {
		return 0, nil, err
	}
	scope, err := readScope(body)
	if err != nil {
		return 0, nil, err
	}
	g, err := h.desk.link(r.Context(), brand, number, scope)
	return http.StatusCreated, newLink{trackingURL(web.BaseURL(h.publicURL, r), g.token), string(g.scope), stamp(g.expires)}, err
}

func (h *Handler) rotate(r *http.Request) (int, any, error) {
	brand, number, err := h.admit(r)
	if err != nil {
		return 0, nil, err
	}
	g, err := h.desk.rotate(r.Context(), brand, number)
	return http.StatusOK, newLink{trackingURL(web.BaseURL(h.publicURL, r), g.token), string(g.scope), stamp(g.expires)}, err
}

// admit lets a request through whose key belongs to the brand, and reads the order's name from the path.
func (h *Handler) admit(r *http.Request) (brand, number string, err error) {
	brand, number = r.PathValue("brand"), order.FromSegment(r.PathValue("number"))
	if err := authorize(r.Context(), h.brands, brand, r.Header.Get("Authorization")); err != nil {
		return "", "", err
	}
	if wrong := order.CheckNumber(number); wrong != "" {
		return "", "", order.Invalid{{Path: "number", Detail: wrong}}
	}
	return brand, number, nil
}

func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, order.MaxBody+1))
	if err != nil {
		return nil, fault.Wrap(fault.Malformed, err, "read body")
	}
	if len(body) > order.MaxBody {
		return nil, fault.New(fault.TooLarge, "body is over %d KiB", order.MaxBody>>10)
	}
	return body, nil
}
