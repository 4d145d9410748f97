package geo

import (
	"slices"
	"testing"
)

// Every block of the table can be read, and every name in it is found again where it stands.
func TestTableIsWhole(t *testing.T) {
	t.Parallel()
	areas := readAreas()
	var firsts []string
	pick(func(_ int, first string) bool {
		firsts = append(firsts, first)
		return false
	})
	if len(areas) < 300 || len(firsts) < 10 || !slices.IsSorted(firsts) {
		t.Fatalf("%d areas, blocks begin with %q", len(areas), firsts)
	}
	for i := 1; i < len(firsts); i++ {
		if b := inflate(block(i)); len(b) < 10000 && i < len(firsts)-1 {
			t.Errorf("block %d has %d bytes", i, len(b))
		}
		found := look(firsts[i])
		if len(found) == 0 {
			t.Errorf("%s, the first of block %d, is not found", firsts[i], i)
		}
		for _, c := range found {
			if c.area >= len(areas) || c.lat < -60 || c.lat > 85 || c.lon < -180 || c.lon > 180 {
				t.Errorf("%s stands at %+v", firsts[i], c)
			}
		}
	}
	if look("") != nil || look("ZZZZZ") != nil || look("A") != nil {
		t.Error("a name that nobody has is found")
	}
}

func TestKey(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Köln": "KOLN", "KÖLN": "KOLN", "Koeln": "KOELN", "São Paulo": "SAOPAULO", "Saint-Étienne": "STETIENNE", "ST. ETIENNE": "STETIENNE", "Łódź": "LODZ",
		"'s-Hertogenbosch": "SHERTOGENBOSCH", "Fort Worth": "FTWORTH", "Weißenfels": "WEISSENFELS", "İstanbul": "ISTANBUL", "東京": "", "": "", "  ": "", "123": "",
	} {
		if got := Key(name); got != want {
			t.Errorf("Key(%q) = %q, want %q", name, got, want)
		}
	}
}
