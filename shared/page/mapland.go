package page

import (
	"math"
	"strconv"
	"strings"

	"doorstep/shared/geo"
)

// maxOutline bounds the points of all outlines of a picture, which are most of its bytes.
const maxOutline = 400

// bleed is how far outlines reach beyond the edge, so that the edge itself is never drawn as one.
const bleed = 12

// paths are the outlines of the visible part of the world, as path data, by kind.
type paths [geo.Inner + 1]string

// outline gives the visible outlines, as coarse as it takes to keep them few.
func (w window) outline() paths {
	var shapes []shape
	for _, l := range geo.Lines() {
		if l.Kind == geo.Inner && w.span() > 45 || l.Kind == geo.Border && w.span() > 150 {
			continue // a web of lines would hide the way
		}
		for _, turn := range []float64{-360, 0, 360} {
			shapes = append(shapes, w.clip(l, turn)...)
		}
	}
	for tolerance := 1.0; ; tolerance *= 1.5 {
		shapes = coarsen(shapes, tolerance) // what is thinned twice is thinned faster
		if count(shapes) <= maxOutline || tolerance > 30 {
			return write(shapes)
		}
	}
}

// shape is a visible outline, or a visible piece of one.
type shape struct {
	kind   geo.LineKind
	points []xy
}

func (s shape) closed() bool { return s.kind == geo.Land || s.kind == geo.Lake }

// clip brings an outline, turned by whole turns of the globe, onto the picture and cuts off what lies outside.
func (w window) clip(l geo.Line, turn float64) []shape {
	if !w.sees(l, turn) {
		return nil
	}
	points := make([]xy, 0, len(l.Points))
	for i, p := range l.Points {
		at := w.place(geo.Point{Lon: p.Lon + turn, Lat: p.Lat})
		if i > 0 && i < len(l.Points)-1 && near(at, points[len(points)-1]) {
			continue // no eye tells them apart, and less is left to do
		}
		points = append(points, at)
	}
	if l.Kind == geo.Land || l.Kind == geo.Lake {
		if points = clipRing(points); len(points) < 3 {
			return nil
		}
		return []shape{{l.Kind, points}}
	}
	return clipLine(l.Kind, points)
}

func near(a, b xy) bool { return math.Abs(a.x-b.x)+math.Abs(a.y-b.y) < 2 }

// sees reports whether the box around an outline meets the picture. Most of the world does not.
func (w window) sees(l geo.Line, turn float64) bool {
	low, high := l.Points[0], l.Points[0]
	for _, p := range l.Points {
		low = geo.Point{Lon: min(low.Lon, p.Lon), Lat: min(low.Lat, p.Lat)}
		high = geo.Point{Lon: max(high.Lon, p.Lon), Lat: max(high.Lat, p.Lat)}
	}
	south := w.north - mapHeight/w.scale
	return high.Lon+turn >= w.west && low.Lon+turn <= w.east() && high.Lat >= south && low.Lat <= w.north
}

// clipRing is the algorithm of Sutherland and Hodgman: one edge of the picture after the other.
func clipRing(ring []xy) []xy {
	for _, edge := range []struct {
		inside func(xy) bool
		cross  func(a, b xy) xy
	}{
		{func(p xy) bool { return p.x >= -bleed }, atX(-bleed)},
		{func(p xy) bool { return p.x <= mapWidth+bleed }, atX(mapWidth + bleed)},
		{func(p xy) bool { return p.y >= -bleed }, atY(-bleed)},
		{func(p xy) bool { return p.y <= mapHeight+bleed }, atY(mapHeight + bleed)},
	} {
		var out []xy
		for i, p := range ring {
			before := ring[(i+len(ring)-1)%len(ring)]
			if edge.inside(p) != edge.inside(before) {
				out = append(out, edge.cross(before, p))
			}
			if edge.inside(p) {
				out = append(out, p)
			}
		}
		ring = out
	}
	return ring
}

func atX(x float64) func(a, b xy) xy {
	return func(a, b xy) xy { return xy{x, a.y + (b.y-a.y)*(x-a.x)/(b.x-a.x)} }
}

func atY(y float64) func(a, b xy) xy {
	return func(a, b xy) xy { return xy{a.x + (b.x-a.x)*(y-a.y)/(b.y-a.y), y} }
}

// clipLine keeps the stretches of a line that have an end in the picture.
func clipLine(kind geo.LineKind, line []xy) []shape {
	inside := func(p xy) bool {
		return p.x >= -bleed && p.y >= -bleed && p.x <= mapWidth+bleed && p.y <= mapHeight+bleed
	}
	var out []shape
	var run []xy
	for i := 1; i < len(line); i++ {
		if !inside(line[i-1]) && !inside(line[i]) {
			if len(run) > 0 {
				out = append(out, shape{kind, run})
			}
			run = nil
			continue
		}
		if len(run) == 0 {
			run = append(run, line[i-1])
		}
		run = append(run, line[i])
	}
	if len(run) > 0 {
		out = append(out, shape{kind, run})
	}
	return out
}

// coarsen leaves no more detail than the tolerance, in units of the picture. What is smaller than a few units is dust.
func coarsen(shapes []shape, tolerance float64) []shape {
	var out []shape
	for _, s := range shapes {
		line := s.points
		if s.closed() { // a ring is cut at its two ends
			line = append(line[:len(line):len(line)], line[0])
			far := farthest(line, line[0])
			line = append(thin(line[:far+1], tolerance), thin(line[far:], tolerance)[1:]...)
			line = line[:len(line)-1]
		} else {
			line = thin(line, tolerance)
		}
		if size(line) >= 4+3*tolerance && (len(line) > 2 || !s.closed()) {
			out = append(out, shape{s.kind, line})
		}
	}
	return out
}

func count(shapes []shape) int {
	n := 0
	for _, s := range shapes {
		n += len(s.points)
	}
	return n
}

// write gives the path data of shapes.
func write(shapes []shape) paths {
	var data [len(paths{})]strings.Builder
	for _, s := range shapes {
		writePath(&data[s.kind], s.points, s.closed())
	}
	var out paths
	for i := range data {
		out[i] = data[i].String()
	}
	return out
}

// farthest gives the index of the point that is farthest from p.
func farthest(line []xy, p xy) int {
	at, best := 0, -1.0
	for i, q := range line {
		if d := math.Hypot(q.x-p.x, q.y-p.y); d > best {
			at, best = i, d
		}
	}
	return at
}

// thin drops the points that lie within the tolerance of the line without them: Ramer, Douglas and Peucker.
func thin(line []xy, tolerance float64) []xy {
	keep := make([]bool, len(line))
	mark(line, keep, tolerance)
	var out []xy
	for i, p := range line {
		if keep[i] {
			out = append(out, p)
		}
	}
	return out
}

func mark(line []xy, keep []bool, tolerance float64) {
	if len(line) == 0 {
		return
	}
	end := len(line) - 1
	keep[0], keep[end] = true, true
	at, best := 0, tolerance
	for i := 1; i < end; i++ {
		if d := offLine(line[i], line[0], line[end]); d > best {
			at, best = i, d
		}
	}
	if at > 0 {
		mark(line[:at+1], keep[:at+1], tolerance)
		mark(line[at:], keep[at:], tolerance)
	}
}

// offLine is how far p is from the stretch between a and b.
func offLine(p, a, b xy) float64 {
	dx, dy, t := b.x-a.x, b.y-a.y, 0.0
	if length := dx*dx + dy*dy; length > 0 {
		t = max(0, min(1, ((p.x-a.x)*dx+(p.y-a.y)*dy)/length))
	}
	return math.Hypot(p.x-a.x-t*dx, p.y-a.y-t*dy)
}

// size is the longer side of the box around points.
func size(points []xy) float64 {
	if len(points) == 0 {
		return 0
	}
	low, high := points[0], points[0]
	for _, p := range points {
		low, high = xy{min(low.x, p.x), min(low.y, p.y)}, xy{max(high.x, p.x), max(high.y, p.y)}
	}
	return max(high.x-low.x, high.y-low.y)
}

// writePath appends path data in whole units, each point relative to the one before, which is the shortest way to write it.
func writePath(b *strings.Builder, points []xy, closed bool) {
	x, y := 0, 0
	for i, p := range points {
		px, py := int(math.Round(p.x)), int(math.Round(p.y))
		switch {
		case i == 0:
			b.WriteString("M" + strconv.Itoa(px))
			number(b, py)
		case px == x && py == y:
			continue
		default:
			if i == 1 {
				b.WriteByte('l')
				b.WriteString(strconv.Itoa(px - x))
			} else {
				number(b, px-x)
			}
			number(b, py-y)
		}
		x, y = px, py
	}
	if closed {
		b.WriteByte('z')
	}
}

// number appends a number; a minus parts it from the one before as well as a space would.
func number(b *strings.Builder, n int) {
	if n >= 0 {
		b.WriteByte(' ')
	}
	b.WriteString(strconv.Itoa(n))
}
