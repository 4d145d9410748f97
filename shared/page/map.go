package page

import (
	"html/template"

	"doorstep/shared/locale"
	"doorstep/shared/shipment"
)

// newMap draws the known places of a parcel's last journey as inline SVG, ready to stand in the page: no tiles, no script, no
// request. destination is the country where the journey ends (ISO 3166-1 alpha-2), or empty. id is unique within the page
// and names the parts of the picture. The result is empty when there is nothing worth drawing: fewer than two known places.
func newMap(w *locale.Catalog, v shipment.View, destination, id string) template.HTML {
	_, _, _, _ = w, v, destination, id
	return ""
}
