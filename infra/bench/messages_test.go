package main

import (
	"strings"
	"testing"

	"doorstep/shared/store"
)

func TestMessagesAreJudged(t *testing.T) {
	t.Parallel()
	sent := func(writes float64, writers int) decided {
		return decided{store.Decision{Outcome: store.OutcomeSend, State: store.StateSent}, writes, writers}
	}
	skipped := func(writes float64) decided {
		return decided{store.Decision{Outcome: store.OutcomeSkip}, writes, 1}
	}
	for _, tt := range []struct {
		name string
		life []decided
		over string // the beginning of what is over; empty: nothing
	}{
		{"as they should be", []decided{sent(2, 1), sent(2, 1), skipped(1)}, ""},
		{"one came into two hands", []decided{sent(5, 2), sent(2, 1), skipped(1)}, ""},
		{"one hand writes too much", []decided{sent(2, 1), sent(3, 1), skipped(1)}, "a message that is sent at once"},
		{"so does who sends nothing", []decided{sent(2, 1), skipped(2)}, "a message that is not sent"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var over string
			for _, l := range messageLines(tt.life, nil) {
				if l.over() {
					over = l.what
				}
			}
			if tt.over == "" && over != "" || !strings.HasPrefix(over, tt.over) {
				t.Errorf("over budget: %q, want %q", over, tt.over)
			}
		})
	}
	if got := kindsOf([]decided{sent(5, 2), sent(2, 1)}); got != " sent by 2 invocations,  sent" {
		t.Errorf("the report says %q", got)
	}
}
