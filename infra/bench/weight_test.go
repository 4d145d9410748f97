package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

func TestWeigh(t *testing.T) {
	t.Parallel()
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/logo.svg" {
			http.NotFound(w, r)
			return
		}
		io.WriteString(w, "<svg/>") //nolint:errcheck // the test looks at what arrives
	}))
	t.Cleanup(shop.Close)
	for _, c := range []struct {
		name, page        string
		scripts, requests int
		foreign           []string
	}{
		{"nothing but itself", `<a href="https://carrier.example">carrier</a><link rel="icon" href="data:,">`, 0, 1, nil},
		{"a logo of its own", `<img src="/logo.svg">`, 0, 2, nil},
		{"a script", `<script>1</script><script src="https://x.example/a.js"></script>`, 2, 1, []string{"https://x.example/a.js"}},
		{"code in attributes", `<body onload="go()"><a href=" JavaScript:go()">x</a>`, 2, 1, nil},
		{"an image of others", `<img src="//cdn.example/i.png">`, 0, 1, []string{"//cdn.example/i.png"}},
		{"a style sheet of others", `<link rel="stylesheet" href="https://x.example/a.css">`, 0, 1, []string{"https://x.example/a.css"}},
		{"a font in a style", `<style>@import "https://x.example/b.css";p{background:url('https://x.example/f')}</style>`, 0, 1, []string{"https://x.example/b.css", "https://x.example/f"}},
		{"an import by url()", `<style>@import url(https://x.example/b.css);</style>`, 0, 1, []string{"https://x.example/b.css"}},
		{"a background in an attribute", `<p style="background:url(https://x.example/b.png)">`, 0, 1, []string{"https://x.example/b.png"}},
		{"url( in a text", `<p>url(https://x.example/b.png)</p>`, 0, 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := weigh(t.Context(), shop.Client(), shop.URL+"/t/x", []byte(c.page))
			if err != nil {
				t.Fatal(err)
			}
			if got.scripts != c.scripts || got.requests != c.requests || !slices.Equal(got.foreign, c.foreign) {
				t.Errorf("got %+v", got)
			}
			if got.gzipped < 20 || got.plain < len(c.page) {
				t.Errorf("weighs %d bytes, %d plain", got.gzipped, got.plain)
			}
		})
	}
}

func TestWeighMissing(t *testing.T) {
	t.Parallel()
	shop := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(shop.Close)
	if _, err := weigh(t.Context(), shop.Client(), shop.URL, []byte(`<img src="/gone.svg">`)); err == nil {
		t.Error("a page that names what is not there weighs nothing for it")
	}
}
