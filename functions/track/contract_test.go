package main

import (
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/infra/contract"
	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/locale"
	"doorstep/shared/page"
	"doorstep/shared/page/gallery"
	"doorstep/shared/shipment"
	"doorstep/shared/sight"
)

// Every state that a shopper can see is data as infra/openapi.yaml describes it, for the owner and for the recipient of a present.
func TestDocumentsFollowTheContract(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../infra/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	agreed, err := contract.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	words, err := locale.Find("en")
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{
		"Access-Control-Allow-Origin": {"*"}, "Cache-Control": {"private, no-cache"}, "Content-Security-Policy": {"default-src 'none'; "},
		"Content-Type": {"application/json"}, "Etag": {`W/"0123456789abcdefghijkl"`}, "Referrer-Policy": {"no-referrer"},
	}
	for _, example := range gallery.All(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)) {
		for _, scope := range []link.Scope{link.Owner, link.Gift} {
			in := example.Page(brand.Default("Aster"), words)
			in.Scope = scope
			d := newDocument(sightOf(in), "Aster")
			d.Display = newDisplay(in)
			body, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			if err := agreed.Check("showOrder", contract.Answer{Status: http.StatusOK, Header: header, Body: body}); err != nil {
				t.Errorf("%s, %s: %v\n%.400s", example.Name, scope, err, body)
			}
		}
	}
}

// sightOf is what the finder would have found for a page.
func sightOf(in page.Order) sight.Sight {
	s := sight.Sight{Order: in.Order, Scope: in.Scope, Now: in.Now, Parcels: make([]shipment.View, len(in.Parcels))}
	s.Order.Shipments = s.Order.Shipments[:0:0]
	s.Order.Items = slices.Clone(in.Order.Items)
	for i := range s.Order.Items { // no order that was read has an address that is none
		for _, address := range []*string{&s.Order.Items[i].URL, &s.Order.Items[i].ImageURL} {
			if !strings.HasPrefix(*address, "https://") {
				*address = ""
			}
		}
	}
	for i, p := range in.Parcels {
		p.Shipment.ID = "jrkq2dz4mspr6" // the gallery's are shorter
		s.Order.Shipments = append(s.Order.Shipments, p.Shipment)
		s.Parcels[i] = p.View
	}
	return s
}
