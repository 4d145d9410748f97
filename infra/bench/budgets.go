package main

// The budgets: what Doorstep promises about its cost. A count over its limit fails `make bench` and the tests; a time never does,
// because it depends on the machine and on what else runs there.
const (
	limitWrites8    = 1.2 // write units per scan, mean of the first 8 one-scan saves of a claimed number, indexes included
	limitWrites40   = 2.5 // the same, mean of the first 40
	limitDuplicate  = 0   // write units for a scan that is known
	limitReads      = 0.5 // read units per scan
	limitView       = 2.0 // read units for the page of an order with two shipments, through its link
	limitPage       = 15_000
	limitScripts    = 0
	limitForeign    = 0 // requests to others
	limitMicros     = 80
	limitFoldAllocs = 500
	limitSent       = 2       // write units of a message that is sent at once: its decision, which is its lease, and its outcome
	limitNotSent    = 1       // of a decision not to send
	limitShipment   = 0.00006 // dollars per shipment without e-mail

	megabyte = 1_000_000
)

// limitSize is the largest bootstrap of a function, by logical id, in bytes. Lambda loads all of it at a cold start.
func limitSize(function string) float64 {
	switch function {
	case "Webhook":
		return 9 * megabyte
	case "Track":
		return 12 * megabyte
	default:
		return 14 * megabyte
	}
}

// limitInit is how many allocations the packages of a function may make before main, where somebody waits for its cold start.
func limitInit(function string) (limit float64, limited bool) {
	switch function {
	case "Webhook":
		return 11_000, true
	case "Track":
		return 6_000, true
	default:
		return 0, false
	}
}
