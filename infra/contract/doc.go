// Package contract reads an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1.html) and checks what a system answers against
// it: is the status documented, the content type, are the promised headers there, does the body follow its schema. It also finds what
// is wrong with the document itself. It makes no requests and knows no API; it is for tests and tools and never part of a function.
package contract
