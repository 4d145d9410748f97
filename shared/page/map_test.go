package page

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"

	"doorstep/shared/locale"
	"doorstep/shared/shipment"
)

// journeyOf makes a view of scans in places, "City,REGION,CC" or "City,CC".
func journeyOf(places ...string) shipment.View {
	v := shipment.View{}
	v.Status = shipment.InTransit
	v.Journeys = []shipment.Journey{{Direction: shipment.Outbound, Status: shipment.InTransit}}
	for _, text := range places {
		f := strings.Split(text, ",")
		s := shipment.Scan{}
		s.Status = shipment.InTransit
		s.Place = shipment.Place{City: f[0], Country: f[len(f)-1]}
		if len(f) == 3 {
			s.Place.Region = f[1]
		}
		v.Scans = append(v.Scans, s)
	}
	return v
}

func drawn(t testing.TB, v shipment.View, destination string) string {
	t.Helper()
	w, err := locale.Find("en")
	if err != nil {
		t.Fatal(err)
	}
	return string(newMap(w, v, destination, "m1"))
}

func TestMap(t *testing.T) {
	t.Parallel()
	turned := journeyOf("Hamburg,DE", "Kassel,DE", "Lyon,FR", "Paris,FR")
	turned.Journeys = append(turned.Journeys, shipment.Journey{Direction: shipment.Return})
	turned.Scans[2].Journey, turned.Scans[3].Journey = 1, 1
	denied := journeyOf("Hamburg,DE", "Kassel,DE", "Lyon,FR")
	denied.Scans[1].Denied = true
	announced := journeyOf("Hamburg,DE", "Kassel,DE", "Lyon,FR")
	announced.Scans[0].Status = shipment.InfoReceived
	arrived := journeyOf("Shenzhen,CN", "Hong Kong,HK")
	arrived.Status = shipment.Delivered
	cases := map[string]struct {
		view        shipment.View
		destination string
		has, hasNot []string
	}{
		"a way":                           {journeyOf("LOUISVILLE,KY,US", "Nashville,TN,US", "ATLANTA,GA,US"), "US", []string{"Scanned in Louisville, Nashville, Atlanta. Last scanned in Atlanta.", `class="way"`, `class="edge in"`, ">Louisville<"}, []string{"goal", "ahead"}},
		"a known country ahead":           {journeyOf("Shenzhen,CN", "Hong Kong,HK"), "US", []string{`class="goal"`, `class="way ahead"`, "dashed line"}, nil},
		"no such country":                 {journeyOf("Shenzhen,CN", "Hong Kong,HK"), "XX", []string{"Shenzhen"}, []string{"goal", "dashed"}},
		"arrived elsewhere":               {arrived, "US", []string{"Shenzhen"}, []string{"goal"}},
		"the way back only":               {turned, "DE", []string{"Scanned in Lyon, Paris."}, []string{"Hamburg", "goal"}},
		"what a carrier denies":           {denied, "FR", []string{"Scanned in Hamburg, Lyon."}, []string{"Kassel"}},
		"what was only announced":         {announced, "FR", []string{"Scanned in Kassel, Lyon."}, []string{"Hamburg"}},
		"a state beside a city of it":     {journeyOf("Keasbey,NJ,US", "Newark,NJ,US", "Dayton,OH,US"), "US", []string{"Scanned in Newark, Dayton."}, []string{"Keasbey", "rough"}},
		"a state":                         {journeyOf("Keasbey,NJ,US", "Dayton,OH,US"), "US", []string{"Keasbey, NJ, US", "rough"}, nil},
		"an unknown place between":        {journeyOf("Hamburg,DE", "Nowhere,XX", "Lyon,FR"), "FR", []string{"Scanned in Hamburg, Lyon."}, []string{"Nowhere"}},
		"twice the same place":            {journeyOf("Hamburg,DE", "HAMBURG,DE", "Lyon,FR"), "FR", []string{"Scanned in Hamburg, Lyon."}, nil},
		"all capitals":                    {journeyOf("RIO DE JANEIRO,RJ,BR", "SAO PAULO,SP,BR"), "BR", []string{"Rio De Janeiro"}, []string{"JANEIRO"}},
		"one place":                       {journeyOf("Hamburg,DE"), "DE", nil, []string{"<"}},
		"one place twice":                 {journeyOf("Hamburg,DE", "Hamburg,DE"), "FR", nil, []string{"<"}},
		"no place that is sure":           {journeyOf("Springfield,XX", "London,"), "US", nil, []string{"<"}},
		"nothing":                         {shipment.View{}, "US", nil, []string{"<"}},
		"more journeys than were scanned": {func() shipment.View { v := journeyOf("Hamburg,DE", "Lyon,FR"); v.Journeys = nil; return v }(), "FR", nil, []string{"<"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := drawn(t, c.view, c.destination)
			for _, want := range c.has {
				if !strings.Contains(got, want) {
					t.Errorf("%q is missing in %s", want, got)
				}
			}
			for _, never := range c.hasNot {
				if strings.Contains(got, never) {
					t.Errorf("%q is in %s", never, got)
				}
			}
		})
	}
}

// Whatever the way, the picture is well-formed, light, without script, style attribute or address, and all its places are in it.
func TestMapIsSound(t *testing.T) {
	t.Parallel()
	hostile := journeyOf("Hamburg,DE", "Lyon,FR")
	hostile.Scans[0].Place = shipment.Place{City: `HAMBURG, <script>alert(1)</script>` + "\u202e", Country: "DE"}
	hostile.Scans[1].Place.City = `Lyon`
	cases := map[string]struct {
		view        shipment.View
		destination string
	}{
		"over the date line":       {journeyOf("Shenzhen,CN", "Anchorage,AK,US", "Louisville,KY,US"), "US"},
		"over it the other way":    {journeyOf("Los Angeles,CA,US", "Auckland,NZ", "Sydney,NSW,AU"), "AU"},
		"over it in the far south": {journeyOf("Auckland,NZ", "Suva,FJ", "Apia,WS"), "WS"},
		"round the world":          {journeyOf("London,GB", "New York,NY,US", "Tokyo,JP", "Dubai,AE", "London,GB", "New York,NY,US", "Tokyo,JP"), "JP"},
		"Europe":                   {journeyOf("Hamburg,DE", "Köln,DE", "Paris,FR", "Lyon,FR", "Milano,IT", "Roma,IT"), "IT"},
		"near":                     {journeyOf("Köln,DE", "Bonn,DE"), "DE"},
		"antipodes":                {journeyOf("Madrid,ES", "Wellington,NZ"), "NZ"},
		"far north":                {journeyOf("Tromsø,NO", "Bodø,NO"), "SE"},
		"many":                     {journeyOf(strings.Split(strings.Repeat("Hamburg,DE;Lyon,FR;", 40)+"Roma,IT", ";")...), "IT"},
		"hostile":                  {hostile, "IT"},
		"hostile country":          {journeyOf("Hamburg,DE", "Lyon,FR"), `"><script>`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := drawn(t, c.view, c.destination)
			checkPicture(t, got)
			var packed bytes.Buffer
			z := gzip.NewWriter(&packed)
			z.Write([]byte(got)) //nolint:errcheck // into memory
			z.Close()            //nolint:errcheck // into memory
			if packed.Len() > 2500 {
				t.Errorf("the map takes %d bytes, gzipped", packed.Len())
			}
		})
	}
}

// checkPicture reads the picture as XML, holds it to its few elements, and fails for what stands outside of it.
func checkPicture(t *testing.T, picture string) {
	t.Helper()
	circles := 0
	for d := xml.NewDecoder(strings.NewReader(picture)); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v in %s", err, picture)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "figure", "svg", "title", "desc", "path", "text", "figcaption":
		case "circle":
			circles++
		default:
			t.Errorf("a map holds no <%s>", start.Name.Local)
		}
		for _, a := range start.Attr {
			limit := map[string]float64{"cx": mapWidth, "x": mapWidth, "cy": mapHeight, "y": mapHeight}[a.Name.Local]
			if n, err := strconv.ParseFloat(a.Value, 64); limit > 0 && (err != nil || n < 0 || n > limit) {
				t.Errorf("<%s %s=%q> is outside of the picture", start.Name.Local, a.Name.Local, a.Value)
			}
			if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
				t.Errorf("<%s %s=%q>", start.Name.Local, a.Name.Local, a.Value)
			}
		}
	}
	if circles < 3 {
		t.Errorf("the map marks %d places: %s", circles, picture)
	}
}

func FuzzMap(f *testing.F) {
	f.Add("Hamburg", "DE", "Louisville, KY, US", "", "FR")
	f.Add("SHENZHEN", "CN", "Anchorage, AK, US", "", "US")
	f.Fuzz(func(t *testing.T, city, country, text, region, destination string) {
		v := journeyOf("Hamburg,DE", "Lyon,FR")
		v.Scans[0].Place = shipment.Place{City: city, Country: country}
		v.Scans[1].Place = shipment.Place{Text: text, Region: region}
		if got := drawn(t, v, destination); got != "" {
			checkPicture(t, got)
		}
	})
}

func BenchmarkMap(b *testing.B) {
	v := journeyOf("Shenzhen,CN", "Anchorage,AK,US", "Louisville,KY,US", "Milwaukee,WI,US")
	for b.Loop() {
		drawn(b, v, "US")
	}
}
