package orderfile

import (
	"fmt"
	"strings"
	"unicode"
)

// heading brings a heading into the form that is compared: "Shipping Address1" is "shippingaddress1".
func heading(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '#' {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// find gives the column of a heading, and how good the heading is for it: 0 is the column's own name.
func find(columns []Column, title string) (c Column, rank int, ok bool) {
	want := heading(title)
	for _, c := range columns {
		if heading(c.Name) == want {
			return c, 0, true
		}
	}
	for _, c := range columns {
		for i, alias := range c.aliases {
			if heading(alias) == want {
				return c, i + 1, true
			}
		}
	}
	return Column{}, 0, false
}

// recognise finds the columns of the heading. Of several headings for one column the best counts, then the first: exports have
// billing beside shipping, and an id beside the number that the shopper knows.
func (t *Table) recognise() error {
	known := Columns()
	t.columns = make([]Column, len(t.Header))
	type choice struct{ at, rank int }
	best := map[string]choice{}
	for i, title := range t.Header {
		c, rank, ok := find(known, t.meaning(title))
		if !ok {
			continue
		}
		other, twice := best[c.Name]
		if twice && rank == 0 && other.rank == 0 {
			return fmt.Errorf("the columns %q and %q are both %s", t.Header[other.at], title, c.Name)
		}
		if twice && other.rank <= rank {
			continue
		}
		if twice {
			t.columns[other.at] = Column{}
		}
		best[c.Name], t.columns[i] = choice{i, rank}, c
	}
	for i, c := range t.columns {
		if c.Name == "" {
			t.Ignored = append(t.Ignored, t.Header[i])
		}
	}
	if _, ok := best[numberColumn]; !ok {
		return fmt.Errorf("no column %s (or Name, as Shopify calls it) in the heading: %s", numberColumn, strings.Join(t.Header, ", "))
	}
	return t.refusePacked()
}

// meaning tells a heading that says something else in one vendor's file than in all others: Amazon's item-price is of all pieces of the
// row (https://developer-docs.amazon.com/sp-api/docs/report-type-values-order), which its quantity-purchased gives away.
func (t *Table) meaning(title string) string {
	if heading(title) == heading(priceColumn) && t.has("quantity-purchased") {
		return totalColumn
	}
	return title
}

func (t *Table) has(title string) bool {
	for _, other := range t.Header {
		if heading(other) == heading(title) {
			return true
		}
	}
	return false
}

// refusePacked refuses a file that holds all items of an order in one cell: they would be lost without a word.
func (t *Table) refusePacked() error {
	for _, c := range t.columns {
		if c.scope == ofItem && c.Name != "" {
			return nil
		}
	}
	for _, title := range t.Header {
		switch heading(title) {
		case "productdetails", "lineitem1", "lineitems", "products", "product#s", "items":
			return fmt.Errorf("the column %q holds all items of an order in one cell: export one row per item instead, with columns like %s, %s and %s",
				title, skuColumn, nameColumn, quantityColumn)
		}
	}
	return nil
}
