package store

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"doorstep/shared/shipment"
)

func TestVocabularyIsComplete(t *testing.T) {
	t.Parallel()
	for status, subs := range shipment.SubStatuses {
		if !slices.Contains(statusWords, string(status)) {
			t.Errorf("status %s: append it to statusWords", status)
		}
		for _, sub := range subs {
			if !slices.Contains(subWords, sub) {
				t.Errorf("sub-status %s: append it to subWords", sub)
			}
		}
	}
}

// A table may grow at its end; the words that are there now must keep their places. After appending, add the new length and
// hash here, in place of the old ones.
func TestVocabularyIsFrozen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		table []string
		count int
		hash  string
	}{
		"kinds":      {kindWords, 4, "559d84a4"},
		"assurances": {assuranceWords, 4, "f57a93f1"},
		"precisions": {precisionWords, 4, "1fbc7196"},
		"zones":      {zoneWords, 6, "d6534690"},
		"directions": {directionWords, 3, "a15d3de2"},
		"statuses":   {statusWords, 16, "db17c8be"},
		"subs":       {subWords, 88, "1c6e8a91"},
		"senders":    {senderWords, 48, "e6eecb35"},
		"regions":    {regionWords, 68, "2120528f"},
		"countries":  {countryWords, 36, "633359b4"},
		"dictionary": {[]string{dictionaryOne}, 1, "0a3bb4c1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if len(c.table) < c.count {
				t.Fatalf("%d words, want the %d that stored items know", len(c.table), c.count)
			}
			sum := sha256.Sum256([]byte(strings.Join(c.table[:c.count], "\n")))
			if got := hex.EncodeToString(sum[:4]); got != c.hash {
				t.Errorf("the first %d of %d words hash to %s, want %s: stored items mean the words at their old places", c.count, len(c.table), got, c.hash)
			}
			if name != "dictionary" && len(slices.Compact(slices.Sorted(slices.Values(c.table)))) != len(c.table) {
				t.Error("a word stands twice")
			}
		})
	}
}
