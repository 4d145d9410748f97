package calendar

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/locale"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// Order is what a calendar of an order is made of.
type Order struct {
	Words  *locale.Catalog
	Brand  string // name, for people
	Order  order.Order
	Views  []shipment.View // in the order of Order.Shipments
	Gift   bool            // whoever gets it is given a present: no order number
	Page   string          // address of the page that it was taken from
	Token  string          // of the link that it was taken from
	Parcel string          // id of the one shipment that is asked for; empty: all
	Now    time.Time
}

// Of makes the calendar of an order: an entry for each parcel that is expected or has come, and one for the last day to pick the
// order up. An entry that was promised and will not come true is a cancelled one, so that it leaves the calendar where an earlier
// file put it. The entry of an order without parcels becomes the one of its first parcel.
func Of(o Order) Input {
	o.Brand, o.Order.Number, o.Order.Pickup.Name = plain(o.Brand), plain(o.Order.Number), plain(o.Order.Pickup.Name)
	in := Input{Name: o.Words.Text("calendar.name", "brand", o.Brand), Language: o.Words.Tag(), Stamp: o.Now}
	if len(o.Views) == 0 {
		in.Events = append(in.Events, o.parcel(0, order.Shipment{}, shipment.View{Expected: o.promised(), FromOwner: true}))
	}
	for i, v := range o.Views {
		if s := o.Order.Shipments[i]; o.Parcel == "" || o.Parcel == s.ID {
			in.Events = append(in.Events, o.parcel(i, s, v))
		}
	}
	if o.Order.Method == order.Pickup && o.Order.Pickup.Until != "" {
		in.Events = append(in.Events, o.collect())
	}
	return in
}

// parcel is the entry of the i-th parcel; without a date when nothing is known.
func (o Order) parcel(i int, s order.Shipment, v shipment.View) Event {
	e := o.event(strconv.Itoa(i))
	e.Status = Tentative
	window := v.Expected
	if v.FromOwner {
		window = o.promised() // the view has the first promise, people are told the last one
	}
	e.Start, e.End = cmp.Or(window.Earliest, window.Latest), cmp.Or(window.Latest, window.Earliest)
	key := "calendar.expected"
	if at, ok := arrival(v); ok { // one without a date is not known to have come as expected, so that entry goes
		key, e.Status = "calendar.delivered", Confirmed
		e.Start, e.End = at.Date(), ""
	} else if s.Cancelled != "" || o.Order.CancelledAt != "" || v.Status.Terminal() || v.Status == shipment.Returning {
		e.Status = Cancelled
	}
	e.Title = o.title(key, i)
	e.Sequence = o.sequence(v)
	return e
}

// collect is the entry of the last day to pick the order up.
func (o Order) collect() Event {
	e := o.event("pickup")
	e.Start, e.Status, e.Title = o.Order.Pickup.Until, Confirmed, o.title("calendar.pickup", -1)
	if name := o.Order.Pickup.Name; name != "" {
		e.Title = o.Words.Text("calendar.collect", "place", name)
	}
	done := o.Order.CancelledAt != ""
	for _, v := range o.Views {
		done = done || v.Status.Terminal()
		e.Sequence = max(e.Sequence, o.sequence(v))
	}
	if done {
		e.Status = Cancelled
	}
	e.Sequence = max(e.Sequence, o.sequence(shipment.View{}))
	return e
}

// event is what all entries have.
func (o Order) event(part string) Event {
	e := Event{UID: uid(o.Token, part), URL: o.Page, Description: o.Words.Text("calendar.changes")}
	if !o.Gift {
		e.Description = o.Words.Text("calendar.order", "number", o.Order.Number) + "\n" + e.Description
	}
	if o.Page != "" {
		e.Description += "\n" + o.Page
	}
	return e
}

func (o Order) title(key string, i int) string {
	if len(o.Views) > 1 && i >= 0 {
		return o.Words.Text(key+"_of", "brand", o.Brand, "i", o.Words.Number(i+1), "n", o.Words.Number(len(o.Views)))
	}
	return o.Words.Text(key, "brand", o.Brand)
}

func (o Order) promised() shipment.Window {
	_, current := o.Order.Promised()
	return shipment.Window{Earliest: current.Earliest, Latest: current.Latest, Precision: shipment.Day}
}

// uid names an entry. It follows from the link that the file was taken from, so a file taken later from the same link replaces
// what it said. It cannot be traced back to the link, nor to the order: who gets a gift link learns nothing by guessing.
func uid(token, part string) string {
	sum := sha256.Sum256([]byte("doorstep calendar\x00" + token + "\x00" + part))
	return hex.EncodeToString(sum[:16]) + "@doorstep"
}

// plain makes one line of a text of others, without the marks that catalogs put around it.
func plain(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u2068", "", "\u2069", "").Replace(cut(s))), " ")
}

// began is when the count of sequences begins, so that they stay far below the largest number that calendars take.
const began = 1577836800 // 2020-01-01 in seconds since 1970

// sequence grows with the news: it is the time of the last one, in minutes. It may stand still while a text changes, never fall.
func (o Order) sequence(v shipment.View) int {
	last := int64(began)
	for _, s := range v.Scans {
		last = max(last, s.Instant)
	}
	for _, told := range []string{o.Order.PlacedAt, o.Order.UpdatedAt, o.Order.CancelledAt} {
		last = max(last, seconds(told))
	}
	for _, e := range v.Estimates {
		last = max(last, seconds(e.Told.UTC()), seconds(e.Told.Local))
	}
	return int(min((min(last, o.Now.Unix())-began)/60, 1<<30)) // a scan from the future is no reason to ignore what comes
}

// seconds reads a time of whatever form; 0 when it is none.
func seconds(s string) int64 {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Unix()
		}
	}
	return 0
}

// arrival gives when the parcel came, if it is delivered now.
func arrival(v shipment.View) (shipment.Moment, bool) {
	if v.Status != shipment.Delivered {
		return shipment.Moment{}, false
	}
	for i := len(v.Milestones) - 1; i >= 0; i-- {
		if m := v.Milestones[i]; m.Status == shipment.Delivered && !m.Retracted {
			return m.At, m.At.Dated()
		}
	}
	return shipment.Moment{}, false
}
