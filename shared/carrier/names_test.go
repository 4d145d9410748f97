package carrier_test

import (
	"encoding/csv"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// column reads one column of a table with a heading.
func column(t *testing.T, path string, n int) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var values []string
	for _, row := range rows[1:] {
		values = append(values, row[n])
	}
	return values
}

// A name that is not spelled as Code spells it is never found, and a carrier that the page does not know has no name there.
func TestNamesAreFoundAndShown(t *testing.T) {
	t.Parallel()
	names, codes := column(t, "names.csv", 0), column(t, "names.csv", 1)
	shown := column(t, "../page/carriers.csv", 0)
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("names.csv is not in order, or tells a name twice")
	}
	spelled := regexp.MustCompile(`^[a-z0-9]+$`)
	for i, name := range names {
		if !spelled.MatchString(name) {
			t.Errorf("%q can never be found", name)
		}
		if codes[i] != "" && !slices.Contains(shown, codes[i]) {
			t.Errorf("%s: the page has no name for %q", name, codes[i])
		}
	}
}
