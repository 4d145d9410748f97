package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/locale/letters"
	"doorstep/shared/mail"
	"doorstep/shared/mail/gallery"
)

const messagesPreviewUsage = `  doorstep messages preview FILE.yaml --out DIR
      every message of a brand in every state and language, as files to open
`

const messagesPreviewHelp = `doorstep messages preview FILE.yaml --out DIR

Writes every kind of message in every state, in each language of the brand, as the brand sends it: NAME.html and NAME.txt are the two
parts of the e-mail, NAME.sms.txt is the text message with its segments, and index.html shows all of them. Orders, scans and people
are made up; nothing is sent. Links lead nowhere.

  --out DIR       where the files go; made when it is not there
  --locale TAG    only this language; all of the brand when left out
  --day DATE      how they look on a day, such as one of a season; today when left out

Example: doorstep messages preview infra/local/demo/aster.yaml --out /tmp/messages --locale de
`

//go:embed messages_preview.html
var messagesIndex string

func (p process) messagesPreview(args []string) int {
	o, code, done := p.previewOptions("messages preview", messagesPreviewHelp, args)
	if done {
		return code
	}
	file := o.file
	tags := file.Record.Locales
	switch {
	case o.locale != "":
		tags = []string{o.locale}
	case len(tags) == 0:
		tags = locale.Languages()
	}
	sum, err := p.previewMessages(o.dir, file.Record, tags, o.now)
	if err != nil {
		return p.complain("messages preview", "%v", err)
	}
	sum.Brand, sum.Open = file.ID, filepath.Join(o.dir, "index.html")
	return p.tell("messages preview", sum)
}

// messagesWritten is the outcome of a preview.
type messagesWritten struct {
	Brand    string   `json:"brand"`
	Locales  []string `json:"locales"`
	Messages int      `json:"messages"` // of each kind and state, in each language
	Largest  int      `json:"largest_html_bytes"`
	Segments int      `json:"most_sms_segments"`
	Open     string   `json:"open"`
}

// shownMessage is one message in the list of the preview.
type shownMessage struct {
	File, Title, Subject, SMS string
	Segments                  int
	Alphabet                  string
}

type shownLocale struct {
	Tag      string
	Messages []shownMessage
}

// previewMessages writes all messages in all languages, each language into a folder of its own, and the list of them.
func (p process) previewMessages(dir string, r brand.Record, tags []string, now time.Time) (messagesWritten, error) {
	examples := gallery.All(now)
	bar := progressbar.NewOptions(len(examples)*len(tags), progressbar.OptionSetWriter(p.progress()), progressbar.OptionSetDescription("messages"),
		progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	var sum messagesWritten
	var list []shownLocale
	catalogs := letters.Catalogs()
	for _, tag := range tags {
		words, err := catalogs.Find(tag)
		if err != nil {
			return sum, err
		}
		words = words.With(r.Wording(words.Tag())).InTone(r.Tone)
		folder := filepath.Join(dir, words.Tag())
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return sum, fmt.Errorf("make the folder of the preview: %w", err)
		}
		shown := shownLocale{Tag: words.Tag()}
		for _, e := range examples {
			m, size, err := writeMessage(folder, e, r, words)
			if err != nil {
				return sum, fmt.Errorf("message %s in %s: %w", e.Name, words.Tag(), err)
			}
			m.File = words.Tag() + "/" + e.Name
			shown.Messages = append(shown.Messages, m)
			sum.Messages, sum.Largest, sum.Segments = sum.Messages+1, max(sum.Largest, size), max(sum.Segments, m.Segments)
			bar.Add(1) //nolint:errcheck // only the drawing could fail
		}
		list, sum.Locales = append(list, shown), append(sum.Locales, shown.Tag)
	}
	bar.Finish() //nolint:errcheck // only the drawing could fail
	return sum, writeMessagesIndex(dir, r, list, now)
}

// writeMessage writes the files of one message and tells how large its HTML is.
func writeMessage(folder string, e gallery.Example, r brand.Record, words *locale.Catalog) (shownMessage, int, error) {
	letter := e.Letter(r, words)
	email, err := letter.Email()
	if err != nil {
		return shownMessage{}, 0, err
	}
	sms, err := letter.SMS()
	if err != nil {
		return shownMessage{}, 0, err
	}
	for end, text := range map[string]string{".html": email.HTML, ".txt": "Subject: " + email.Subject + "\n\n" + email.Text, ".sms.txt": smsFile(sms)} {
		if err := os.WriteFile(filepath.Join(folder, e.Name+end), []byte(text), 0o644); err != nil { //nolint:gosec // to be looked at, by a web server too
			return shownMessage{}, 0, fmt.Errorf("write the preview: %w", err)
		}
	}
	return shownMessage{Title: e.Title, Subject: email.Subject, SMS: sms.Body, Segments: sms.Segments, Alphabet: sms.Alphabet}, len(email.HTML), nil
}

func smsFile(s mail.SMS) string {
	return fmt.Sprintf("%s\n\nsegments: %d\nalphabet: %s\n", s.Body, s.Segments, s.Alphabet)
}

func writeMessagesIndex(dir string, r brand.Record, list []shownLocale, now time.Time) error {
	index, err := template.New("index").Parse(messagesIndex)
	if err != nil {
		return fmt.Errorf("parse the list of the preview: %w", err)
	}
	var b strings.Builder
	if err := index.Execute(&b, map[string]any{"Name": r.Name, "Day": now.Format(time.DateOnly), "Locales": list}); err != nil {
		return fmt.Errorf("write the list of the preview: %w", err)
	}
	return os.WriteFile(filepath.Join(dir, "index.html"), []byte(b.String()), 0o644) //nolint:gosec // as above
}
