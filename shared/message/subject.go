package message

import "doorstep/shared/shipment"

// Subject names what a decision is about, as the news of it did. The zero About is a milestone of a shipment.
type Subject struct {
	About      string // AboutMilestone or empty, AboutOrder, AboutFinding
	Shipment   string // empty: the order as a whole
	Journey    int
	Status     shipment.Status // AboutMilestone
	Sub        string          // AboutMilestone: shipment.Milestone.Sub
	Event      string          // AboutOrder: order.Milestone.What; AboutFinding: the kind of the finding
	Occurrence int             // 1 and up
	Retracted  bool            // the news is that the milestone was taken back
	Also       Kind            // not the milestone's own news but another message that it causes: ArrivingTomorrow, PickupExpiring, InTransit
}

// What a subject can be about. The words are those of queue.News.
const (
	AboutMilestone = "milestone"
	AboutOrder     = "order"
	AboutFinding   = "finding"
)

// Alert is the kind of every message to the merchant's team. It stands in no brand's policy: brand.Alerts does.
const Alert Kind = "alert"
