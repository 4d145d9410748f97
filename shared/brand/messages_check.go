package brand

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/watch"
)

// The limits of messages. Times that wait are in minutes.
const (
	maxMerge    = 24 * 60
	maxDelay    = 7 * 24 * 60
	maxStale    = 30 * 24 // hours
	maxCourtesy = 32
	maxAlerts   = 20 // addresses
	maxSenders  = 250
	maxMailUser = 64 // https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1
	maxMail     = 254
)

// The words of the fields. Those of kinds are message.Kinds(); message imports this package, so a test compares.
var (
	messageModes = []string{"live", "shadow", "off"}
	shippedOn    = []string{"scan", "label"}
	channels     = []string{"email", "sms"}
	messageKinds = []string{
		"order_confirmed", "processing", "order_cancelled", "shipped", "in_transit", "arriving_tomorrow", "out_for_delivery", "delivery_attempted",
		"ready_for_pickup", "pickup_expiring", "delivered", "delivered_elsewhere", "delay", "customs", "payment_due", "problem", "reassurance",
		"retraction", "returning", "returned", "refunded",
	}
)

// messages checks what a brand sends. It belongs to what is asked of a record when it is written: no page depends on it, and a
// function without the table of time zones could not tell a zone.
func (c *checker) messages(m Messages) {
	const at = "messages."
	c.oneOf(at+"mode", m.Mode, messageModes)
	c.between(at+"pilot", m.Pilot, 0, 100)
	c.mail(at+"from", m.From)
	c.ok(m.From != "" || m.Mode != "live", at+"from", "must be given when messages.mode is live")
	c.mail(at+"reply_to", m.ReplyTo)
	c.ok(isZone(m.Zone), at+"zone", `must be the name of a time zone, like "Europe/Berlin"`)
	c.quiet(m.Quiet)
	c.minutes(at+"merge", m.Merge)
	c.ok(m.Stale >= 0 && m.Stale <= maxStale, at+"stale", fmt.Sprintf("must be 1 to %d hours, or left out", maxStale))
	c.oneOf(at+"shipped_on", m.ShippedOn, shippedOn)
	for _, kind := range sorted(m.Kinds) {
		c.rule(at+"kinds."+named(kind), kind, m.Kinds[kind])
	}
	c.senders(m)
	c.alerts(m.Alerts)
	c.ok(len(m.Courtesy) <= maxCourtesy && only(m.Courtesy, "-_", true), at+"courtesy",
		fmt.Sprintf("must be a code of at most %d letters and digits, - and _", maxCourtesy))
}

// named writes a name that an operator made up as part of a path: as it is where it is plain.
func named(s string) string {
	if len(s) <= 40 && s != "" && only(s, "_-*", true) {
		return s
	}
	return strconv.Quote(s[:min(len(s), 40)])
}

func (c *checker) oneOf(path, s string, words []string) {
	c.ok(s == "" || slices.Contains(words, s), path, "must be one of "+list(words))
}

// mail wants a bare address: no name, no comment, no second address, and nothing that shows as something else than it is.
func (c *checker) mail(path, s string) {
	c.ok(s == "" || isMailbox(s), path,
		"must be a plain e-mail address like parcels@aster.example, without a name around it, its domain in lower case (xn-- where it has other letters)")
}

// isMailbox asks more than isEmail: mail is sent from it.
func isMailbox(s string) bool {
	user, domain, _ := strings.Cut(s, "@")
	return len(s) <= maxMail && len(user) <= maxMailUser && isEmail(s) && isHost(domain) &&
		!strings.HasPrefix(user, ".") && !strings.HasSuffix(user, ".") && !strings.Contains(user, "..")
}

// isZone reports whether a zone is in the table that everybody shares: "Local" is each machine's own.
func isZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "Local"
}

func (c *checker) quiet(q Quiet) {
	const at = "messages.quiet."
	for _, end := range []struct{ name, clock, other string }{{"from", q.From, q.Until}, {"until", q.Until, q.From}} {
		c.ok(end.clock == "" || isClock(end.clock), at+end.name, "must be a time like 21:00")
		c.ok(end.clock != "" || end.other == "", at+end.name, "must be given: there are two ends, from and until")
	}
	c.ok(q.From == "" || q.From != q.Until, at+"until", "must differ from messages.quiet.from")
	c.channels(at+"channels", q.Channels)
}

// isClock reports whether s is a time of the day: "08:00".
func isClock(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == len("15:04")
}

func (c *checker) channels(path string, chosen []string) {
	for i, channel := range chosen {
		one := fmt.Sprintf("%s[%d]", path, i)
		c.ok(slices.Contains(channels, channel), one, "must be one of "+list(channels))
		c.ok(slices.Index(chosen, channel) == i, one, "must not be listed twice")
	}
}

func (c *checker) minutes(path string, n *int) {
	if n != nil {
		c.between(path, *n, 0, maxMerge)
	}
}

func (c *checker) rule(path, kind string, r Rule) {
	if !slices.Contains(messageKinds, kind) {
		c.ok(false, path, "must be a kind of message, one of "+list(messageKinds))
		return
	}
	c.channels(path+".channels", r.Channels)
	c.ok(r.Channels == nil || len(r.Channels) > 0, path+".channels", "must name a channel, or be left out; on: false turns the kind off")
	c.between(path+".delay", r.Delay, 0, maxDelay)
	c.minutes(path+".merge", r.Merge)
}

func (c *checker) alerts(a Alerts) {
	const at = "messages.alerts."
	c.most(at+"emails", len(a.Emails), maxAlerts)
	for i, to := range a.Emails {
		path := fmt.Sprintf("%semails[%d]", at, i)
		c.ok(to != "", path, "must not be empty")
		c.mail(path, to)
		c.ok(slices.Index(a.Emails, to) == i, path, "must not be listed twice")
	}
	for i, kind := range a.Kinds {
		c.ok(slices.Contains(watch.Kinds(), kind), fmt.Sprintf("%skinds[%d]", at, i), "must be one of "+list(watch.Kinds()))
	}
}
