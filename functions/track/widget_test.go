package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/locale"
)

// maxWidget is what shops are told of its weight: bytes, gzipped.
const maxWidget = 5 << 10

func TestWidget(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	plain := s.get("/widget.js")
	for header, want := range map[string]string{
		"Content-Type": "text/javascript; charset=utf-8", "Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff",
		"Cache-Control": "public, max-age=300, stale-while-revalidate=86400", "Set-Cookie": "", "Content-Encoding": "",
	} {
		if got := plain.Header().Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	script := plain.Body.String()
	for _, never := range []string{"/*words*/", "innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "cookie", "localStorage", "sessionStorage", "indexedDB", "import(", "http://", "https://"} {
		if strings.Contains(script, never) {
			t.Errorf("the widget holds %q", never)
		}
	}
	request := httptest.NewRequest("GET", "/widget.js", nil)
	request.Header.Set("Accept-Encoding", "br, gzip")
	packed := httptest.NewRecorder()
	s.ServeHTTP(packed, request)
	if packed.Body.Len() > maxWidget || packed.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("the widget has %d bytes, gzipped; at most %d are promised", packed.Body.Len(), maxWidget)
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if unpacked, err := io.ReadAll(z); err != nil || string(unpacked) != script {
		t.Errorf("compressed it differs: %v", err)
	}
	request = httptest.NewRequest("GET", "/widget.js", nil)
	request.Header.Set("If-None-Match", packed.Header().Get("ETag"))
	kept := httptest.NewRecorder()
	if s.ServeHTTP(kept, request); kept.Code != 304 || kept.Body.Len() > 0 {
		t.Errorf("asked again it answers %d with %d bytes", kept.Code, kept.Body.Len())
	}
	if calls := s.calls; len(calls) > 0 {
		t.Errorf("the widget reads the database: %v", calls)
	}
}

// What lean leaves is still a script, and every language has its words in it.
func TestWidgetIsAScript(t *testing.T) {
	t.Parallel()
	script := newStage(t).get("/widget.js").Body.String()
	for _, language := range locale.Languages() {
		words, err := locale.Find(language)
		if err != nil {
			t.Fatal(err)
		}
		quoted, err := json.Marshal(words.Text("widget.offline"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(script, string(quoted)) {
			t.Errorf("the widget does not speak %s", language)
		}
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not there to read the script")
	}
	check := exec.Command(node, "--check", "-")
	check.Stdin = strings.NewReader(script)
	if said, err := check.CombinedOutput(); err != nil {
		t.Errorf("node: %v: %s", err, said)
	}
}

func TestLean(t *testing.T) {
	t.Parallel()
	got := lean("// a comment\n\n  const a = 1; // why\n\tif (x) { // because\n    s = \"a // b\";\n  }\n")
	if diff := cmp.Diff("const a = 1;\nif (x) {\ns = \"a // b\";\n}\n", got); diff != "" {
		t.Errorf("lean (-want +got):\n%s", diff)
	}
}

func TestDisplay(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	read := func(path string) displayJSON {
		var d struct{ Display displayJSON }
		if err := json.NewDecoder(bytes.NewReader(s.get(path).Body.Bytes())).Decode(&d); err != nil {
			t.Fatal(err)
		}
		return d.Display
	}
	english, german, gifted := read("/t/"+owner+".json"), read("/t/"+owner+".json?lang=de"), read("/t/"+gift+".json")
	if english.Title != "Order A-1001" || gifted.Title != "Your delivery" || len(english.Shipments) != 2 {
		t.Errorf("owner sees %q, %d parcels; the recipient of a gift %q", english.Title, len(english.Shipments), gifted.Title)
	}
	if first := english.Shipments[0]; first.Eyebrow != "Parcel 1 of 2" || first.Headline != "Delivered" || first.Progress == nil || first.Progress.Done != 4 {
		t.Errorf("first parcel: %+v", first)
	}
	if german.Lang != "de" || german.Dir != "ltr" || german.Shipments[0].Headline != "Zugestellt" {
		t.Errorf("in German: %s %s %q", german.Lang, german.Dir, german.Shipments[0].Headline)
	}
	for _, parcel := range english.Shipments {
		if strings.Contains(parcel.AsOf, "ago") {
			t.Errorf("an age changes the answer by the minute: %q", parcel.AsOf)
		}
	}
}
