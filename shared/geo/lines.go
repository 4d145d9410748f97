package geo

import (
	_ "embed"
	"encoding/binary"
)

// linesBin is one deflated run of shapes: a kind, the number of points, and for each point how far east and north it lies of the
// one before, in twentieths of a degree.
//
//go:embed lines.bin
var linesBin string

// LineKind says what an outline is.
type LineKind byte

// The kinds. Land and lakes are closed; the others are open.
const (
	Land    LineKind = iota // coast of a continent or an island
	Lake                    // shore of a great lake
	Border                  // between countries
	Inner                   // between the states of the largest countries
	nothing                 // the first that is none
)

// Line is an outline.
type Line struct {
	Kind   LineKind
	Points []Point
}

// Point is in degrees: east, north.
type Point struct{ Lon, Lat float64 }

// Lines gives all outlines of the world.
func Lines() []Line {
	b := inflate(linesBin)
	var out []Line
	for len(b) > 1 {
		kind := LineKind(b[0])
		count, n := binary.Uvarint(b[1:])
		b = b[1+max(n, 0):]
		if n <= 0 || kind >= nothing || count > uint64(len(b)) {
			return out
		}
		line := Line{Kind: kind, Points: make([]Point, 0, count)}
		var x, y int64
		for range count {
			east, n := binary.Varint(b)
			north, m := binary.Varint(b[max(n, 0):])
			if n <= 0 || m <= 0 {
				return out
			}
			b = b[n+m:]
			x, y = x+east, y+north
			line.Points = append(line.Points, Point{Lon: float64(x) / 20, Lat: float64(y) / 20})
		}
		out = append(out, line)
	}
	return out
}
