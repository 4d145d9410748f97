package orderfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Table is the file, its columns recognised.
type Table struct {
	Header  []string
	Ignored []string // headings that mean nothing here
	rows    []row
	columns []Column // by position; the zero Column where a heading was ignored
}

type row struct {
	line  int
	cells []string
}

// Rows is the number of rows below the heading.
func (t Table) Rows() int { return len(t.rows) }

// maxCell bounds one cell, in bytes: the longest field of an order has far less.
const maxCell = 16 << 10

// Read reads a CSV file: comma, semicolon or tab, quoted as RFC 4180 says, with a heading. Windows says that the bytes are in the
// Windows-1252 of older spreadsheets; otherwise they must be UTF-8. The error names the line.
func Read(in io.Reader, windows bool) (Table, error) {
	raw, err := io.ReadAll(in)
	if err != nil {
		return Table{}, fmt.Errorf("read file: %w", err)
	}
	if windows {
		if raw, err = charmap.Windows1252.NewDecoder().Bytes(raw); err != nil {
			return Table{}, fmt.Errorf("read as Windows-1252: %w", err)
		}
	}
	if bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff}) { // Excel's "Unicode text"
		if raw, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw); err != nil {
			return Table{}, fmt.Errorf("read as UTF-16: %w", err)
		}
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if at := invalid(raw); at > 0 {
		return Table{}, fmt.Errorf("line %d is not UTF-8: save the file as UTF-8, or say --encoding windows-1252", at)
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(raw), -1, false
	header, err := firstRow(r)
	if errors.Is(err, io.EOF) {
		return Table{}, errors.New("the file is empty; its first line must name the columns")
	}
	if err != nil {
		return Table{}, fmt.Errorf("read heading: %w", err)
	}
	for i, title := range header {
		header[i] = bare(title)
	}
	t := Table{Header: header}
	if err := t.recognise(); err != nil {
		return Table{}, err
	}
	return t, t.fill(r)
}

// firstRow gives the heading: eBay begins a report with a row of nothing, Excel with "sep=;".
func firstRow(r *csv.Reader) ([]string, error) {
	for {
		cells, err := r.Read()
		if err != nil || !isBlank(cells) && !strings.HasPrefix(strings.ToLower(cells[0]), "sep=") {
			return cells, err
		}
	}
}

func isBlank(cells []string) bool { return strings.TrimSpace(strings.Join(cells, "")) == "" }

func (t *Table) fill(r *csv.Reader) error {
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read file: %w", err) // names the line
		}
		line, _ := r.FieldPos(0)
		if len(cells) > len(t.Header) {
			return fmt.Errorf("line %d has %d cells, the heading %d: is a quote or a separator missing?", line, len(cells), len(t.Header))
		}
		for i, cell := range cells {
			if len(cell) > maxCell {
				return fmt.Errorf("line %d: the cell below %q has over %d bytes: is a quote missing?", line, t.Header[i], maxCell)
			}
			cells[i] = bare(cell)
		}
		if !isBlank(cells) {
			t.rows = append(t.rows, row{line, cells})
		}
	}
}

// separator is the mark that the heading has most of, outside of quotes. The heading is the first line that has any; Excel's "sep=;" has
// the right one.
func separator(raw []byte) rune {
	for line := range bytes.Lines(raw) {
		line = bytes.TrimSpace(line)
		if named, ok := bytes.CutPrefix(bytes.ToLower(line), []byte("sep=")); ok && len(named) == 1 {
			return rune(named[0])
		}
		best, most := ',', 0
		for _, mark := range []rune{',', ';', '\t'} {
			if n := count(string(line), mark); n > most {
				best, most = mark, n
			}
		}
		if len(line) > 0 && most != len(line) { // not a row of nothing
			return best
		}
	}
	return ','
}

// count counts a mark outside of quotes.
func count(line string, mark rune) int {
	n, quoted := 0, false
	for _, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == mark && !quoted:
			n++
		}
	}
	return n
}

// invalid gives the first line that is not UTF-8, or 0.
func invalid(raw []byte) int {
	if utf8.Valid(raw) {
		return 0
	}
	for i, line := range bytes.Split(raw, []byte("\n")) {
		if !utf8.Valid(line) {
			return i + 1
		}
	}
	return 0
}

// WriteRows writes the rows of all orders that have a problem, in the form of the file, with what is wrong in a last column, which
// Read ignores.
func (t Table) WriteRows(out io.Writer, problems []Problem) error {
	wrong, orders := map[int][]string{}, map[string]bool{}
	for _, p := range problems {
		wrong[p.Line] = append(wrong[p.Line], strings.TrimSpace(p.Column+" "+p.Detail))
		orders[p.Order] = true
	}
	w := csv.NewWriter(out)
	write := func(cells []string) error {
		for i, cell := range cells {
			cells[i] = quoted(cell)
		}
		return w.Write(cells)
	}
	if err := write(append(slices.Clone(t.Header), "problem")); err != nil {
		return err
	}
	for _, r := range t.rows {
		number := strings.TrimSpace(t.cell(r, numberColumn))
		if len(wrong[r.line]) == 0 && (number == "" || !orders[number]) {
			continue
		}
		cells := make([]string, len(t.Header), len(t.Header)+1)
		copy(cells, r.cells)
		if err := write(append(cells, strings.Join(wrong[r.line], "; "))); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
