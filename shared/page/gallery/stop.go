package gallery

import (
	"io"

	"doorstep/shared/page"
)

// stops are what a reader may find behind the address that ends messages.
func (o others) stops() []Beside {
	form := func(name, title, scope string, undo, undone bool) Beside {
		return Beside{name, title, func(p *page.Pages, to io.Writer) error {
			return p.WriteStop(to, page.Stop{Theme: o.theme, Words: o.words, Path: "/u/aaaa", Scope: scope, Undo: undo, Undone: undone})
		}}
	}
	return []Beside{
		form("stop", "Which messages to stop", "", false, false),
		form("stop-extras", "The extras are stopped", "optional", true, false),
		form("stop-everything", "All messages are stopped", "all", true, false),
		form("stop-undone", "All messages come again", "", false, true),
		form("stop-barred", "A bounce or a complaint stopped them", "all", false, false),
	}
}
