// Package brandfile reads the YAML file in which a merchant describes a brand: the fields of shared/brand's record under their
// stored names, beside them `brand` (the id in addresses), `accounts` and `logo_file`. It names every problem with its line. It
// writes nothing and asks no network.
package brandfile

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"strings"
	_ "time/tzdata" // whether a zone exists is not a matter of this machine

	"gopkg.in/yaml.v3"

	"doorstep/shared/brand"
	"doorstep/shared/brand/drawing"
	"doorstep/shared/locale/letters"
)

// File is a brand as its file says it.
type File struct {
	ID       string   // in addresses and keys: "aster"
	Accounts []string // "source/account" pairs that may speak for the brand; nil: the file says nothing about them
	Record   brand.Record
	Warnings []string // what is allowed and may surprise, one sentence each
}

// document is the file's top. The record's own fields stand beside the others.
type document struct {
	Brand    string   `json:"brand"`
	Accounts []string `json:"accounts"`
	LogoFile string   `json:"logo_file"` // beside the file; embedded as logo
	brand.Record
}

// Problems is every problem of a file, one line each: "12: seasons[0].until must ...".
type Problems []string

// Error gives all problems, each on its own line.
func (p Problems) Error() string { return strings.Join(p, "\n") }

var (
	ids      = regexp.MustCompile(`^[a-z0-9_-]{1,64}$`) // as the merchant API takes them
	accounts = regexp.MustCompile(`^[a-z0-9_]{1,32}/[A-Za-z0-9._-]{1,64}$`)
)

// Parse reads a file. open gives the content of a file named in it (logo_file). The error is of type Problems, or says why the YAML
// cannot be read at all.
func Parse(data []byte, open func(name string) ([]byte, error)) (File, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return File{}, Problems{strings.TrimPrefix(err.Error(), "yaml: ")}
	}
	if len(root.Content) == 0 {
		return File{}, Problems{"1: the file is empty"}
	}
	r := reader{lines: map[string]int{"": 1}}
	var d document
	r.read(root.Content[0], &d)
	if len(r.problems) > 0 { // what was not understood would only cause problems that are none
		return File{}, r.problems
	}
	d.Record.Version = brand.RecordVersion
	r.check(&d, open)
	if len(r.problems) > 0 {
		return File{}, r.problems
	}
	return File{ID: d.Brand, Accounts: d.Accounts, Record: d.Record, Warnings: append(d.Record.Warnings(), unspoken(d.Record)...)}, nil
}

func (r *reader) check(d *document, open func(name string) ([]byte, error)) {
	if !ids.MatchString(d.Brand) {
		r.problem("brand", "brand must be an id of 1 to 64 lower-case letters, digits, - and _")
	}
	for i, account := range d.Accounts {
		if at := fmt.Sprintf("accounts[%d]", i); !accounts.MatchString(account) {
			r.problem(at, at+` must be a source and its account, like "easypost/main"`)
		}
	}
	if d.LogoFile != "" {
		r.embed(d, open)
	}
	for _, problem := range append(d.Record.Problems(), d.Record.CheckTexts(fits)...) {
		at, _, _ := strings.Cut(problem, " ")
		r.problem(strings.TrimSuffix(at, ":"), problem)
	}
	if bad := drawn(d.Logo); bad != "" {
		r.problem("logo", bad)
	}
	if _, err := brand.Encode(d.Record); err != nil && len(r.problems) == 0 {
		r.problem("", err.Error())
	}
}

// embed makes the logo of a file a data: address: a page asks nobody for images.
func (r *reader) embed(d *document, open func(name string) ([]byte, error)) {
	if d.Logo != "" {
		r.problem("logo_file", "logo_file must not stand beside logo")
		return
	}
	raw, err := open(d.LogoFile)
	if err != nil {
		r.problem("logo_file", fmt.Sprintf("logo_file cannot be read: %v", err))
		return
	}
	kind := http.DetectContentType(raw)
	if strings.EqualFold(path.Ext(d.LogoFile), ".svg") {
		kind = "image/svg+xml" // its content is checked with the record
	}
	if kind != "image/svg+xml" && kind != "image/png" && kind != "image/webp" {
		r.problem("logo_file", fmt.Sprintf("logo_file must be a PNG, WebP or SVG, %s looks like %s", d.LogoFile, kind))
		return
	}
	d.Logo = "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(raw)
	r.lines["logo"] = r.lines["logo_file"]
}

// drawn says what is wrong with a logo that is an SVG.
func drawn(logo string) string {
	data, ok := strings.CutPrefix(logo, "data:image/svg+xml;base64,")
	if !ok {
		return ""
	}
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return fmt.Sprintf("logo must be base64: %v", err)
	}
	if bad := drawing.Problem(raw); bad != "" {
		return "logo must be an SVG without " + bad
	}
	return ""
}

// fits asks the catalog of a language whether a text can stand in for one of its own.
func fits(tag, key, text string) error {
	words, err := letters.Find(tag)
	if err != nil {
		return err
	}
	return words.Fits(key, text)
}

// unspoken names the languages that have no catalog.
func unspoken(r brand.Record) []string {
	var out []string
	for i, tag := range r.Locales {
		words, err := letters.Find(tag)
		if err != nil || language(words.Tag()) != language(tag) {
			out = append(out, fmt.Sprintf("locales[%d] %s has no catalog: its readers get the next one of the list, or English", i, tag))
		}
	}
	return out
}

func language(tag string) string {
	l, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return l
}
