// Package message decides which news becomes a message, to whom and when: a catalogue of kinds with their own rules, a brand's policy over
// it, and one pure function that looks at the present state of an order and says send, why not, or when to ask again. It knows recipients
// by ids, never by addresses, and sends nothing.
package message
