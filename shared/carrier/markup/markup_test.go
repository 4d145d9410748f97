package markup_test

import (
	"encoding/json"
	"strings"
	"testing"

	"doorstep/shared/carrier/markup"
	"doorstep/shared/carrier/payload"
)

func TestJSON(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ document, want string }{
		"text":                      {`<a>x</a>`, `{"a":"x"}`},
		"empty":                     {`<a/>`, `{"a":""}`},
		"white space is nothing":    {"<a>\n <b> x </b>\n</a>", `{"a":{"b":"x"}}`},
		"several":                   {`<a><b>1</b><c/><b>2</b></a>`, `{"a":{"b":"1","c":"","b":"2"}}`},
		"attributes of a text":      {`<a><b k="1">x</b></a>`, `{"a":{"b@k":"1","b":"x"}}`},
		"attributes of an object":   {`<a k="1"><b/></a>`, `{"a":{"@k":"1","b":""}}`},
		"attributes of nothing":     {`<a><b k="1" l="2"/></a>`, `{"a":{"b":{"@k":"1","@l":"2"}}}`},
		"prefixes":                  {`<s:a xmlns:s="urn:x" xmlns="urn:y" s:k="1"><s:b/></s:a>`, `{"a":{"@k":"1","b":""}}`},
		"types of a schema":         {`<a><b xsi:type="xsd:string">x</b></a>`, `{"a":{"b":"x"}}`},
		"nil":                       {`<a><b xsi:nil="true"/></a>`, `{"a":{"b":null}}`},
		"text beside elements":      {`<a>x<b/>y</a>`, `{"a":{"b":"","#text":"xy"}}`},
		"character data":            {`<a><![CDATA[<b>&amp;]]></a>`, `{"a":"<b>&amp;"}`},
		"entities":                  {`<a>&lt;&#233;&eacute;&own;</a>`, `{"a":"<é&eacute;&own;"}`},
		"a bare ampersand":          {`<a>B & B</a>`, `{"a":"B & B"}`},
		"quotes and line ends":      {"<a>\"x\"\ty</a>", `{"a":"\"x\"\u0009y"}`},
		"declaration and comments":  {"<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- c --><!DOCTYPE a><a><!-- d -->x</a>", `{"a":"x"}`},
		"latin letters":             {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>M\xfcnchen</a>", `{"a":"München"}`},
		"entity of its own":         {`<!DOCTYPE a [<!ENTITY own "boom">]><a>&own;</a>`, `{"a":"&own;"}`},
		"a sign inside quotes":      {`<a k="1 > 0" l='"'>x</a>`, `{"a@k":"1 > 0","a@l":"\"","a":"x"}`},
		"attributes without quotes": {`<a k=1 l = 2 m>x</a>`, `{"a@k":"1","a@l":"2","a":"x"}`},
		"text in several pieces":    {`<a>x<!-- c -->y<![CDATA[ z ]]></a>`, `{"a":"xy z "}`},
		"a number too large":        {`<a>&#99999999;&#0;&#x;&;</a>`, `{"a":"&#99999999;&#0;&#x;&;"}`},
		"several documents":         {`<a>1</a> <b>2</b>`, `{"a":"1","b":"2"}`},
		"words around":              {`<a>1</a> more`, `{"a":"1"}`},
		"cut":                       {`<a><b>`, "error: line 1: the document ends early"},
		"cut in a name":             {`<a><b`, "error: line 1: the document ends early"},
		"cut in a comment":          {`<a><!-- b`, "error: line 1: the document ends early"},
		"cut in character data":     {`<a><![CDATA[ b`, "error: line 1: the document ends early"},
		"a tag in a tag":            {`<a <b></b></a>`, "error: line 1: the document ends early"},
		"no name":                   {`<a><></a>`, `error: line 1: "" is no name of an element`},
		"a script":                  {`<a>if (1<2) {}</a>`, "error: line 1: the document ends early"},
		"crossed":                   {"<a>\n<b></a></b>", `error: line 2: the end of "a" stands where another element is open`},
		"ended twice":               {`<a></a></a>`, `error: line 1: the end of "a" stands where another element is open`},
		"no element":                {`<!-- c -->`, "error: line 1: the document ends early"},
		"another encoding":          {`<?xml version="1.0" encoding="UTF-7"?><a/>`, `error: encoding "utf-7" is not supported`},
		"deep":                      {strings.Repeat("<a>", 61), "error: line 1: nested deeper than 60"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := markup.JSON([]byte(c.document))
			got := string(text)
			if err != nil {
				got = "error: " + err.Error()
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// Either language of a carrier is read by the same code.
func TestNew(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"XML": "\xef\xbb\xbf <?xml version=\"1.0\"?>\n<answer><scan><code>DL</code></scan><scan><code>PU</code></scan></answer>", "JSON": `{"answer":{"scan":[{"code":"DL"},{"code":"PU"}]}}`,
	} {
		r, got := markup.New([]byte(body)), ""
		r.Object(func(key []byte) {
			r.Object(func(key []byte) {
				r.Each(func() { r.Object(func([]byte) { got += r.Text(payload.Short) + " " }) })
			})
		})
		if r.Err() != nil || got != "DL PU " {
			t.Errorf("%s: %q, %v", name, got, r.Err())
		}
	}
	for _, broken := range []string{"", "<a>", "<html><body><p>503<br></body></html>"} {
		r := markup.New([]byte(broken))
		r.Object(func([]byte) { r.Skip() })
		if r.Err() == nil {
			t.Errorf("%q: no error", broken)
		}
	}
}

// A document costs its output, its stack and what its entities need, whatever its size.
func TestAllocations(t *testing.T) {
	document := []byte("<a>" + strings.Repeat(`<b><c k="1">text</c><d/></b>`, 1000) + "</a>")
	if n := testing.AllocsPerRun(10, func() { _, _ = markup.JSON(document) }); n > 4 {
		t.Errorf("%.0f allocations", n)
	}
}

// Hostile documents of a megabyte end at once; when one does not, the test run times out.
func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	for name, piece := range map[string]string{
		"pieces of text": "x<!---->", "declarations": "<!x>", "entities": "&amp;", "starts of entities": "&", "instructions": "<?x?>",
		"attributes": "<a k='", "quotes": "'\"", "lone signs": "> ", "elements": "<b/>", "ends": "</a>", "data": "<![CDATA[x]]>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _ = markup.JSON([]byte("<a>" + strings.Repeat(piece, 1<<20/len(piece))))
			_, _ = markup.JSON([]byte("<a " + strings.Repeat(piece, 1<<20/len(piece)) + ">"))
		})
	}
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><a k="1"><b>x</b><b xsi:nil="true"/>&amp;<![CDATA[y]]></a>`))
	f.Fuzz(func(t *testing.T, document []byte) {
		text, err := markup.JSON(document)
		if err != nil {
			return
		}
		if !json.Valid(text) {
			t.Errorf("no JSON: %s", text)
		}
		if len(text) > 7*len(document)+64 {
			t.Errorf("%d bytes of %d", len(text), len(document))
		}
	})
}
