package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// weight is what a browser loads to show a page for the first time.
type weight struct {
	gzipped  int // bytes of the page and everything of its own origin, each compressed
	plain    int
	scripts  int      // elements and attributes that run code
	requests int      // of its own origin, the page included
	foreign  []string // what it would load from elsewhere
}

// weigh reads a page as a browser would and loads what it names. Links that are followed by a click are not loaded.
func weigh(ctx context.Context, client *http.Client, address string, page []byte) (weight, error) {
	base, err := url.Parse(address)
	if err != nil {
		return weight{}, err
	}
	v := weight{gzipped: gzipped(page), plain: len(page), requests: 1}
	for _, reference := range v.read(page) {
		u, err := base.Parse(reference)
		switch {
		case err != nil:
			return v, fmt.Errorf("the page loads %q, which is no address: %w", reference, err)
		case u.Scheme == "data":
			continue
		case u.Scheme != base.Scheme || u.Host != base.Host:
			v.foreign = append(v.foreign, reference)
			continue
		}
		body, err := load(ctx, client, u.String())
		if err != nil {
			return v, err
		}
		v.requests++
		v.gzipped += gzipped(body)
		v.plain += len(body)
	}
	return v, nil
}

func load(ctx context.Context, client *http.Client, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("load %s: %s", address, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

// read counts scripts and gives the addresses that a browser loads by itself.
func (v *weight) read(page []byte) (references []string) {
	inStyle := false
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		kind := z.Next()
		token := z.Token()
		switch kind {
		case html.ErrorToken:
			return references
		case html.TextToken:
			if inStyle {
				references = append(references, styled(token.Data)...)
			}
			continue
		case html.EndTagToken:
			inStyle = false
			continue
		case html.StartTagToken, html.SelfClosingTagToken:
		default:
			continue
		}
		inStyle = token.Data == "style"
		if token.Data == "script" {
			v.scripts++
		}
		for _, a := range token.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"):
				v.scripts++
			case a.Key == "style":
				references = append(references, styled(a.Val)...)
			case loads(token.Data, a.Key):
				references = append(references, strings.TrimSpace(a.Val))
			}
		}
	}
}

// loads reports whether a browser fetches the address in an attribute without being asked.
func loads(element, attribute string) bool {
	switch attribute {
	case "src", "poster", "data":
		return true
	case "srcset":
		return true // never used here: one address is enough to be seen as foreign or missing
	case "href":
		return element == "link" || element == "use" || element == "image"
	default:
		return false
	}
}

// loaded is what a style sheet loads: url(...) and @import.
var loaded = regexp.MustCompile(`(?:url\(|@import\s+(?:url\()?)\s*["']?([^"')\s;]+)`)

// styled finds what a style sheet loads.
func styled(css string) (references []string) {
	for _, found := range loaded.FindAllStringSubmatch(css, -1) {
		references = append(references, found[1])
	}
	return references
}

func gzipped(body []byte) int {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(body); err != nil || z.Close() != nil {
		return len(body) // a buffer takes everything
	}
	return out.Len()
}
