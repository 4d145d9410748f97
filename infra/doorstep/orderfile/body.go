package orderfile

import (
	"cmp"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"doorstep/shared/order"
)

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
			if e.pieces > 0 {
				minor = each(minor, e.pieces)
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
	d.dateConsent()
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

// dateConsent gives what the shopper agreed to its time. A file lies around for a while: dated by its import, an old yes would undo a
// refusal that came since. A day counts from its beginning.
func (d *draft) dateConsent() {
	said, _ := d.body["consent"].(map[string]any)
	if said == nil {
		return
	}
	at, _ := said["at"].(string)
	if at == "" {
		at, _ = d.body["placed_at"].(string)
	}
	if len(at) == len(isoDate) {
		at += "T00:00:00Z"
	}
	if at != "" {
		said["at"] = at
	}
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
