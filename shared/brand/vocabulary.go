package brand

// Fonts are the typefaces that a brand may choose, by name, each as a list for CSS. They are of the reader's own system: a font that
// is loaded costs a request, and tells its host who is reading.
// https://www.w3.org/TR/css-fonts-4/#generic-font-families names the generic families at the ends.
var Fonts = map[string]string{
	"sans":     `system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif`,
	"serif":    `"Iowan Old Style","Palatino Linotype",Palatino,"Source Serif 4",Georgia,serif`,
	"humanist": `Seravek,"Gill Sans Nova",Ubuntu,Calibri,"DejaVu Sans",sans-serif`,
	"rounded":  `ui-rounded,"Hiragino Maru Gothic ProN",Quicksand,Comfortaa,"Arial Rounded MT Bold",Calibri,sans-serif`,
	"slab":     `Rockwell,"Rockwell Nova","Roboto Slab","DejaVu Serif",serif`,
	"mono":     `ui-monospace,"Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace`,
}

// FontStack gives the list for CSS of a font's name; of "sans" for a name that is none.
func FontStack(name string) string {
	if stack, ok := Fonts[name]; ok {
		return stack
	}
	return Fonts["sans"]
}

// tones are the wordings that the catalogs hold: "plain" is every key itself, "friendly" the variant "key~friendly" where there is
// one.
var tones = []string{"plain", "friendly"}

// slotKinds are the kinds of content.
var slotKinds = []string{"recommendation", "tip", "campaign", "loyalty"}

// goodStatuses are the statuses of a parcel, and "ordered" before there is one, in which nothing is wrong: only beside them is
// content shown.
var goodStatuses = []string{
	"ordered", "pending", "info_received", "accepted", "in_transit", "out_for_delivery", "available_for_pickup", "delivered",
}
