package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"doorstep/infra/doorstep/brandfile"
)

const brandHelp = `doorstep brand COMMAND ...

How a storefront looks and speaks, and who may write its orders.

  doorstep brand check FILE.yaml             is the file right? Nothing is stored
  doorstep brand preview FILE.yaml --out DIR the page of an order in every state, as files to open
  doorstep brand apply FILE.yaml             checks and stores it; pages follow within a minute
  doorstep brand show [BRAND]                what is stored of a brand; without one, which brands there are
  doorstep brand key add|list|revoke BRAND   the keys with which the shop writes orders

infra/local/demo/aster.yaml is an example. Only brand (its id in addresses) and name are needed. The others:
  site, logo_url, support.url, policies.shipping|returns|privacy, feed     https addresses
  accent, colours.background, colours.banner                               "#rrggbb"; text on them is checked for contrast
  logo_file            PNG, WebP or SVG of at most 4.5 kB beside the file; becomes part of the page
  font                 sans, serif, humanist, rounded, slab, mono: of the reader's system, nothing is loaded
  tone                 plain, friendly
  locales              languages, the default first
  domains              hosts of yours that serve this brand
  support.email|phone|hours
  texts                by language and key of the catalog (shared/locale): your own wording
  seasons              name, from, until (both days included), accent, banner, banners by language
  slots                kind (recommendation, tip, campaign, loyalty), title, text, url, link, from, until, locale, when (statuses), skus
  images.show|host     pictures of items, from the site's own host only
  lookup.by_number     a tracking number alone shows its progress
  survey.off|case_at   what is asked after delivery, and the score up to which the team is told
  analytics.ga4        measurement id of Google Analytics; only for readers who agree
  link_days            how long links stay open after the last parcel ended (90)
  messages             what shoppers and the team are told (infra/doorstep/brandfile/README.md says more):
    mode               live, shadow (decides and records, sends nothing), off; left out: shadow
    pilot              percent of the orders whose shoppers are told, always the same ones; left out: all
    from, reply_to     bare e-mail addresses; from is needed to be live, reply_to is support.email when left out
    zone, quiet.from|until|channels   hours like 21:00 in which messages wait, in a zone like Europe/Berlin (UTC); channels: sms
    merge, stale       minutes to wait for news of the order's other parcels (10); hours after which news is history (48)
    shipped_on         scan, label: when a parcel counts as shipped
    kinds              by kind: on, channels (email, sms), delay and merge in minutes. There are:
                       order_confirmed, processing, order_cancelled, shipped, in_transit, arriving_tomorrow, out_for_delivery,
                       delivery_attempted, ready_for_pickup, pickup_expiring, delivered, delivered_elsewhere, delay, customs,
                       payment_due, problem, reassurance, retraction, returning, returned, refunded
    sms.senders        by country (DE) or "*": a name of 1 to 11 letters and digits, a number, a short code, the ARN of a pool
    alerts.emails|chat|kinds   who of the team hears of which findings: never_scanned, silent, past_promise, attempt_no_news,
                       pickup_expiring, customs_dwell, return_stuck, no_shipment
    courtesy           a code that the apology for a delay carries
  accounts             accounts of carriers that speak for this brand: [easypost/main]; left out: as before
`

func (p process) brand(args []string) int {
	if len(args) == 0 {
		fmt.Fprint(p.err, brandHelp)
		return exitInput
	}
	switch args[0] {
	case "check":
		return p.brandCheck(args[1:])
	case "preview":
		return p.brandPreview(args[1:])
	case "apply":
		return p.brandApply(args[1:])
	case "show":
		return p.brandShow(args[1:])
	case "key":
		return p.brandKey(args[1:])
	case "help", "-h", "--help", "-help":
		fmt.Fprint(p.out, brandHelp)
		return exitDone
	default:
		fmt.Fprintf(p.err, "doorstep brand: no command %q\n\n%s", args[0], brandHelp)
		return exitInput
	}
}

const brandCheckHelp = `doorstep brand check FILE.yaml

Says what is wrong with a brand's file, each problem with its line, and what is allowed and may look different from what you expect.
Asks no network and stores nothing.

Example: doorstep brand check infra/local/demo/aster.yaml
`

func (p process) brandCheck(args []string) int {
	fs := p.flags("brand check", brandCheckHelp)
	file, code, done := p.brandArgument("brand check", fs, args)
	if done {
		return code
	}
	return p.tell("brand check", map[string]any{"brand": file.ID, "name": file.Record.Name, "ok": true, "warnings": len(file.Warnings)})
}

// brandArgument reads the flags of a command and the one file that it wants. done: the command ends here, with code.
func (p process) brandArgument(command string, fs *flag.FlagSet, args []string) (file brandfile.File, code int, done bool) {
	rest, code, done := p.parseAnywhere(fs, args)
	switch {
	case done:
		return file, code, true
	case len(rest) != 1:
		return file, p.misuse(fs, "want one file, got %d", len(rest)), true
	}
	file, ok := p.brandFile(command, rest[0])
	return file, exitInput, !ok
}

// brandFile reads a brand's file; what is wrong with it, and what may surprise, goes to standard error.
func (p process) brandFile(command, path string) (brandfile.File, bool) {
	data, err := readFile(path)
	if err != nil {
		p.complain(command, "%v", err)
		return brandfile.File{}, false
	}
	file, err := brandfile.Parse(data, func(name string) ([]byte, error) { return readBeside(path, name) })
	if err != nil {
		p.complain(command, "%s: nothing is stored", path)
		for _, problem := range problemsOf(err) {
			fmt.Fprintf(p.err, "%s:%s\n", path, problem)
		}
		return brandfile.File{}, false
	}
	for _, warning := range file.Warnings {
		fmt.Fprintf(p.err, "%s: warning: %s\n", path, warning)
	}
	return file, true
}

func problemsOf(err error) []string {
	if all, ok := err.(brandfile.Problems); ok { //nolint:errorlint // Parse gives it as it is
		return all
	}
	return []string{err.Error()}
}

// readBeside reads a file that another file names, relative to it and not above it.
func readBeside(path, name string) ([]byte, error) {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // nothing was written
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	return readCapped(f)
}

// tell prints the outcome of a command as a line of JSON.
func (p process) tell(command string, outcome any) int {
	if err := p.print(outcome); err != nil {
		return p.complain(command, "%v", err)
	}
	return exitDone
}
