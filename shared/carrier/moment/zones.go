package moment

import (
	_ "embed"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the Lambda image need not hold the zones

	"doorstep/shared/shipment"
)

// zonesCSV lists the places with exactly one clock: countries, US states and territories, Canadian provinces. What keeps two
// clocks (Michigan, Ontario, Australia; Nevada for West Wendover, Arizona for the Navajo Nation) is left out: a wrong offset
// is worse than none. Derived from zone.tab of the IANA time zone database (public domain) by comparing the offsets of every
// zone of a country since 2018; China is entered with its official time; the US states follow 49 CFR part 71.
//
//go:embed zones.csv
var zonesCSV string

// Zones knows the offset of places. It is safe for concurrent use.
type Zones struct {
	names func() map[place]string // to the zone's IANA name

	mu     sync.Mutex
	loaded map[string]*time.Location // by IANA name: loading one costs more than a whole payload
}

type place struct{ country, region string }

// places reads the table, once for all.
var places = sync.OnceValue(func() map[place]string {
	names := make(map[place]string, 280)
	lines := strings.Split(strings.TrimSpace(zonesCSV), "\n")
	for _, line := range lines[1:] {
		country, rest, _ := strings.Cut(line, ",")
		region, zone, _ := strings.Cut(rest, ",")
		names[place{country, region}] = zone
	}
	return names
})

// NewZones makes a knower of places.
func NewZones() *Zones {
	return &Zones{names: places, loaded: make(map[string]*time.Location)}
}

// At gives a wall-clock moment without offset the offset that its place had at that moment (shipment.ZoneLocation). country
// is ISO 3166-1 alpha-2, region a US state or Canadian province. The moment stays as it is when the place is unknown, keeps
// several clocks, or when its clock showed that time twice or never (the nights when daylight saving ends or begins).
func (z *Zones) At(m shipment.Moment, country, region string) shipment.Moment {
	if m.Offset != "" || m.Precision == shipment.Day || m.Local == "" {
		return m
	}
	zone := z.zone(country, region)
	if zone == nil {
		return m
	}
	local, err := time.Parse(layout, m.Local)
	if err != nil {
		return m
	}
	minutes, ok := onlyOffset(zone, local)
	if !ok {
		return m
	}
	offset, ok := formatOffset(minutes)
	if !ok {
		return m
	}
	return With(m, offset, shipment.ZoneLocation)
}

func (z *Zones) zone(country, region string) *time.Location {
	name := z.names()[place{country, ""}]
	if name == "" {
		name = z.names()[place{country, region}]
	}
	if name == "" {
		return nil
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	if zone, ok := z.loaded[name]; ok {
		return zone
	}
	zone, err := time.LoadLocation(name)
	if err != nil { // the embedded data always has it; without it there is simply no offset
		zone = nil
	}
	z.loaded[name] = zone
	return zone
}

// onlyOffset finds the offset, in minutes, with which zone showed the wall clock local (kept as if it were UTC). In the hour
// that is repeated there are two, in the hour that is skipped none: both give false.
func onlyOffset(zone *time.Location, local time.Time) (minutes int, ok bool) {
	_, before := local.Add(-26 * time.Hour).In(zone).Zone()
	_, after := local.Add(26 * time.Hour).In(zone).Zone()
	found := 0
	for i, seconds := range [...]int{before, after} {
		if i == 1 && before == after {
			break
		}
		instant := local.Add(-time.Duration(seconds) * time.Second)
		if _, really := instant.In(zone).Zone(); really == seconds {
			minutes, found = seconds/60, found+1
		}
	}
	return minutes, found == 1
}
