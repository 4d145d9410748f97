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
