package page

import (
	"io"

	"doorstep/shared/locale"
)

// Stop is the page behind the address that ends messages. It asks, says what stands, and lets a choice be taken back. It is told
// neither the address nor any order: who forwards a message forwards its links.
type Stop struct {
	Theme  Theme
	Words  *locale.Catalog
	Path   string // of this page: /u/{token}
	Scope  string // what is stopped: "", "optional" or "all"
	Undo   bool   // the reader chose it here and may take it back
	Undone bool   // they just did
}

// Choices of the form, in its field "choice".
const (
	StopExtras     = "extras"
	StopEverything = "everything"
	StopUndo       = "undo"
)

type stopModel struct {
	top
	Path     string
	State    string // what stands, in a sentence; or empty
	Text     string
	Options  []stopOption
	Policies []policy
	Words    stopWords
}

type stopWords struct{ Private string }

// stopOption is a button with what it means.
type stopOption struct {
	Value, Label, Hint string
	Primary            bool
}

// WriteStop renders the page.
func (p *Pages) WriteStop(w io.Writer, s Stop) error {
	t, brand := s.Words.Text, Plain(s.Theme.brand.Name, maxLine)
	m := stopModel{
		top: newTop(s.Theme, s.Words, t("stop.title", "brand", brand)), Path: s.Path, Policies: policies(s.Theme.brand.Policies, s.Words),
		Words: stopWords{Private: t("stop.private")},
	}
	extras := stopOption{Value: StopExtras, Label: t("stop.extras"), Hint: t("stop.extras_hint"), Primary: true}
	everything := stopOption{Value: StopEverything, Label: t("stop.everything"), Hint: t("stop.everything_hint")}
	undo := stopOption{Value: StopUndo, Label: t("stop.undo"), Hint: t("stop.undo_hint")}
	switch {
	case s.Scope == "all" && !s.Undo:
		m.State = t("stop.barred", "brand", brand)
	case s.Scope == "all":
		m.State, m.Options = t("stop.everything_done", "brand", brand), []stopOption{undo}
	case s.Scope != "":
		m.State, m.Options = t("stop.extras_done", "brand", brand), []stopOption{everything}
		if s.Undo {
			m.Options = []stopOption{everything, undo}
		}
	default:
		if s.Undone {
			m.State = t("stop.undone")
		}
		m.Text, m.Options = t("stop.text", "brand", brand), []stopOption{extras, everything}
	}
	return p.write(w, "stop", m)
}
