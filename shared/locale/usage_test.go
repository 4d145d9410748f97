package locale_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"doorstep/shared/locale"
)

// usage is what the code says about keys: by its literals, since a key is never read from data.
type usage struct {
	words    map[string]bool // every string literal
	prefixes []string        // literals that something is added to: "status."
	suffixes []string        // literals that are added to something: "_because"
	calls    []call
	places   map[string]string // a word, and a file that has it
}

// call is Text or Count with a literal key and literal names of values.
type call struct {
	where, method, key string
	names              []string
}

// vocabularies are packages whose words become parts of keys without their knowing of catalogs.
var vocabularies = []string{"shared/brand", "shared/order", "shared/shipment", "shared/survey"}

// readUsage reads every package that imports this one, this one, and the vocabularies.
func readUsage(t testing.TB) *usage {
	t.Helper()
	u := &usage{words: map[string]bool{}, places: map[string]string{}}
	packages := map[string][]string{}
	speaks := map[string]bool{"shared/locale": true}
	for _, dir := range vocabularies {
		speaks[dir] = true
	}
	root := filepath.Join("..", "..")
	for _, top := range []string{"shared", "functions", "infra"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || d.Name() == "carrier" || strings.HasPrefix(d.Name(), ".")) {
				return filepath.SkipDir
			}
			if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			dir, err := filepath.Rel(root, filepath.Dir(path))
			if err != nil {
				return err
			}
			packages[dir] = append(packages[dir], path)
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			for _, i := range f.Imports {
				speaks[dir] = speaks[dir] || i.Path.Value == `"doorstep/shared/locale"`
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for dir := range speaks {
		for _, path := range packages[dir] {
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool { u.note(path, n, slices.Contains(vocabularies, dir)); return true })
		}
	}
	return u
}

func (u *usage) note(path string, n ast.Node, vocabulary bool) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if word, ok := literal(n); ok {
			u.words[word] = true
			if !vocabulary {
				u.places[word] = path
			}
		}
	case *ast.BinaryExpr:
		if word, ok := literal(n.X); ok && n.Op == token.ADD && !vocabulary {
			u.prefixes = append(u.prefixes, word)
		}
		if word, ok := literal(n.Y); ok && n.Op == token.ADD && !vocabulary {
			u.suffixes = append(u.suffixes, word)
			u.prefixes = append(u.prefixes, word) // a part in the middle: "pickup." + "step." + status
		}
	case *ast.ReturnStmt: // a function that gives a prefix
		for _, r := range n.Results {
			if word, ok := literal(r); ok && strings.HasSuffix(word, ".") && !vocabulary {
				u.prefixes = append(u.prefixes, word)
			}
		}
	case *ast.CallExpr:
		u.noteCall(path, n)
	}
}

func (u *usage) noteCall(path string, n *ast.CallExpr) {
	for _, arg := range n.Args { // a prefix that is passed on
		if word, ok := literal(arg); ok && strings.HasSuffix(word, ".") {
			u.prefixes = append(u.prefixes, word)
		}
	}
	method, ok := n.Fun.(*ast.SelectorExpr)
	if !ok || len(n.Args) == 0 || n.Ellipsis.IsValid() {
		return
	}
	key, ok := literal(n.Args[0])
	args := n.Args[1:]
	if method.Sel.Name == "Count" && len(args) > 0 {
		args = args[1:]
	}
	if !ok || (method.Sel.Name != "Text" && method.Sel.Name != "Count") {
		return
	}
	c := call{where: path, method: method.Sel.Name, key: key}
	for i := 0; i < len(args); i += 2 {
		name, ok := literal(args[i])
		if !ok {
			return
		}
		c.names = append(c.names, name)
	}
	u.calls = append(u.calls, c)
}

func literal(n ast.Expr) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	word, err := strconv.Unquote(lit.Value)
	return word, err == nil
}

var digitsOnly = regexp.MustCompile(`^\d+$`)

// spells reports whether the code can put a key together: from one literal, or from a prefix and a word, or two with a dot between
// (a status and its sub-status), or from something that it spells and a suffix.
func (u *usage) spells(key string) bool {
	if u.words[key] {
		return true
	}
	for _, prefix := range u.prefixes {
		rest, ok := strings.CutPrefix(key, prefix)
		if !ok || rest == "" || !(strings.HasSuffix(prefix, ".") || strings.HasSuffix(prefix, "_")) {
			continue
		}
		first, second, two := strings.Cut(rest, ".")
		if digitsOnly.MatchString(rest) || u.words[rest] || two && u.words[first] && u.words[second] || two && u.spells(rest) {
			return true
		}
	}
	for _, part := range u.suffixes { // "survey" or "report" + ".error." + a code
		front, rest, ok := strings.Cut(key, part)
		if ok && len(part) > 2 && part[0] == '.' && strings.HasSuffix(part, ".") && u.words[front] && u.words[rest] {
			return true
		}
	}
	for _, suffix := range u.suffixes {
		if front, ok := strings.CutSuffix(key, suffix); ok && len(suffix) > 1 && strings.Contains("._", suffix[:1]) && u.words[front] {
			return true
		}
	}
	return false
}

// TestTheCodeAndTheCatalog reads the code once and asks it three questions.
func TestTheCodeAndTheCatalog(t *testing.T) {
	t.Parallel()
	u, english := readUsage(t), readCatalog(t, "en")
	t.Run("every key is used", func(t *testing.T) { checkUsed(t, u, english) })
	t.Run("every used key exists", func(t *testing.T) { checkExist(t, u, english) })
	t.Run("calls give the values", func(t *testing.T) { checkValues(t, u, english) })
}

func checkUsed(t *testing.T, u *usage, english map[string]string) {
	for full := range english {
		key := plain(full)
		if base, _, ok := stem(key, english); ok {
			key = base
		}
		if !u.spells(key) {
			t.Errorf("en.json has %s, which no code shows", full)
		}
	}
}

func checkExist(t *testing.T, u *usage, english map[string]string) {
	families := map[string]bool{}
	for key := range english {
		family, _, _ := strings.Cut(key, ".")
		families[family] = true
	}
	shape := regexp.MustCompile(`^([a-z]+)\.[a-z0-9_]+(\.[a-z0-9_]+)*$`)
	file := regexp.MustCompile(`\.(go|html|css|js|json|csv|ics|txt)$`)
	for word, place := range u.places {
		found := shape.FindStringSubmatch(word)
		if found == nil || !families[found[1]] || file.MatchString(word) || slices.Contains(u.prefixes, word) {
			continue
		}
		if english[word] == "" && english[word+".other"] == "" {
			t.Errorf("%s uses %q, which is no key of en.json", place, word)
		}
	}
}

// checkValues holds each call with a literal key to the placeholders of its text.
func checkValues(t *testing.T, u *usage, english map[string]string) {
	if len(u.calls) < 50 {
		t.Fatalf("only %d calls were found: does the test still read the code?", len(u.calls))
	}
	for _, c := range u.calls {
		text := english[c.key]
		if c.method == "Count" {
			text = english[c.key+".other"]
			c.names = append(c.names, "n")
		}
		for _, hole := range locale.Holes(text) {
			if !slices.Contains(c.names, hole) {
				t.Errorf("%s: %s(%q) gives no {%s} for %q", c.where, c.method, c.key, hole, text)
			}
		}
	}
}
