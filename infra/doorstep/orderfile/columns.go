package orderfile

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
	price   // a decimal amount of the order's currency
	code    // letters and digits; spreadsheets put an apostrophe before them, so that 00123 keeps its zeros
	country // a code, or the country's name
	money   // a currency, by code or name
	numbers // one tracking number or several
	piece   // of a text that several columns make
	yesno   // yes or no
)

// The columns that are more than a value at a path.
const (
	numberColumn   = "order_number"
	itemColumn     = "item_id"
	skuColumn      = "item_sku"
	nameColumn     = "item_name"
	quantityColumn = "item_quantity"
	priceColumn    = "item_price"
	totalColumn    = "item_total"
	customerColumn = "customer_name"
	firstColumn    = "customer_first_name"
	lastColumn     = "customer_last_name"
	currencyColumn = "currency"
	trackingColumn = "tracking_number"
)

// Columns lists all columns. Beside their own names they are found by the headings of exports, the better of two first: Shopify
// (https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders), Advanced Order Export for WooCommerce
// (https://docs.algolplus.com/algol_order_export/), BigCommerce (https://support.bigcommerce.com/s/article/Exporting-Orders), saved searches
// of NetSuite, order reports of Amazon (https://developer-docs.amazon.com/sp-api/docs/report-type-values-order) and eBay. In a heading only
// letters, digits and # matter.
func Columns() []Column {
	return []Column{
		{Name: numberColumn, About: "the number the shopper knows; required", kind: code, aliases: []string{"document_number", "order_name", "order", "order #", "order_id", "amazon_order_id", "name"}},
		{Name: "placed_at", About: "when it was bought", aliases: []string{"created_at", "order_date", "date_created", "purchase_date", "sale_date", "date"}, path: []string{"placed_at"}, kind: when},
		{Name: "updated_at", About: "when it last changed; an older row is ignored", path: []string{"updated_at"}, kind: when},
		{Name: "channel", About: "where it was sold: web, store, app", aliases: []string{"source", "order_source", "sales_channel"}, path: []string{"channel"}},
		{Name: "locale", About: "language of the shopper: de-AT", path: []string{"locale"}},
		{Name: currencyColumn, About: "ISO 4217: EUR; required beside prices", aliases: []string{"order_currency", "currency_code", "order_currency_code"}, path: []string{"currency"}, kind: money},
		{Name: "method", About: "ship, pickup or local_delivery", path: []string{"method"}},
		{Name: "cancelled_at", About: "when it was cancelled", aliases: []string{"canceled_at"}, path: []string{"cancelled_at"}, kind: when},
		{Name: customerColumn, About: "", aliases: []string{"shipping_name", "full_name_shipping", "ship_to_name", "recipient_name", "recipient", "shipping_addressee"}, path: []string{"customer", "name"}},
		{Name: firstColumn, About: "and the last name, instead of customer_name", aliases: []string{"shipping_first_name", "first_name_shipping"}, kind: piece},
		{Name: lastColumn, About: "", aliases: []string{"shipping_last_name", "last_name_shipping"}, kind: piece},
		{Name: "email", About: "lets the shopper find the order", aliases: []string{"customer_email", "billing_email", "email_billing", "buyer_email"}, path: []string{"customer", "email"}},
		{Name: "phone", About: "", aliases: []string{"shipping_phone", "phone_shipping", "ship_to_phone", "ship_phone_number", "customer_phone", "billing_phone", "phone_billing", "buyer_phone_number"}, path: []string{"customer", "phone"}, kind: code},
		{Name: "email_consent", About: "yes or no: e-mails about the order; without a word the shopper gets them", path: []string{"consent", "email"}, kind: yesno},
		{Name: "sms_consent", About: "yes or no: text messages about the order; without a word the shopper gets none", path: []string{"consent", "sms"}, kind: yesno},
		{Name: "extra_consent", About: "yes or no: what is not strictly about the parcel, such as requests for a rating", aliases: []string{"accepts_marketing", "buyer_accepts_marketing"}, path: []string{"consent", "extra"}, kind: yesno},
		{Name: "consent_at", About: "when they agreed or refused; placed_at where it is missing. What is older than what is known changes nothing", path: []string{"consent", "at"}, kind: when},
		{Name: "line1", About: "street and house number", aliases: []string{"shipping_address1", "address_1_2_shipping", "address_1_shipping", "shipping_street_1", "ship_address_1", "ship_to_address_1", "shipping_street", "address1"}, path: []string{"ship_to", "line1"}},
		{Name: "line2", About: "", aliases: []string{"shipping_address2", "address_2_shipping", "shipping_street_2", "ship_address_2", "ship_to_address_2", "address2"}, path: []string{"ship_to", "line2"}},
		{Name: "city", About: "", aliases: []string{"shipping_city", "city_shipping", "shipping_suburb", "ship_city", "ship_to_city"}, path: []string{"ship_to", "city"}},
		{Name: "region", About: "", aliases: []string{"shipping_province", "shipping_state", "state_code_shipping", "shipping_state_province", "ship_state", "ship_to_state", "state"}, path: []string{"ship_to", "region"}},
		{Name: "postal", About: "lets the shopper find the order", aliases: []string{"shipping_zip", "shipping_postcode", "postcode_shipping", "ship_postal_code", "ship_to_zip", "postal_code", "postcode", "zip"}, path: []string{"ship_to", "postal"}, kind: code},
		{Name: "country", About: "ISO 3166-1: DE; or its name", aliases: []string{"shipping_country_code", "country_code_shipping", "shipping_country", "ship_country", "ship_to_country"}, path: []string{"ship_to", "country"}, kind: country},
		{Name: "promise_earliest", About: "first day that was promised", aliases: []string{"earliest_delivery_date", "minimum_estimated_delivery_date"}, path: []string{"promise", "earliest"}, kind: date},
		{Name: "promise_latest", About: "last day that was promised", aliases: []string{"promised", "latest_delivery_date", "maximum_estimated_delivery_date", "delivery_date"}, path: []string{"promise", "latest"}, kind: date},
		{Name: itemColumn, About: "names the line; the sku or the name does when it is missing", aliases: []string{"order_item_id"}, scope: ofItem, kind: code},
		{Name: skuColumn, About: "", aliases: []string{"lineitem_sku", "custom_label", "custom_label_sku", "sku", "item"}, scope: ofItem, path: []string{"sku"}, kind: code},
		{Name: nameColumn, About: "", aliases: []string{"lineitem_name", "item_title", "product_name", "product", "item_display_name"}, scope: ofItem, path: []string{"name"}},
		{Name: quantityColumn, About: "of this row; rows of one item add up; 1 when empty", aliases: []string{"lineitem_quantity", "quantity", "quantity_refund", "quantity_purchased", "qty"}, scope: ofItem, kind: whole},
		{Name: priceColumn, About: "of one piece: 19.90", aliases: []string{"lineitem_price", "item_cost", "item_rate", "unit_price", "price"}, scope: ofItem, path: []string{"unit_price"}, kind: price},
		{Name: totalColumn, About: "of all pieces of the row, where item_price is missing", scope: ofItem, path: []string{"unit_price"}, kind: price},
		{Name: "item_url", About: "https", scope: ofItem, path: []string{"url"}},
		{Name: "item_image_url", About: "https", scope: ofItem, path: []string{"image_url"}},
		{Name: trackingColumn, About: "of the parcel that holds the item of the row; several with commas", aliases: []string{"tracking_numbers", "tracking", "tracking_no", "tracking_code"}, scope: ofShipment, path: []string{"tracking_number"}, kind: numbers},
		{Name: "carrier", About: "as you call it: UPS, DHL Express", aliases: []string{"tracking_company", "tracking_provider", "shipping_provider", "courier"}, scope: ofShipment, path: []string{"carrier"}},
		{Name: "service", About: "", scope: ofShipment, path: []string{"service"}},
		{Name: "shipped_at", About: "when the parcel left", aliases: []string{"fulfilled_at", "date_shipped", "shipped_on_date", "actual_ship_date"}, scope: ofShipment, path: []string{"shipped_at"}, kind: when},
	}
}
