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
		"text":                     {`<a>x</a>`, `{"a":"x"}`},
		"empty":                    {`<a/>`, `{"a":""}`},
		"white space is nothing":   {"<a>\n <b> x </b>\n</a>", `{"a":{"b":"x"}}`},
		"several":                  {`<a><b>1</b><c/><b>2</b></a>`, `{"a":{"b":"1","c":"","b":"2"}}`},
		"attributes of a text":     {`<a><b k="1">x</b></a>`, `{"a":{"b@k":"1","b":"x"}}`},
		"attributes of an object":  {`<a k="1"><b/></a>`, `{"a":{"@k":"1","b":""}}`},
		"attributes of nothing":    {`<a><b k="1" l="2"/></a>`, `{"a":{"b":{"@k":"1","@l":"2"}}}`},
		"prefixes":                 {`<s:a xmlns:s="urn:x" xmlns="urn:y" s:k="1"><s:b/></s:a>`, `{"a":{"@k":"1","b":""}}`},
		"types of a schema":        {`<a><b xsi:type="xsd:string">x</b></a>`, `{"a":{"b":"x"}}`},
		"nil":                      {`<a><b xsi:nil="true"/></a>`, `{"a":{"b":null}}`},
		"text beside elements":     {`<a>x<b/>y</a>`, `{"a":{"b":"","#text":"xy"}}`},
		"character data":           {`<a><![CDATA[<b>&amp;]]></a>`, `{"a":"\u003cb\u003e\u0026amp;"}`},
		"entities":                 {`<a>&lt;&#233;&eacute;&own;</a>`, `{"a":"\u003cé\u0026eacute;\u0026own;"}`},
		"a bare ampersand":         {`<a>B & B</a>`, `{"a":"B \u0026 B"}`},
		"quotes and line ends":     {"<a>\"x\"\ty</a>", `{"a":"\"x\"\ty"}`},
		"declaration and comments": {"<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- c --><!DOCTYPE a><a><!-- d -->x</a>", `{"a":"x"}`},
		"latin letters":            {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>M\xfcnchen</a>", `{"a":"München"}`},
		"entity of its own":        {`<!DOCTYPE a [<!ENTITY own "boom">]><a>&own;</a>`, `{"a":"\u0026own;"}`},
		"cut":                      {`<a><b>`, "error: the document ends early"},
		"cut in a name":            {`<a><b`, "error: line 1: XML syntax error on line 1: unexpected EOF"},
		"crossed":                  {"<a>\n<b></a></b>", `error: line 2: the end of "a" stands where another element is open`},
		"ended twice":              {`<a></a></a>`, `error: line 1: the end of "a" stands where another element is open`},
		"no element":               {`<!-- c -->`, "error: the document ends early"},
		"another encoding":         {`<?xml version="1.0" encoding="UTF-7"?><a/>`, `error: line 1: xml: opening charset "UTF-7": encoding "UTF-7" is not supported`},
		"deep":                     {strings.Repeat("<a>", 61), "error: line 1: nested deeper than 60"},
		"many":                     {"<a>" + strings.Repeat("<b/>", 40_000) + "</a>", "error: line 1: more than 40000 elements"},
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
		if len(text) > 8*len(document)+64 {
			t.Errorf("%d bytes of %d", len(text), len(document))
		}
	})
}
