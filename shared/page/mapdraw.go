package page

import (
	"fmt"
	"html/template"
	"strings"

	"doorstep/shared/geo"
)

// chart is a map that is ready to be drawn.
type chart struct {
	id                   string
	title, text, caption string
	stops                []stop
	goal                 *stop // where the way still leads, nil: not known, or there already
}

// draw writes the picture. Every text goes through the escaping of HTML; all else is numbers and words of ours.
func (m chart) draw() template.HTML {
	w := newWindow(m.extent())
	land := w.outline()
	var b strings.Builder
	say := func(s string) string { return template.HTMLEscapeString(s) }
	fmt.Fprintf(&b, `<figure class="map"><svg viewBox="0 0 %d %d" role="img" aria-labelledby="%[3]st %[3]sd"><title id="%[3]st">%[4]s</title><desc id="%[3]sd">%[5]s</desc>`,
		mapWidth, mapHeight, say(m.id), say(m.title), say(m.text))
	for kind, class := range [...]string{geo.Land: "land", geo.Lake: "lake", geo.Border: "edge", geo.Inner: "edge in"} {
		if land[kind] != "" {
			fmt.Fprintf(&b, `<path class="%s" d="%s"/>`, class, land[kind])
		}
	}
	m.drawWay(&b, w)
	m.drawStops(&b, w)
	fmt.Fprintf(&b, `</svg><figcaption>%s</figcaption></figure>`, say(m.caption))
	return template.HTML(b.String()) //nolint:gosec // escaped above
}

// extent gives the points that must be in the picture, where the lines bend included.
func (m chart) extent() []geo.Point {
	points := []geo.Point{m.stops[0].point()}
	last := points[0]
	for _, s := range m.rest() {
		if mid, bent := bend(last, s.point()); bent { // a curve comes half as near as the point it bends to
			points = append(points, geo.Point{Lon: (mid.Lon + (last.Lon+s.Lon)/2) / 2, Lat: (mid.Lat + (last.Lat+s.Lat)/2) / 2})
		}
		last = s.point()
		points = append(points, last)
	}
	return points
}

// rest gives all places but the first, the goal included.
func (m chart) rest() []stop {
	if m.goal == nil {
		return m.stops[1:]
	}
	return append(m.stops[1:len(m.stops):len(m.stops)], *m.goal)
}

func (s stop) point() geo.Point { return geo.Point{Lon: s.Lon, Lat: s.Lat} }

func (m chart) drawWay(b *strings.Builder, w window) {
	last := m.stops[0].point()
	at := w.place(last)
	fmt.Fprintf(b, `<path class="way" d="M%.0f %.0f`, at.x, at.y)
	for i, s := range m.rest() {
		if i == len(m.stops)-1 {
			from := w.place(last)
			fmt.Fprintf(b, `"/><path class="way ahead" d="M%.0f %.0f`, from.x, from.y)
		}
		at := w.place(s.point())
		if mid, bent := bend(last, s.point()); bent {
			c := w.place(mid)
			fmt.Fprintf(b, "Q%.0f %.0f %.0f %.0f", c.x, c.y, at.x, at.y)
		} else {
			fmt.Fprintf(b, "L%.0f %.0f", at.x, at.y)
		}
		last = s.point()
	}
	b.WriteString(`"/>`)
}

func (m chart) drawStops(b *strings.Builder, w window) {
	if m.goal != nil {
		at := w.place(m.goal.point())
		fmt.Fprintf(b, `<circle class="goal" cx="%.0f" cy="%.0f" r="20"/>`, at.x, at.y)
	}
	for i, s := range m.stops {
		at := w.place(s.point())
		class, r := "stop", 8
		if s.Precision != geo.City {
			class, r = "stop rough", 14
		}
		if i == len(m.stops)-1 {
			fmt.Fprintf(b, `<circle class="halo" cx="%.0f" cy="%.0f" r="%d"/>`, at.x, at.y, r+11)
			if class == "stop" {
				r += 3
			}
			class += " last"
		}
		fmt.Fprintf(b, `<circle class="%s" cx="%.0f" cy="%.0f" r="%d"/>`, class, at.x, at.y, r)
	}
	m.drawNames(b, w)
}
