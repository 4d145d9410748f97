package main

import "doorstep/infra/local/template"

// What happens to a parcel, for its bill.
const (
	pushes       = pushesPerLife
	polls        = 3
	views        = 5
	decisions    = 4 // by a brand that decides and sends nothing; sent, they are three e-mails: the van and the door come in one breath
	monthsKept   = 6
	ticks        = 30 * 24 * 60 // runs of schedule per month
	shardQueries = 4            // of the due index per run, half a read unit each
	fullBatch    = 10           // messages per invocation, as template.yaml has it
)

// charge is one line of a bill, in dollars.
type charge struct {
	what    string
	dollars float64
}

// account is everything that a bill is made of.
type account struct {
	usage
	memory map[string]int // MB by function, from template.yaml
}

func newAccount(u usage, functions []template.Function) account {
	a := account{usage: u, memory: map[string]int{}}
	for _, f := range functions {
		a.memory[f.ID] = f.MemoryMB
	}
	return a
}

// bill charges one shipment without e-mail. What a month costs however little happens is in fixed. batch is how many messages or stream records one invocation takes: 1 for a shop that is
// so quiet that nothing ever meets, 10 for one so busy that every batch is full.
func (a account) bill(batch float64) []charge {
	// The last of the polls proves the delivery; the others bring nothing new. A batch shares one write of its account's budget.
	writes := a.order.write + a.pushes.write + a.messages.write + (polls-1)*a.poll.write + a.proof.write + polls*a.budget.write/batch
	// A process holds the brand for a minute: where messages come ten at a time, ten views and ten decisions share one read of it at least.
	looks := views*a.brand.read + a.looks.read
	reads := a.order.read + a.pushes.read + a.messages.read + views*a.view.read + (polls-1)*a.poll.read + a.proof.read - looks*(1-1/batch)
	news, changes := float64(a.told.news), float64(a.told.changes)
	invocations := map[string]float64{
		"Orders": 1, "Webhook": pushes, "Track": views,
		"Ingest": (pushes + polls) / batch, "Relay": changes / batch, "Notify": news / batch, "Poll": polls / batch,
	}
	var calls, gbSeconds float64
	for function, n := range invocations {
		calls += n
		gbSeconds += n * milliseconds(function, batch) / 1000 * float64(a.memory[function]) / 1024
	}
	// Orders, webhook and track write lines per request, everything else per batch. A full batch of notify has a line for each of its
	// metrics, which are more than those of one message.
	written := float64(a.logged["orders"] + a.logged["webhook"] + a.logged["track"])
	written += float64(a.logged["ingest"]+a.logged["relay"]+a.logged["poll"])/batch + min(float64(a.logged["notify"]), float64(a.logged[notifyFull])*news/batch)
	// A message is sent, received and deleted; webhook sends one by one, the others up to ten in a request. Schedule queues a look
	// and poll its answer.
	sent := pushes + (news+2*polls)/batch
	taken := 2 * (pushes + polls + news + polls) / batch
	return []charge{
		{"DynamoDB writes", writes * priceWrite},
		{"DynamoDB reads", reads * priceRead},
		{"DynamoDB storage, 6 months", float64(a.stored) * monthsKept * priceStorage},
		{"DynamoDB backups, 6 months", float64(a.backed) * monthsKept * priceBackup},
		{"HTTP API", (1 + pushes + views) * priceHTTP},
		{"Lambda requests", calls * priceInvoke},
		{"Lambda GB-seconds", gbSeconds * priceGBs},
		{"SQS", (sent + taken) * priceSQS},
		{"logs", written * priceLog},
		{"data out", views * float64(a.viewBytes) * priceOut},
	}
}

// sendings charges what three of the decisions cost more when their messages are sent. SES comes by itself: it is no part of the
// system, and several times the rest.
func (a account) sendings(batch float64) []charge {
	reads := a.sending.read - a.messages.read - (a.sendingLooks.read-a.looks.read)*(1-1/batch)
	waiting := float64(a.left()) * sesMilliseconds / 1000 * float64(a.memory["Notify"]) / 1024
	return []charge{
		{"outcomes: DynamoDB writes", (a.sending.write - a.messages.write) * priceWrite},
		{"the latest state, keys, suppressions: DynamoDB reads", reads * priceRead},
		{"what is kept of them, 6 months, with backups", float64(a.sentBytes-a.decidedBytes) * monthsKept * (priceStorage + priceBackup)},
		{"Lambda that waits for SES", waiting * priceGBs},
	}
}

// mailing charges the e-mails themselves: each, and their bytes to the internet.
func (a account) mailing() float64 {
	return float64(a.left()) * (priceMail + float64(a.mailBytes)*priceOut)
}

func total(bill []charge) float64 {
	sum := 0.0
	for _, c := range bill {
		sum += c.dollars
	}
	return sum
}

// fixed is what the clock costs per month, however many shipments there are.
func (a account) fixed() float64 {
	perTick := priceTick + priceInvoke + milliseconds("Schedule", 1)/1000*float64(a.memory["Schedule"])/1024*priceGBs + shardQueries*0.5*priceRead
	return ticks * perTick
}
