package page_test

import (
	"strings"
	"testing"

	"doorstep/shared/brand"
	"doorstep/shared/locale"
	"doorstep/shared/page"
)

func TestStop(t *testing.T) {
	t.Parallel()
	pages, err := page.New()
	if err != nil {
		t.Fatal(err)
	}
	var catalogs locale.Catalogs
	words, err := catalogs.Find("en")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		stop    page.Stop
		says    string
		choices string
	}{
		"nothing":            {page.Stop{}, "Which messages may we no longer send", "extras everything"},
		"taken back":         {page.Stop{Undone: true}, "You get all messages again.", "extras everything"},
		"extras":             {page.Stop{Scope: "optional", Undo: true}, "sends you no more extras", "everything undo"},
		"extras by the shop": {page.Stop{Scope: "optional"}, "sends you no more extras", "everything"},
		"everything":         {page.Stop{Scope: "all", Undo: true}, "no more messages about deliveries", "undo"},
		"a complaint":        {page.Stop{Scope: "all"}, "please ask Aster &lt;b&gt;", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.stop.Theme, c.stop.Words, c.stop.Path = page.NewTheme(brand.Record{Name: "Aster <b>"}), words, "/u/token"
			var b strings.Builder
			if err := pages.WriteStop(&b, c.stop); err != nil {
				t.Fatal(err)
			}
			var choices []string
			for _, choice := range []string{page.StopExtras, page.StopEverything, page.StopUndo} {
				if strings.Contains(b.String(), `name="choice" value="`+choice+`"`) {
					choices = append(choices, choice)
				}
			}
			if got := strings.Join(choices, " "); got != c.choices || !strings.Contains(b.String(), c.says) {
				t.Errorf("offers %q, want %q; says %q: %v", got, c.choices, c.says, strings.Contains(b.String(), c.says))
			}
			if strings.Contains(b.String(), "Aster <b>") || strings.Contains(b.String(), "<script") || strings.Count(b.String(), `method="post" action="/u/token"`) != len(choices) {
				t.Errorf("the page:\n%s", b.String())
			}
		})
	}
}
