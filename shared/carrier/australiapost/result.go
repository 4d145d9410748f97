package australiapost

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// result is what is said about one number while it is read.
type result struct {
	number      string
	status      string
	product     string
	consignment []shipment.Fact // events of the consignment as a whole (StarTrack)
	articles    []article
	failed      bool
	signed      string
}

// article is one item of a number.
type article struct {
	number string
	status string
	facts  []shipment.Fact
}

// result reads one element of tracking_results: {tracking_id, status, errors, consignment, trackable_items}.
func (d *decoder) result() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var r result
	d.Object(func(key []byte) { d.field(&r, key) })
	d.finish(&r)
}

func (d *decoder) field(r *result, key []byte) {
	switch string(key) {
	case "tracking_id", "trackingId", "TrackingID", "consignmentId":
		r.number = decode.Number(d.Text(payload.Short))
	case "status", "Status":
		r.status = d.Text(payload.Line)
	case "errors", "Errors", "BusinessException":
		d.Each(func() { r.failed = d.failure(r.number) || r.failed })
	case "consignment":
		var whole article
		d.Each(func() { d.Object(func(key []byte) { d.articleField(r, &whole, key) }) })
		r.consignment = append(r.consignment, whole.facts...)
		r.status = cmp.Or(r.status, whole.status)
	case "trackable_items", "trackableItems", "articles", "ArticleDetails", "ConsignmentDetails":
		d.Each(func() { d.article(r) })
	}
}

// article reads an item, or a consignment that holds items.
func (d *decoder) article(r *result) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var a article
	before := len(r.articles)
	d.Object(func(key []byte) { d.articleField(r, &a, key) })
	switch holder := len(r.articles) > before && a.number == "" && len(a.facts) == 0; {
	case holder:
		r.status = cmp.Or(r.status, a.status)
	case a.number != "" || a.status != "" || len(a.facts) > 0:
		r.add(a)
	}
}

// add keeps an article, once: a list that holds one twice has no more articles.
func (r *result) add(a article) {
	for i := range r.articles {
		if old := &r.articles[i]; old.number == a.number {
			old.facts = append(old.facts, a.facts...)
			old.status = cmp.Or(old.status, a.status)
			return
		}
	}
	r.articles = append(r.articles, a)
}

func (d *decoder) articleField(r *result, a *article, key []byte) {
	switch string(key) {
	case "article_id", "articleId", "ArticleID":
		a.number = decode.Number(d.Text(payload.Short))
	case "consignment_id", "ConsignmentID":
		if number := decode.Number(d.Text(payload.Short)); r.number == "" {
			r.number = number
		}
	case "status", "Status":
		a.status = d.Text(payload.Line)
	case "product_type", "productSubType", "ProductName":
		r.product = cmp.Or(r.product, d.Text(payload.Short))
	case "items", "ArticleDetails":
		d.Each(func() { d.article(r) })
	case "details": // of the tracking page: what else there is to say of the article
		d.Each(func() { d.Object(func(key []byte) { d.articleField(r, a, key) }) })
	case "events", "Events":
		d.events(r, a)
	}
}

// events reads the list of events, a single one in its place, or {"Event": […]}, as the predecessor has it.
func (d *decoder) events(r *result, a *article) {
	d.Each(func() {
		var e event
		d.Object(func(key []byte) {
			if string(key) == "Event" {
				d.events(r, a)
				return
			}
			e.field(d.Reader, key)
		})
		if e.text == "" && e.code == "" || !d.Spend() {
			return
		}
		f := d.scan(e)
		a.facts = decode.AddFact(a.facts, f)
		if e.name != "" && f.Status == shipment.Delivered {
			r.signed = e.name
		}
	})
}

// finish makes the parcel of a number. With one article, its number is an alias; with several, each fact names its article.
func (d *decoder) finish(r *result) {
	p := carrier.Parcel{Number: r.number, Carrier: Source, CarrierRaw: "Australia Post", Service: r.product}
	if p.Number == "" && len(r.articles) == 1 {
		p.Number = r.articles[0].number
	}
	for _, f := range r.consignment {
		if len(r.articles) > 1 && f.Status == shipment.Delivered && !d.complete(r.status) {
			f.Status, f.Sub = "", "" // of one of the articles, whose own events say so
		}
		p.Facts = decode.AddFact(p.Facts, f)
	}
	for _, a := range r.articles {
		if a.number != "" && a.number != p.Number {
			p.Aliases = append(p.Aliases, a.number)
		}
		if len(a.facts) == 0 && len(r.consignment) == 0 {
			a.facts = d.verdict(a.status)
		}
		for _, f := range a.facts {
			if len(r.articles) > 1 {
				f.Piece = a.number
				f = shipment.Identify(f, f.ID)
			}
			p.Facts = decode.AddFact(p.Facts, f)
		}
	}
	if len(p.Facts) == 0 {
		p.Facts = d.verdict(r.status)
	}
	if r.failed && len(p.Facts) == 0 || p.Number == "" && len(p.Facts) == 0 {
		return
	}
	if n := len(r.articles); n > 1 && d.Spend() {
		p.Facts = append(p.Facts, shipment.Identify(shipment.Fact{Kind: shipment.PiecesFact, Source: Source, Carrier: Source, Count: n}, p.Number))
	}
	decode.Sign(&p, r.signed)
	d.Parcel(p)
}

// complete reports whether the status of a consignment says that all of it was delivered.
func (d *decoder) complete(status string) bool {
	m, ok := d.codes.Text(status)
	return ok && m == carrier.Meaning{Status: shipment.Delivered}
}

// verdict makes an undated scan of the status of an article that has no events: the only thing that is said of it. A status is
// otherwise not looked at, because it says less than the events that made it.
func (d *decoder) verdict(status string) []shipment.Fact {
	m, ok := d.codes.Text(status)
	if !ok || m.Status == "" || !d.Spend() {
		return nil
	}
	return []shipment.Fact{shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Text: status, Status: m.Status, Sub: m.Sub,
	}, status)}
}
