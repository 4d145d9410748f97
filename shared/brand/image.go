package brand

import (
	"net/url"
	"strings"
)

// ImageAllowed reports whether the page may show the picture at an address: the brand has switched pictures on, and the address is
// https on its own image host, so that a shopper's browser asks nobody whom the brand does not answer for.
func (r Record) ImageAllowed(address string) bool {
	if !r.Images.Show || r.Images.Host == "" || !r.owns(r.Images.Host) || !isAddress(address) {
		return false
	}
	u, err := url.Parse(address)
	return err == nil && u.Host == r.Images.Host
}

// owns reports whether a host is that of the brand's site or one below it. "www." counts as no part of the site's name. Public
// suffixes are not consulted: a list of nine thousand entries would settle only who owns what is beside the site, not below it.
func (r Record) owns(host string) bool {
	site, err := url.Parse(r.Site)
	if err != nil || site.Scheme != "https" {
		return false
	}
	own := strings.TrimPrefix(strings.ToLower(site.Hostname()), "www.")
	return isHost(own) && (host == own || strings.HasSuffix(host, "."+own))
}
