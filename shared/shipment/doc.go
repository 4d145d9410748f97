// Package shipment is the heart of Doorstep: what a parcel's status is. Fold turns the set of all facts that anybody ever
// told about a tracking number into one State; it is pure, so any order, duplication or split of the facts gives the same
// bytes. View adds what depends on now. Milestones are what messages and money hang on.
//
// The package reads no clock, knows no database and no carrier, and imports the standard library only.
package shipment
