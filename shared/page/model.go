package page

import (
	"cmp"
	"html/template"
	"strconv"
	"strings"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/order"
)

// The models hold texts that are ready to be shown; the templates decide nothing but where they stand.

type top struct {
	Lang, Title string
	CSS         template.CSS
	Brand       brandModel
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
	Parcels  []parcelModel
	ToCome   []line
	Help     help
	Policies []policy
	Words    orderWords
}

type orderWords struct{ ToCome, ToComeText, Private string }

type line struct {
	Quantity int
	Name     string
}

type help struct {
	Title, Text, Hours            string
	Ways                          bool
	URL, Link, Email, Phone, Dial string
}

type policy struct{ Name, URL string }

func newTop(t Theme, words *locale.Catalog, title string) top {
	return top{
		Lang: words.Tag(), Title: title, CSS: t.css,
		Brand: brandModel{Name: Plain(t.brand.Name, maxLine), Site: t.brand.Site, Logo: t.logo()},
	}
}

func newOrderModel(o Order) orderModel {
	w := o.Words
	number := Plain(o.Order.Number, maxLine)
	m := orderModel{
		top:      newTop(o.Theme, w, w.Text("page.title", "number", number)),
		Help:     newHelp(o.Theme.brand, w, number),
		Policies: policies(o.Theme.brand.Policies, w),
		Words:    orderWords{w.Text("page.to_come"), w.Text("page.to_come_text"), w.Text("page.private")},
	}
	if day := w.Day(o.Order.PlacedAt, o.Now); day != "" {
		m.Placed = w.Text("page.placed", "day", day)
	}
	for i := range o.Parcels {
		m.Parcels = append(m.Parcels, newParcel(o, i))
	}
	if len(o.Parcels) == 0 {
		m.Parcels = []parcelModel{newWaiting(o)}
	} else if !o.gift() {
		m.ToCome = toCome(o.Order)
	}
	return m
}

// lines gives the items of a parcel; of the whole order when the merchant did not say what is in its only one.
func lines(o order.Order, parts []order.Part) []line {
	var out []line
	for _, item := range o.Items {
		for _, part := range parts {
			if part.ID == item.ID {
				out = append(out, newLine(item, part.Quantity))
			}
		}
	}
	if len(parts) == 0 && len(o.Shipments) <= 1 {
		for _, item := range o.Items {
			out = append(out, newLine(item, item.Quantity))
		}
	}
	return out
}

func newLine(item order.Item, quantity int) line {
	return line{Quantity: quantity, Name: Plain(cmp.Or(item.Name, item.SKU, item.ID), maxLine)}
}

// toCome gives what is in no parcel yet. It is known only when every parcel says what it holds.
func toCome(o order.Order) []line {
	sent := map[string]int{}
	for _, s := range o.Shipments {
		if len(s.Items) == 0 {
			return nil
		}
		for _, part := range s.Items {
			sent[part.ID] += part.Quantity
		}
	}
	var out []line
	for _, item := range o.Items {
		if left := item.Quantity - sent[item.ID]; left > 0 {
			out = append(out, newLine(item, left))
		}
	}
	return out
}

func newHelp(r brand.Record, w *locale.Catalog, number string) help {
	s, name := r.Support, Plain(r.Name, maxLine)
	h := help{
		Title: w.Text("page.help"), Text: w.Text("page.help_text", "brand", name, "number", number), Hours: Plain(s.Hours, maxLine),
		URL: s.URL, Link: w.Text("page.help_link", "brand", name), Email: s.Email, Phone: s.Phone,
		Dial: strings.NewReplacer(" ", "", "(", "", ")", "", "-", "").Replace(s.Phone),
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

func anchor(i int) string { return "p" + strconv.Itoa(i+1) }
