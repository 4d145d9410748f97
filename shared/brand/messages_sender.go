package brand

import (
	"slices"
	"strings"
)

// nameless are countries whose networks show no names: https://docs.aws.amazon.com/sms-voice/latest/userguide/sender-id.html
var nameless = []string{"CA", "CN", "US"}

// isSender reports whether text messages can come from s: a name, a number of E.164, a short code, or the ARN of a pool or a number.
// https://docs.aws.amazon.com/sms-voice/latest/userguide/phone-number-types.html says what there is, and
// https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html what is taken.
func isSender(s string) bool {
	digits, international := strings.CutPrefix(s, "+")
	switch {
	case international:
		return len(digits) >= 7 && len(digits) <= 15 && only(digits, "", false) && digits[0] != '0'
	case strings.HasPrefix(s, "arn:"):
		return isSenderARN(s)
	case only(s, "", false):
		return len(s) >= 3 && len(s) <= 8 // a short code
	default:
		return isName(s)
	}
}

// isName reports whether s is a sender id, which a phone shows as it is. One of digits alone would pass for somebody's number.
func isName(s string) bool {
	return len(s) <= 11 && only(s, "", true) && strings.Trim(s, "0123456789") != ""
}

// isSenderARN takes arn:aws:sms-voice:eu-central-1:123456789012:pool/pool-0123 and those of numbers.
func isSenderARN(s string) bool {
	part := strings.Split(s, ":")
	if len(part) != 6 || !strings.HasPrefix(part[1], "aws") || part[2] != "sms-voice" || part[3] == "" || len(part[4]) != 12 || len(s) > maxAddress {
		return false
	}
	kind, id, _ := strings.Cut(part[5], "/")
	return (kind == "pool" || kind == "phone-number") && id != "" && only(part[1]+part[3]+id, "-_", true) && only(part[4], "", false)
}

// isCountry reports whether s has the form of ISO 3166-1 alpha-2.
func isCountry(s string) bool {
	return len(s) == 2 && only(s, "", true) && s == strings.ToUpper(s) && strings.Trim(s, "0123456789") == s
}

func (c *checker) senders(m Messages) {
	const at = "messages.sms.senders"
	c.most(at, len(m.SMS.Senders), maxSenders)
	for _, to := range sorted(m.SMS.Senders) {
		path := at + "." + named(to)
		c.ok(to == "*" || isCountry(to), path, `must be named by a country like DE, or by "*" for all others`)
		c.ok(isSender(m.SMS.Senders[to]), path,
			"must be a name of 1 to 11 letters and digits, a number like +4915550100, a short code, or the ARN of a pool or number")
	}
	c.ok(len(m.SMS.Senders) > 0 || !m.texts(), at, "must be given when a kind of message goes out as sms")
}

// texts reports whether any kind is sent as a text message.
func (m Messages) texts() bool {
	for _, rule := range m.Kinds {
		if slices.Contains(rule.Channels, "sms") && (rule.On == nil || *rule.On) {
			return true
		}
	}
	return false
}
