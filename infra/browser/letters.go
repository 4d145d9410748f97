package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"doorstep/infra/doorstep/brandfile"
	"doorstep/shared/brand"
	"doorstep/shared/locale/letters"
	"doorstep/shared/mail"
	"doorstep/shared/mail/gallery"
	"doorstep/shared/message"
)

// messages serves the HTML of messages in the looks of the demo brands: /letters/index.json lists those to look at, /letters/{brand}/{name} is
// one, ?lang= says in which language.
type messages struct {
	brands map[string]brand.Record
	now    time.Time
}

// demoBrands are as unlike each other as two brands can be.
var demoBrands = [...]string{"aster", "nordlicht"}

func newLetters(root string) (messages, error) {
	l := messages{brands: map[string]brand.Record{}, now: time.Now()}
	for _, name := range demoBrands {
		record, err := demoBrand(root, name)
		if err != nil {
			return messages{}, err
		}
		l.brands[name] = record
	}
	return l, nil
}

// demoBrand reads a brand's file of the demo.
func demoBrand(root, name string) (brand.Record, error) {
	folder := os.DirFS(filepath.Join(root, "infra", "local", "demo"))
	open := func(name string) ([]byte, error) { return fs.ReadFile(folder, name) }
	data, err := open(name + ".yaml")
	if err != nil {
		return brand.Record{}, fmt.Errorf("read the demo brand %s: %w", name, err)
	}
	file, err := brandfile.Parse(data, open)
	if err != nil {
		return brand.Record{}, fmt.Errorf("read the demo brand %s: %w", name, err)
	}
	return file.Record, nil
}

func (l messages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/letters/index.json" {
		l.list(w)
		return
	}
	name, message, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/letters/"), "/")
	record, known := l.brands[name]
	for _, e := range gallery.All(l.now) {
		if !known || e.Name != message {
			continue
		}
		email, err := l.write(e, record, r.URL.Query().Get("lang"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src https:")
		fmt.Fprint(w, email.HTML)
		return
	}
	http.NotFound(w, r)
}

func (l messages) write(e gallery.Example, r brand.Record, tag string) (mail.Email, error) {
	words, err := letters.Catalogs().Among(r.Locales, tag)
	if err != nil {
		return mail.Email{}, err
	}
	return e.Letter(r, words.With(r.Wording(words.Tag())).InTone(r.Tone)).Email()
}

// special are the messages that a browser looks at beside the usual one of each kind: those that are laid out differently. The other
// states have the same parts; tests of shared/mail read all of them.
var special = [...]string{"shipped-merged", "shipped-gift", "ready_for_pickup-pickup-ready", "delay-disruption", "problem-long", "problem-hostile"}

func (l messages) list(w http.ResponseWriter) {
	names := append([]string{}, special[:]...)
	for _, kind := range message.Kinds() {
		names = append(names, string(kind))
	}
	json.NewEncoder(w).Encode(map[string]any{"brands": demoBrands, "messages": names}) //nolint:errcheck // the reader is gone
}
