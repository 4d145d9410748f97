package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// outlines are the files of Natural Earth at 1:50 million and what becomes of them. The sizes are in degrees: how far the kept
// line may be from the true one, and the smallest shape that is kept.
var outlines = []struct {
	file                string
	kind                byte // geo.LineKind
	tolerance, smallest float64
}{
	{"ne_50m_land", 0, 0.05, 0.35},
	{"ne_50m_lakes", 1, 0.06, 1.2},
	{"ne_50m_admin_0_boundary_lines_land", 2, 0.08, 0.2},
	{"ne_50m_admin_1_states_provinces_lines", 3, 0.08, 0.2},
}

// south bounds what is kept: nobody delivers in Antarctica.
const south = -58

type point struct{ lon, lat float64 }

func lines(folder string) ([]byte, error) {
	var out []byte
	total := 0
	for _, o := range outlines {
		shapes, err := readShapes(filepath.Join(folder, o.file+".json"))
		if err != nil {
			return nil, err
		}
		for _, shape := range shapes {
			if extent(shape) < o.smallest || shape[0].lat < south {
				continue
			}
			kept := snap(simplify(shape, o.tolerance))
			if len(kept) < 2 || o.kind < 2 && len(kept) < 4 {
				continue
			}
			total += len(kept)
			out = append(out, o.kind)
			out = binary.AppendUvarint(out, uint64(len(kept)))
			var x, y int64
			for _, p := range kept {
				out = binary.AppendVarint(out, p[0]-x)
				out = binary.AppendVarint(out, p[1]-y)
				x, y = p[0], p[1]
			}
		}
	}
	fmt.Printf("%d points of outlines\n", total)
	return deflate(out)
}

func readShapes(name string) ([][]point, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var file struct {
		Features []struct {
			Geometry struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, err
	}
	var out [][]point
	for _, f := range file.Features {
		var found [][][2]float64
		var err error
		switch f.Geometry.Type {
		case "LineString":
			var one [][2]float64
			err = json.Unmarshal(f.Geometry.Coordinates, &one)
			found = append(found, one)
		case "MultiLineString", "Polygon":
			err = json.Unmarshal(f.Geometry.Coordinates, &found)
		case "MultiPolygon":
			var many [][][][2]float64
			err = json.Unmarshal(f.Geometry.Coordinates, &many)
			for _, rings := range many {
				found = append(found, rings...)
			}
		}
		if err != nil {
			return nil, err
		}
		for _, line := range found {
			points := make([]point, len(line))
			for i, p := range line {
				points[i] = point{p[0], p[1]}
			}
			out = append(out, points)
		}
	}
	return out, nil
}

// extent is the longer side of a shape's box.
func extent(shape []point) float64 {
	low, high := shape[0], shape[0]
	for _, p := range shape {
		low = point{min(low.lon, p.lon), min(low.lat, p.lat)}
		high = point{max(high.lon, p.lon), max(high.lat, p.lat)}
	}
	return max(high.lon-low.lon, high.lat-low.lat)
}

// simplify drops the points that lie within the tolerance of the line without them: Ramer, Douglas and Peucker. A ring is cut at
// the point farthest from its beginning first, because its ends are one point.
func simplify(line []point, tolerance float64) []point {
	if len(line) > 3 && line[0] == line[len(line)-1] {
		far, best := 0, 0.0
		for i, p := range line {
			if d := math.Hypot(p.lon-line[0].lon, p.lat-line[0].lat); d > best {
				far, best = i, d
			}
		}
		if far > 0 {
			return append(reduce(line[:far+1], tolerance), reduce(line[far:], tolerance)[1:]...)
		}
	}
	return reduce(line, tolerance)
}

func reduce(line []point, tolerance float64) []point {
	if len(line) < 3 {
		return append([]point{}, line...)
	}
	a, b := line[0], line[len(line)-1]
	far, best := 0, 0.0
	for i := 1; i < len(line)-1; i++ {
		if d := distance(line[i], a, b); d > best {
			far, best = i, d
		}
	}
	if best <= tolerance {
		return []point{a, b}
	}
	return append(reduce(line[:far+1], tolerance), reduce(line[far:], tolerance)[1:]...)
}

// distance is how far p is from the stretch between a and b. Degrees of longitude count by what they are worth there.
func distance(p, a, b point) float64 {
	k := math.Cos(p.lat * math.Pi / 180)
	px, py, bx, by := (p.lon-a.lon)*k, p.lat-a.lat, (b.lon-a.lon)*k, b.lat-a.lat
	t := 0.0
	if length := bx*bx + by*by; length > 0 {
		t = max(0, min(1, (px*bx+py*by)/length))
	}
	return math.Hypot(px-t*bx, py-t*by)
}

// snap rounds to the grid of the table, a twentieth of a degree, and drops points that fall together.
func snap(line []point) [][2]int64 {
	var out [][2]int64
	for _, p := range line {
		at := [2]int64{int64(math.Round(p.lon * 20)), int64(math.Round(p.lat * 20))}
		if len(out) == 0 || out[len(out)-1] != at {
			out = append(out, at)
		}
	}
	return out
}
