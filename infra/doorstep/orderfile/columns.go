package orderfile

import "strings"

// scope says what a column is about.
type scope int

const (
	ofOrder    scope = iota // the same in all rows of an order, or empty in all but one
	ofItem                  // the item of the row
	ofShipment              // the parcel of the row
)

// Column is one that the file may have.
type Column struct {
	Name    string // as our documents call it
	About   string // what stands in it
	aliases []string
	scope   scope
	path    []string // where it goes in the body of a PUT
	kind    kind
}

// kind is how a cell is read.
type kind int

const (
	text kind = iota
	when      // a date, or a time
	date
	whole
	price // a decimal amount of the order's currency
)

// The columns that are more than a value at a path.
const (
	numberColumn   = "order_number"
	itemColumn     = "item_id"
	skuColumn      = "item_sku"
	nameColumn     = "item_name"
	quantityColumn = "item_quantity"
	priceColumn    = "item_price"
	currencyColumn = "currency"
	trackingColumn = "tracking_number"
)

// Columns lists all columns. Beside their own names they are found by the headings of Shopify's order export
// (https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders) and of WooCommerce's common export plug-ins; case,
// spaces, dashes and underscores in a heading do not matter.
func Columns() []Column {
	return []Column{
		{Name: numberColumn, About: "the number the shopper knows; required", aliases: []string{"name", "order", "order_id", "order_name"}},
		{Name: "placed_at", About: "when it was bought", aliases: []string{"created_at", "order_date", "date"}, path: []string{"placed_at"}, kind: when},
		{Name: "updated_at", About: "when it last changed; an older row is ignored", path: []string{"updated_at"}, kind: when},
		{Name: "channel", About: "where it was sold: web, store, app", aliases: []string{"source"}, path: []string{"channel"}},
		{Name: "locale", About: "language of the shopper: de-AT", path: []string{"locale"}},
		{Name: currencyColumn, About: "ISO 4217: EUR; required beside prices", aliases: []string{"order_currency"}, path: []string{"currency"}},
		{Name: "method", About: "ship, pickup or local_delivery", path: []string{"method"}},
		{Name: "cancelled_at", About: "when it was cancelled", aliases: []string{"canceled_at"}, path: []string{"cancelled_at"}, kind: when},
		{Name: "customer_name", About: "", aliases: []string{"shipping_name", "recipient"}, path: []string{"customer", "name"}},
		{Name: "email", About: "lets the shopper find the order", aliases: []string{"customer_email", "billing_email"}, path: []string{"customer", "email"}},
		{Name: "phone", About: "", aliases: []string{"shipping_phone", "customer_phone"}, path: []string{"customer", "phone"}},
		{Name: "line1", About: "street and house number", aliases: []string{"shipping_address1", "shipping_street", "address1"}, path: []string{"ship_to", "line1"}},
		{Name: "line2", About: "", aliases: []string{"shipping_address2", "address2"}, path: []string{"ship_to", "line2"}},
		{Name: "city", About: "", aliases: []string{"shipping_city"}, path: []string{"ship_to", "city"}},
		{Name: "region", About: "", aliases: []string{"shipping_province", "shipping_state", "state"}, path: []string{"ship_to", "region"}},
		{Name: "postal", About: "lets the shopper find the order", aliases: []string{"shipping_zip", "shipping_postcode", "postcode", "zip"}, path: []string{"ship_to", "postal"}},
		{Name: "country", About: "ISO 3166-1: DE", aliases: []string{"shipping_country"}, path: []string{"ship_to", "country"}},
		{Name: "promise_earliest", About: "first day that was promised", path: []string{"promise", "earliest"}, kind: date},
		{Name: "promise_latest", About: "last day that was promised", aliases: []string{"promised", "delivery_date"}, path: []string{"promise", "latest"}, kind: date},
		{Name: itemColumn, About: "names the line; the sku or the name does when it is missing", scope: ofItem},
		{Name: skuColumn, About: "", aliases: []string{"lineitem_sku", "sku"}, scope: ofItem, path: []string{"sku"}},
		{Name: nameColumn, About: "", aliases: []string{"lineitem_name", "product_name", "product"}, scope: ofItem, path: []string{"name"}},
		{Name: quantityColumn, About: "of this row; rows of one item add up; 1 when empty", aliases: []string{"lineitem_quantity", "quantity", "qty"}, scope: ofItem, kind: whole},
		{Name: priceColumn, About: "of one piece: 19.90", aliases: []string{"lineitem_price", "unit_price", "price"}, scope: ofItem, path: []string{"unit_price"}, kind: price},
		{Name: "item_url", About: "https", scope: ofItem, path: []string{"url"}},
		{Name: "item_image_url", About: "https", scope: ofItem, path: []string{"image_url"}},
		{Name: trackingColumn, About: "of the parcel that holds the item of the row", aliases: []string{"tracking", "tracking_no"}, scope: ofShipment, path: []string{"tracking_number"}},
		{Name: "carrier", About: "as you call it: UPS, DHL Express", aliases: []string{"tracking_company", "tracking_provider", "shipping_provider"}, scope: ofShipment, path: []string{"carrier"}},
		{Name: "service", About: "", scope: ofShipment, path: []string{"service"}},
		{Name: "shipped_at", About: "when the parcel left", aliases: []string{"fulfilled_at", "date_shipped"}, scope: ofShipment, path: []string{"shipped_at"}, kind: when},
	}
}

// heading brings a heading into the form that is compared: "Shipping Address1" is "shippingaddress1".
func heading(s string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "", ".", "").Replace(strings.ToLower(strings.TrimSpace(s)))
}

// find gives the column of a heading.
func find(columns []Column, title string) (Column, bool) {
	want := heading(title)
	for _, c := range columns {
		if heading(c.Name) == want {
			return c, true
		}
	}
	for _, c := range columns {
		for _, alias := range c.aliases {
			if heading(alias) == want {
				return c, true
			}
		}
	}
	return Column{}, false
}
