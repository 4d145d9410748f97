//go:build race

package carriertest

// every is the distance between the places of a fixture that are cut or changed. Under the race detector, which looks for something
// else and is ten times slower, one in thirteen is enough.
const every = 13
