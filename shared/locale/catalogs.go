package locale

import (
	"embed"
	"encoding/json"
	"io/fs"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"doorstep/shared/fault"
)

//go:embed *.json
var files embed.FS

// fallback is the language that has every text.
const fallback = "en"

// Catalogs finds catalogs and reads each at most once, when it is asked for: a function that never meets a Japanese reader never
// parses ja.json. Make one in main. The zero value is ready; it may be used by many goroutines.
type Catalogs struct {
	// More holds texts beside those that everybody has, in files of the same names; see package letters. nil: none. It is set before
	// the first use.
	More fs.FS

	mu       sync.Mutex
	files    map[string]*file
	choosers map[string]*chooser // by the locales to choose from, joined
}

// file is one parsed catalog.
type file struct {
	texts   map[string]string
	regions map[string]map[string]string // the texts of key@REGION, by region
}

// Find gives the catalog of the first tag that has one, else English. A tag is BCP 47 ("de-AT") or a whole Accept-Language
// header ("de-AT,de;q=0.9,en;q=0.5").
func (s *Catalogs) Find(tags ...string) (*Catalog, error) { return s.Among(nil, tags...) }

// Among is Find when only some locales may be chosen: those of a brand. The first of them is what a reader gets whose tags none
// of them suits. None, or none with a catalog, is all.
func (s *Catalogs) Among(locales []string, tags ...string) (*Catalog, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := strings.Join(locales, ",")
	c, ok := s.choosers[key]
	if !ok {
		c = newChooser(locales)
		if s.choosers == nil {
			s.choosers = map[string]*chooser{}
		}
		s.choosers[key] = c
	}
	return s.catalog(c.choose(tags))
}

// Find is Catalogs.Find for whoever asks once: it reads the catalog each time.
func Find(tags ...string) (*Catalog, error) { return new(Catalogs).Find(tags...) }

// catalog gives the texts of a language as a region has them. The lock is held.
func (s *Catalogs) catalog(name, region string) (*Catalog, error) {
	f, ok := s.files[name]
	if !ok {
		var err error
		if f, err = s.read(name); err != nil {
			return nil, err
		}
		if s.files == nil {
			s.files = map[string]*file{}
		}
		s.files[name] = f
	}
	c := &Catalog{tag: name, layers: []map[string]string{f.texts}}
	if own := f.regions[region]; own != nil {
		c.tag, c.layers = name+"-"+region, []map[string]string{own, f.texts}
	}
	rules, err := language.Parse(c.tag)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "read language of catalog %s", c.tag)
	}
	c.rules = rules
	return c, nil
}

func (s *Catalogs) read(name string) (*file, error) {
	all := map[string]string{}
	for _, from := range [...]fs.FS{files, s.More} {
		if from == nil {
			continue
		}
		b, err := fs.ReadFile(from, name+".json")
		if err != nil {
			return nil, fault.Wrap(fault.Internal, err, "read catalog %s", name)
		}
		if err := json.Unmarshal(b, &all); err != nil {
			return nil, fault.Wrap(fault.Internal, err, "read catalog %s", name)
		}
	}
	return split(all), nil
}

// split takes the variants of regions out of the texts. key@MX,US is a variant for two.
func split(all map[string]string) *file {
	f := &file{texts: all, regions: map[string]map[string]string{}}
	for full, text := range all {
		key, regions, ok := strings.Cut(full, "@")
		if !ok {
			continue
		}
		delete(all, full)
		for region := range strings.SplitSeq(regions, ",") {
			if f.regions[region] == nil {
				f.regions[region] = map[string]string{}
			}
			f.regions[region][key] = text
		}
	}
	return f
}

// Languages lists the languages that have a catalog, English first.
func Languages() []string {
	out := []string{fallback}
	entries, _ := files.ReadDir(".") // the root of an embedded tree is always there
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && name != fallback {
			out = append(out, name)
		}
	}
	return out
}
