package message_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/shared/message"
)

// Whoever adds a reason says what it means: the words are read from the source, so that none is forgotten.
func TestEveryReasonIsExplained(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "reason.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Reason") {
			return true
		}
		word, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		text := message.Explain(word)
		if strings.Contains(text, "recorded reason") || !strings.HasSuffix(text, ".") {
			t.Errorf("%s means %q", word, text)
		}
		if other, twice := said[text]; twice {
			t.Errorf("%s and %s mean the same: %q", word, other, text)
		}
		said[text] = word
		return true
	})
	if len(said) < 20 {
		t.Errorf("reason.go has %d reasons", len(said))
	}
}

func TestAccount(t *testing.T) {
	t.Parallel()
	eight := time.Date(2026, 11, 23, 8, 0, 0, 0, time.FixedZone("", 3600))
	for _, c := range []struct {
		account      message.Account
		result, says string
	}{
		{message.Account{Outcome: message.Send, Reason: message.ReasonNews, State: "sent", Attempts: 1}, "sent", "It was news when it was decided."},
		{message.Account{Outcome: message.Send, Reason: message.ReasonNews, State: "sent", Attempts: 2}, "sent", "It was news when it was decided. It was tried 2 times, so it may have left more than once."},
		{message.Account{Outcome: message.Send, Reason: message.ReasonNews, State: "claimed"}, "being sent", "It was news when it was decided. Its sending was begun and is not confirmed yet."},
		{message.Account{Outcome: message.Send, Reason: message.ReasonNews, State: "released", Problem: "SES says slow down."}, "tried again",
			"It was news when it was decided. It could not be handed over and is tried again. The last attempt failed: SES says slow down."},
		{message.Account{Outcome: message.Send, Reason: message.ReasonNews, State: "failed", Problem: "no such domain"}, "failed",
			"It was news when it was decided. It can never be delivered. The last attempt failed: no such domain."},
		{message.Account{Outcome: message.Send, Reason: message.ReasonNews, State: "logged"}, "logged", "It was news when it was decided. It was written to the log: nothing was sent then."},
		{message.Account{Outcome: message.Defer, Reason: message.ReasonQuietHours, Until: eight}, "waits", "It came in the brand's quiet hours. It is decided again at 2026-11-23 07:00 UTC."},
		{message.Account{Outcome: message.Skip, Reason: message.ReasonShadow, Until: eight}, "would be sent",
			"The brand decides and sends nothing yet (shadow mode); otherwise it would have been sent. Its time would have been 2026-11-23 07:00 UTC."},
		{message.Account{Outcome: message.Skip, Reason: message.ReasonNoConsent}, "not sent", "The recipient did not agree to this channel, or refused it."},
		{message.Account{Outcome: message.Skip, Reason: "a newer word"}, "not sent", `The recorded reason is "a newer word".`},
		{message.Account{Outcome: message.Skip}, "not sent", "No reason was recorded."},
	} {
		if result, says := c.account.Result(), c.account.Explain(); result != c.result || says != c.says {
			t.Errorf("%+v\ngives %s: %s\nwant  %s: %s", c.account, result, says, c.result, c.says)
		}
	}
}
