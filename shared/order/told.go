package order

import (
	"fmt"
	"strings"
	"time"

	"doorstep/shared/shipment"
)

// Merchant is the source of facts that the merchant tells.
const Merchant = "merchant"

// tellable are the statuses that a merchant may tell of a shipment that no carrier tracks, as the body writes them. Taking a
// shipment back is cancelled_at.
var tellable = [...]string{
	string(shipment.InfoReceived), string(shipment.Accepted), string(shipment.InTransit), string(shipment.OutForDelivery),
	string(shipment.DeliveryAttempted), string(shipment.AvailableForPickup), string(shipment.Exception),
	string(shipment.Returning), string(shipment.Delivered), string(shipment.Returned),
}

// Telling is a fact that a merchant told about a number.
type Telling struct {
	Number string
	Fact   shipment.Fact
}

// Told gives the facts that the change tells about shipments without a tracking number. o is the order after Apply. They follow
// from the body alone, so a repeated body tells nothing new, and a late one tells of its own time.
func (c Change) Told(o Order) []Telling {
	var out []Telling
	for _, s := range c.Shipments {
		if s.Status == "" || s.Number != "" {
			continue
		}
		number := OwnNumber(o.ID, s.Ref)
		for _, known := range o.Shipments {
			if known.Number == number {
				out = append(out, Telling{Number: number, Fact: c.fact(s, o.method(known))})
			}
		}
	}
	return out
}

// method is how a shipment reaches the shopper.
func (o Order) method(s Shipment) string {
	if s.Method != "" {
		return s.Method
	}
	return o.Method
}

// fact dates a status by the body. Its assurance is that of a signed push: the merchant's key vouches for the whole request, and
// there is nobody else to ask.
func (c Change) fact(s Shipment, method string) shipment.Fact {
	at := s.StatusAt
	if at == "" {
		at = c.UpdatedAt
	}
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Merchant, Assurance: shipment.Signed, Code: string(s.Status), Generic: true, Status: s.Status,
		At: moment(at), Place: shipment.Place{Text: s.StatusPlace},
	}
	switch {
	case s.Status == shipment.Delivered && method == Pickup:
		f.Sub = "pickup_collected"
	case s.Status == shipment.Accepted && method == LocalDelivery:
		f.Sub = "picked_up"
	}
	return shipment.Identify(f, string(s.Status), at, s.StatusPlace)
}

// Cancellation is the fact that the merchant took a shipment back. It is never stored beside a number, whose claim is released:
// whoever shows the shipment makes it of the order.
func Cancellation(s Shipment) shipment.Fact {
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Merchant, Assurance: shipment.Signed, Code: string(shipment.Cancelled), Generic: true,
		Status: shipment.Cancelled, Sub: "by_sender", At: moment(s.Cancelled),
	}
	return shipment.Identify(f, string(shipment.Cancelled), s.Cancelled)
}

// moment reads a time as the merchant wrote it: a date stays a date, a time keeps its wall clock and its offset.
func moment(s string) shipment.Moment {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return shipment.Moment{Local: s, Zone: shipment.NoZone, Precision: shipment.Day}
	}
	offset := t.Format("-07:00")
	if strings.HasSuffix(s, "Z") || strings.HasSuffix(s, "z") {
		offset = "+00:00"
	}
	return shipment.Moment{Local: t.Format("2006-01-02T15:04:05"), Offset: offset, Zone: shipment.ZonePayload, Precision: shipment.Second}
}

// Ignored gives what of the change means nothing because of what the order is: a status told of a parcel that a carrier tracks.
// o is the order after Apply.
func (c Change) Ignored(o Order) []Field {
	var out []Field
	for i, s := range c.Shipments {
		if s.Status == "" || s.Number != "" {
			continue
		}
		if at := named(o.Shipments, s); len(at) > 0 && !IsOwn(o.Shipments[at[0]].Number) {
			out = append(out, Field{
				Path:   c.Path(i, "status"),
				Detail: fmt.Sprintf("is ignored: the shipment has the tracking number %s by now, and its carrier tells", o.Shipments[at[0]].Number),
			})
		}
	}
	return out
}
