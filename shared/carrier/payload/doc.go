// Package payload reads the JSON that carriers really send: the right words in the wrong types. A Reader walks one document
// once, from front to back, and gives every field as what the adapter asks for: numbers and booleans as text, a single object
// where a list is documented, nothing where a string stands in place of an object.
//
// It exists beside encoding/json because the bodies come from outside: memory stays proportional to what the adapter keeps
// (encoding/json turns a megabyte of "[{},{},…" into hundreds of megabytes of structs), one drifted type never loses the
// rest of the document, and a scan costs a third of the allocations. It does not look at what the fields mean.
package payload
