package main

import (
	"math"
	"testing"

	"doorstep/shared/store"
)

// example is an account with round numbers, so that each charge can be checked by head.
func example() account {
	return account{
		usage: usage{
			order: units{write: 6, read: 4}, pushes: units{write: 9, read: 5}, messages: units{write: 4, read: 8}, looks: units{read: 1}, told: told{changes: 6, news: 5}, view: units{read: 2}, brand: units{read: 0.5},
			poll: units{write: 6, read: 1}, proof: units{write: 5, read: 1}, budget: units{write: 1}, stored: gib, backed: gib / 2, logged: logs{"webhook": gib, "ingest": gib, "notify": 2 * gib, notifyFull: gib}, viewBytes: gib,
		},
		memory: map[string]int{"Orders": 1024, "Webhook": 1024, "Track": 1024, "Ingest": 1024, "Relay": 1024, "Notify": 1024, "Poll": 1024, "Schedule": 1024},
	}
}

func TestBill(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what        string
		busy, quiet float64 // millionths of a dollar
	}{
		{"DynamoDB writes", 36.3 * 0.625, 39 * 0.625}, // 6 + 9 + 4 + 2×6 + 5 + 3×1 / batch
		{"DynamoDB reads", 26.85 * 0.125, 30 * 0.125}, // 4 + 5 + 8 + 5×2 + 2×1 + 1, of which (1 + 5×0.5) / batch for the brand
		{"DynamoDB storage, 6 months", 1.5e6, 1.5e6},  // 6 × 0.25
		{"DynamoDB backups, 6 months", 0.6e6, 0.6e6},  // 6 × 0.20 of half of it
		{"HTTP API", 14, 14},                          // 1 + 8 + 5
		{"Lambda requests", 16.5 * 0.2, 39 * 0.2},     // 14 + (11 + 6 + 5 + 3) / batch
		{"SQS", (9.1 + 3.8) * 0.4, (19 + 38) * 0.4},   // 8 + (5 + 3 + 3) / batch sent, 2 × (8 + 3 + 5 + 3) / batch received and deleted
		// 60 + 8×15 + 5×15 ms, and (11×40 + 6×40 + 5×220 or 5×40 + 3×500) / batch, all with 1 GB
		{"Lambda GB-seconds", (0.255 + 0.328) * 13.3334, (0.255 + 2.38) * 13.3334},
		{"logs", 1.6 * 0.5e6, 4 * 0.5e6}, // webhook per request, ingest per batch, notify a full batch for half of it, or each alone
		{"data out", 5 * 0.09e6, 5 * 0.09e6},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			for batch, want := range map[float64]float64{10: c.busy, 1: c.quiet} {
				if got := charged(example().bill(batch), c.what) * 1e6; math.Abs(got-want) > want*1e-9 {
					t.Errorf("with batches of %.0f: %.4f millionths, want %.4f", batch, got, want)
				}
			}
		})
	}
}

func TestSendings(t *testing.T) {
	t.Parallel()
	a := example()
	a.sending, a.sendingLooks, a.sentBytes, a.decidedBytes, a.mailBytes = units{write: 7, read: 20}, units{read: 2}, 3*gib, gib, gib/1000
	a.sent = []decided{{Decision: store.Decision{State: store.StateSent}}, {Decision: store.Decision{Outcome: store.OutcomeSkip}}, {Decision: store.Decision{State: store.StateSent}}}
	for batch, want := range map[float64][]float64{ // 3 writes; 12 reads, of which one / batch of the brand; 2 GiB × 6 × 0.45; 2 × 60 ms with 1 GB
		1: {3 * 0.625, 12 * 0.125, 5.4e6, 0.12 * 13.3334}, 10: {3 * 0.625, 11.1 * 0.125, 5.4e6, 0.12 * 13.3334},
	} {
		for i, c := range a.sendings(batch) {
			if got := c.dollars * 1e6; math.Abs(got-want[i]) > want[i]*1e-9 {
				t.Errorf("%s with batches of %.0f: %.4f millionths, want %.4f", c.what, batch, got, want[i])
			}
		}
	}
	if got := a.mailing() * 1e6; math.Abs(got-2*(100+90)) > 0.01 { // 2 × (0.0001 + 0.001 GiB × 0.09)
		t.Errorf("SES: %.4f millionths", got)
	}
}

func charged(bill []charge, what string) float64 {
	for _, c := range bill {
		if c.what == what {
			return c.dollars
		}
	}
	return math.NaN()
}
