package page

import (
	"math"

	"doorstep/shared/geo"
)

// Size of the picture in its own units; about two of them are one pixel on a phone, one on a desk.
const (
	mapWidth  = 800
	mapHeight = 440
	mapMargin = 84 // from the outermost place to the edge
)

// leastSpan is how many degrees from south to north the picture shows at least: below that the tables are too coarse.
const leastSpan = 3.0

// window is the part of the world that the picture shows, and how it gets onto it: degrees are squeezed from west to east by what
// they are worth in its middle, so that nothing there looks bent.
type window struct {
	west, north float64 // degrees at the upper left corner
	scale       float64 // units for a degree from north to south
	squeeze     float64 // units for a degree of longitude, against scale
}

// xy is a point of the picture: right, down.
type xy struct{ x, y float64 }

// newWindow finds the window for points in degrees.
func newWindow(points []geo.Point) window {
	low, high := points[0], points[0]
	for _, p := range points {
		low = geo.Point{Lon: min(low.Lon, p.Lon), Lat: min(low.Lat, p.Lat)}
		high = geo.Point{Lon: max(high.Lon, p.Lon), Lat: max(high.Lat, p.Lat)}
	}
	middle := geo.Point{Lon: (low.Lon + high.Lon) / 2, Lat: (low.Lat + high.Lat) / 2}
	w := window{squeeze: max(0.2, math.Cos(middle.Lat*math.Pi/180))}
	w.scale = min(
		(mapWidth-2*mapMargin)/max((high.Lon-low.Lon)*w.squeeze, 0.01),
		(mapHeight-2*mapMargin)/max(high.Lat-low.Lat, 0.01),
		mapHeight/leastSpan,
	)
	w.west = middle.Lon - mapWidth/2/(w.scale*w.squeeze)
	w.north = middle.Lat + mapHeight/2/w.scale
	return w
}

func (w window) place(p geo.Point) xy {
	return xy{(p.Lon - w.west) * w.scale * w.squeeze, (w.north - p.Lat) * w.scale}
}

// east is the degree at the right edge.
func (w window) east() float64 { return w.west + mapWidth/(w.scale*w.squeeze) }

// span is how many degrees of longitude the picture shows.
func (w window) span() float64 { return w.east() - w.west }

// shortWay is how many degrees apart two places are at most that a straight line joins.
const shortWay = 3

// bend gives the point towards which the line between two places is drawn, so that it goes through the middle of the great circle
// between them, as planes nearly do. It is false for a short way, which is straight.
func bend(a, b geo.Point) (geo.Point, bool) {
	middle := geo.Point{Lon: (a.Lon + b.Lon) / 2, Lat: (a.Lat + b.Lat) / 2}
	const rad = math.Pi / 180
	east := (b.Lon - a.Lon) * rad
	if math.Hypot(b.Lon-a.Lon, b.Lat-a.Lat) < shortWay {
		return middle, false
	}
	// https://www.movable-type.co.uk/scripts/latlong.html gives the formula of the midpoint.
	x, y := math.Cos(b.Lat*rad)*math.Cos(east), math.Cos(b.Lat*rad)*math.Sin(east)
	lat := math.Atan2(math.Sin(a.Lat*rad)+math.Sin(b.Lat*rad), math.Hypot(math.Cos(a.Lat*rad)+x, y)) / rad
	lon := a.Lon + math.Atan2(y, math.Cos(a.Lat*rad)+x)/rad
	lat = max(-70, min(70, lat)) // over a pole it is not drawn
	return geo.Point{Lon: 2*lon - middle.Lon, Lat: 2*lat - middle.Lat}, true
}

// onCurve gives the point at t, from 0 to 1, of the line from a to b that is drawn towards c.
func onCurve(a, c, b xy, t float64) xy {
	u := 1 - t
	return xy{u*u*a.x + 2*u*t*c.x + t*t*b.x, u*u*a.y + 2*u*t*c.y + t*t*b.y}
}
