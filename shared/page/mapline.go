package page

import (
	"math"
	"strconv"
	"strings"
)

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
