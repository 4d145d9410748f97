package landmark

import (
	"slices"

	"doorstep/shared/shipment"
)

// legs are the codes of Landmark's own way: customs, the crossing, its facilities. All others belong to the last mile, or to a return.
var legs = [...]string{"125", "150", "155", "225", "250"}

// settle takes the status from scans of Landmark's own way that are dated after the delivery. They are bookkeeping: the whole sack was
// booked across the border hours after the post had delivered a parcel of it (seen in a published answer of two legs). After a return
// scan they are real: the parcel travels the same way back.
func settle(facts []shipment.Fact) {
	delivered := ""
	for _, f := range facts {
		switch f.Status {
		case shipment.Delivered:
			delivered = max(delivered, f.At.Local)
		case shipment.Returning, shipment.Returned:
			return
		}
	}
	if delivered == "" {
		return
	}
	for i := range facts {
		f := &facts[i]
		if f.At.Local > delivered && f.Status == shipment.InTransit && slices.Contains(legs[:], f.Code) {
			f.Status, f.Sub = "", ""
		}
	}
}
