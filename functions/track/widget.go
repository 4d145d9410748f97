package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"doorstep/shared/fault"
	"doorstep/shared/locale"
	"doorstep/shared/web"
)

//go:embed widget.js
var widgetSource string

// widgetWords are the words that the widget needs before it has any news; all others come with the news.
var widgetWords = [...]string{"find", "loading", "missing", "offline"}

// widget is /widget.js, made when it is first asked for: most processes never are.
type widget struct {
	once           sync.Once
	script, packed []byte
	etag           string
	err            error
}

// serve answers with the script. It is the same for everybody, so everything between here and the reader may keep it, but not for
// long: a shop names it once, and an error in it must be mended everywhere within minutes.
func (s *widget) serve(w http.ResponseWriter, r *http.Request) {
	s.once.Do(s.build)
	if s.err != nil {
		web.WriteError(w, s.err)
		return
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=300, stale-while-revalidate=86400")
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", s.etag)
	if matches(r.Header.Get("If-None-Match"), s.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	body := s.script
	if web.AcceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = s.packed
	}
	w.Write(body) //nolint:errcheck // nobody is left to tell
}

func (s *widget) build() {
	words := map[string]map[string]string{}
	for _, language := range locale.Languages() {
		catalog, err := locale.Find(language)
		if err != nil {
			s.err = err
			return
		}
		words[language] = map[string]string{}
		for _, name := range widgetWords {
			words[language][name] = catalog.Text("widget." + name)
		}
	}
	table, err := json.Marshal(words) // escapes what could end a script, and has an order of its own: the same words, the same bytes
	if err != nil {
		s.err = fault.Wrap(fault.Internal, err, "write words of the widget")
		return
	}
	s.script = []byte(strings.Replace(lean(widgetSource), "{/*words*/}", string(table), 1))
	sum := sha256.Sum256(s.script)
	s.etag = `W/"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
	s.packed, s.err = web.Gzip(s.script)
}

// lean leaves out what only people read: lines of comment and indentation. The source keeps to whole lines of either.
func lean(source string) string {
	var b strings.Builder
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		if code, _, ok := strings.Cut(line, "; // "); ok {
			line = code + ";"
		} else if code, _, ok := strings.Cut(line, "{ // "); ok {
			line = code + "{"
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return b.String()
}
