// Package day lets the shipments of one day run through their lives: the handlers of schedule, poll and ingest, the adapters and the
// simulated carriers as they are, over queues and a store in memory, on a fake clock. It tells how often each parcel is asked about,
// what carriers refuse for being asked too often, and how long after a scan a page could show it.
//
// It runs as a test: few shipments with the others (`go test ./infra/bench/day`), and 100,000 by `make day`, which prints the table
// of ../README.md. Capacity, latency and money are not in it: ../ measures those.
package day
