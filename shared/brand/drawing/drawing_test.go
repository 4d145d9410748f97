package drawing_test

import (
	"strings"
	"testing"

	"doorstep/shared/brand/drawing"
)

func TestDrawings(t *testing.T) {
	t.Parallel()
	const open = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">`
	cases := map[string]struct{ markup, bad string }{
		"plain":                 {`<?xml version="1.0"?>` + open + `<title>A</title><path d="M0 0h9v9z" fill="url(#g)"/><style>.a{fill:url( '#g')}</style></svg>`, ""},
		"reference inside":      {open + `<use href="#a"/><use xlink:href="#b"/></svg>`, ""},
		"handler":               {open + `<path onclick="alert(1)"/></svg>`, "the attribute onclick"},
		"handler on the root":   {`<svg ONLOAD="alert(1)"></svg>`, "the attribute ONLOAD"},
		"foreign markup":        {open + `<foreignObject><b>x</b></foreignObject></svg>`, "<foreignObject>"},
		"image elsewhere":       {open + `<image href="https://evil.example/p.png"/></svg>`, "<image>"},
		"use elsewhere":         {open + `<use xlink:href="https://evil.example/a.svg#b"/></svg>`, "references to anything outside itself"},
		"script address":        {open + `<a href="javascript:alert(1)"/></svg>`, "<a>"},
		"spelled with entity":   {open + `<use href="&#106;avascript:alert(1)"/></svg>`, "references to anything outside itself"},
		"fill elsewhere":        {open + `<path fill="url(https://evil.example/#a)"/></svg>`, "styles that load something"},
		"import":                {open + `<style>@import "https://evil.example/a.css";</style></svg>`, "styles that load something"},
		"escape":                {open + `<style>.a{fill:u\72l(https://evil.example)}</style></svg>`, "styles that load something"},
		"split by a comment":    {open + `<style>.a{fill:u<!-- -->rl(https://evil.example)}</style></svg>`, "styles that load something"},
		"split by markup":       {open + `<style>@imp<g/>ort "https://evil.example"</style></svg>`, "elements in a style"},
		"split by CDATA":        {open + `<style>.a{fill:u<![CDATA[rl(https://evil.example)]]>}</style></svg>`, "styles that load something"},
		"split by a target":     {open + `<style>.a{fill:u<?xml ?>rl(https://evil.example)}</style></svg>`, "styles that load something"},
		"set of images":         {open + `<g style="mask-image:image-set('https://evil.example/a' 1x)"/></svg>`, "styles that load something"},
		"another base":          {open + `<g xml:base="https://evil.example/"><use href="#a"/></g></svg>`, "the attribute base"},
		"animation":             {open + `<set attributeName="href" to="x"/></svg>`, "<set>"},
		"entity declared":       {`<!DOCTYPE svg [<!ENTITY a "b">]>` + open + `</svg>`, "a DOCTYPE"},
		"style sheet of a file": {`<?xml-stylesheet href="a.css"?>` + open + `</svg>`, "<?xml-stylesheet?>"},
		"a page":                {`<html></html>`, "<html>"},
		"nothing":               {` `, "anything but an <svg> element"},
		"broken":                {open + `<path`, "broken XML"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := drawing.Problem([]byte(c.markup)); got != c.bad && (c.bad == "" || !strings.HasPrefix(got, c.bad)) {
				t.Errorf("Problem gives %q, want %q", got, c.bad)
			}
		})
	}
}

func FuzzProblem(f *testing.F) {
	f.Add([]byte(`<svg><path d="M0 0"/></svg>`))
	f.Add([]byte(`<svg><use href="#a"/><style>a{fill:url(#b)}</style></svg>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if drawing.Problem(raw) == "" && strings.Contains(strings.ToLower(string(raw)), "<script") && !strings.Contains(string(raw), "<!--") && !strings.Contains(string(raw), "CDATA") {
			t.Errorf("%q passes", raw)
		}
	})
}
