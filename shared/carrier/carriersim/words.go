package carriersim

// words is how each API calls a step.
type words struct {
	upsType, upsCode, upsDetail, upsText string
	uspsCode, uspsText                   string
	easypost, easypostDetail             string
}

func wordsFor(s Step) words {
	switch s {
	case Label:
		return words{"M", "MP", "003", "Shipper created a label, UPS has not received the package yet. ",
			"GX", "Shipping Label Created, USPS Awaiting Item", "pre_transit", "label_created"}
	case Pickup:
		return words{"P", "PU", "038", "Pickup Scan", "03", "USPS picked up item", "in_transit", "unknown"}
	case Origin:
		return words{"I", "OR", "005", "Origin Scan", "OA", "Accepted at USPS Origin Facility", "in_transit", "received_at_origin_facility"}
	case Departed:
		return words{"I", "DP", "005", "Departed from Facility", "T1", "Departed USPS Facility", "in_transit", "departed_facility"}
	case Arrived:
		return words{"I", "AR", "005", "Arrived at Facility", "A1", "Arrived at USPS Facility", "in_transit", "arrived_at_facility"}
	case OutForDelivery:
		return words{"I", "OT", "021", "Out For Delivery Today", "OF", "Out for Delivery", "out_for_delivery", "out_for_delivery"}
	case Attempted:
		return words{"X", "48", "060", "The customer was not available when UPS attempted delivery.", "02", "Notice Left", "failure", "delivery_exception"}
	case Weather:
		return words{"X", "DJ", "052", "Adverse weather conditions caused this delay", "", "Processing Exception, Regional Weather Delay", "in_transit", "weather_delay"}
	case Delivered:
		return words{"D", "FS", "011", "Delivered", "01", "Delivered, In/At Mailbox", "delivered", "arrived_at_destination"}
	case Returning:
		return words{"RS", "UR", "035", "Returning to Sender", "09", "Return to Sender", "return_to_sender", "return"}
	default:
		return words{"D", "FS", "034", "Returned to the sender", "01", "Delivered, To Original Sender", "return_to_sender", "return"}
	}
}

// text gives the carrier's own words, which EasyPost repeats.
func (w words) text(carrier string) string {
	if carrier == "ups" {
		return w.upsText
	}
	return w.uspsText
}
