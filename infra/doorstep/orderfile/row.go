package orderfile

import (
	"slices"
	"strings"

	"doorstep/shared/order"
)

// checkNumber says what is wrong with the order number of a row, or nothing. Reports end with sums and counts.
func checkNumber(number string, r row) string {
	if isSum(number) || number == "" && slices.ContainsFunc(r.cells, isSum) {
		return "is of a row of totals, not of an order"
	}
	if number == "" {
		return "is missing"
	}
	return order.CheckNumber(number)
}

func isSum(cell string) bool {
	switch strings.ToLower(strings.TrimRight(strings.TrimSpace(cell), ":")) {
	case "total", "totals", "grand total", "overall total", "subtotal", "summe", "gesamt", "gesamtsumme", "record(s) downloaded":
		return true
	default:
		return false
	}
}

// goesOn reports whether a row without an order number tells of an item or a parcel, and of no order.
func (t Table) goesOn(r row) bool {
	told := false
	for i, c := range t.columns {
		if i >= len(r.cells) || c.Name == "" || strings.TrimSpace(r.cells[i]) == "" {
			continue
		}
		switch {
		case c.scope == ofOrder:
			return false
		case c.Name == itemColumn, c.Name == skuColumn, c.Name == nameColumn, c.Name == trackingColumn:
			told = true
		}
	}
	return told && !slices.ContainsFunc(r.cells, isSum)
}

// cell gives the cell of a column in one line; empty when the row or the file has none.
func (t Table) cell(r row, name string) string {
	for i, c := range t.columns {
		if c.Name == name && i < len(r.cells) {
			return clean(c, r.cells[i])
		}
	}
	return ""
}

// clean gives what a cell says: spreadsheets break addresses and names into lines, orders do not, and an apostrophe before a code only
// keeps its zeros.
func clean(c Column, cell string) string {
	if c.kind == numbers {
		return strings.TrimPrefix(strings.TrimSpace(cell), "'")
	}
	cell = strings.TrimSpace(oneLine.Replace(cell))
	if c.kind == code {
		return strings.TrimPrefix(cell, "'")
	}
	return cell
}

var oneLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")
