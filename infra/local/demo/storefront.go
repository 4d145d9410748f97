package demo

import (
	"fmt"
	"net/http"

	"doorstep/infra/local/demo/shop"
	"doorstep/infra/local/system"
)

// inShop are the orders that the demo shop shows.
const inShop = 2

// openShop starts the shop's own site, which shows the first orders by the widget, and lists it on the index page. /_local/shop
// leads there, because its port is another one each time.
func (d *Demo) openShop(taken []shop.Order) error {
	s, err := shop.Start(d.url, Brand, taken)
	if err != nil {
		return err
	}
	d.shop = s
	d.system.Local().Handle("GET /_local/shop", http.RedirectHandler(s.URL()+"/", http.StatusFound))
	d.system.AddPlace(system.Place{
		Group: "Shop", Title: "A shop with the widget", URL: s.URL() + "/", Note: "another origin with a strict policy: the page after a purchase, and the list of orders",
	})
	return nil
}

// sold is a demo order as its shop shows it.
func (o order) sold(trackingURL string) shop.Order {
	out := shop.Order{Number: o.number, TrackingURL: trackingURL}
	total := 0
	for _, i := range o.items {
		total += i.quantity * i.price
		out.Lines = append(out.Lines, shop.Line{Quantity: i.quantity, Name: i.name, Price: dollars(i.quantity * i.price)})
	}
	out.Total = dollars(total)
	return out
}

func dollars(cents int) string { return fmt.Sprintf("$%d.%02d", cents/100, cents%100) }
