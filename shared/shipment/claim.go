package shipment

// Claim says "this number, from Epoch on, is shipment Shipment of order Order". Two orders in one box are two claims; a
// number that a carrier reuses is two claims with different epochs.
type Claim struct {
	Order    string // order id
	Shipment string // shipment id, unique within the order
	Brand    string
	Carrier  string // Doorstep code given by the merchant or proposed by detection, or empty
	Epoch    string // local date "2006-01-02": shipped, else placed; empty: unknown, then nothing older is cut off
	Revision int64  // of the order that wrote the claim; the higher one wins for the same order and shipment
	Released bool   // the merchant took the claim back; it keeps its place so that a late duplicate does not revive it
}
