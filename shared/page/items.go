package page

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"doorstep/shared/currency"
	"doorstep/shared/locale"
	"doorstep/shared/order"
)

// item is one line of what a parcel holds.
type item struct {
	Quantity           int
	Name, Price, Image string
	Framed             bool // others beside it have pictures
}

// items gives what is in a parcel; all of the order when the merchant did not say what is in its only one. Whoever is given a
// present sees nothing of it.
func items(o Order, parts []order.Part) []item {
	if o.gift() {
		return nil
	}
	var out []item
	for _, it := range o.Order.Items {
		for _, part := range parts {
			if part.ID == it.ID && part.Quantity > 0 {
				out = append(out, newItem(o, it, part.Quantity))
			}
		}
		if len(parts) == 0 && len(o.Order.Shipments) <= 1 && it.Quantity > 0 {
			out = append(out, newItem(o, it, it.Quantity))
		}
	}
	return framed(out)
}

// framed keeps names in line where only some things have pictures.
func framed(out []item) []item {
	some := slices.ContainsFunc(out, func(i item) bool { return i.Image != "" })
	for i := range out {
		out[i].Framed = some
	}
	return out
}

func newItem(o Order, it order.Item, quantity int) item {
	out := item{Quantity: quantity, Name: Plain(cmp.Or(it.Name, it.SKU, it.ID), maxLine)}
	if it.UnitPrice != nil {
		out.Price = money(o.Words, *it.UnitPrice, quantity, o.Order.Currency)
	}
	if o.Theme.brand.ImageAllowed(it.ImageURL) {
		out.Image = it.ImageURL
	}
	return out
}

// toCome gives what is in no parcel yet. It is known only when every parcel says what it holds. What was in a parcel that the
// merchant took back is to come again.
func toCome(o Order) []item {
	if o.gift() || o.cancelled() {
		return nil
	}
	sent := map[string]int{}
	for _, s := range o.Order.Shipments {
		if s.Cancelled != "" {
			continue
		}
		if len(s.Items) == 0 {
			return nil
		}
		for _, part := range s.Items {
			sent[part.ID] += part.Quantity
		}
	}
	var out []item
	for _, it := range o.Order.Items {
		if left := it.Quantity - sent[it.ID]; left > 0 {
			out = append(out, newItem(o, it, left))
		}
	}
	return framed(out)
}

// symbols are written instead of codes where they name one currency to everybody.
var symbols = map[string]string{"EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$", "PLN": "zł", "BRL": "R$", "INR": "₹", "KRW": "₩", "CAD": "CA$", "AUD": "A$"}

// money writes the price of some things in the digits and the order of the language; nothing when the currency is unknown or the
// sum is none that a shop would ask for.
func money(w *locale.Catalog, unit int64, quantity int, code string) string {
	const most = 1e15 // far from where the sum below could overflow
	if len(code) != 3 || unit < 0 || unit > most || quantity < 0 || quantity > 1e3 {
		return ""
	}
	digits := currency.Digits(code)
	sum := unit * int64(quantity)
	power := int64(1)
	for range digits {
		power *= 10
	}
	amount := grouped(sum/power, w.Text("page.money_group"))
	if digits > 0 {
		rest := strconv.FormatInt(sum%power, 10)
		amount += w.Text("page.money_decimal") + strings.Repeat("0", digits-len(rest)) + rest
	}
	const apart = "\u00a0" // a code needs room before the amount; behind it the language has its own
	return strings.TrimSuffix(w.Text("page.money", "amount", amount, "currency", cmp.Or(symbols[code], code+apart)), apart)
}

// grouped writes a number with a mark before every three digits.
func grouped(n int64, mark string) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + mark + s[i:]
	}
	return s
}

// isAddress reports whether a text is an https address with a host, so that it may stand behind a link.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != "" && !strings.ContainsAny(s, " \"'<>\\`")
}
