// Package order knows what a merchant tells about an order: how the body of a PUT is read and checked, how it merges with what
// is known, which claims on tracking numbers follow from it, and how an order is stored. It is pure: no clock, no database, no
// network. It detects no carriers and knows nothing of scans.
package order

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"

	"doorstep/shared/shipment"
)

// Order is an order as it is stored, without personal data: that is a Recipient, sealed beside it. Times are as the merchant
// wrote them, RFC 3339 or a date. The tags are the stored form (see Encode); they name nothing that leaves the system.
type Order struct {
	ID        string     `json:"-"` // see ID
	Brand     string     `json:"-"`
	Number    string     `json:"-"` // as the merchant and the shopper know it
	PlacedAt  string     `json:"p,omitempty"`
	UpdatedAt string     `json:"u,omitempty"` // of the newest body that was taken
	Channel   string     `json:"c,omitempty"` // where it was sold: "web", "amazon"
	Locale    string     `json:"l,omitempty"` // BCP 47
	Currency  string     `json:"m,omitempty"` // ISO 4217
	Country   string     `json:"d,omitempty"` // destination, ISO 3166-1 alpha-2; a country alone names nobody
	Items     []Item     `json:"i,omitempty"`
	Promises  []Promise  `json:"e,omitempty"` // the first one is never changed; the last one holds
	Shipments []Shipment `json:"s,omitempty"` // in the order in which they became known
	Rotation  int        `json:"r,omitempty"` // n of the order's links

	Method       string      `json:"h,omitempty"` // how it reaches the shopper: Ship ("" is the same), Pickup or LocalDelivery
	Pickup       Place       `json:"k,omitzero"`  // where it waits, for Pickup
	CancelledAt  string      `json:"x,omitempty"` // RFC 3339 or a date; empty: it stands. Its parcels stay: one may be on its way
	CancelReason string      `json:"y,omitempty"` // the shop's word: "customer", "inventory"
	Refs         []Ref       `json:"f,omitempty"` // names that other systems know it by
	ShopAt       string      `json:"b,omitempty"` // as UpdatedAt, of what a shop's webhooks told; see Change.Older
	MerchantAt   string      `json:"w,omitempty"` // as UpdatedAt, of what the merchant told, where a shop told of the order as well
	Consent      Consent     `json:"j,omitzero"`  // of the shopper who ordered
	Watchers     []Watcher   `json:"o,omitempty"` // who else wants to hear of it
	Milestones   []Milestone `json:"g,omitempty"` // what the merchant told of the order as a whole, by time of becoming known
	Erased       string      `json:"z,omitempty"` // RFC 3339, UTC: when its personal data was destroyed; nothing is written to it any more
}

// How an order, or one of its shipments, reaches the shopper.
const (
	Ship          = "ship"
	Pickup        = "pickup"
	LocalDelivery = "local_delivery"
)

// Place is a shop or a counter where an order can be picked up. It is the merchant's, so nothing in it is personal.
type Place struct {
	Name    string `json:"n,omitempty"`
	Address string `json:"a,omitempty"` // one line
	Hours   string `json:"h,omitempty"` // as people say it
	URL     string `json:"u,omitempty"` // https
	Until   string `json:"t,omitempty"` // last day: "2006-01-02"
}

// Ref is the name of an order in another system: {"shopify", "450789469"}. The store keeps a pointer for each, so that a message
// that names only it finds the order.
type Ref struct {
	System string `json:"s"`
	ID     string `json:"i"`
}

// Item is one line of the order.
type Item struct {
	ID        string `json:"i"`
	SKU       string `json:"s,omitempty"`
	Name      string `json:"n,omitempty"`
	Quantity  int    `json:"q"`           // 0: taken out of the order after a parcel had it
	UnitPrice *int64 `json:"p,omitempty"` // minor units of Order.Currency; nil: not told
	ImageURL  string `json:"g,omitempty"` // https
	URL       string `json:"u,omitempty"` // https
}

// Promise is the delivery that the merchant told the shopper: local dates of the destination. One of the two may be empty:
// "by" or "from".
type Promise struct {
	Earliest string `json:"e,omitempty"` // "2006-01-02"
	Latest   string `json:"l,omitempty"`
	Told     string `json:"t,omitempty"` // when: RFC 3339 or a date
}

// Shipment is one parcel of the order.
type Shipment struct {
	ID         string `json:"i"` // see shipmentID
	Number     string `json:"n"` // normalised tracking number, or an own one: see OwnNumber
	Carrier    string `json:"c,omitempty"`
	CarrierRaw string `json:"w,omitempty"` // the merchant's word when no code is known for it
	Proposed   bool   `json:"d,omitempty"` // Carrier comes from detection; the merchant's own word replaces it
	Service    string `json:"v,omitempty"`
	ShippedAt  string `json:"t,omitempty"`
	Items      []Part `json:"q,omitempty"` // empty: not told, so perhaps everything
	Revision   int64  `json:"r"`           // version of the order that last changed the claim, see Claim
	Ref        string `json:"f,omitempty"` // the shop's own name of the fulfilment; names a shipment that has no tracking number
	Method     string `json:"h,omitempty"` // as Order.Method; empty: as the order
	Cancelled  string `json:"x,omitempty"` // RFC 3339 or a date: when the merchant took the parcel back; its claim is released
	UpdatedAt  string `json:"a,omitempty"` // RFC 3339: of the newest word about it, where its sender dates shipments on their own

	// Status is what the merchant says of a shipment that no carrier tracks, at StatusAt (RFC 3339 or a date; empty: at the time of
	// the body) and StatusPlace. They stand only in a Change: from there they go to the number as a fact, see Change.Told.
	Status      shipment.Status `json:"-"`
	StatusAt    string          `json:"-"`
	StatusPlace string          `json:"-"`

	Holders []Holder `json:"g,omitempty"` // the fulfilments that the parcel belongs to, where they are several: see With

	Past []Past `json:"o,omitempty"` // numbers that the shipment had before, the first one first; at most maxPast, the newest

	// Bindings are the carriers that the number was bound to before, the first one first. At most maxBindings are kept: the first,
	// which tells how it began, and the newest.
	Bindings []Binding `json:"b,omitempty"`
}

// Binding is a carrier that a number was bound to, and until when.
type Binding struct {
	Carrier    string `json:"c,omitempty"`
	CarrierRaw string `json:"w,omitempty"`
	Proposed   bool   `json:"d,omitempty"`
	Until      string `json:"u"` // RFC 3339, UTC
}

// Past is a number that a shipment had before the merchant corrected it, or gave one at all. Its claim is released.
type Past struct {
	Number   string `json:"n"`
	Revision int64  `json:"r"` // version of the order that gave the number up
}

// maxPast bounds the history of a shipment whose number two systems keep telling differently.
const maxPast = 8

// maxBindings bounds the history of a number whose carrier two systems keep telling differently.
const maxBindings = 8

// Part is how many of an item are in a parcel.
type Part struct {
	ID       string `json:"i"`
	Quantity int    `json:"q"`
}

// ids are lower-case base32, which survives addresses, file names and people.
var ids = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Lengths of ids: 130 bits name an order among all, 65 bits a shipment within its order.
const (
	idLength         = 26
	shipmentIDLength = 13
)

// ID gives the id of a brand's order. It follows from the order's name, so a retried first PUT meets the same order.
func ID(brand, number string) string { return hashed(brand, number)[:idLength] }

func shipmentID(order, number string) string { return hashed(order, number)[:shipmentIDLength] }

func hashed(a, b string) string {
	sum := sha256.Sum256([]byte(a + "\x00" + b))
	return ids.EncodeToString(sum[:])
}

// Claim gives what the order says about one of its shipments. It depends on nothing but the order, so writing it again
// changes nothing. A shipment that was taken back releases its claim.
func (o Order) Claim(s Shipment) shipment.Claim {
	c := shipment.Claim{
		Order: o.ID, Shipment: s.ID, Brand: o.Brand, Carrier: s.Carrier, Epoch: o.epoch(s), Revision: s.Revision,
		Released: s.Cancelled != "", Erased: o.Erased != "",
	}
	if !c.Released { // nothing is late that does not come
		_, current := o.Promised()
		c.Promise = current.Latest
	}
	return c
}

// Released gives what the order says about a number that the shipment had before.
func (o Order) Released(s Shipment, p Past) shipment.Claim {
	c := o.Claim(s)
	c.Revision, c.Released, c.Promise = p.Revision, true, ""
	return c
}

// epoch is the day from which on scans belong to the shipment: when it was shipped, else when the order was placed, in the
// merchant's own calendar; empty when neither is known.
func (o Order) epoch(s Shipment) string {
	return cmp.Or(day(s.ShippedAt), day(o.PlacedAt))
}

// day gives the date of a time as it is written, in whatever offset; empty when there is none.
func day(s string) string { return s[:min(len(s), len(dateLayout))] }

// Promised gives the first promise and the one that holds now; both are zero when nothing was promised.
func (o Order) Promised() (first, current Promise) {
	if len(o.Promises) == 0 {
		return Promise{}, Promise{}
	}
	return o.Promises[0], o.Promises[len(o.Promises)-1]
}
