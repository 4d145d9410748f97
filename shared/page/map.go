package page

import (
	"cmp"
	"html/template"
	"math"
	"slices"
	"strings"
	"unicode"

	"doorstep/shared/geo"
	"doorstep/shared/locale"
	"doorstep/shared/shipment"
)

// newMap draws the known places of a parcel's last journey as inline SVG, ready to stand in the page: no tiles, no script, no
// request. destination is the country where the way out ends (ISO 3166-1 alpha-2), or empty. id is unique within the page
// and names the parts of the picture. The result is empty when there is nothing worth drawing: fewer than two known places.
func newMap(w *locale.Catalog, v shipment.View, destination, id string) template.HTML {
	atlas := geo.Open()
	stops := stopsOf(atlas, v)
	if len(stops) < 2 {
		return ""
	}
	m := chart{id: id, stops: stops, title: w.Text("map.title"), caption: w.Text("map.caption")}
	if goal, ok := goalOf(atlas, v, stops, destination); ok {
		m.goal = &goal
	}
	m.describe(w)
	return m.draw()
}

// maxStops bounds the picture of a parcel that goes round in circles; the newest are kept.
const maxStops = 24

// stop is a place on the way. Longitudes go on beyond 180 degrees where the way crosses the date line.
type stop struct {
	geo.Spot
	name string
}

// stopsOf gives the places of the last journey in their order, none twice in a row. What was only announced is no place where the
// parcel has been. A region or a country whose name says less than a place within it is left out.
func stopsOf(atlas geo.Atlas, v shipment.View) []stop {
	var all []stop
	known := map[shipment.Place]stop{}
	for _, s := range v.Scans {
		if s.Denied || s.Journey != len(v.Journeys)-1 || s.Status == shipment.Pending || s.Status == shipment.InfoReceived || s.Place == (shipment.Place{}) {
			continue
		}
		one, seen := known[s.Place]
		if !seen {
			if spot, ok := atlas.Find(s.Place); ok {
				one = stop{Spot: spot, name: stopName(s.Place, spot)}
			}
			known[s.Place] = one
		}
		if one.Precision != "" {
			all = append(all, one)
		}
	}
	all = slices.DeleteFunc(all, func(rough stop) bool {
		return rough.Precision != geo.City && slices.ContainsFunc(all, func(s stop) bool {
			return s.Precision == geo.City && s.Country == rough.Country && (rough.Region == "" || s.Region == rough.Region) ||
				rough.Precision == geo.Country && s.Precision == geo.Region && s.Country == rough.Country
		})
	})
	var out []stop
	for _, s := range all {
		if len(out) > 0 {
			before := out[len(out)-1]
			s.Lon = before.Lon + math.Remainder(s.Lon-before.Lon, 360)
			if math.Hypot(s.Lat-before.Lat, s.Lon-before.Lon) < 0.15 {
				continue
			}
		}
		out = append(out, s)
	}
	return out[max(0, len(out)-maxStops):]
}

// stopName is what stands beside a place: the city, else all that is said of it.
func stopName(p shipment.Place, spot geo.Spot) string {
	city, _, _ := strings.Cut(cmp.Or(p.City, p.Text), ",")
	if spot.Precision == geo.City && strings.TrimSpace(city) != "" {
		return titled(Plain(city, maxLine))
	}
	return placeText(p)
}

// titled turns a name that is all capitals into words with capitals in front.
func titled(name string) string {
	if strings.ContainsFunc(name, unicode.IsLower) {
		return name
	}
	begins := true
	return strings.Map(func(r rune) rune {
		was := begins
		begins = !unicode.IsLetter(r) && r != '\''
		if was {
			return r
		}
		return unicode.ToLower(r)
	}, name)
}

// goalOf gives the country where the way still leads: of a parcel on its way out that is in another one.
func goalOf(atlas geo.Atlas, v shipment.View, stops []stop, country string) (stop, bool) {
	if len(v.Journeys) == 0 || v.Journeys[len(v.Journeys)-1].Direction == shipment.Return || v.Status.Terminal() || v.Status == shipment.Returning {
		return stop{}, false
	}
	if slices.ContainsFunc(stops, func(s stop) bool { return s.Country == country }) {
		return stop{}, false
	}
	spot, ok := atlas.Middle(country)
	last := stops[len(stops)-1]
	spot.Lon = last.Lon + math.Remainder(spot.Lon-last.Lon, 360)
	return stop{Spot: spot}, ok
}

// describe says in words what the picture shows.
func (m *chart) describe(w *locale.Catalog) {
	var names []string
	for _, s := range m.stops {
		if len(names) == 0 || names[len(names)-1] != s.name {
			names = append(names, s.name)
		}
	}
	m.text = w.Text("map.text", "places", strings.Join(names, ", ")) + " " + w.Text("map.last", "place", names[len(names)-1])
	if m.goal != nil {
		m.text += " " + w.Text("map.ahead")
	}
}
