// Package letters holds the words that stand in messages only: e-mails, text messages, alerts to a team. They are apart from the
// catalogs of package locale because functions that show pages carry every byte that these embed. A file has the name of its language
// there, and the same keys as en.json here; README.md of package locale says how they are written.
package letters

import (
	"embed"
	"io/fs"

	"doorstep/shared/locale"
)

//go:embed *.json
var files embed.FS

// Files gives the texts, for locale.Catalogs.More.
func Files() fs.FS { return files }

// Catalogs gives catalogs that have the words of pages and of messages.
func Catalogs() *locale.Catalogs { return &locale.Catalogs{More: Files()} }

// Find is locale.Find with the words of messages.
func Find(tags ...string) (*locale.Catalog, error) { return Catalogs().Find(tags...) }
