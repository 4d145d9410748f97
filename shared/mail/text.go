package mail

import "strings"

// drawText draws a document as plain text: a blank line between sections, each link on a line of its own behind its words.
func drawText(d document) string {
	var b strings.Builder
	line := func(parts ...string) {
		b.WriteString(strings.Join(parts, ""))
		b.WriteByte('\n')
	}
	line(d.Head.Name)
	if d.Head.Site != "" {
		line(d.Head.Site)
	}
	line()
	if d.Hello != "" {
		line(d.Hello)
		line()
	}
	line(d.Title)
	for _, s := range d.Sections {
		line()
		if s.Rule {
			line("--------")
		}
		s.write(line, d.Colon)
	}
	line()
	line("--------")
	for _, s := range d.Foot {
		s.write(line, d.Colon)
	}
	return b.String()
}

func (s section) write(line func(parts ...string), colon string) {
	if s.Over != "" {
		line(s.Over)
	}
	switch {
	case s.Title != "" && s.Big != "":
		line(s.Title, colon, s.Big)
	case s.Title != "":
		line(s.Title)
	case s.Big != "":
		line(s.Big)
	}
	for _, text := range s.Texts {
		line(text)
	}
	for _, text := range s.Lines {
		line(text)
	}
	if s.Quote != "" {
		line(s.Quote)
	}
	for _, it := range s.Items {
		line("- ", it)
	}
	for _, r := range s.Rows {
		line(r.Label, colon, r.Value)
	}
	if s.Button.Address != "" {
		s.Button.write(line, colon)
	}
	for _, sc := range s.Scores {
		line(sc.Number, " ", sc.Label, before(colon), string(sc.Address))
	}
	for _, l := range s.Links {
		l.write(line, colon)
	}
}

// write gives a link with its words. An address of an e-mail or a phone is its own words.
func (a anchor) write(line func(parts ...string), colon string) {
	if scheme, _, _ := strings.Cut(string(a.Address), ":"); scheme == "mailto" || scheme == "tel" {
		line(a.Label)
		return
	}
	line(a.Label, before(colon), string(a.Address))
}

// before gives a colon as it stands before an address: with a space in every script, or mail programs may not see where a link begins.
func before(colon string) string { return strings.TrimSuffix(colon, " ") + " " }
