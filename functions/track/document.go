package main

// The shapes below are a contract (it only grows): the shipments have the fields of `doorstep decode`, with signed in
// place of who signed, and more. Unknown times, windows and zones are null, unknown texts are empty.

type document struct {
	Order     orderJSON      `json:"order"`
	Shipments []shipmentJSON `json:"shipments"`
	Display   displayJSON    `json:"display"`
}

type orderJSON struct {
	Number   string       `json:"number"` // empty for a gift
	Brand    brandJSON    `json:"brand"`
	PlacedAt *string      `json:"placed_at"`
	Currency string       `json:"currency,omitempty"`
	Items    []itemJSON   `json:"items"`
	Promise  *promiseJSON `json:"promise"`
}

type brandJSON struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type itemJSON struct {
	ID        string `json:"id"`
	SKU       string `json:"sku,omitempty"`
	Name      string `json:"name,omitempty"`
	Quantity  int    `json:"quantity"`
	UnitPrice *int64 `json:"unit_price,omitempty"`
	ImageURL  string `json:"image_url,omitempty"`
	URL       string `json:"url,omitempty"`
}

type promiseJSON struct {
	First   windowJSON `json:"first"` // what was promised first
	Current windowJSON `json:"current"`
}

type windowJSON struct {
	Earliest  *string `json:"earliest"`
	Latest    *string `json:"latest"`
	Precision string  `json:"precision"`
}

type shipmentJSON struct {
	ID            string          `json:"id"`
	Carrier       string          `json:"carrier"` // Doorstep code, or empty
	CarrierName   string          `json:"carrier_name"`
	CarrierURL    *string         `json:"carrier_url"`
	Number        string          `json:"tracking_number"`
	Service       string          `json:"service"`
	Items         []partJSON      `json:"items"`
	Status        string          `json:"status"`
	Sub           string          `json:"sub_status"`
	Delivered     bool            `json:"delivered"`
	SignedBy      *string         `json:"signed_by"` // always null: a name is personal
	Signed        bool            `json:"signed"`
	Unconfirmed   bool            `json:"unconfirmed,omitempty"` // the status is an end that came without proof; the carrier is being asked
	Estimated     *windowJSON     `json:"estimated_delivery"`    // the newest one that somebody told
	Promise       *promiseJSON    `json:"promise"`
	Lateness      *string         `json:"lateness"` // see shipment.Lateness; null when nothing was promised
	Pieces        int             `json:"pieces"`
	PiecesArrived int             `json:"pieces_arrived"`
	Milestones    []milestoneJSON `json:"milestones"`
	TrackingState string          `json:"tracking_state"`
	StaleSince    *string         `json:"stale_since"`
	AsOf          *momentJSON     `json:"as_of"` // when the newest scan happened
	Events        []eventJSON     `json:"events"`
}

type partJSON struct {
	ID       string `json:"id"`
	Quantity int    `json:"quantity"`
}

type momentJSON struct {
	Local     string  `json:"occurred_local"`
	Offset    *string `json:"utc_offset"`
	At        *string `json:"occurred_at"`
	Zone      string  `json:"tz_source"`
	Precision string  `json:"precision"`
}

type milestoneJSON struct {
	Status     string `json:"status"`
	Direction  string `json:"direction"`
	Journey    int    `json:"journey"`
	Occurrence int    `json:"occurrence"`
	Retracted  bool   `json:"retracted"`
	Event      string `json:"event"`
	momentJSON
}

type eventJSON struct {
	ID   string `json:"id"`
	Code string `json:"carrier_code"`
	Text string `json:"carrier_text"`

	Status string `json:"status"`
	Sub    string `json:"sub_status"`
	momentJSON
	Location  locationJSON `json:"location"`
	Source    string       `json:"source"`
	Witnesses []string     `json:"witnesses"`
	Denied    bool         `json:"denied,omitempty"` // the carrier, asked later, does not know of it: it counts for nothing
}

type locationJSON struct {
	Text    string `json:"text"`
	City    string `json:"city"`
	Region  string `json:"region"`
	Postal  string `json:"postal"`
	Country string `json:"country"`
}
