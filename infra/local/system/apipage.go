package system

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"doorstep/infra/contract"
)

// apiPages shows the API's description to people. It is read for every request, so whoever edits it sees what becomes of it.
type apiPages struct {
	file string
	page *template.Template
}

// addAPIPages puts the API's description below /_local/ and lists it, where the checkout has one.
func (s *System) addAPIPages(root string) error {
	page, err := apiTemplate()
	if err != nil {
		return err
	}
	p := apiPages{file: filepath.Join(root, "infra", "openapi.yaml"), page: page}
	s.local.HandleFunc("GET /_local/api", p.serve)
	s.local.HandleFunc("GET /_local/openapi.yaml", p.raw)
	if _, err := os.Stat(p.file); err == nil {
		s.AddPlace(Place{Group: "API", Title: "API docs", URL: s.URL() + "/_local/api", Note: "every route with its fields, answers and examples"})
	}
	return nil
}

// apiTable is what the template of a table gets.
type apiTable struct {
	Label, Of string
	Rows      []apiRow
}

func apiTemplate() (*template.Template, error) {
	return template.New("api.html").Funcs(template.FuncMap{
		"prose": prose,
		"table": func(label, of string, rows []apiRow) apiTable { return apiTable{label, of, rows} },
	}).ParseFS(pageFiles, "api.html")
}

// raw gives the file as it is.
func (p apiPages) raw(w http.ResponseWriter, _ *http.Request) {
	data, err := os.ReadFile(p.file)
	if err != nil {
		http.Error(w, "the checkout has no infra/openapi.yaml", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/yaml") // RFC 9512
	w.Write(data)                                      //nolint:errcheck // the reader is gone
}

// serve shows it, or what is wrong with it.
func (p apiPages) serve(w http.ResponseWriter, _ *http.Request) {
	data, err := os.ReadFile(p.file)
	if err != nil {
		http.Error(w, "the checkout has no infra/openapi.yaml", http.StatusNotFound)
		return
	}
	d, err := contract.Load(data)
	var b bytes.Buffer
	if err == nil {
		err = p.page.Execute(&b, newAPI(d))
	}
	if err != nil {
		http.Error(w, "infra/openapi.yaml: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
	w.Write(b.Bytes()) //nolint:errcheck // the reader is gone
}

// api is the description as the page shows it.
type api struct {
	Title, Version string
	About          []template.HTML
	Groups         []apiGroup
	Schemas        []apiSchema
	Keys           []apiRow // how one shows who one is
}

type apiGroup struct {
	Name, About string
	Operations  []apiOperation
}

type apiOperation struct {
	ID, Method, Path, Summary, Security string
	About                               []template.HTML
	Parameters                          []apiRow
	Request                             string // what is said of the body
	Bodies                              []apiBody
	Answers                             []apiAnswer
}

type apiAnswer struct {
	Status, About string
	Headers       []apiRow
	Bodies        []apiBody
}

// apiBody is one content type of a request or an answer.
type apiBody struct {
	Kind     string
	Type     apiType
	Examples []string
}

// apiSchema is a schema that has a name.
type apiSchema struct {
	Name     string
	About    []template.HTML
	Type     apiType
	Rows     []apiRow
	Examples []string
}

func newAPI(d *contract.Document) api {
	root := d.Root()
	out := api{Title: root.Field("info").Field("title").Text(), Version: root.Field("info").Field("version").Text(), About: prose(root.Field("info").Description())}
	for _, tag := range root.Field("tags").List() {
		group := apiGroup{Name: tag.Field("name").Text(), About: tag.Description()}
		for _, op := range d.Operations() {
			if slices.ContainsFunc(op.Field("tags").List(), func(n contract.Node) bool { return n.Text() == group.Name }) {
				group.Operations = append(group.Operations, newOperation(root, op))
			}
		}
		out.Groups = append(out.Groups, group)
	}
	for name, scheme := range root.Field("components").Field("securitySchemes").Fields() {
		how := "header " + scheme.Field("name").Text()
		if scheme.Field("type").Text() == "http" {
			how = "Authorization: " + scheme.Field("scheme").Text()
		}
		out.Keys = append(out.Keys, apiRow{Name: name, Type: apiType{Words: how}, About: scheme.Description()})
	}
	for name, schema := range root.Field("components").Field("schemas").Fields() {
		out.Schemas = append(out.Schemas, apiSchema{
			Name: name, About: prose(schema.Description()), Type: typeOf(schema), Rows: rowsOf(schema, ""), Examples: examples(schema),
		})
	}
	return out
}

func newOperation(root contract.Node, op contract.Operation) apiOperation {
	out := apiOperation{ID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Field("summary").Text(), About: prose(op.Description()), Security: security(root, op)}
	for _, p := range op.Parameters() {
		row := apiRow{Name: p.Field("name").Text(), Type: typeOf(p.Field("schema")), Required: p.Field("required").Text() == "true", About: p.Description()}
		row.Where = p.Field("in").Text()
		out.Parameters = append(out.Parameters, row)
	}
	request := op.Field("requestBody")
	out.Request, out.Bodies = request.Description(), bodies(request)
	for status, response := range op.Field("responses").Fields() {
		answer := apiAnswer{Status: status, About: response.Description(), Bodies: bodies(response)}
		for name, h := range response.Field("headers").Fields() {
			answer.Headers = append(answer.Headers, apiRow{Name: name, Type: typeOf(h.Field("schema")), Required: h.Field("required").Text() == "true", About: h.Description()})
		}
		out.Answers = append(out.Answers, answer)
	}
	return out
}

// security names the ways to show who one is, of which one is enough.
func security(root contract.Node, op contract.Operation) string {
	rules := op.Field("security")
	if !rules.Exists() {
		rules = root.Field("security")
	}
	var names []string
	for _, choice := range rules.List() {
		for name := range choice.Fields() {
			names = append(names, name)
		}
	}
	return strings.Join(names, " or ")
}

func bodies(n contract.Node) []apiBody {
	var out []apiBody
	for kind, media := range n.Field("content").Fields() {
		out = append(out, apiBody{Kind: kind, Type: typeOf(media.Field("schema")), Examples: examples(media)})
	}
	return out
}

// examples writes the examples of a place as people read JSON.
func examples(n contract.Node) []string {
	var out []string
	for _, e := range n.Examples() {
		var b strings.Builder
		to := json.NewEncoder(&b)
		to.SetEscapeHTML(false) // the page does that
		to.SetIndent("", "  ")
		if to.Encode(e.Value()) == nil {
			out = append(out, strings.TrimSpace(b.String()))
		}
	}
	return out
}

// What descriptions use of CommonMark: words that stand out, and code.
var (
	strong = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	code   = regexp.MustCompile("`([^`]+)`")
)

// prose makes paragraphs of a description.
func prose(text string) []template.HTML {
	var out []template.HTML
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph == "" {
			continue
		}
		safe := template.HTMLEscapeString(paragraph)
		safe = code.ReplaceAllString(strong.ReplaceAllString(safe, "<strong>$1</strong>"), "<code>$1</code>")
		out = append(out, template.HTML(safe)) //nolint:gosec // escaped above
	}
	return out
}

// String shows a type in one line.
func (t apiType) String() string { return strings.TrimSpace(fmt.Sprint(t.Before, t.Link, t.Words)) }
