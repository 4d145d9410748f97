package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	feedback "doorstep/functions/feedback/handler"
	ingest "doorstep/functions/ingest/handler"
	notify "doorstep/functions/notify/handler"
	"doorstep/functions/notify/outbox"
	orders "doorstep/functions/orders/handler"
	poll "doorstep/functions/poll/handler"
	relay "doorstep/functions/relay/handler"
	schedule "doorstep/functions/schedule/handler"
	watch "doorstep/functions/watch/handler"
	webhook "doorstep/functions/webhook/handler"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/config"
	"doorstep/shared/locale/letters"
	"doorstep/shared/look"
	"doorstep/shared/mail/post"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/secret"
	"doorstep/shared/store"
	rules "doorstep/shared/watch"
	"doorstep/shared/watch/workdays"
	"doorstep/shared/web"
)

// What the functions are configured with.
const (
	prefix = "/sim"
	origin = "https://track.example"
)

// workshop wires a function's handler as its main.go does, for one process.
type workshop struct {
	*world
	p *process
}

func (s workshop) table() *store.Store {
	return store.New(table{s.world}, store.Tables{Main: s.mainTable(), Keys: s.keysTable()}, s.p.now, s.p.chance)
}

func (s workshop) queue(id string) *queue.Queue {
	return queue.New(client{s.world}, urlPrefix+id, s.p.chance)
}

func (s workshop) values() *config.Parameters {
	return config.NewParameters(parameters{s.world}, s.p.now)
}

func (s workshop) obs(function string) *obs.Recorder {
	return obs.New(&s.log, function, slog.LevelInfo, s.p.now)
}

func (s workshop) webhook() handle {
	h := webhook.New(webhook.Parts{
		Secrets: s.values(), Prefix: prefix, Client: s.through(asking, s.carriers), Inbound: s.queue("InboundQueue"), Obs: s.obs("webhook"), Now: s.p.now,
	})
	return func(ctx context.Context, payload any) (any, error) { return typed(ctx, payload, h.Handle) }
}

func (s workshop) ingest() handle {
	t := s.table()
	h := ingest.New(ingest.Parts{
		Sources: s.sys.sources, Numbers: t, Sealer: secret.Sealer{Keys: secret.Keys{Values: s.values(), Prefix: prefix}, Table: t, Rnd: s.p},
		Polls: s.queue("PollsQueue"), Obs: s.obs("ingest"), Now: s.p.now,
	})
	return func(ctx context.Context, payload any) (any, error) { return typed(ctx, payload, h.Handle) }
}

func (s workshop) relay() handle {
	h := relay.New(relay.Parts{
		Table: s.completing(s.table()), Messages: s.queue("MessagesQueue"), Later: s.queue("RelayQueue"), Obs: s.obs("relay"), Now: s.p.now,
	})
	return func(ctx context.Context, payload any) (any, error) { return inJSON(ctx, payload, h.Handle) }
}

func (s workshop) notify() handle {
	t := s.table()
	values := s.values().Trusted()
	keys := secret.Keys{Values: values, Prefix: prefix}
	people := outbox.People{Sealed: secret.Sealer{Keys: keys, Table: t, Rnd: s.p}, Keys: keys, Stops: t}
	out := outbox.Outbox{
		People: people, Looks: look.New(t, nil, s.p.now).Telling(letters.Files()),
		Links:   outbox.Links{Keys: keys, Table: t, Origin: origin, Now: s.p.now},
		Mails:   post.NewSES(post.Service{Client: s.through(mailing, s.mails), Address: "https://email.example"}),
		Texts:   post.NewTexts(post.Service{Client: s.through(texting, s.mails), Address: "https://sms-voice.example"}),
		Chats:   post.NewChat(s.through(chatting, s.mails), values, prefix, s.p.now),
		Streams: outbox.Streams{Messages: "messages", Extras: "extras"}, Stage: "sim", Now: s.p.now, Findings: t,
		Disruptions: store.NewDisruptionCache(t, s.p.now),
	}
	h := notify.New(t, people, out, s.obs("notify"), s.p.now)
	return func(ctx context.Context, payload any) (any, error) { return typed(ctx, payload, h.Handle) }
}

func (s workshop) feedback() handle {
	t := s.table()
	h := feedback.New(feedback.Parts{
		Table: t, Keys: secret.Keys{Values: s.values(), Prefix: prefix}, Looks: look.New(t, nil, s.p.now), Pages: s.sys.pages, PublicURL: origin,
		Obs: s.obs("feedback"), Now: s.p.now,
	})
	return func(ctx context.Context, payload any) (any, error) { return inJSON(ctx, payload, h.Handle) }
}

func (s workshop) orders() handle {
	values := s.values()
	h := orders.New(orders.Parts{
		Table: s.table(), Keys: secret.Keys{Values: values.Trusted(), Prefix: prefix}, Shops: values, Prefix: prefix,
		Client: s.through(asking, s.carriers), PublicURL: origin, Rnd: s.p, Obs: s.obs("orders"), Now: s.p.now,
	})
	serve := web.Handler(h.Routes())
	return func(ctx context.Context, payload any) (any, error) { return typed(ctx, payload, serve) }
}

func (s workshop) schedule() handle {
	to := schedule.Queues{Polls: s.queue("PollsQueue"), Messages: s.queue("MessagesQueue"), Checks: s.queue("ChecksQueue")}
	h := schedule.New(s.table(), to, s.obs("schedule"), s.p.now)
	return func(ctx context.Context, _ any) (any, error) { return nil, h.Handle(ctx, nil) }
}

func (s workshop) poll() handle {
	h := poll.New(poll.Parts{
		Table: s.table(), Inbound: s.queue("InboundQueue"), Checks: s.queue("ChecksQueue"),
		Rules: rules.Rules{Limits: s.sys.limits, Calendar: workdays.New()}, Parameters: s.values().Trusted(), Prefix: prefix,
		Sources: registry.New(), // the adapters remember the tokens that carriers gave them
		Client:  s.through(asking, s.carriers), Obs: s.obs("poll"), Now: s.p.now,
	})
	return func(ctx context.Context, payload any) (any, error) { return typed(ctx, payload, h.Handle) }
}

func (s workshop) watch() handle {
	h := watch.New(s.table(), s.queue("MessagesQueue"), s.sys.limits, workdays.New(), s.obs("watch"), s.p.now)
	return func(ctx context.Context, payload any) (any, error) { return typed(ctx, payload, h.Handle) }
}

// build gives the handler of a function by its logical id.
func (w *world) build(id string) func(p *process) handle {
	return func(p *process) handle {
		s := workshop{w, p}
		switch id {
		case "Webhook":
			return s.webhook()
		case "Ingest":
			return s.ingest()
		case "Relay":
			return s.relay()
		case "Notify":
			return s.notify()
		case "Feedback":
			return s.feedback()
		case "Orders":
			return s.orders()
		case "Schedule":
			return s.schedule()
		case "Poll":
			return s.poll()
		case "Watch":
			return s.watch()
		default:
			return func(context.Context, any) (any, error) { return nil, fmt.Errorf("function %s is not simulated", id) }
		}
	}
}

// typed calls a handler that takes its event as a type.
func typed[In, Out any](ctx context.Context, payload any, h func(context.Context, In) (Out, error)) (any, error) {
	in, ok := payload.(In)
	if !ok {
		return nil, fmt.Errorf("the handler takes no %T", payload)
	}
	return h(ctx, in)
}

// inJSON calls a handler that reads its event itself.
func inJSON(ctx context.Context, payload any, h func(context.Context, json.RawMessage) (any, error)) (any, error) {
	raw, ok := payload.([]byte)
	if !ok {
		var err error
		if raw, err = json.Marshal(payload); err != nil {
			return nil, fmt.Errorf("write the event: %w", err)
		}
	}
	return h(ctx, raw)
}
