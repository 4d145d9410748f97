package look

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/locale"
	"doorstep/shared/page"
	"doorstep/shared/web"
)

// VaryLanguage is the Vary header of answers whose words follow the browser's language.
const VaryLanguage = "Accept-Encoding, Accept-Language"

// Refuse answers with a page what cannot be shown. A link that is wrong, unknown, expired, withdrawn or erased gets one and the same
// answer.
func (l *Looks) Refuse(w http.ResponseWriter, r *http.Request, pages *page.Pages, err error) {
	status, write := fault.Status(err), pages.WriteDown
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Gone:
		status, write = http.StatusNotFound, pages.WriteMissing
	}
	if failed := l.Notice(w, r, status, write); failed != nil {
		web.WriteError(w, fmt.Errorf("%w, while answering: %w", failed, err))
	}
}

// Notice answers with a page of one sentence, in nobody's look: which brand it would be, nobody learns here. With an error nothing
// was answered.
func (l *Looks) Notice(w http.ResponseWriter, r *http.Request, status int, write func(io.Writer, page.Theme, *locale.Catalog) error) error {
	words, err := l.words.Find(r.Header.Get("Accept-Language"))
	if err != nil {
		return err
	}
	theme := page.NewTheme(brand.Default(words.Text("missing.brand")))
	var b bytes.Buffer
	if err := write(&b, theme, words); err != nil {
		return err
	}
	w.Header().Set("Vary", VaryLanguage)
	web.WritePage(w, r, status, theme.Policy, b.Bytes())
	return nil
}
