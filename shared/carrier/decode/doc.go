// Package decode is the shell that every Decode has in common, and the facts that every adapter makes alike. A Draft collects
// what is read within a budget, and ends as an update or as an error of kind fault.Malformed; what it costs and how it fails
// is the same for every source. It reads no format (a payload.Reader does, for JSON) and knows no carrier's words.
package decode
