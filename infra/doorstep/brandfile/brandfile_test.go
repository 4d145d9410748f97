package brandfile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/infra/doorstep/brandfile"
	"doorstep/shared/brand"
)

// files are what a brand's file may name.
func files(name string) ([]byte, error) {
	switch name {
	case "logo.svg":
		return []byte(`<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>`), nil
	case "bad.svg":
		return []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), nil
	case "large.png":
		return []byte("\x89PNG\r\n\x1a\n" + strings.Repeat("x", 6000)), nil
	case "page.html":
		return []byte("<html>"), nil
	default:
		return nil, errors.New("there is no such file")
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := brandfile.Parse([]byte(`
brand: aster
name: Aster & Pine
accounts: [easypost/main]
accent: "#1d6f5c"
logo_file: logo.svg
support: {phone: 0123 456}
locales: [en, sv, no]
seasons:
  - &winter {name: winter, from: 2026-12-01, until: 2026-12-24}
images:
lookup: {by_number: true}
link_days: 30
texts:
  en: {text.delivered: It is there}
`), files)
	if err != nil {
		t.Fatal(err)
	}
	want := brandfile.File{
		ID: "aster", Accounts: []string{"easypost/main"},
		Record: brand.Record{
			Version: 1, Name: "Aster & Pine", Accent: "#1d6f5c", Locales: []string{"en", "sv", "no"}, Support: brand.Support{Phone: "0123 456"},
			Logo:    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxwYXRoIGQ9Ik0wIDBoOXY5eiIvPjwvc3ZnPg==",
			Seasons: []brand.Season{{Name: "winter", From: "2026-12-01", Until: "2026-12-24"}},
			Lookup:  brand.Lookup{ByNumber: true}, LinkDays: 30,
			Texts: map[string]map[string]string{"en": {"text.delivered": "It is there"}},
		},
		Warnings: []string{
			"accent #1d6f5c has a contrast of 2.8 on the dark page and 4.5 is needed: there it is shown as #569385",
			"messages.mode is shadow: decisions are recorded and nothing is sent",
			"locales[1] sv has no catalog: its readers get the next one of the list, or English",
			"locales[2] no has no catalog: its readers get the next one of the list, or English",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("file differs (-want +got):\n%s", diff)
	}
}

func TestProblemsNameLines(t *testing.T) {
	t.Parallel()
	const head = "brand: aster\nname: A\n"
	cases := map[string]struct{ in, want string }{
		"unknown field":          {head + "colour: red\n", "3: colour is no field; there are: accent, accounts, analytics, brand, "},
		"unknown field below":    {head + "support:\n  url: https://a.example\n  mail: a@b.example\n", "5: support.mail is no field; there are: email, hours, phone, url"},
		"twice":                  {head + "name: B\n", "3: name must not be given twice"},
		"bad value":              {head + "seasons:\n  - name: w\n    from: 2026-12-01\n    until: 2026-11-01\n", "6: seasons[0].until must not be before from, 2026-12-01"},
		"missing value":          {head + "seasons:\n  - name: w\n    until: 2026-11-01\n", "4: seasons[0].from must be a date like 2026-11-20"},
		"no id":                  {"name: A\n", "1: brand must be an id"},
		"id with a slash":        {"brand: a/b\nname: A\n", "1: brand must be an id"},
		"a list for a text":      {head + "site: [a]\n", "3: site must be a single value"},
		"a text for a list":      {head + "domains: track.aster.example\n", "3: domains must be a list"},
		"a text for fields":      {head + "support: call us\n", "3: support must have fields with names"},
		"a word for a switch":    {head + "lookup: {by_number: maybe}\n", "3: lookup.by_number must be true or false"},
		"a word for a number":    {head + "link_days: many\n", "3: link_days must be a whole number"},
		"a list at the top":      {"- a\n", "1: the file must have fields with names"},
		"nothing":                {"# only words\n", "1: the file is empty"},
		"no YAML":                {"a: [\n", "line 1: did not find expected node content"},
		"text of no catalog":     {head + "texts:\n  en:\n    text.nowhere: x\n", `5: texts.en.text.nowhere: there is no text "text.nowhere" to replace`},
		"placeholder of nothing": {head + "texts:\n  en:\n    text.delivered: Hi {name}\n", `5: texts.en.text.delivered: text "text.delivered" has no value for {name}`},
		"logo is missing":        {head + "logo_file: nowhere.svg\n", "3: logo_file cannot be read: there is no such file"},
		"logo is a page":         {head + "logo_file: page.html\n", "3: logo_file must be a PNG, WebP or SVG, page.html looks like text/html"},
		"logo is too large":      {head + "logo_file: large.png\n", "3: logo must be a data: address of a PNG, WebP or SVG in base64 of at most 6 KiB"},
		"logo runs":              {head + "logo_file: bad.svg\n", "3: logo must be an SVG without <script>"},
		"two logos":              {head + "logo: x\nlogo_file: logo.svg\n", "4: logo_file must not stand beside logo"},
		"no minutes":             {head + "messages:\n  merge: 10m\n", "4: messages.merge must be a whole number"},
		"a kind of no message":   {head + "messages:\n  kinds:\n    arrived: {on: true}\n", "5: messages.kinds.arrived must be a kind of message, one of order_confirmed, "},
		"a rule that is none":    {head + "messages:\n  kinds:\n    delay: off\n", "5: messages.kinds.delay must have fields with names"},
		"sms from nobody":        {head + "messages:\n  kinds: {delay: {channels: [sms]}}\n", "3: messages.sms.senders must be given when a kind of message goes out as sms"},
		"sender of a nowhere":    {head + "messages:\n  sms:\n    senders:\n      \"d\\ne\": Aster\n", `5: messages.sms.senders."d\ne" must be named by a country`},
		"account":                {head + "accounts: [easypost]\n", "3: accounts[0] must be a source and its account"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := brandfile.Parse([]byte(c.in), files)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Parse gives %v, want %q", err, c.want)
			}
		})
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	_, err := brandfile.Parse([]byte("brand: A\nname: ''\nfeed: http://a.example\n"), files)
	var problems brandfile.Problems
	if !errors.As(err, &problems) || len(problems) != 3 {
		t.Errorf("problems %q", problems)
	}
}

// The example that people copy is a good one.
// Small files that would become large, or go round, are refused at once.
func TestBombs(t *testing.T) {
	t.Parallel()
	const head = "brand: aster\nname: A\n"
	laughs := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		laughs += fmt.Sprintf("%c: &%c [%s*%c]\n", c, c, strings.Repeat(fmt.Sprintf("*%c,", c-1), 9), c-1)
	}
	for name, c := range map[string]struct{ in, want string }{
		"a billion laughs": {head + laughs + "domains: *j\n", "3: a is no field"},
		"a square":         {head + "slots:\n - &s {kind: tip, title: x, skus: [" + strings.Repeat("a,", 9_000) + "]}\n" + strings.Repeat(" - *s\n", 9_000), "the file has more than 20000 values"},
		"very deep":        {head + strings.Repeat("[", 100_000), "line 3"},
		"texts of itself":  {head + "texts: &t {en: *t}\n", "3: texts.en.en must be a single value"},
		"a list of itself": {head + "slots: &t [*t]\n", "3: slots[0] must have fields with names"},
		"merged in itself": {head + "support: &x {<<: *x}\n", "3: support.<< is no field"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := brandfile.Parse([]byte(c.in), files); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Parse gives %.300v, want %q", err, c.want)
			}
		})
	}
}

func TestDemoBrand(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("..", "..", "local", "demo")
	data, err := os.ReadFile(filepath.Join(dir, "aster.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := brandfile.Parse(data, func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) })
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != "aster" || got.Record.Logo == "" || len(got.Record.Slots) != 3 {
		t.Errorf("read %+v", got)
	}
	t.Logf("%q", got.Warnings)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("brand: aster\nname: A\nseasons: [{name: w, from: 2026-12-01}]\n"))
	f.Add([]byte("a: &a [*a]\nbrand: *a\n"))
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, in []byte) {
		file, err := brandfile.Parse(in, files)
		if err == nil {
			if _, err := brand.Encode(file.Record); err != nil {
				t.Errorf("what was read cannot be stored: %v", err)
			}
		} else if strings.TrimSpace(err.Error()) == "" {
			t.Error("an error without words")
		}
	})
}
