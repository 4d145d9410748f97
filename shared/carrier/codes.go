package carrier

import (
	"encoding/csv"
	"fmt"
	"strings"
	"sync"

	"doorstep/shared/shipment"
)

// Meaning is what a vendor's code or wording means in Doorstep's words. The empty Status is a meaning too: the scan says
// nothing about where the parcel stands.
type Meaning struct {
	Status shipment.Status
	Sub    string
}

// Unmapped is the meaning of what no table knows. It never becomes "in transit": a person must see it and add a row.
var Unmapped = Meaning{Status: shipment.Unknown, Sub: "unmapped_code"}

// OrUnmapped gives the meaning of a scan from what a table answered: m where it is known, else Unmapped.
func OrUnmapped(m Meaning, known bool) Meaning {
	if !known {
		return Unmapped
	}
	return m
}

// Codes is a vendor's code table: codes.csv beside the adapter, with the columns
//
//	field   what the row explains: a name that the adapter chooses ("code", "type"), or "words"
//	code    the vendor's code; for "words" a phrase in lower case that the vendor's text contains
//	text    the vendor's own words for the code
//	status  ours, or empty
//	sub     our sub-status, or empty
//	source  a link to where the vendor, or an observed payload, says so
//
// A Codes is safe for concurrent use.
type Codes struct {
	read func() *rows // once, at the first question: a function that links every adapter needs few of their tables
	said memo
}

// rows is a table that has been read.
type rows struct {
	codes map[codeKey]Meaning
	texts map[string]Meaning // by normalised vendor text
	words []phrase
}

type codeKey struct{ field, code string }

type phrase struct {
	words   string
	meaning Meaning
}

const wordsField = "words"

// ParseCodes reads a code table and refuses a row with a status or sub-status outside the vocabulary, without a source, or
// that contradicts an earlier one. A code may have several rows with several texts; the first one is what the code means
// when the text says nothing.
func ParseCodes(table string) (*Codes, error) {
	parsed, err := parse(table)
	return &Codes{read: func() *rows { return parsed }}, err
}

func parse(table string) (*rows, error) {
	r := csv.NewReader(strings.NewReader(table))
	r.FieldsPerRecord = 6
	lines, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read code table: %w", err)
	}
	c := &rows{codes: make(map[codeKey]Meaning, len(lines)), texts: make(map[string]Meaning, len(lines))}
	for i, row := range lines {
		if i == 0 {
			continue
		}
		if err := c.add(row); err != nil {
			return nil, fmt.Errorf("read code table, row %d: %w", i+1, err)
		}
	}
	return c, nil
}

// MustCodes is ParseCodes for a table that is part of the program. Its first question panics on a table that the adapter's own
// tests would have refused.
func MustCodes(table string) *Codes {
	return &Codes{read: sync.OnceValue(func() *rows {
		parsed, err := parse(table)
		if err != nil {
			panic(err)
		}
		return parsed
	})}
}

func (c *rows) add(row []string) error {
	field, code, text, source := row[0], row[1], row[2], row[5]
	m := Meaning{Status: shipment.Status(row[3]), Sub: row[4]}
	switch {
	case field == "" || code == "" && text == "":
		return fmt.Errorf("field, and code or text, must not be empty")
	case m.Status != "" && !m.Status.Valid():
		return fmt.Errorf("no such status: %q", m.Status)
	case m.Sub != "" && !hasSub(m):
		return fmt.Errorf("%q is no sub-status of %q", m.Sub, m.Status)
	case source == "":
		return fmt.Errorf("no source")
	}
	if field == wordsField {
		c.words = append(c.words, phrase{strings.ToLower(code), m})
		return nil
	}
	key := codeKey{field, code}
	if _, ok := c.codes[key]; !ok && code != "" {
		c.codes[key] = m
	}
	if text == "" {
		return nil
	}
	if old, ok := c.texts[normalText(text)]; ok && old.Status != m.Status {
		return fmt.Errorf("%q means %q above and %q here", text, old.Status, m.Status)
	}
	c.texts[normalText(text)] = m
	return nil
}

// Code gives the meaning of a code in a field.
func (c *Codes) Code(field, code string) (Meaning, bool) {
	m, ok := c.read().codes[codeKey{field, code}]
	return m, ok
}

// Text gives the meaning of a text that is, but for case and a closing full stop, one of the vendor's own in the table.
func (c *Codes) Text(text string) (Meaning, bool) {
	if text == "" {
		return Meaning{}, false
	}
	m, ok := c.read().texts[normalText(text)]
	return m, ok
}

// Words gives the meaning of the first phrase of the table that the text contains.
func (c *Codes) Words(text string) (Meaning, bool) {
	words := c.read().words
	if text == "" || len(words) == 0 {
		return Meaning{}, false
	}
	if a, ok := c.said.find(text); ok {
		return a.meaning, a.known
	}
	a := answer{}
	for normal, i := normalText(text), 0; i < len(words) && !a.known; i++ {
		if strings.Contains(normal, words[i].words) {
			a = answer{words[i].meaning, true}
		}
	}
	c.said.keep(text, a)
	return a.meaning, a.known
}

// Len is the number of codes that the table explains.
func (c *Codes) Len() int { return len(c.read().codes) }

func normalText(s string) string {
	return strings.ToLower(strings.TrimRight(s, ". "))
}

func hasSub(m Meaning) bool {
	for _, sub := range shipment.SubStatuses[m.Status] {
		if sub == m.Sub {
			return true
		}
	}
	return false
}
