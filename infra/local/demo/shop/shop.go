// Package shop is a shop's own site, as far as it shows the widget in a page that is not ours: another origin, other styles, and a
// policy that allows nothing but the widget's script and its data. It is for the demo and for tests in browsers.
package shop

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"
)

//go:embed page.html page.css
var files embed.FS

// Order is an order that the shop has taken.
type Order struct {
	Number      string
	Lines       []Line
	Total       string // "$50.00"
	TrackingURL string // what the order API answered
}

// Line is an item of an order.
type Line struct {
	Quantity int
	Name     string
	Price    string
}

// Shop is the site.
type Shop struct {
	track    string // origin of Doorstep
	brand    string
	orders   []Order
	page     *template.Template
	listener net.Listener
	server   *http.Server
}

// Start opens the site on a port of its own. track is the origin of Doorstep, brand the id of the shop there.
func Start(track, brand string, orders []Order) (*Shop, error) {
	page, err := template.ParseFS(files, "page.html")
	if err != nil {
		return nil, fmt.Errorf("read the shop's page: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open the shop: %w", err)
	}
	s := &Shop{track: track, brand: brand, orders: orders, page: page, listener: listener}
	s.server = &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	go s.server.Serve(listener) //nolint:errcheck // ends with ErrServerClosed
	return s, nil
}

// URL is the origin of the site.
func (s *Shop) URL() string { return "http://" + s.listener.Addr().String() }

// Close ends it.
func (s *Shop) Close() error { return s.server.Close() }

func (s *Shop) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { s.show(w, r, view{}) })
	mux.HandleFunc("GET /orders/{number}", func(w http.ResponseWriter, r *http.Request) {
		at := slices.IndexFunc(s.orders, func(o Order) bool { return o.Number == r.PathValue("number") })
		if at < 0 {
			http.NotFound(w, r)
			return
		}
		s.show(w, r, view{Order: &s.orders[at]})
	})
	mux.HandleFunc("GET /page.css", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, "page.css") })
	return mux
}

// view is what the page shows: an order, or the list of them.
type view struct {
	Order               *Order
	Orders              []Order
	Track, Brand, Token string
	Lang, Dir           string
}

func (s *Shop) show(w http.ResponseWriter, r *http.Request, v view) {
	v.Track, v.Brand, v.Orders, v.Lang, v.Dir = s.track, s.brand, s.orders, "en", "ltr"
	if lang := r.URL.Query().Get("lang"); lang != "" && len(lang) <= 5 {
		v.Lang = lang
	}
	if v.Lang == "ar" {
		v.Dir = "rtl"
	}
	if v.Order != nil {
		v.Token = token(v.Order.TrackingURL)
	}
	var b bytes.Buffer
	if err := s.page.Execute(&b, v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	// What a careful shop would send, and no more than the widget needs: its script and its data.
	w.Header().Set("Content-Security-Policy", fmt.Sprintf(
		"default-src 'none'; script-src %[1]s; connect-src %[1]s; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'", s.track))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Write(b.Bytes()) //nolint:errcheck // nobody is left to tell
}

// token is the last part of a page's address.
func token(address string) string {
	u, err := url.Parse(address)
	if err != nil || len(u.Path) < len("/t/") {
		return ""
	}
	return u.Path[len("/t/"):]
}
