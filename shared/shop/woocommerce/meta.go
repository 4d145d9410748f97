package woocommerce

import (
	"encoding/json"
	"slices"
	"strings"

	"doorstep/shared/shop"
)

// meta is the meta data of an order: what plugins store beside it, in whatever form they like.
type meta map[string]shop.Node

// metaOf reads a list of {id, key, value}. Where a key stands twice, the last one holds, as in WordPress.
func metaOf(n shop.Node) meta {
	out := meta{}
	for _, entry := range n.Get("meta_data").List() {
		if key := entry.Get("key").Text(); key != "" {
			out[key] = entry.Get("value")
		}
	}
	return out
}

func (m meta) text(key string) string { return strings.TrimSpace(m[key].Text()) }

// list gives the entries of a list that a plugin stored: as a list, as JSON in a text, or as PHP's own form in a text.
func (m meta) list(key string) []shop.Node {
	n := m[key]
	s := strings.TrimSpace(n.Text())
	if s == "" {
		return entries(n)
	}
	if inner, ok := unserialize(s); ok {
		return entries(inner)
	}
	var v any
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	return entries(shop.Of(v))
}

// entries takes a single entry for a list of one, and an object of entries for a list: ParcelPanel keeps each under its number.
func entries(n shop.Node) []shop.Node {
	if list := n.List(); len(list) > 0 {
		return list
	}
	if isEntry(n) {
		return []shop.Node{n}
	}
	return slices.DeleteFunc(n.Values(), func(v shop.Node) bool { return !isEntry(v) })
}

func isEntry(n shop.Node) bool {
	return n.Get("tracking_number").Exists() || n.Get("tracking").Exists()
}
