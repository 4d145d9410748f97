package orderfile_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"doorstep/infra/doorstep/orderfile"
)

// rows makes a file of a heading and rows that name only the columns that they fill.
func rows(heading string, filled ...map[string]string) string {
	quote := func(cells []string) string {
		for i, c := range cells {
			cells[i] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		return strings.Join(cells, ",") + "\n"
	}
	titles := strings.Split(heading, ",")
	out := quote(strings.Split(heading, ","))
	for _, row := range filled {
		cells := make([]string, len(titles))
		for i, title := range titles {
			cells[i] = row[title]
		}
		out += quote(cells)
	}
	return out
}

// The headings are those of the exports as they come, the rows are ours.
const (
	shopifyHeading = "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount," +
		"Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable," +
		"Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country," +
		"Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country," +
		"Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags," +
		"Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name," +
		"Next Payment Due At,Payment References"
	advancedHeading = "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Company (Billing),Address 1&2 (Billing),City (Billing)," +
		"State Code (Billing),Postcode (Billing),Country Code (Billing),Email (Billing),Phone (Billing),First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping)," +
		"City (Shipping),State Code (Shipping),Postcode (Shipping),Country Code (Shipping),Payment Method Title,Order Currency,Order Total Amount,SKU,Item #,Item Name," +
		"Quantity (- Refund),Item Cost,Coupon Code,Tracking Number,Tracking Provider"
	netsuiteHeading = "Internal ID,Date,Document Number,Name,Email,Currency,Item,Item Display Name,Quantity,Item Rate,Amount,Shipping Addressee,Shipping Address 1,Shipping City," +
		"Shipping Zip,Shipping Country,Ship Via,Tracking Numbers,Actual Ship Date"
	amazonHeading = "order-id,order-item-id,purchase-date,payments-date,buyer-email,buyer-name,buyer-phone-number,sku,product-name,quantity-purchased,currency,item-price,item-tax," +
		"shipping-price,ship-service-level,recipient-name,ship-address-1,ship-address-2,ship-city,ship-state,ship-postal-code,ship-country,earliest-delivery-date,latest-delivery-date"
	ebayHeading = "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Ship To Name,Ship To Phone,Ship To Address 1,Ship To Address 2,Ship To City,Ship To State," +
		"Ship To Zip,Ship To Country,Item Number,Item Title,Custom Label,Quantity,Sold For,Total Price,Sale Date,Shipped On Date,Tracking Number,Maximum Estimated Delivery Date"
)

func TestExports(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file string
		orders     []string
		problems   []string
	}{
		{
			name: "Shopify",
			file: rows(shopifyHeading, map[string]string{
				"Name": "#1001", "Email": "ida@example.com", "Currency": "EUR", "Shipping Method": "DHL Paket", "Created at": "2026-11-20 09:10:11 +0100", "Id": "6001",
				"Lineitem quantity": "2", "Lineitem name": "Becher", "Lineitem price": "18.00", "Lineitem sku": "'00123", "Billing Zip": "'80331", "Shipping Name": "Ida Muster",
				"Shipping Street": "Beispielweg 4, Hinterhaus", "Shipping Address1": "Beispielweg 4", "Shipping City": "'s-Gravenhage", "Shipping Zip": "'04103", "Shipping Country": "DE",
				"Shipping Phone": "'+49 341 000000", "Source": "web", "Notes": "two\nlines", "Fulfilled at": "2026-11-21 10:00:00 +0100", "Phone": "'+49 341 000000",
			}, map[string]string{"Name": "#1001", "Lineitem quantity": "1", "Lineitem name": "Tuch, blau", "Lineitem price": "14.5"}),
			orders: []string{`#1001 [2 4] {"channel":"web","currency":"EUR","customer":{"email":"ida@example.com","name":"Ida Muster","phone":"+49 341 000000"},` +
				`"items":[{"id":"00123","name":"Becher","quantity":2,"sku":"00123","unit_price":1800},{"id":"Tuch, blau","name":"Tuch, blau","quantity":1,"unit_price":1450}],` +
				`"placed_at":"2026-11-20T09:10:11+01:00","ship_to":{"city":"'s-Gravenhage","country":"DE","line1":"Beispielweg 4","postal":"04103"}}`},
		},
		{
			name: "WooCommerce with the order in its first row only",
			file: rows(advancedHeading, map[string]string{
				"Order Number": "727", "Order Date": "2026-11-03 10:00", "Email (Billing)": "ada@example.com", "Phone (Billing)": "0113 496 0000", "Postcode (Billing)": "LS9 9ZZ",
				"First Name (Shipping)": "Ada", "Last Name (Shipping)": "Beispiel", "Address 1&2 (Shipping)": "1 Example Street, Flat 2", "City (Shipping)": "Leeds",
				"Postcode (Shipping)": "LS1 1AA", "Country Code (Shipping)": "GB", "Order Currency": "GBP", "SKU": "TEA", "Item #": "1", "Item Name": "Tea – green",
				"Quantity (- Refund)": "3", "Item Cost": "3.3333", "Tracking Number": "RB123456785GB", "Tracking Provider": "Royal Mail",
			}, map[string]string{"SKU": "CUP", "Item #": "2", "Item Name": "Cup", "Quantity (- Refund)": "1", "Item Cost": "12", "Tracking Number": "15501234567890, 15501234567891"}),
			problems: []string{"2 727 item_price must be an amount of GBP with at most 2 digits after the decimal sign"},
		},
		{
			name: "WooCommerce, whose second row has parcels of its own",
			file: rows(advancedHeading, map[string]string{
				"Order Number": "727", "Order Date": "2026-11-03 10:00", "Email (Billing)": "ada@example.com", "First Name (Shipping)": "Ada", "Last Name (Shipping)": "Beispiel",
				"Postcode (Shipping)": "LS1 1AA", "Order Currency": "GBP", "SKU": "TEA", "Item #": "1", "Quantity (- Refund)": "3", "Item Cost": "3.3300",
				"Tracking Number": "RB 1234 5678 5GB", "Tracking Provider": "Royal Mail",
			}, map[string]string{"SKU": "CUP", "Item #": "2", "Item Name": "Cup", "Item Cost": "£12", "Tracking Number": "15501234567890, 15501234567891", "Tracking Provider": "DPD"}),
			orders: []string{`727 [2 3] {"currency":"GBP","customer":{"email":"ada@example.com","name":"Ada Beispiel"},` +
				`"items":[{"id":"TEA","quantity":3,"sku":"TEA","unit_price":333},{"id":"CUP","name":"Cup","quantity":1,"sku":"CUP","unit_price":1200}],` +
				`"placed_at":"2026-11-03","ship_to":{"postal":"LS1 1AA"},"shipments":[{"carrier":"Royal Mail","items":[{"id":"TEA","quantity":3}],"tracking_number":"RB123456785GB"},` +
				`{"carrier":"DPD","tracking_number":"15501234567890"},{"carrier":"DPD","tracking_number":"15501234567891"}]}`},
		},
		{
			name: "a saved search of NetSuite with its row of totals",
			file: rows(netsuiteHeading, map[string]string{
				"Internal ID": "9001", "Date": "11/20/2026", "Document Number": "SO1042", "Name": "C-77 Robin Example", "Email": "robin@example.com", "Currency": "US Dollar",
				"Item": "MUG-1", "Item Display Name": "Mug", "Quantity": "2", "Item Rate": "1,019.50", "Amount": "2,039.00", "Shipping Addressee": "Robin Example",
				"Shipping Address 1": "8 Sample Road", "Shipping Zip": "'02134", "Shipping Country": "United States", "Ship Via": "UPS Ground",
				"Tracking Numbers": "1Z999AA10123456784<BR>1Z999AA10123456793", "Actual Ship Date": "11/21/2026 3:04 pm",
			}, map[string]string{
				"Internal ID": "9001", "Date": "11/20/2026", "Document Number": "SO1042", "Name": "C-77 Robin Example", "Item": "LID-1", "Quantity": "1", "Item Rate": "3.00",
				"Tracking Numbers": "1Z999AA10123456784 1Z999AA10123456793", "Actual Ship Date": "11/21/2026",
			}, map[string]string{"Internal ID": "Overall Total", "Quantity": "3", "Amount": "2,042.00"}),
			orders: []string{`SO1042 [2 3] {"currency":"USD","customer":{"email":"robin@example.com","name":"Robin Example"},` +
				`"items":[{"id":"MUG-1","name":"Mug","quantity":2,"sku":"MUG-1","unit_price":101950},{"id":"LID-1","quantity":1,"sku":"LID-1","unit_price":300}],` +
				`"placed_at":"2026-11-20","ship_to":{"country":"US","line1":"8 Sample Road","postal":"02134"},` +
				`"shipments":[{"shipped_at":"2026-11-21","tracking_number":"1Z999AA10123456784"},{"shipped_at":"2026-11-21","tracking_number":"1Z999AA10123456793"}]}`},
			problems: []string{"4  order_number is of a row of totals, not of an order"},
		},
		{
			name: "Amazon, whose item-price is of all pieces",
			file: strings.ReplaceAll(strings.ReplaceAll(rows(amazonHeading, map[string]string{
				"order-id": "302-1234567-1234567", "order-item-id": "12345678901234", "purchase-date": "2026-11-20T08:00:00+00:00", "buyer-email": "x1@marketplace.example",
				"sku": "MUG-1", "product-name": "Mug", "quantity-purchased": "3", "currency": "EUR", "item-price": "10.00", "recipient-name": "Robin Example",
				"ship-address-1": "Rue d'Exemple 8", "ship-postal-code": "75001", "ship-country": "FR", "latest-delivery-date": "2026-11-25T22:59:59+00:00",
			}), `"`, ""), ",", "\t"),
			orders: []string{`302-1234567-1234567 [2] {"currency":"EUR","customer":{"email":"x1@marketplace.example","name":"Robin Example"},` +
				`"items":[{"id":"12345678901234","name":"Mug","quantity":3,"sku":"MUG-1","unit_price":333}],"placed_at":"2026-11-20T08:00:00Z","promise":{"latest":"2026-11-25"},` +
				`"ship_to":{"country":"FR","line1":"Rue d'Exemple 8","postal":"75001"}}`},
		},
		{
			name: "eBay, with a row of nothing before and a count behind",
			file: strings.Repeat(",", 22) + "\n" + rows(ebayHeading, map[string]string{
				"Sales Record Number": "31", "Order Number": "04-12345-67890", "Buyer Email": "pat@example.com", "Ship To Name": "Pat Example", "Ship To Zip": "10115",
				"Ship To Country": "Deutschland", "Item Title": "Bowl", "Custom Label": "BW-1", "Quantity": "1", "Sold For": "EUR 12,00", "Sale Date": "Nov-20-26",
				"Shipped On Date": "Nov-21-26", "Tracking Number": "00340434161094042557", "Maximum Estimated Delivery Date": "Nov-25-26",
			}) + "1,record(s) downloaded,,,\n",
			orders: []string{`04-12345-67890 [3] {"customer":{"email":"pat@example.com","name":"Pat Example"},"items":[{"id":"BW-1","name":"Bowl","quantity":1,"sku":"BW-1"}],` +
				`"placed_at":"2026-11-20","promise":{"latest":"2026-11-25"},"ship_to":{"country":"DE","postal":"10115"},` +
				`"shipments":[{"items":[{"id":"BW-1","quantity":1}],"shipped_at":"2026-11-21","tracking_number":"00340434161094042557"}]}`},
			problems: []string{"4  order_number is of a row of totals, not of an order"},
		},
		{
			name: "two headings for one column: the better one counts, wherever it stands",
			file: "Order ID,Order Number,Shipping Country,Shipping Country Code,SKU,lineitem sku\n9,A-9,Germany,DE,X,Y\n",
			orders: []string{
				`A-9 [2] {"items":[{"id":"Y","quantity":1,"sku":"Y"}],"ship_to":{"country":"DE"}}`,
			},
		},
		{
			name:     "an item without its order, below a bad row",
			file:     "order_number,item_id,city\n1,A,\n,B,Leeds\n,C,\n",
			orders:   []string{`1 [2] {"items":[{"id":"A","quantity":1}]}`},
			problems: []string{"3  order_number is missing", "4  order_number is missing"},
		},
		{
			name:     "an item that is called a total",
			file:     "order_number,item_name\n1,Total\n1,Mug\nTotal,\n",
			orders:   []string{`1 [2 3] {"items":[{"id":"Total","name":"Total","quantity":1},{"id":"Mug","name":"Mug","quantity":1}]}`},
			problems: []string{"4  order_number is of a row of totals, not of an order"},
		},
		{
			name:   "Excel says its separator",
			file:   "sep=;\r\norder_number;item_id\r\n1;A,B\r\n",
			orders: []string{`1 [3] {"items":[{"id":"A,B","quantity":1}]}`},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			orders, problems := read(t, c.file).Orders(orderfile.Unsaid)
			if diff := cmp.Diff(c.orders, bodies(orders)); diff != "" {
				t.Errorf("orders (-want +got):\n%s", diff)
			}
			var said []string
			for _, p := range problems {
				said = append(said, fmt.Sprint(p.Line, " ", p.Order, " ", p.Column, " ", p.Detail))
			}
			if diff := cmp.Diff(c.problems, said); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// A file that holds all items of an order in one cell would lose them without a word.
func TestPackedItemsAreRefused(t *testing.T) {
	t.Parallel()
	for _, heading := range []string{
		"Order ID,Order Date,Customer Email,Shipping Zip,Product Details", "order_number,order_date,shipping_postcode,line_item_1,line_item_2", "Date,Order #,Status,Customer,Product(s),Items sold",
	} {
		if _, err := orderfile.Read(strings.NewReader(heading+"\n"), false); err == nil || !strings.Contains(err.Error(), "holds all items of an order in one cell") {
			t.Errorf("%s: %v", heading, err)
		}
	}
}

func TestUnicodeTextOfExcel(t *testing.T) {
	t.Parallel()
	file := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune("order_number\tcity\titem_id\r\n1\tKöln\tA\r\n")) {
		file = append(file, byte(u), byte(u>>8))
	}
	if got := bodies(ordersOf(t, string(file))); len(got) != 1 || !strings.Contains(got[0], "Köln") {
		t.Errorf("got %v", got)
	}
}

func ordersOf(t *testing.T, file string) []orderfile.Order {
	t.Helper()
	orders, problems := read(t, file).Orders(orderfile.Unsaid)
	if len(problems) > 0 {
		t.Error(problems)
	}
	return orders
}

func TestPrices(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ cell, currency, want string }{
		{"19.90", "EUR", "1990"}, {"19,90", "EUR", "1990"}, {"19", "EUR", "1900"}, {"19.9", "EUR", "1990"}, {"1,234.50", "USD", "123450"}, {"1.234,50", "EUR", "123450"},
		{"1,234,567.00", "USD", "123456700"}, {"1'234.50", "CHF", "123450"}, {"1 234,50", "EUR", "123450"}, {"1\u202f234,50", "EUR", "123450"}, {"1,234", "USD", ""},
		{"12,34.50", "USD", ""}, {"1,234.567,00", "EUR", ""}, {"19.4400", "USD", "1944"}, {"19.4450", "USD", ""}, {"4500.00", "JPY", "4500"}, {"4,500", "JPY", ""}, {"5.750", "KWD", "5750"},
		{"$12.00", "USD", "1200"}, {"$12.00", "CAD", "1200"}, {"CA$12.00", "CAD", "1200"}, {"$12.00", "EUR", ""}, {"12,00 €", "EUR", "1200"}, {"EUR 12.00", "EUR", "1200"},
		{"12,00\u00a0€", "EUR", "1200"}, {"-3.00", "EUR", ""}, {"free", "EUR", ""}, {"12.00", "euros", ""}, {"12.00", "euro", "1200"}, {"", "EUR", "none"},
	} {
		t.Run(c.cell+" "+c.currency, func(t *testing.T) {
			t.Parallel()
			orders, problems := read(t, "order_number;item_id;currency;item_price\n1;A;"+c.currency+";"+c.cell+"\n").Orders(orderfile.Unsaid)
			got := ""
			if len(orders) == 1 {
				_, after, ok := strings.Cut(string(orders[0].Body), `"unit_price":`)
				got, _, _ = strings.Cut(after, "}")
				if !ok {
					got = "none"
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q; %v", got, c.want, problems)
			}
		})
	}
}

func TestCountries(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"DE": "DE", "de": "DE", "Germany": "DE", "Deutschland": "DE", "Allemagne": "DE", "UK": "GB", "United Kingdom": "GB", "USA": "US", "United States": "US", "DEU": "DE",
		"Côte d’Ivoire": "CI", "Czech Republic": "CZ", "Czechia": "CZ", "Nowhere": "", "Euro": "",
	} {
		orders, _ := read(t, "order_number,item_id,country\n1,A,"+cell+"\n").Orders(orderfile.Unsaid)
		got := ""
		if len(orders) == 1 {
			_, after, _ := strings.Cut(string(orders[0].Body), `"country":"`)
			got, _, _ = strings.Cut(after, `"`)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", cell, got, want)
		}
	}
}
