// Package carriertest is the suite that every adapter must pass. An adapter's test calls Run once; what is particular to its
// source stands in the Suite and in its fixtures.
//
// Fixtures live in Suite.Dir, one folder per case: webhook.json or poll.json (or .xml) holds a body written from the source's
// documentation, want.txt what the adapter makes of it ("go test -update" rewrites it). Where a fixture needs a personal
// name, phone or street, it uses the word CANARY, and the suite checks that no fact and no problem repeats it.
//
// Variations that are too many for folders stand in tables: see Shapes.
package carriertest

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Updating reports whether the tests were called with -update, for goldens that the suite does not know.
func Updating() bool { return *update }

// Suite describes an adapter to the suite.
type Suite struct {
	New func() carrier.Adapter
	Dir string // of the fixtures; "testdata/cases" when empty

	// Unknown names the case whose newest scan has a code and words that no table knows.
	Unknown string

	// Push builds a genuine push of the source, with the given secret; nil when the source does not push.
	Push func(secret string) carriersim.Push
	// Weakness says in what the source's scheme cannot protect the body: empty for a signature over the whole body, else why
	// not ("a shared secret; nothing is signed"). The suite then does not ask for it.
	Weakness string
	// Signed gives the part of a push's body that its signature covers; nil: all of it.
	Signed func(body []byte) (from, to int)

	// Fetches is a number that the adapter asks the source about, through the simulator's API of the same name; empty when the
	// source cannot be asked. Moves is the carrier of that number.
	Fetches string
	Moves   string
	// Open says that the source answers whoever asks: it has no credentials to be wrong or missing.
	Open bool
	// Nameless says that an answer does not repeat the number it was asked about: only the request knows it.
	Nameless bool
}

// fixture is one case on disk.
type fixture struct {
	name string
	kind carrier.Kind
	body []byte
	want string // path of the golden file
}

// Run puts an adapter through the suite.
func Run(t *testing.T, s Suite) {
	t.Helper()
	if s.Dir == "" {
		s.Dir = filepath.Join("testdata", "cases")
	}
	fixtures := load(t, s.Dir)
	t.Run("golden", func(t *testing.T) { golden(t, s, fixtures) })
	t.Run("facts", func(t *testing.T) { facts(t, s, fixtures) })
	t.Run("unknown codes are unknown", func(t *testing.T) { unknownCode(t, s, fixtures) })
	t.Run("private", func(t *testing.T) { private(t, s, fixtures) })
	t.Run("set of scans", func(t *testing.T) { setOfScans(t, s, fixtures) })
	t.Run("cut anywhere", func(t *testing.T) { cut(t, s, fixtures) })
	t.Run("wrong types", func(t *testing.T) { wrongTypes(t, s, fixtures) })
	t.Run("hostile bodies", func(t *testing.T) { hostile(t, s, fixtures) })
	if s.Push != nil {
		t.Run("signature", func(t *testing.T) { signatures(t, s) })
	}
	if s.Fetches != "" {
		t.Run("fetch", func(t *testing.T) { fetches(t, s) })
	}
}

// Seed gives a fuzz target the fixtures of Dir as its corpus.
func Seed(f *testing.F, dir string) {
	f.Helper()
	for _, c := range load(f, dir) {
		f.Add(c.body)
	}
}

// SeedFor is Seed for a target over all sources, whose input starts with the number of one.
func SeedFor(f *testing.F, source uint8, dir string) {
	f.Helper()
	for _, c := range load(f, dir) {
		f.Add(source, c.body)
	}
}

// Fuzz checks what must hold for any bytes at all.
func Fuzz(t *testing.T, a carrier.Adapter, body []byte) {
	t.Helper()
	for _, kind := range []carrier.Kind{carrier.Webhook, carrier.Poll} {
		u, err := a.Decode(kind, body)
		if err != nil {
			malformed(t, err)
			continue
		}
		sound(t, a, u)
	}
}

func load(t testing.TB, dir string) []fixture {
	t.Helper()
	folders, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("read fixtures: %v", err)
	}
	var out []fixture
	for _, folder := range folders {
		for _, name := range []string{"webhook.json", "webhook.xml", "poll.json", "poll.xml"} {
			body, err := os.ReadFile(filepath.Join(dir, folder.Name(), name))
			if os.IsNotExist(err) {
				continue
			}
			if err != nil {
				t.Fatalf("read fixture: %v", err)
			}
			kind, _, _ := strings.Cut(name, ".")
			out = append(out, fixture{name: folder.Name(), kind: carrier.Kind(kind), body: body, want: filepath.Join(dir, folder.Name(), "want.txt")})
		}
	}
	if len(out) == 0 {
		t.Fatalf("no fixtures in %s", dir)
	}
	return out
}

func golden(t *testing.T, s Suite, fixtures []fixture) {
	for _, c := range fixtures {
		t.Run(c.name, func(t *testing.T) {
			u, err := s.New().Decode(c.kind, c.body)
			got := show(u, err)
			if *update {
				if err := os.WriteFile(c.want, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(c.want)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("differs from %s (go test -update rewrites it):\n%s", c.want, diff(string(want), got))
			}
		})
	}
}

// diff shows the lines that differ.
func diff(want, got string) string {
	var b strings.Builder
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, c := "", ""
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			c = g[i]
		}
		if a != c {
			b.WriteString("- " + a + "\n+ " + c + "\n")
		}
	}
	return b.String()
}

// clone copies headers so that a test may change them.
func clone(p carriersim.Push) (http.Header, []byte) {
	return p.Header.Clone(), append([]byte(nil), p.Body...)
}
