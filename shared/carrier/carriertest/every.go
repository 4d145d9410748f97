//go:build !race

package carriertest

// every is the distance between the places of a fixture that are cut or changed: all of them.
const every = 1
