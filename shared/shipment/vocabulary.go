package shipment

// Status is where a parcel stands, in Doorstep's words. The empty status belongs to a scan that says nothing about where
// the parcel stands (a changed estimate, a delivery option).
type Status string

// The statuses, in the order of their progress.
const (
	Unknown            Status = "unknown"
	Pending            Status = "pending"
	InfoReceived       Status = "info_received"
	Accepted           Status = "accepted"
	InTransit          Status = "in_transit"
	OutForDelivery     Status = "out_for_delivery"
	DeliveryAttempted  Status = "delivery_attempted"
	AvailableForPickup Status = "available_for_pickup"
	Exception          Status = "exception"
	Returning          Status = "returning"
	Delivered          Status = "delivered"
	Returned           Status = "returned"
	Cancelled          Status = "cancelled"
	Expired            Status = "expired"
	Destroyed          Status = "destroyed"
)

// rank orders statuses by progress inside one journey. It decides ties of the same minute and keeps what merely announces
// a parcel from overwriting what moved it; it never decides alone which scan is the current one.
var rank = map[Status]int{
	Unknown: 0, Pending: 5, InfoReceived: 10, Accepted: 20, InTransit: 30, Exception: 35, OutForDelivery: 40,
	DeliveryAttempted: 45, AvailableForPickup: 50, Returning: 60, Delivered: 90, Returned: 95, Expired: 97, Destroyed: 98,
	Cancelled: 99,
}

// Valid reports whether s is one of the statuses above. The empty status is not.
func (s Status) Valid() bool {
	_, ok := rank[s]
	return ok
}

// Physical reports whether a scan of this status means that somebody held the parcel in their hands (or lost it).
func (s Status) Physical() bool {
	switch s {
	case Accepted, InTransit, OutForDelivery, DeliveryAttempted, AvailableForPickup, Exception, Returning, Delivered, Returned, Destroyed:
		return true
	default:
		return false
	}
}

// Terminal reports whether a parcel in this status needs nothing more from a carrier. No status is final for the fold: a
// later physical scan re-opens every one of them.
func (s Status) Terminal() bool {
	switch s {
	case Delivered, Returned, Cancelled, Destroyed:
		return true
	default:
		return false
	}
}

// SubStatuses lists, for each status, the sub-statuses that refine it. Adapters may use no others.
var SubStatuses = map[Status][]string{
	Unknown:      {"not_found", "unmapped_code", "tracking_unsupported"},
	Pending:      {"awaiting_carrier_data"},
	InfoReceived: {"label_created", "pickup_scheduled", "awaiting_handover", "not_ready"},
	Accepted:     {"picked_up", "dropped_off", "origin_scan"},
	InTransit: {"arrived", "departed", "sorted", "linehaul", "hub", "arrived_destination_country", "handed_to_partner", "forwarded",
		"customs_processing", "customs_cleared", "delayed", "rescheduled", "problem_resolved"},
	OutForDelivery:     {"loaded", "courier_contact", "appointment_scheduled", "next_stop"},
	DeliveryAttempted:  {"not_home", "business_closed", "notice_left", "access_problem", "id_or_signature_missing", "payment_missing", "rescheduled"},
	AvailableForPickup: {"locker", "parcel_shop", "post_office", "depot", "pickup_reminder", "pickup_expiring"},
	Exception: {"damaged", "lost", "refused", "address_problem", "recipient_moved", "recipient_unknown", "missort", "weather",
		"natural_disaster", "security", "held", "held_for_payment", "customs_delay", "customs_documents", "customs_duties",
		"customs_inspection", "customs_prohibited", "carrier_capacity", "transport_failure", "investigation", "rejected_by_carrier",
		"pickup_missed", "other"},
	Returning: {"requested", "refused", "unclaimed", "undeliverable", "address_problem", "customs", "in_transit_back"},
	Delivered: {"to_recipient", "signed", "to_neighbour", "safe_place", "mailbox", "locker_collected", "pickup_collected",
		"cash_collected", "partially", "damaged", "to_agent"},
	Returned:  {"to_sender"},
	Cancelled: {"voided_label", "by_sender", "by_recipient"},
	Expired:   {"no_update_30d", "pickup_expired", "tracking_stopped"},
	Destroyed: {"disposed", "lost_confirmed"},
}
