package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/page"
	"doorstep/shared/page/gallery"
	"doorstep/shared/web"
)

// serve starts the gallery, the foreign shop and the simulated carriers, and notes their addresses.
func (s *scene) serve(root string, carriers http.Handler) (closeAll func(), err error) {
	gallery, err := newPictures(root)
	if err != nil {
		return nil, err
	}
	letters, err := newLetters(root)
	if err != nil {
		return nil, err
	}
	pictures := http.NewServeMux()
	pictures.Handle("/", gallery)
	pictures.Handle("/letters/", letters)
	var servers []*http.Server
	closeAll = func() {
		for _, server := range servers {
			server.Close() //nolint:errcheck // nobody is left to hear of it
		}
	}
	for _, one := range []struct {
		origin  *string
		handler http.Handler
	}{{&s.Gallery, pictures}, {&s.Shop, http.HandlerFunc(s.shop)}, {&s.carriers, carriers}} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			closeAll()
			return nil, fmt.Errorf("start a server: %w", err)
		}
		server := &http.Server{Handler: one.handler, ReadHeaderTimeout: 10 * time.Second}
		go server.Serve(l) //nolint:errcheck // ends with ErrServerClosed
		servers, *one.origin = append(servers, server), "http://"+l.Addr().String()
	}
	return closeAll, nil
}

// pictures serves the gallery in the look of the demo brand, with the headers that track sends.
type pictures struct {
	pages  *page.Pages
	record brand.Record
	now    time.Time
}

// newPictures reads the demo brand, which has something in every place of a page.
func newPictures(root string) (pictures, error) {
	record, err := demoBrand(root, "aster")
	if err != nil {
		return pictures{}, err
	}
	pages, err := page.New()
	return pictures{pages: pages, record: record, now: time.Now()}, err
}

func (p pictures) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	examples := gallery.All(p.now)
	if r.URL.Path == "/index.json" {
		var list []map[string]string
		for _, e := range examples {
			list = append(list, map[string]string{"name": e.Name, "title": e.Title})
		}
		json.NewEncoder(w).Encode(list) //nolint:errcheck // the reader is gone
		return
	}
	for _, e := range examples {
		if r.URL.Path != "/"+e.Name {
			continue
		}
		words, err := locale.Find(r.URL.Query().Get("lang"), "en")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		p.show(w, e.Page(p.record, words))
		return
	}
	http.NotFound(w, r)
}

func (p pictures) show(w http.ResponseWriter, o page.Order) {
	var b bytes.Buffer
	if err := p.pages.WriteOrder(&b, o); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", o.Policy())
	web.Secure(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(b.Bytes()) //nolint:errcheck // the reader is gone
}

// shop is a page of a merchant with the widget on it, under a policy as strict as a shop can have one that lets the widget run.
func (s *scene) shop(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src "+s.System+"; connect-src "+s.System+"; img-src data:; style-src 'none'; base-uri 'none'")
	if r.URL.Query().Has("trap") { // a shop without a policy that shows what somebody left in a comment: no script, but names that scripts know
		w.Header().Del("Content-Security-Policy")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Thank you</title>
<link rel="icon" href="data:,"><script src="%s/widget.js" defer></script></head>
<body><main><h1>Thank you</h1><img name="currentScript" alt="" src="https://evil.example/widget.js"><form name="customElements"></form><doorstep-tracking token="%s"></doorstep-tracking></main></body></html>`,
			s.System, filepath.Base(s.Pages[r.URL.Query().Get("story")]))
		return
	}
	fmt.Fprintf(w, `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Thank you</title>
<link rel="icon" href="data:,"><script type="module" src="%s/widget.js"></script></head>
<body><main><h1>Thank you for your order</h1><doorstep-tracking base="%s" token="%s" lang="%s"></doorstep-tracking></main></body></html>`,
		s.System, s.System, filepath.Base(s.Pages[r.URL.Query().Get("story")]), r.URL.Query().Get("lang"))
}
