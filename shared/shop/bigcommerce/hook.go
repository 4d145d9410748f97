package bigcommerce

import "strings"

// maxSignatures bounds how many signatures of one hook are looked at. Two are there while a secret is rotated.
const maxSignatures = 8

// signatures gives the base64 of the signatures of version 1: the header is "v1,<base64> v1,<base64>"
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
func signatures(header string) []string {
	var out []string
	for _, part := range strings.Fields(header) {
		if given, ok := strings.CutPrefix(part, "v1,"); ok && len(out) < maxSignatures {
			out = append(out, given)
		}
	}
	return out
}

// concerns reports whether a scope is about orders or shipments: "store/order/created", "store/channel/2/order/created" is the same of one
// channel.
func concerns(scope, of string) bool {
	kind := strings.TrimPrefix(of, "store/")
	return strings.HasPrefix(scope, of) || strings.HasPrefix(scope, "store/channel/") && strings.Contains(scope, "/"+kind)
}

// isID reports whether a text is an order's id. It becomes part of an address.
func isID(s string) bool {
	return s != "" && len(s) <= 18 && s[0] != '0' && strings.Trim(s, "0123456789") == ""
}
