package page

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

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

// Measures of a name in the picture at its largest, which is on a phone.
const (
	nameHeight = 38
	nameLetter = 18 // width of one, about
	nameGap    = 28 // from the middle of a place
	maxName    = 22 // letters
)

// box is a part of the picture that is taken.
type box struct{ left, top, right, bottom float64 }

func (a box) meets(b box) bool {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

// drawNames writes names beside places where there is room: of the last place first, then of the first one, then of the others. A
// name that finds none is left out: the list of scans has it.
func (m chart) drawNames(b *strings.Builder, w window) {
	var taken []box
	spots := make([]xy, len(m.stops))
	for i, s := range m.stops {
		spots[i] = w.place(s.point())
		taken = append(taken, box{spots[i].x - 13, spots[i].y - 13, spots[i].x + 13, spots[i].y + 13})
	}
	clear := append(taken[:len(taken):len(taken)], m.wayBoxes(w)...)
	named := map[string]bool{}
	for n := range m.stops {
		i := n - 1
		switch n {
		case 0:
			i = len(m.stops) - 1
		case 1:
			i = 0
		}
		name, last := Plain(m.stops[i].name, maxName), i == len(m.stops)-1
		if m.stops[i].Precision != geo.City || named[name] {
			continue
		}
		spot, ok := findRoom(spots[i], name, clear)
		if !ok { // on the line rather than nowhere
			spot, ok = findRoom(spots[i], name, taken)
		}
		if ok {
			named[name] = true
			taken, clear = append(taken, spot.box), append(clear, spot.box)
			spot.draw(b, name, last)
		}
	}
}

// wayBoxes gives small boxes along the way, so that names keep off it.
func (m chart) wayBoxes(w window) []box {
	var out []box
	from := m.stops[0].point()
	for _, s := range m.rest() {
		to := s.point()
		mid, _ := bend(from, to)
		a, c, z := w.place(from), w.place(mid), w.place(to)
		steps := 1 + int(math.Hypot(z.x-a.x, z.y-a.y)/12)
		for i := range steps {
			p := onCurve(a, c, z, float64(i)/float64(steps))
			out = append(out, box{p.x - 3, p.y - 3, p.x + 3, p.y + 3})
		}
		from = to
	}
	return out
}

// room is a place for a name.
type room struct {
	box
	anchor string
	at     xy // of the baseline
}

// findRoom looks for a place for a name beside a point: right of it, left, above, below.
func findRoom(at xy, name string, taken []box) (room, bool) {
	width := float64(utf8.RuneCountInString(name)) * nameLetter
	for _, try := range []room{
		{anchor: "start", at: xy{at.x + nameGap, at.y + nameHeight/3}, box: box{left: 0}},
		{anchor: "end", at: xy{at.x - nameGap, at.y + nameHeight/3}, box: box{left: -width}},
		{anchor: "middle", at: xy{at.x, at.y - nameGap}, box: box{left: -width / 2}},
		{anchor: "middle", at: xy{at.x, at.y + nameGap + nameHeight*2/3}, box: box{left: -width / 2}},
	} {
		left := try.at.x + try.left
		try.box = box{left, try.at.y - nameHeight*0.8, left + width, try.at.y + nameHeight*0.2}
		if try.left < 6 || try.top < 6 || try.right > mapWidth-6 || try.bottom > mapHeight-6 {
			continue
		}
		if !slices.ContainsFunc(taken, try.meets) {
			return try, true
		}
	}
	return room{}, false
}

func (r room) draw(b *strings.Builder, name string, last bool) {
	class := ""
	if last {
		class = ` class="last"`
	}
	fmt.Fprintf(b, `<text%s x="%.0f" y="%.0f" text-anchor="%s">%s</text>`, class, r.at.x, r.at.y, r.anchor, template.HTMLEscapeString(name))
}
