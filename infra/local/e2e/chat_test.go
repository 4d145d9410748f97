package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/brand"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

// A chat that nobody reaches keeps neither the team's e-mail nor a shopper's message back, and its alert waits in the table. The name
// ends in .invalid, which no resolver knows (https://www.rfc-editor.org/rfc/rfc6761#section-6.4). What other chats do is told in
// shared/mail/post: functions reach public addresses only, so none can be played here.
func TestAChatThatIsDownDelaysNobody(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.editBrand(t, func(r *brand.Record) { r.Messages.Alerts.Chat = true })
	if err := w.SetParameter("/brands/"+demo.Brand+"/chat", "https://chat.invalid/services/hunter2"); err != nil {
		t.Fatal(err)
	}
	w.register(t, "unshipped", orderOf(time.Now().Add(-8*24*time.Hour)))
	id := order.ID(demo.Brand, "unshipped")
	stored, err := w.store().Order(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	w.hasten(t, store.DueEntry{Order: id, Due: stored.Due})
	w.tick(t)
	w.register(t, "other", orderOf(time.Now().Add(-time.Hour)))
	w.eventually(t, func() error {
		_, kinds := w.mails(t)
		if len(kinds["team@aster.example"]) != 1 || len(kinds["quinn.canary@example.com"]) == 0 {
			return fmt.Errorf("mails: %v", kinds)
		}
		return w.chatWaits(t, id)
	})
	if strings.Contains(string(w.log.all()), "hunter2") {
		t.Error("the log tells the address of the chat")
	}
}

// chatWaits wants the alert to the chat to be put off, with the reason and without the address.
func (w world) chatWaits(t *testing.T, id string) error {
	t.Helper()
	decisions, err := w.store().Decisions(t.Context(), id)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		name, err := message.ParseKey(d.Key)
		if err != nil || name.Channel != message.Chat {
			continue
		}
		if d.Outcome != store.OutcomeDefer || d.State != store.StateReleased || !d.NotBefore.After(time.Now()) || d.Attempts != 1 || !strings.Contains(d.Problem, "chat") || strings.Contains(d.Problem, "hunter2") {
			return fmt.Errorf("the alert is %s, %s until %s after %d attempts: %s", d.Outcome, d.State, d.NotBefore, d.Attempts, d.Problem)
		}
		return nil
	}
	return fmt.Errorf("no alert to the chat among %d decisions", len(decisions))
}
