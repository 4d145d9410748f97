package orderfile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"doorstep/shared/shop"
)

// Order is one order of the file.
type Order struct {
	Number string
	Lines  []int  // of the file, 1 is the heading
	Body   []byte // of PUT /v1/orders/{brand}/{number}
}

// Problem is what is wrong with a row. It repeats no cell: cells are personal.
type Problem struct {
	Line   int    `json:"line"`
	Order  string `json:"order,omitempty"`
	Column string `json:"column,omitempty"`
	Detail string `json:"detail"`
}

// Orders gives the orders in the order of their first rows. An order of which any row is bad is not among them; all of its bad cells
// are among the problems, which are sorted by line. A row that has an item or a parcel and nothing else goes on with the order above it.
func (t Table) Orders(dates DateOrder) ([]Order, []Problem) {
	var drafts []*draft
	byNumber := map[string]*draft{}
	var problems []Problem
	known := &countries{}
	var above *draft
	for _, r := range t.rows {
		number := t.cell(r, numberColumn)
		if number == "" && above != nil && t.goesOn(r) {
			above.lines = append(above.lines, r.line)
			above.take(t, r)
			continue
		}
		above = nil
		if wrong := checkNumber(number, r); wrong != "" {
			problems = append(problems, Problem{Line: r.line, Column: numberColumn, Detail: wrong})
			continue
		}
		d := byNumber[number]
		if d == nil {
			d = &draft{number: number, dates: dates, countries: known, body: map[string]any{}, told: map[string]int{}}
			byNumber[number], drafts = d, append(drafts, d)
		}
		d.lines = append(d.lines, r.line)
		d.take(t, r)
		above = d
	}
	var out []Order
	for _, d := range drafts {
		o := d.finish()
		if problems = append(problems, d.problems...); len(d.problems) == 0 {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return out, problems
}

// draft is an order while its rows come in.
type draft struct {
	number    string
	dates     DateOrder
	countries *countries
	lines     []int
	body      map[string]any
	told      map[string]int // line that told a column of the order
	items     []entry
	shipments []entry
	problems  []Problem
}

// entry is an item or a shipment, with the line that told it first.
type entry struct {
	line   int
	fields map[string]any
	prices string // of an item: the cell, until the currency is known
	pieces int64  // above 0: prices is of so many
	parts  map[string]int64
	order  []string // of parts
}

func (d *draft) bad(line int, column, format string, args ...any) {
	d.problems = append(d.problems, Problem{Line: line, Order: d.number, Column: column, Detail: fmt.Sprintf(format, args...)})
}

// take adds a row.
func (d *draft) take(t Table, r row) {
	item, parcel := map[string]any{}, map[string]any{}
	for i, c := range t.columns {
		if i >= len(r.cells) || c.path == nil || c.kind == price {
			continue
		}
		raw := clean(c, r.cells[i])
		if raw == "" {
			continue
		}
		value, wrong := d.read(c, raw)
		if wrong != "" {
			d.bad(r.line, c.Name, "%s", wrong)
			continue
		}
		switch c.scope {
		case ofOrder:
			d.tell(r.line, c, value)
		case ofItem:
			item[c.path[0]] = value
		case ofShipment:
			parcel[c.path[0]] = value
		}
	}
	if full := strings.TrimSpace(t.cell(r, firstColumn) + " " + t.cell(r, lastColumn)); full != "" && t.cell(r, customerColumn) == "" {
		d.tell(r.line, Column{Name: customerColumn, path: []string{"customer", "name"}}, full)
	}
	d.parcels(r, parcel, d.item(t, r, item))
}

func (d *draft) read(c Column, raw string) (value any, wrong string) {
	switch c.kind {
	case when:
		return readWhen(raw, d.dates)
	case date:
		return readDate(raw, d.dates)
	case yesno:
		return readYes(raw)
	case country:
		return d.countries.code(raw), ""
	case money:
		return currencyCode(raw), ""
	default:
		return raw, ""
	}
}

// tell sets a field of the order. All rows must agree.
func (d *draft) tell(line int, c Column, value any) {
	at := d.body
	for _, name := range c.path[:len(c.path)-1] {
		inner, ok := at[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			at[name] = inner
		}
		at = inner
	}
	name := c.path[len(c.path)-1]
	if first, ok := d.told[c.Name]; ok && at[name] != value {
		d.bad(line, c.Name, "differs from line %d of the same order", first)
		return
	}
	if _, ok := d.told[c.Name]; !ok {
		d.told[c.Name] = line
	}
	at[name] = value
}

// item adds the item of a row and gives its id and how many of it the row has.
func (d *draft) item(t Table, r row, fields map[string]any) part {
	text := func(column string) string { return t.cell(r, column) }
	id := cmp.Or(text(itemColumn), text(skuColumn), short(text(nameColumn)))
	if id == "" {
		if text(quantityColumn) != "" || text(priceColumn) != "" || text(totalColumn) != "" {
			d.bad(r.line, itemColumn, "is missing, and so are %s and %s: which item is it?", skuColumn, nameColumn)
		}
		return part{}
	}
	n := int64(1)
	if raw := text(quantityColumn); raw != "" {
		var wrong string
		if n, wrong = readWhole(raw); wrong != "" || n < 0 {
			d.bad(r.line, quantityColumn, "must be a whole number, 0 or more")
			return part{}
		}
	}
	at := slices.IndexFunc(d.items, func(e entry) bool { return e.fields["id"] == id })
	if at < 0 {
		fields["id"], fields["quantity"] = id, n
		e := entry{line: r.line, fields: fields, prices: text(priceColumn)}
		if total := text(totalColumn); e.prices == "" && total != "" && n > 0 {
			e.prices, e.pieces = total, n
		}
		d.items = append(d.items, e)
		return part{id, n}
	}
	known := d.items[at]
	known.fields["quantity"] = known.fields["quantity"].(int64) + n
	return part{id, n}
}

type part struct {
	id string
	n  int64
}

// short cuts a name to what an id may have.
func short(name string) string {
	r := []rune(name)
	return string(r[:min(len(r), 64)])
}

// parcels adds the parcels of a row. Rows with the same number are one parcel. Where a row has several numbers, nobody says in which
// of them its item is.
func (d *draft) parcels(r row, fields map[string]any, p part) {
	told, _ := fields["tracking_number"].(string)
	numbers, bad := shop.Numbers(told)
	if bad {
		d.bad(r.line, trackingColumn, "must have 4 to 50 letters and digits, and a comma between several numbers")
		return
	}
	if len(numbers) == 0 {
		delete(fields, "shipped_at") // an export says so of the order even where no number is known
		if len(fields) > 0 {
			d.bad(r.line, trackingColumn, "is missing beside the carrier or service")
		}
		return
	}
	for _, number := range numbers {
		parcel := maps.Clone(fields)
		parcel["tracking_number"] = number
		e := d.shipment(number, entry{line: r.line, fields: parcel, parts: map[string]int64{}})
		if p.id == "" || p.n == 0 || len(numbers) > 1 {
			continue
		}
		if _, ok := e.parts[p.id]; !ok {
			e.order = append(e.order, p.id)
		}
		e.parts[p.id] += p.n
	}
}

// shipment gives the parcel with a number, which begins as told.
func (d *draft) shipment(number string, told entry) *entry {
	at := slices.IndexFunc(d.shipments, func(e entry) bool { return e.fields["tracking_number"] == number })
	if at < 0 {
		at = len(d.shipments)
		d.shipments = append(d.shipments, told)
	}
	return &d.shipments[at]
}
