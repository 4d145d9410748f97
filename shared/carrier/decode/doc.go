// Package decode is the shell that every Decode has in common, and the facts that every adapter makes alike. A Draft collects
// what is read within a budget, and ends as an update or as an error of kind fault.Malformed; what it costs and how it fails
// is the same for every source. It reads no carrier's format and knows no carrier's words, but for the refusals of the gateways
// and token endpoints that stand before many of them (Refusal) and for the words in which everybody reports errors (KindOfText).
package decode
