package mail

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"sync"
)

//go:embed letter.html
var letterHTML string

// letters is the template of all e-mails, parsed with the first of them.
var letters = sync.OnceValues(func() (*template.Template, error) { return template.New("letter").Parse(letterHTML) })

// drawHTML draws a document as HTML: tables, because Outlook on Windows lays out nothing else
// (https://learn.microsoft.com/previous-versions/office/developer/office-2007/aa338201(v=office.12)), with every style inline, because
// Gmail drops style sheets in some of its programs (https://developers.google.com/workspace/gmail/design/css). The style sheet in the
// head holds only what a reader can do without.
func drawHTML(d document) (string, error) {
	set, err := letters()
	if err != nil {
		return "", fmt.Errorf("parse the template of e-mails: %w", err)
	}
	var b bytes.Buffer
	if err := set.Execute(&b, d); err != nil {
		return "", fmt.Errorf("draw e-mail: %w", err)
	}
	return b.String(), nil
}
