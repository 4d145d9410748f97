package page

import (
	"math"

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
