// Package moment turns the dates and clocks that payloads print into shipment.Moment. It reads, it never guesses: an
// impossible date is no date, a clock without zone stays without zone, and an offset comes from the payload or from a place
// that has exactly one. It does not know any carrier and does not read the current time.
package moment
