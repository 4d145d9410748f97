package orderfile

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"doorstep/shared/order"
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
// are among the problems, which are sorted by line.
func (t Table) Orders(dates DateOrder) ([]Order, []Problem) {
	var drafts []*draft
	byNumber := map[string]*draft{}
	var problems []Problem
	for _, r := range t.rows {
		number := strings.TrimSpace(t.cell(r, numberColumn))
		if wrong := order.CheckNumber(number); wrong != "" {
			problems = append(problems, Problem{Line: r.line, Column: numberColumn, Detail: wrong})
			continue
		}
		d := byNumber[number]
		if d == nil {
			d = &draft{number: number, dates: dates, body: map[string]any{}, told: map[string]int{}}
			byNumber[number], drafts = d, append(drafts, d)
		}
		d.lines = append(d.lines, r.line)
		d.take(t, r)
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

// cell gives the cell of a column; empty when the row or the file has none.
func (t Table) cell(r row, name string) string {
	for i, c := range t.columns {
		if c.Name == name && i < len(r.cells) {
			return r.cells[i]
		}
	}
	return ""
}

// draft is an order while its rows come in.
type draft struct {
	number    string
	dates     DateOrder
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
	parts  map[string]int64
	order  []string // of parts
}

func (d *draft) bad(line int, column, format string, args ...any) {
	d.problems = append(d.problems, Problem{Line: line, Order: d.number, Column: column, Detail: fmt.Sprintf(format, args...)})
}

// oneLine makes one line of a cell: spreadsheets break addresses and names, orders do not.
var oneLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

// take adds a row.
func (d *draft) take(t Table, r row) {
	item, parcel := map[string]any{}, map[string]any{}
	for i, c := range t.columns {
		if i >= len(r.cells) || c.path == nil || c.kind == price {
			continue
		}
		raw := strings.TrimSpace(oneLine.Replace(r.cells[i]))
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
	id := d.item(t, r, item)
	d.parcel(t, r, parcel, id)
}

func (d *draft) read(c Column, raw string) (value any, wrong string) {
	switch c.kind {
	case when:
		return readWhen(raw, d.dates)
	case date:
		return readDate(raw, d.dates)
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
	text := func(column string) string { return strings.TrimSpace(t.cell(r, column)) }
	id := cmp.Or(text(itemColumn), text(skuColumn), short(text(nameColumn)))
	if id == "" {
		if text(quantityColumn) != "" || text(priceColumn) != "" {
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
		d.items = append(d.items, entry{line: r.line, fields: fields, prices: text(priceColumn)})
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

// parcel adds the parcel of a row. Rows with the same number are one parcel.
func (d *draft) parcel(t Table, r row, fields map[string]any, p part) {
	number, _ := fields["tracking_number"].(string)
	if number == "" {
		delete(fields, "shipped_at") // an export says so of the order even where no number is known
		if len(fields) > 0 {
			d.bad(r.line, trackingColumn, "is missing beside the carrier or service")
		}
		return
	}
	at := slices.IndexFunc(d.shipments, func(e entry) bool { return e.fields["tracking_number"] == number })
	if at < 0 {
		at = len(d.shipments)
		d.shipments = append(d.shipments, entry{line: r.line, fields: fields, parts: map[string]int64{}})
	}
	e := &d.shipments[at]
	if p.id == "" || p.n == 0 {
		return
	}
	if _, ok := e.parts[p.id]; !ok {
		e.order = append(e.order, p.id)
	}
	e.parts[p.id] += p.n
}

// finish makes the body and has the order's own rules judge it, whose paths lead back to lines.
func (d *draft) finish() Order {
	code, _ := d.body["currency"].(string)
	var items, shipments []map[string]any
	for _, e := range d.items {
		if e.prices != "" {
			minor, wrong := readPrice(e.prices, code)
			if wrong != "" {
				d.bad(e.line, priceColumn, "%s", wrong)
			}
			e.fields["unit_price"] = minor
		}
		items = append(items, e.fields)
	}
	for _, e := range d.shipments {
		var parts []map[string]any
		for _, id := range e.order {
			parts = append(parts, map[string]any{"id": id, "quantity": e.parts[id]})
		}
		if parts != nil {
			e.fields["items"] = parts
		}
		shipments = append(shipments, e.fields)
	}
	if items != nil {
		d.body["items"] = items
	}
	if shipments != nil {
		d.body["shipments"] = shipments
	}
	o := Order{Number: d.number, Lines: d.lines}
	body, err := json.Marshal(d.body)
	if err != nil { // texts and numbers only: it cannot happen
		d.bad(d.lines[0], "", "cannot be written as JSON")
		return o
	}
	o.Body = body
	if len(d.problems) == 0 {
		d.judge(body)
	}
	return o
}

// judge reads the body as the API will.
func (d *draft) judge(body []byte) {
	if len(body) > order.MaxBody {
		d.bad(d.lines[0], "", "the order makes a body of over %d KiB", order.MaxBody>>10)
		return
	}
	change, err := order.Parse(body)
	if err == nil {
		err = change.Check(order.Order{})
	}
	var fields order.Invalid
	switch {
	case err == nil:
	case errors.As(err, &fields):
		for _, f := range fields {
			line, column := d.place(f.Path)
			d.bad(line, column, "%s", f.Detail)
		}
	default:
		d.bad(d.lines[0], "", "%v", err)
	}
}

var listed = regexp.MustCompile(`^(items|shipments)\[(\d+)\](?:\.(\w+))?`)

// place leads from a path of the body to a line and a column of the file.
func (d *draft) place(path string) (line int, column string) {
	m := listed.FindStringSubmatch(path)
	if m == nil {
		for _, c := range Columns() {
			if c.scope == ofOrder && strings.Join(c.path, ".") == path {
				return cmp.Or(d.told[c.Name], d.lines[0]), c.Name
			}
		}
		return d.lines[0], path
	}
	entries, scope := d.items, ofItem
	if m[1] == "shipments" {
		entries, scope = d.shipments, ofShipment
	}
	i, err := strconv.Atoi(m[2])
	if err != nil || i >= len(entries) {
		return d.lines[0], path
	}
	column = path
	for _, c := range Columns() {
		if c.scope == scope && len(c.path) == 1 && c.path[0] == m[3] {
			column = c.Name
		}
	}
	switch {
	case scope == ofItem && m[3] == "id":
		column = itemColumn
	case scope == ofItem && m[3] == "quantity", scope == ofShipment && m[3] == "items":
		column = quantityColumn
	}
	return entries[i].line, column
}
