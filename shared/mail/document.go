package mail

import "html/template"

// A document is a message between what it means and how it is drawn: every text of it is ready to be shown. HTML and plain text are
// drawn from the same document, so that one cannot say what the other does not.
type document struct {
	Lang, Dir string
	Subject   string
	Preheader string // what a list of messages shows behind the subject
	Head      head
	Tone      string // "", "good", "warn", "bad", "idle": the colour of the edge
	Rail      int    // of the four parts of the way, how many are behind the parcel; 0: no rail
	Hello     string
	Title     string
	Sections  []section
	Foot      []section
	Colon     string // between a label and its value, with the spaces of the language
	Look      look
}

// head is the brand on top.
type head struct {
	Name, Site string
	Logo       string // https; empty: the name is shown
}

// section is a part of a document. What is empty is not drawn.
type section struct {
	Box    bool   // drawn as a box of its own: a date, a place, a code
	Rule   bool   // a line above it: a new parcel, help
	Over   string // small, above the title: "Parcel 1 of 2"
	Title  string
	Big    string // a date or an amount
	Texts  []string
	Lines  []string // of strangers, each in its own direction: an address
	Quote  string   // in the carrier's words
	Rows   []row
	Items  []string
	Button anchor
	Scores []score
	Links  []anchor
}

type row struct{ Label, Value string }

// anchor is a link with its words. Address is https, mailto or tel.
type anchor struct {
	Label   string
	Address template.URL
}

// score is one of the five links of a rating.
type score struct {
	anchor
	Number string
}

func (s section) empty() bool {
	return s.Title == "" && s.Big == "" && len(s.Texts) == 0 && len(s.Lines) == 0 && s.Quote == "" && len(s.Rows) == 0 && len(s.Items) == 0 && len(s.Links) == 0 &&
		len(s.Scores) == 0 && s.Button.Address == ""
}

// add appends the sections that hold something.
func (d *document) add(sections ...section) {
	for _, s := range sections {
		if !s.empty() {
			d.Sections = append(d.Sections, s)
		}
	}
}

// Way gives the four parts of the rail, true: behind the parcel.
func (d document) Way() []bool {
	out := make([]bool, 4)
	for i := range out {
		out[i] = i < d.Rail
	}
	return out
}
