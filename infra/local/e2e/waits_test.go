package e2e

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/infra/local/demo"
	"doorstep/shared/brand"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

const waiting = 8 // readers

// Messages wait half an hour in case they are overtaken, and texts until the quiet hours end. Schedule and notify are killed while they
// carry them out. Each leaves, none before its time, and none twice but for the one that a killed process had in its hands.
func TestWhatWaitsLeavesOnce(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]string{"InboundVisibilitySeconds": "5", "MessagesVisibilitySeconds": "5", "RelayVisibilitySeconds": "5"})
	w.editBrand(t, func(r *brand.Record) {
		off := false
		r.Messages.Quiet = span(-2*time.Hour, 3*time.Hour)
		r.Messages.Zone = "UTC"
		r.Messages.Kinds["order_confirmed"] = brand.Rule{On: &off}
		r.Messages.Kinds["shipped"] = brand.Rule{Channels: []string{"email", "sms"}, Delay: 30}
	})
	begin := time.Now().Add(-5 * time.Hour)
	orders := make([]string, waiting)
	for i := range orders {
		p := carriersim.Parcel{Number: fmt.Sprintf("1ZWAIT%012d", i), Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Pickup, 3))}
		body, _ := reads(orderOf(begin, [2]string{"ups", p.Number}), fmt.Sprint("waits", i), phoneOf(i))
		w.register(t, fmt.Sprint(i), body)
		w.pushLife(t, p)
		orders[i] = order.ID(demo.Brand, fmt.Sprint(i))
	}
	w.eventually(t, w.stand(t, orders, map[string]int{"email defer delayed": waiting, "sms defer delayed": waiting}))
	w.tick(t)
	if mails, texts := len(w.Mailbox()), len(w.TextMessages()); mails+texts != 0 {
		t.Fatalf("%d mails and %d texts left before their time", mails, texts)
	}

	w.kill("Notify") // nothing of what waits is in a process
	killed := w.carriedOut(t, orders, 31*time.Minute, "email send news")
	w.eventually(t, w.stand(t, orders, map[string]int{"email send news": waiting, "sms defer quiet_hours": waiting}))
	if texts := len(w.TextMessages()); texts != 0 {
		t.Errorf("%d text messages left in the quiet hours", texts)
	}
	w.eachOnce(t, orders, killed)

	w.editBrand(t, func(r *brand.Record) { r.Messages.Quiet = span(-4*time.Hour, -time.Hour) })
	w.kill("Notify") // it remembers the brand
	killed += w.carriedOut(t, orders, 4*time.Hour, "sms send news")
	w.eventually(t, w.stand(t, orders, map[string]int{"email send news": waiting, "sms send news": waiting}))
	w.age(t, 24*time.Hour, orders...)
	w.tick(t)
	w.eachOnce(t, orders, killed)
	w.sound(t)
}

func phoneOf(i int) string { return fmt.Sprintf("+49155501002%02d", i) }

// span gives quiet hours from one moment of today until another.
func span(from, until time.Duration) brand.Quiet {
	now := time.Now().UTC()
	return brand.Quiet{From: now.Add(from).Format("15:04"), Until: now.Add(until).Format("15:04")}
}

// carriedOut lets time pass until all messages have left. First schedule is killed while it queues what is due, then notify while it
// sends; it gives how many processes of notify died.
func (w world) carriedOut(t *testing.T, orders []string, passes time.Duration, all string) (killed int) {
	t.Helper()
	const lease = 16 * time.Minute // a little more than what schedule gives its queue, and notify a sender
	w.age(t, passes, orders...)
	if w.struck(t, "Schedule") == 0 {
		t.Error("no process of schedule was killed, so it proves little")
	}
	w.age(t, lease, orders...)
	if killed = w.struck(t, "Notify"); killed == 0 {
		t.Error("no process of notify was killed, so it proves little")
	}
	for range 5 {
		if w.stand(t, orders, map[string]int{all: waiting})() == nil {
			return killed
		}
		w.age(t, lease, orders...)
		w.tick(t)
	}
	return killed
}

// struck runs the schedule, kills the first process of a function that is seen at work, and lets what is left of it settle.
func (w world) struck(t *testing.T, function string) (killed int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var hunt sync.WaitGroup
	hunt.Go(func() {
		ticker := time.NewTicker(time.Millisecond)
		defer ticker.Stop()
		for ctx.Err() == nil && killed == 0 {
			for _, i := range w.Function(function).Instances() {
				if i.Busy && syscall.Kill(i.PID, syscall.SIGKILL) == nil {
					killed++
				}
			}
			<-ticker.C
		}
	})
	if err := w.Fire(t.Context(), "Schedule.EveryMinute"); err != nil && function != "Schedule" {
		t.Error(err)
	}
	w.settled(t)
	cancel()
	hunt.Wait()
	return killed
}

// stand asks how many decisions stand how, by channel, outcome and reason; others than those that are asked about may stand otherwise.
func (w world) stand(t *testing.T, orders []string, want map[string]int) func() error {
	return func() error {
		got := map[string]int{}
		for _, id := range orders {
			decisions, err := w.store().Decisions(t.Context(), id)
			if err != nil {
				return err
			}
			for _, d := range decisions {
				if d.Outcome != store.OutcomeSend || d.State == store.StateSent {
					got[d.Key[strings.LastIndex(d.Key, "/")+1:]+" "+d.Outcome+" "+d.Reason]++
				}
			}
		}
		for how, n := range want {
			if got[how] != n {
				return fmt.Errorf("decisions %v, want %v", got, want)
			}
		}
		return nil
	}
}

// eachOnce compares what left with what is on record. More than one may have left only where the record says so, and as many at most as
// processes were killed.
func (w world) eachOnce(t *testing.T, orders []string, killed int) {
	t.Helper()
	more := 0
	for i, id := range orders {
		decisions, err := w.store().Decisions(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		mails, texts := w.sent(fmt.Sprint("waits", i, ".canary@example.com"), phoneOf(i))
		for _, d := range decisions {
			left := mails
			if strings.HasSuffix(d.Key, "/sms") {
				left = texts
			}
			if d.State != store.StateSent {
				continue
			}
			if left < 1 || left > d.Attempts {
				t.Errorf("%s left %d times in %d attempts", d.Key, left, d.Attempts)
			}
			more += left - 1
		}
	}
	if more > killed {
		t.Errorf("%d messages left twice, and %d processes were killed", more, killed)
	}
}

// age makes the decisions about some orders that are not carried out so much older, in the table itself: what waits sees time pass.
func (w world) age(t *testing.T, by time.Duration, orders ...string) {
	t.Helper()
	err := w.each(t, w.Table, func(item map[string]types.AttributeValue) {
		id, isOrder := strings.CutPrefix(text(item["pk"]), "O#")
		unfinished := text(item["outcome"]) == store.OutcomeDefer || text(item["state"]) == store.StateClaimed
		if !isOrder || !slices.Contains(orders, id) || !strings.HasPrefix(text(item["sk"]), "N#") || !unfinished {
			return
		}
		if err := w.older(t, item, by); err != nil {
			t.Errorf("age %s: %v", text(item["sk"]), err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w world) older(t *testing.T, item map[string]types.AttributeValue, by time.Duration) error {
	var sets []string
	values := map[string]types.AttributeValue{":token": item["token"]}
	for _, name := range []string{"made", "before", "lease"} { // Unix milliseconds
		n, ok := item[name].(*types.AttributeValueMemberN)
		if !ok {
			continue
		}
		at, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil {
			return err
		}
		values[":"+name] = &types.AttributeValueMemberN{Value: strconv.FormatInt(at-by.Milliseconds(), 10)}
		sets = append(sets, "#"+name+" = :"+name)
	}
	if due := text(item["dt"]); due != "" {
		at, err := time.Parse(time.RFC3339, due)
		if err != nil {
			return err
		}
		values[":dt"] = &types.AttributeValueMemberS{Value: at.Add(-by).Format(time.RFC3339)}
		sets = append(sets, "#dt = :dt")
	}
	if len(sets) == 0 {
		return errors.New("it has no time")
	}
	names := map[string]string{"#token": "token"}
	for _, set := range sets {
		name, _, _ := strings.Cut(set, " ")
		names[name] = name[1:]
	}
	update, unchanged := "SET "+strings.Join(sets, ", "), "#token = :token"
	_, err := w.DynamoDB().UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: &w.Table, Key: map[string]types.AttributeValue{"pk": item["pk"], "sk": item["sk"]},
		UpdateExpression: &update, ConditionExpression: &unchanged, ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	})
	return err
}
