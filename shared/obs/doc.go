// Package obs is what operators see of a running function: JSON log lines that Lambda understands, one wide line per unit
// of work, and metrics written as log lines. It redacts what looks personal or secret as a last line of defence; the first
// one is that types holding such data refuse to print. It ships nothing itself: Lambda takes what stands on stdout.
package obs
