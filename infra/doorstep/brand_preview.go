package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"time"

	"doorstep/infra/doorstep/brandfile"
	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/locale/letters"
	"doorstep/shared/page"
	"doorstep/shared/page/gallery"
)

const brandPreviewHelp = `doorstep brand preview FILE.yaml --out DIR

Writes the page of an order in every state, the lookup and the survey as the brand shows them: one file each, and index.html with all
of them. Open that in a browser. Links of the pages lead nowhere. The folder messages beside them holds what the brand sends, as
"doorstep messages preview" writes it for all languages.

  --out DIR       where the files go; made when it is not there
  --locale TAG    the language; the brand's first when left out
  --day DATE      how it looks on a day, such as one of a season; today when left out

Example: doorstep brand preview infra/local/demo/aster.yaml --out /tmp/aster --locale de --day 2026-12-10
`

//go:embed brand_preview.html
var previewIndex string

func (p process) brandPreview(args []string) int {
	o, code, done := p.previewOptions("brand preview", brandPreviewHelp, args)
	if done {
		return code
	}
	file, now := o.file, o.now
	tags := file.Record.Locales
	if o.locale != "" {
		tags = []string{o.locale}
	}
	words, err := letters.Find(tags...)
	if err != nil {
		return p.complain("brand preview", "%v", err)
	}
	written, err := preview(o.dir, file.Record, words.With(file.Record.Wording(words.Tag())).InTone(file.Record.Tone), now)
	if err != nil {
		return p.complain("brand preview", "%v", err)
	}
	messages, err := p.previewMessages(filepath.Join(o.dir, "messages"), file.Record, []string{words.Tag()}, now)
	if err != nil {
		return p.complain("brand preview", "%v", err)
	}
	return p.tell("brand preview", map[string]any{"brand": file.ID, "locale": words.Tag(), "pages": written, "messages": messages.Messages, "open": filepath.Join(o.dir, "index.html")})
}

// previewOptions are what both previews ask for.
type previewOptions struct {
	file   brandfile.File
	dir    string
	locale string // empty: not said
	now    time.Time
}

// previewOptions reads the command line of a preview; done says that there is nothing more to do but to end with code.
func (p process) previewOptions(command, help string, args []string) (o previewOptions, code int, done bool) {
	fs := p.flags(command, help)
	fs.StringVar(&o.dir, "out", "", "")
	fs.StringVar(&o.locale, "locale", "", "")
	day := fs.String("day", "", "")
	o.file, code, done = p.brandArgument(command, fs, args)
	switch {
	case done:
		return o, code, true
	case o.dir == "":
		return o, p.misuse(fs, "--out says where the files go"), true
	}
	o.now = p.now().UTC()
	if *day != "" {
		at, err := time.Parse(time.DateOnly, *day)
		if err != nil {
			return o, p.misuse(fs, "--day %s is no date like 2026-12-10", *day), true
		}
		o.now = at.Add(18 * time.Hour)
	}
	return o, 0, false
}

type previewed struct{ File, Title string }

// preview writes all pages and their list, and tells how many.
func preview(dir string, r brand.Record, words *locale.Catalog, now time.Time) (int, error) {
	pages, err := page.New()
	if err != nil {
		return 0, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, fmt.Errorf("make the folder of the preview: %w", err)
	}
	var list []previewed
	write := func(name, title string, render func(*bytes.Buffer) error) error {
		var b bytes.Buffer
		if err := render(&b); err != nil {
			return err
		}
		list = append(list, previewed{name + ".html", title})
		return os.WriteFile(filepath.Join(dir, name+".html"), b.Bytes(), 0o644) //nolint:gosec // to be looked at, by a web server too
	}
	for _, e := range gallery.All(now) {
		err := write(e.Name, e.Title, func(b *bytes.Buffer) error { return pages.WriteOrder(b, e.Page(r, words)) })
		if err != nil {
			return 0, err
		}
	}
	for _, o := range gallery.Others(now, r, words) {
		err := write(o.Name, o.Title, func(b *bytes.Buffer) error { return o.Write(pages, b) })
		if err != nil {
			return 0, err
		}
	}
	index, err := template.New("index").Parse(previewIndex)
	if err != nil {
		return 0, fmt.Errorf("parse the list of the preview: %w", err)
	}
	var b bytes.Buffer
	err = index.Execute(&b, map[string]any{"Name": r.Name, "Locale": words.Tag(), "Day": now.Format(time.DateOnly), "Pages": list, "Warnings": r.Warnings()})
	if err != nil {
		return 0, fmt.Errorf("write the list of the preview: %w", err)
	}
	return len(list), os.WriteFile(filepath.Join(dir, "index.html"), b.Bytes(), 0o644) //nolint:gosec // as above
}
