// Package shared holds no code. Its test holds which package may import which: dependencies point one way, from functions to the
// packages that reach something outside, from these to the domain, from there to the standard library.
package shared
