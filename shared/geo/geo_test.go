package geo_test

import (
	"math"
	"testing"

	"doorstep/shared/geo"
	"doorstep/shared/shipment"
)

func TestFind(t *testing.T) {
	t.Parallel()
	type place = shipment.Place
	cases := map[string]struct {
		in        place
		precision geo.Precision // empty: unknown
		lat, lon  float64
	}{
		"fields, capitals":                           {place{City: "LOUISVILLE", Region: "KY", Country: "US"}, geo.City, 38.3, -85.8},
		"one text":                                   {place{Text: "LOUISVILLE, KY, US"}, geo.City, 38.3, -85.8},
		"one text in the city":                       {place{City: "Louisville, KY, US"}, geo.City, 38.3, -85.8},
		"a region without its country":               {place{Text: "Louisville, OH"}, geo.Region, 40.3, -82.4},
		"the same name in another state":             {place{City: "Louisville", Region: "CO", Country: "US"}, geo.City, 40, -105.1},
		"a state in words":                           {place{City: "Portland", Region: "Maine", Country: "US"}, geo.City, 43.7, -70.3},
		"marks":                                      {place{City: "Köln", Country: "DE"}, geo.City, 50.9, 7},
		"marks written around":                       {place{City: "KOELN", Country: "DE"}, geo.City, 50.9, 7},
		"marks left out":                             {place{City: "KOLN", Country: "DE"}, geo.City, 50.9, 7},
		"in English":                                 {place{City: "Cologne", Country: "DE"}, geo.City, 50.9, 7},
		"one of a kind needs no country":             {place{City: "KOELN"}, geo.City, 50.9, 7},
		"a name of several countries":                {place{City: "LONDON"}, "", 0, 0},
		"a name of several countries, in one":        {place{City: "LONDON", Country: "GB"}, geo.City, 51.5, -0.1},
		"country by three letters":                   {place{City: "Lyon", Country: "FRA"}, geo.City, 45.7, 4.8},
		"country in words":                           {place{Text: "LEIPZIG - GERMANY"}, geo.City, 51.3, 12.4},
		"a hub":                                      {place{Text: "LEIPZIG HUB - GERMANY"}, geo.City, 51.3, 12.4},
		"Shenzhen":                                   {place{City: "SHENZHEN", Country: "CN"}, geo.City, 22.5, 114.1},
		"a city district number":                     {place{City: "PRAHA 5", Country: "CZ"}, geo.City, 50.1, 14.4},
		"saint cut short":                            {place{City: "ST LOUIS", Region: "MO", Country: "US"}, geo.City, 38.6, -90.2},
		"saint with a point":                         {place{City: "St. Paul", Region: "MN", Country: "US"}, geo.City, 44.9, -93.1},
		"a village in a known state":                 {place{City: "Keasbey", Region: "NJ", Country: "US"}, geo.Region, 40.6, -74.3},
		"a city of the States without its state":     {place{City: "Springfield", Country: "US"}, geo.Country, 37.2, -93.3},
		"one name, two towns of a country":           {place{City: "Neustadt", Country: "DE"}, geo.Country, 51, 9.7},
		"a village in a known country":               {place{City: "Hückelhofen am See", Country: "DE"}, geo.Country, 51, 9.7},
		"a country only":                             {place{Country: "JP"}, geo.Country, 35.7, 137},
		"a state only":                               {place{Region: "TX", Country: "US"}, geo.Region, 30.6, -97.4},
		"two letters that are a country and a state": {place{Text: "Ontario, CA"}, "", 0, 0},
		"those letters with the country behind":      {place{Text: "Ontario, CA, US"}, geo.City, 34.1, -117.7},
		"in Canada":                                  {place{City: "London", Region: "ON", Country: "CA"}, geo.City, 43, -81.2},
		"a country that is none":                     {place{City: "Berlin", Country: "XQ"}, "", 0, 0},
		"another script":                             {place{City: "深圳"}, "", 0, 0},
		"another script in a known country":          {place{City: "深圳", Country: "CN"}, geo.Country, 32, 113.5},
		"nothing":                                    {place{}, "", 0, 0},
		"no place":                                   {place{Text: "ASDFD DF ASDFDFDFD"}, "", 0, 0},
	}
	for name, k := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := geo.Open().Find(k.in)
			if ok != (k.precision != "") || got.Precision != k.precision {
				t.Fatalf("Find gives %+v, %t; want precision %q", got, ok, k.precision)
			}
			if away := math.Hypot(got.Lat-k.lat, got.Lon-k.lon); ok && away > map[geo.Precision]float64{geo.City: 0.3, geo.Region: 1.5, geo.Country: 3}[k.precision] {
				t.Errorf("Find gives %+v, %.1f degrees from %g, %g", got, away, k.lat, k.lon)
			}
		})
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	count := map[geo.LineKind]int{}
	for _, l := range geo.Lines() {
		count[l.Kind]++
		if closed := l.Points[0] == l.Points[len(l.Points)-1]; !closed && l.Kind <= geo.Lake {
			t.Errorf("a shape of kind %d is open", l.Kind)
		}
		for _, p := range l.Points {
			if math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180 {
				t.Fatalf("point %+v is not on earth", p)
			}
		}
	}
	if count[geo.Land] < 200 || count[geo.Lake] < 5 || count[geo.Border] < 200 || count[geo.Inner] < 50 {
		t.Errorf("shapes by kind: %v", count)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("LOUISVILLE, KY, US", "", "", "")
	f.Add("", "Köln", "NW", "DE")
	atlas := geo.Open()
	f.Fuzz(func(t *testing.T, text, city, region, country string) {
		spot, ok := atlas.Find(shipment.Place{Text: text, City: city, Region: region, Country: country})
		if ok == (spot == geo.Spot{}) || math.Abs(spot.Lat) > 90 || math.Abs(spot.Lon) > 180 {
			t.Errorf("Find gives %+v, %t", spot, ok)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	atlas := geo.Open()
	for b.Loop() {
		atlas.Find(shipment.Place{City: "LOUISVILLE", Region: "KY", Country: "US"})
	}
}

func BenchmarkLines(b *testing.B) {
	for b.Loop() {
		geo.Lines()
	}
}
