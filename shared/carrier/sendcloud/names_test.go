package sendcloud

import (
	"encoding/csv"
	"strings"
	"testing"
)

// Whatever the names lead to must be in the table of codes, and each code must be found by its own name and by Sendcloud's words.
func TestNamesAndCodesAgree(t *testing.T) {
	t.Parallel()
	a := New(nil)
	for name, code := range names() {
		if _, ok := a.codes.Code("code", code); !ok {
			t.Errorf("%q leads to %q, which is in no row", name, code)
		}
		if name != plain(name) {
			t.Errorf("%q can never be found", name)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(codesCSV)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		if got := (status{name: row[1]}).code(); got != row[1] {
			t.Errorf("%s is read as %q", row[1], got)
		}
		if got := (status{message: row[2]}).code(); got != row[1] && row[1] != "ACCEPTED" { // API v3 has sentences of its own
			t.Errorf("%q is read as %q, not %s", row[2], got, row[1])
		}
	}
}
