package brand

import "fmt"

// Warnings names what is allowed and will look different from what the merchant may expect, one sentence each.
func (r Record) Warnings() []string {
	var out []string
	accent := func(path, colour string) {
		for _, on := range []struct{ name, colour string }{{"light", LightSurface}, {"dark", DarkSurface}} {
			if moved := Readable(colour, on.colour, colour); isColour(colour) && moved != colour {
				out = append(out, fmt.Sprintf("%s %s has a contrast of %.1f on the %s page and %.1f is needed: there it is shown as %s",
					path, colour, Contrast(colour, on.colour), on.name, minContrast, moved))
			}
		}
	}
	accent("accent", r.Accent)
	for i, s := range r.Seasons {
		path := fmt.Sprintf("seasons[%d]", i)
		accent(path+".accent", s.Accent)
		for j, other := range r.Seasons[:i] {
			if other.From == s.From && other.Until >= s.From {
				out = append(out, fmt.Sprintf("%s begins on the same day as seasons[%d], which comes first and hides it until %s", path, j, other.Until))
			}
		}
	}
	if r.Logo == "" {
		out = append(out, "logo is not given: the name stands in its place")
	}
	if r.Support == (Support{}) {
		out = append(out, "support is not given: shoppers learn nothing about whom to ask")
	}
	return append(out, r.messageWarnings()...)
}
