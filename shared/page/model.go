package page

import (
	"html/template"
	"strings"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
)

// The models hold texts that are ready to be shown; the templates decide nothing but where they stand.

type top struct {
	Lang, Dir, Title string
	CSS              template.CSS
	Brand            brandModel
	Season           string // the line of the season; empty: none
	Script           *scriptModel
}

type brandModel struct {
	Name, Site string
	Logo       template.URL
}

type noticeModel struct {
	top
	Icon, Text string
}

type orderModel struct {
	top
	Placed   string
	Notice   notice // about the order as a whole
	Jumps    []jump
	Parcels  []parcelModel
	ToCome   []item
	Slots    []slotModel
	Gift     *giftModel
	Help     help
	Consent  *consentModel
	Policies []policy
	Words    orderWords
}

type orderWords struct{ Parcels, ToCome, ToComeText, Slots, Private string }

type help struct {
	Title, Text, Hours            string
	Ways                          bool
	URL, Link, Email, Phone, Dial string
	Report, ReportLink            string // path to "something is wrong with my order", for owners
}

type policy struct{ Name, URL string }

// newTop is what every page begins with. It sets no season: see seasoned.
func newTop(t Theme, words *locale.Catalog, title string) top {
	return top{
		Lang: words.Tag(), Dir: words.Dir(), Title: title, CSS: t.css,
		Brand: brandModel{Name: Plain(t.brand.Name, maxLine), Site: t.brand.Site, Logo: t.logo},
	}
}

// seasoned adds the line of the season.
func (t top) seasoned(r brand.Record, now time.Time) top {
	t.Season = Plain(r.Banner(now.Format(time.DateOnly), t.Lang), maxText)
	return t
}

func newOrderModel(o Order) orderModel {
	w := o.Words
	name := Plain(o.Theme.brand.Name, maxLine)
	m := orderModel{
		top:      newTop(o.Theme, w, orderTitle(o)).seasoned(o.Theme.brand, o.Now),
		Help:     newHelp(o.Theme.brand, w, orderNumber(o)),
		Slots:    slots(o),
		Gift:     newGift(o),
		Consent:  newConsent(o),
		Policies: policies(o.Theme.brand.Policies, w),
		Words: orderWords{
			w.Text("page.parcels"), w.Text("page.to_come"), w.Text("page.to_come_text"), w.Text("page.more", "brand", name), w.Text("page.private"),
		},
	}
	m.CSS, m.Script = o.Theme.orderCSS, newScript(o)
	if day := w.Day(o.Order.PlacedAt, o.Now); day != "" {
		m.Placed = w.Text("page.placed", "day", day)
	}
	if o.owner() {
		m.Help.Report, m.Help.ReportLink = o.Paths.Report, w.Text("page.report")
	}
	for i := range o.Parcels {
		m.Parcels = append(m.Parcels, newParcel(o, i))
	}
	if len(o.Parcels) == 0 {
		m.Parcels = []parcelModel{newWaiting(o)}
		return m
	}
	m.Jumps, m.ToCome = jumps(m.Parcels), toCome(o)
	if o.cancelled() {
		m.Notice = notice{Tone: "warn", Text: cancelText(o) + " " + w.Text("page.order_cancelled_sent")}
	}
	return m
}

// orderNumber is the order's, as its owner and the merchant know it. Whoever is given a present does not learn it: with their own postcode
// it would open the owner's page.
func orderNumber(o Order) string {
	if o.gift() {
		return ""
	}
	return Plain(o.Order.Number, maxLine)
}

func orderTitle(o Order) string {
	if o.gift() {
		return o.Words.Text("widget.title")
	}
	return o.Words.Text("page.title", "number", orderNumber(o))
}

// newHelp says whom to ask. An empty number is not to be told.
func newHelp(r brand.Record, w *locale.Catalog, number string) help {
	s, name := r.Support, Plain(r.Name, maxLine)
	h := help{
		Title: w.Text("page.help"), Text: w.Text("page.help_text", "brand", name, "number", number), Hours: Plain(s.Hours, maxLine),
		URL: s.URL, Link: w.Text("page.help_link", "brand", name), Email: s.Email, Phone: s.Phone,
		Dial: strings.NewReplacer(" ", "", "(", "", ")", "", "-", "").Replace(s.Phone),
	}
	if number == "" {
		h.Text = w.Text("page.help_gift", "brand", name)
	}
	h.Ways = s.URL != "" || s.Email != "" || s.Phone != ""
	if !h.Ways {
		h.Text = w.Text("page.help_nobody", "brand", name)
	}
	return h
}

func policies(p brand.Policies, w *locale.Catalog) []policy {
	var out []policy
	for _, one := range []policy{
		{w.Text("page.policy_shipping"), p.Shipping}, {w.Text("page.policy_returns"), p.Returns}, {w.Text("page.policy_privacy"), p.Privacy},
	} {
		if one.URL != "" {
			out = append(out, one)
		}
	}
	return out
}
