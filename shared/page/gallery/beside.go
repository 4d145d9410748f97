package gallery

import (
	"io"
	"slices"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
	"doorstep/shared/survey"
)

// Beside is a page beside that of an order: the lookup, the survey, a report, an answer that shows nothing.
type Beside struct {
	Name, Title string
	Write       func(pages *page.Pages, to io.Writer) error
}

// Others gives the pages beside that of an order, as a brand shows them at a moment in the language of words.
func Others(now time.Time, r brand.Record, words *locale.Catalog) []Beside {
	o := others{world: world{now: now}, theme: page.NewTheme(r.On(now.Format(time.DateOnly))), words: words}
	return slices.Concat(o.notices(), o.lookups(), o.forms(), o.stops())
}

type others struct {
	world
	theme page.Theme
	words *locale.Catalog
}

func (o others) notices() []Beside {
	return []Beside{
		{"no-such-link", "A link that opens nothing", func(p *page.Pages, to io.Writer) error { return p.WriteMissing(to, o.theme, o.words) }},
		{"out-of-order", "Nothing can be read just now", func(p *page.Pages, to io.Writer) error { return p.WriteDown(to, o.theme, o.words) }},
		{"no-such-shop", "A lookup that names no shop", func(p *page.Pages, to io.Writer) error { return p.WriteNowhere(to, o.theme, o.words) }},
	}
}

func (o others) lookups() []Beside {
	form := func(name, title string, answer page.Answer) Beside {
		return Beside{name, title, func(p *page.Pages, to io.Writer) error {
			return p.WriteLookup(to, page.Lookup{Theme: o.theme, Words: o.words, Brand: "aster", Answer: answer})
		}}
	}
	onTheRoad := o.order(o.road()).Parcels[0]
	return []Beside{
		form("lookup", "The lookup", page.Asking), form("lookup-incomplete", "The lookup, something is not filled in", page.NoProof),
		form("lookup-missed", "The lookup, nothing was found", page.Missed), form("lookup-limited", "The lookup, too many misses", page.Limited),
		{"lookup-number", "A parcel by its tracking number alone", func(p *page.Pages, to io.Writer) error {
			return p.WriteNumber(to, page.Number{Theme: o.theme, Words: o.words, Parcel: onTheRoad, Now: o.now})
		}},
	}
}

// forms are the survey and the report, about an order of two parcels that have arrived.
func (o others) forms() []Beside {
	handed := o.round(o.scan(shipment.Delivered, "", 1, "13:05", "DELIVERED", milwaukee))
	seen := o.order(handed, handed)
	ask := func(name, title string, change func(*page.Survey)) Beside {
		s := page.Survey{Theme: o.theme, Words: o.words, Order: seen.Order, Path: "/s/example", Report: "/s/example/report", Back: "/t/example", Now: o.now}
		for _, parcel := range seen.Parcels {
			s.Ratings = append(s.Ratings, page.Rating{Parcel: parcel})
		}
		change(&s)
		return Beside{name, title, func(p *page.Pages, to io.Writer) error { return p.WriteSurvey(to, s) }}
	}
	tell := func(name, title string, change func(*page.Report)) Beside {
		r := page.Report{Theme: o.theme, Words: o.words, Order: seen.Order, Path: "/s/example/report", Back: "/t/example", Now: o.now}
		change(&r)
		return Beside{name, title, func(p *page.Pages, to io.Writer) error { return p.WriteReport(to, r) }}
	}
	return []Beside{
		ask("survey", "The survey", func(*page.Survey) {}),
		ask("survey-voted", "The survey, one of two voted", func(s *page.Survey) {
			s.Voted = s.Order.Shipments[0].ID
			s.Ratings[0].Vote = survey.Vote{Score: 2, First: o.now, Changed: o.now}
		}),
		ask("survey-early", "The survey before anything has arrived", func(s *page.Survey) { s.Ratings = nil }),
		tell("report", "Something is wrong with my order", func(*page.Report) {}),
		tell("report-sent", "Something is wrong, sent", func(r *page.Report) {
			r.Sent = survey.NotReceived
			r.Told = []page.Told{{Shipment: r.Order.Shipments[0].ID, Kind: survey.NotReceived, Open: true, Day: o.day(0)}}
		}),
	}
}
