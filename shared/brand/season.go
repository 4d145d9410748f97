package brand

import (
	"fmt"
	"strings"
)

// On gives the record as it looks on a day ("2026-11-20"): Accent is the season's where it has one, and Seasons holds the season in
// force alone, or nothing. Of seasons that overlap the one that began last is in force, so that a weekend may stand within a month;
// of two that began on one day, the first one listed.
func (r Record) On(day string) Record {
	season, ok := r.season(day)
	r.Seasons = nil
	if !ok {
		return r
	}
	r.Seasons = []Season{season}
	if season.Accent != "" {
		r.Accent = season.Accent
	}
	return r
}

// Banner gives the line on top of the page on a day, for a reader of a locale; empty: none.
func (r Record) Banner(day, locale string) string {
	season, ok := r.season(day)
	if !ok {
		return ""
	}
	return season.bannerFor(locale)
}

func (r Record) season(day string) (found Season, ok bool) {
	for _, s := range r.Seasons {
		if within(day, s.From, s.Until) && (!ok || s.From > found.From) {
			found, ok = s, true
		}
	}
	return found, ok
}

// bannerFor gives the banner in a locale: that of the tag itself, of its language, else Banner.
func (s Season) bannerFor(locale string) string {
	language, _, _ := strings.Cut(locale, "-")
	for _, tag := range []string{locale, language} {
		if banner := s.Banners[tag]; banner != "" {
			return banner
		}
	}
	return s.Banner
}

// within reports whether a day lies between two days, both included; an empty one is no bound. Dates of this form sort as texts.
func within(day, from, until string) bool {
	return day != "" && (from == "" || day >= from) && (until == "" || day <= until)
}

func (c *checker) seasons(seasons []Season) {
	c.most("seasons", len(seasons), maxSeasons)
	for i, s := range seasons {
		path := fmt.Sprintf("seasons[%d].", i)
		c.text(path+"name", s.Name, 1, 40)
		c.days(path, s.From, s.Until, false)
		c.colour(path+"accent", s.Accent)
		c.text(path+"banner", s.Banner, 0, maxBanner)
		c.most(path+"banners", len(s.Banners), maxLocales)
		for _, tag := range sorted(s.Banners) {
			c.ok(isTag(tag), path+"banners."+tag, `must be named by a language tag like "de"`)
			c.text(path+"banners."+tag, s.Banners[tag], 1, maxBanner)
		}
	}
}

// days checks the first and the last day of something.
func (c *checker) days(path, from, until string, open bool) {
	for _, end := range []struct{ name, day string }{{"from", from}, {"until", until}} {
		c.ok(isDay(end.day) || open && end.day == "", path+end.name, "must be a date like 2026-11-20")
	}
	c.ok(!isDay(from) || !isDay(until) || from <= until, path+"until", fmt.Sprintf("must not be before from, %s", from))
}
