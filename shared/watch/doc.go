// Package watch says what is wrong with a parcel or an order that nobody told us is wrong: it was announced and never scanned, it has
// gone silent, its promise is over. It is pure: what is known goes in with thresholds, a calendar and disruptions, findings come
// out, each with the time at which it falls due. It reads no clock: whoever looks compares that time with his own.
//
// A finding is named by its kind and its occurrence, the day on which its clock began to run: a second gap is a second finding, and the
// same gap never is, however often anybody looks. Occurrences of a kind only grow with time, so a finding is new when no recorded one
// of its shipment and kind is of the same day or a later one (New): scans that arrive late cannot make an old gap new.
package watch
