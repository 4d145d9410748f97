// Package page is what shoppers see: the page of an order, rendered on the server, without script, in the look of the brand.
// It turns states into words and words into HTML, and shows no personal data, because it is given none. It reads no database
// and no clock.
package page

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/locale"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

//go:embed *.html
var templates embed.FS

// Pages renders.
type Pages struct{ set *template.Template }

// New parses the templates. An error is a bug in them.
func New() (*Pages, error) {
	set, err := template.ParseFS(templates, "*.html")
	if err != nil {
		return nil, fmt.Errorf("parse page templates: %w", err)
	}
	return &Pages{set: set}, nil
}

// Order is what the page of an order shows.
type Order struct {
	Theme     Theme
	Words     *locale.Catalog
	Order     order.Order
	Parcels   []Parcel   // in the order of Order.Shipments
	Scope     link.Scope // link.Gift: whoever looks is given a present, so no contents; link.Support: with who told what
	Slots     []brand.Slot
	Paths     Paths
	Analytics Analytics
	Now       time.Time
}

// Paths are the addresses that the page leads to, as paths of this host. What is empty is not offered.
type Paths struct {
	Calendar string // GET: /t/{token}/calendar.ics
	Gift     string // POST: makes a link for the recipient of a present
	GiftLink string // the whole address of that link, once it is made
	Survey   string // GET and POST: /s/{token}
	Report   string // GET and POST: /s/{token}/report; the page adds ?shipment= and &kind=
	Consent  string // POST analytics=yes|no: what the reader says about being counted; leave it empty once they refused
}

// Parcel is one shipment of it, as it looks now.
type Parcel struct {
	Shipment order.Shipment
	View     shipment.View
}

// WriteOrder renders the page of an order.
func (p *Pages) WriteOrder(w io.Writer, o Order) error {
	return p.write(w, "order", newOrderModel(o))
}

// WriteMissing renders the page for a link that opens nothing. It does not hint at why.
func (p *Pages) WriteMissing(w io.Writer, t Theme, words *locale.Catalog) error {
	return p.write(w, "notice", noticeModel{newTop(t, words, words.Text("missing.title")), "box", words.Text("missing.text")})
}

// WriteDown renders the page for a moment in which nothing can be read.
func (p *Pages) WriteDown(w io.Writer, t Theme, words *locale.Catalog) error {
	return p.write(w, "notice", noticeModel{newTop(t, words, words.Text("down.title")), "alert", words.Text("down.text")})
}

func (p *Pages) write(w io.Writer, name string, model any) error {
	if err := p.set.ExecuteTemplate(w, name, model); err != nil {
		return fmt.Errorf("render %s page: %w", name, err)
	}
	return nil
}
