package system

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"doorstep/infra/contract"
)

// apiPage asks for a page about a file.
func apiPage(t *testing.T, file string) *httptest.ResponseRecorder {
	t.Helper()
	page, err := apiTemplate()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	apiPages{file: file, page: page}.serve(w, httptest.NewRequest(http.MethodGet, "/_local/api", nil))
	return w
}

// The page shows everything that the document has, by itself.
func TestAPIPageShowsTheWholeDocument(t *testing.T) {
	t.Parallel()
	const file = "../../openapi.yaml"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d, err := contract.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	w := apiPage(t, file)
	body := w.Body.String()
	ids := map[string]int{}
	for _, found := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		ids[found[1]]++
	}
	for _, op := range d.Operations() {
		if ids[op.ID] != 1 || !strings.Contains(body, "<b>"+op.Method+"</b> <code>"+op.Path+"</code>") {
			t.Errorf("%s is shown %d times", op.Route(), ids[op.ID])
		}
	}
	for name := range d.Root().Field("components").Field("schemas").Fields() {
		if ids[name] != 1 {
			t.Errorf("schema %s is shown %d times", name, ids[name])
		}
	}
	for _, link := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(body, -1) {
		if ids[link[1]] != 1 {
			t.Errorf("a link leads to #%s, which is there %d times", link[1], ids[link[1]])
		}
	}
	if from := regexp.MustCompile(`<script|<link|<img|@import|url\(| src=|href="[a-z]+:`).FindString(body); from != "" {
		t.Errorf("the page has %s", from)
	}
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func TestAPIPageOfOddFiles(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text   string
		status int
		want   string
	}{
		"broken":     {"openapi: 3.1.0\na: {", 500, "infra/openapi.yaml: read OpenAPI document"},
		"empty":      {"openapi: 3.1.0", 200, "the API, version"},
		"with marks": {"openapi: 3.1.0\ninfo: {title: <b>, description: 'a **b** `<i>`'}", 200, "<p>a <strong>b</strong> <code>&lt;i&gt;</code></p>"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "openapi.yaml")
			if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if w := apiPage(t, file); w.Code != c.status || !strings.Contains(w.Body.String(), c.want) || strings.Contains(w.Body.String(), "<i>") {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
	if w := apiPage(t, filepath.Join(t.TempDir(), "none.yaml")); w.Code != http.StatusNotFound {
		t.Errorf("no file gives %d", w.Code)
	}
}
