// Package geo knows where the places are that carriers name, and the outline of the land around them. It is pure, and what it
// does not know for certain it does not know: a name that could be two places is none.
package geo

import "doorstep/shared/shipment"

// Precision says what a spot stands for.
type Precision string

// The precisions.
const (
	City    Precision = "city"
	Region  Precision = "region"  // the middle of a state or province
	Country Precision = "country" // the middle of a country
)

// Spot is a place on earth, in degrees: north and east are positive.
type Spot struct {
	Lat, Lon  float64
	Precision Precision
}

// Find gives the spot of a place as a carrier writes it; false when it is unknown, or could be several.
func Find(p shipment.Place) (Spot, bool) {
	_ = p
	return Spot{}, false
}
