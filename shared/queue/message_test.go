package queue_test

import (
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
)

func TestCheckKnowsTheLimitsOfSQS(t *testing.T) {
	t.Parallel()
	full := queue.MaxMessage - len("source") - len("String") - len("ups")
	for _, c := range []struct {
		name    string
		message queue.Message
		ok      bool
		kind    fault.Kind
	}{
		{"plain", queue.Message{Body: "x"}, true, 0},
		{"exactly at the limit", queue.Message{Body: strings.Repeat("a", full), Attributes: map[string]string{"source": "ups"}}, true, 0},
		{"one byte more", queue.Message{Body: strings.Repeat("a", full+1), Attributes: map[string]string{"source": "ups"}}, false, fault.TooLarge},
		{"an empty attribute is not sent", queue.Message{Body: strings.Repeat("a", full), Attributes: map[string]string{"source": "ups", "numbers": ""}}, true, 0},
		{"empty body", queue.Message{}, false, fault.Invalid},
		{"tab, newline, return, emoji", queue.Message{Body: "\t\n\r\U0001F4E6"}, true, 0},
		{"control character", queue.Message{Body: "a\x00"}, false, fault.Invalid},
		{"not UTF-8", queue.Message{Body: "\xff"}, false, fault.Invalid},
		{"U+FFFE", queue.Message{Body: "\ufffe"}, false, fault.Invalid},
		{"control character in an attribute", queue.Message{Body: "x", Attributes: map[string]string{"a": "\x1b"}}, false, fault.Invalid},
		{"reserved name", queue.Message{Body: "x", Attributes: map[string]string{"AWS.x": "1"}}, false, fault.Invalid},
		{"name with a space", queue.Message{Body: "x", Attributes: map[string]string{"a b": "1"}}, false, fault.Invalid},
		{"name with two dots", queue.Message{Body: "x", Attributes: map[string]string{"a..b": "1"}}, false, fault.Invalid},
		{"eleven attributes", queue.Message{Body: "x", Attributes: map[string]string{
			"a": "1", "b": "1", "c": "1", "d": "1", "e": "1", "f": "1", "g": "1", "h": "1", "i": "1", "j": "1", "k": "1"}}, false, fault.Invalid},
		{"long group", queue.Message{Body: "x", Group: strings.Repeat("g", 129)}, false, fault.Invalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := c.message.Check()
			if (err == nil) != c.ok || (err != nil && fault.KindOf(err) != c.kind) {
				t.Errorf("got %v", err)
			}
		})
	}
}
