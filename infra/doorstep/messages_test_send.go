package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"doorstep/shared/brand"
	"doorstep/shared/config"
	"doorstep/shared/fault"
	"doorstep/shared/locale"
	"doorstep/shared/locale/letters"
	"doorstep/shared/mail"
	"doorstep/shared/mail/gallery"
	"doorstep/shared/mail/post"
	"doorstep/shared/message"
	"doorstep/shared/seal"
	"doorstep/shared/store"
)

const messagesTestUsage = `  doorstep messages test --brand BRAND --kind KIND --to ADDRESS
      send one made-up message to one address, as the deployment would
`

const messagesTestHelp = `doorstep messages test --brand BRAND --kind KIND --to ADDRESS

Sends one message to one address through the deployment's own settings: the sender, look and words of the brand as it is stored, the
configuration set of the stage, SES or AWS End User Messaging SMS of the account. Order and parcel are made up, links lead nowhere, and
the subject begins with [Test]. Nothing is recorded. An address that is not written to is not written to by this either.

  --brand BRAND    DOORSTEP_BRAND
  --kind KIND      shipped, out_for_delivery, delivered, delay, ...
  --to ADDRESS     an e-mail address, or a phone with its country (+4915112345678)
  --channel C      email or sms; what the address is when left out
  --locale TAG     de, pt-BR; the brand's first language when left out
  --dry-run        text messages: AWS checks it and sends nothing
` + tableHelp + `
The key that hashes addresses comes from the Parameter Store. While make run runs, its first page says how to reach its stand-ins.

Example: doorstep messages test --brand aster --kind delivered --to ada@example.com --stage dev
`

// sampleMessage is what the command line asks for.
type sampleMessage struct {
	brand, kind, to, channel, locale string
	dryRun                           bool
}

// sentLine is what is printed. It does not repeat the address.
type sentLine struct {
	Channel string `json:"channel"`
	Kind    string `json:"kind"`
	Locale  string `json:"locale"`
	Subject string `json:"subject,omitempty"`
	Sender  string `json:"sender"`
	ID      string `json:"id"` // by which SES or AWS End User Messaging knows it
	DryRun  bool   `json:"dry_run,omitempty"`
}

func (p process) messagesTest(args []string) int {
	fs := p.flags("messages test", messagesTestHelp)
	at := p.placeFlags(fs)
	var m sampleMessage
	fs.StringVar(&m.brand, "brand", p.env("DOORSTEP_BRAND"), "")
	fs.StringVar(&m.kind, "kind", "", "")
	fs.StringVar(&m.to, "to", "", "")
	fs.StringVar(&m.channel, "channel", "", "")
	fs.StringVar(&m.locale, "locale", "", "")
	fs.BoolVar(&m.dryRun, "dry-run", false, "")
	rest, code, done := p.parseAnywhere(fs, args)
	if done {
		return code
	}
	if err := m.complete(rest); err != nil {
		return p.misuse(fs, "%v", err)
	}
	return p.withStore(fs.Name(), at, func(ctx context.Context, db *store.Store) (any, error) { return p.sendSample(ctx, db, at, m) })
}

// complete checks the command line. Errors never repeat the address.
func (m *sampleMessage) complete(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%d arguments too many: the address goes behind --to", len(rest))
	case m.brand == "":
		return fmt.Errorf("--brand is missing")
	case !slices.Contains(message.Kinds(), message.Kind(m.kind)):
		return fmt.Errorf("--kind %q is none of %s", m.kind, strings.Trim(fmt.Sprint(message.Kinds()), "[]"))
	case m.to == "":
		return fmt.Errorf("--to is missing: an address")
	}
	if m.channel == "" {
		m.channel = string(message.SMS)
		if strings.Contains(m.to, "@") {
			m.channel = string(message.Email)
		}
	}
	switch {
	case m.channel != string(message.Email) && m.channel != string(message.SMS):
		return fmt.Errorf("--channel %q is neither email nor sms", m.channel)
	case m.dryRun && m.channel != string(message.SMS):
		return fmt.Errorf("--dry-run is for text messages; SES has no such thing")
	}
	return nil
}

// sendSample writes the message and hands it over.
func (p process) sendSample(ctx context.Context, db *store.Store, at place, m sampleMessage) (sentLine, error) {
	stored, err := db.Brand(ctx, m.brand)
	if err != nil {
		return sentLine{}, err
	}
	record, err := brand.Decode(stored.Record)
	if err != nil {
		return sentLine{}, err
	}
	record = record.On(p.now().UTC().Format("2006-01-02"))
	catalogs := letters.Catalogs()
	words, err := catalogs.Among(record.Locales, m.locale)
	if err != nil {
		return sentLine{}, err
	}
	words = words.With(record.Wording(words.Tag())).InTone(record.Tone)
	letter, err := sampleLetter(gallery.All(p.now()), m.kind, record, words)
	if err != nil {
		return sentLine{}, err
	}
	line := sentLine{Channel: m.channel, Kind: m.kind, Locale: words.Tag()}
	tags := post.Tags{Brand: m.brand, Kind: m.kind, Stage: *at.stage, Test: true}
	if m.channel == string(message.SMS) {
		return p.sendSampleText(ctx, db, at, m, record, letter, tags, line)
	}
	return p.sendSampleMail(ctx, db, at, m, record, letter, tags, line)
}

// sampleLetter gives the first made-up message of a kind.
func sampleLetter(examples []gallery.Example, kind string, r brand.Record, words *locale.Catalog) (mail.Letter, error) {
	for _, e := range examples {
		if l := e.Letter(r, words); string(l.Kind) == kind {
			return l, nil
		}
	}
	return mail.Letter{}, fmt.Errorf("there is no example of %s", kind)
}

// sampleMark stands before subject and text of a test.
const sampleMark = "[Test] "

func (p process) sendSampleMail(ctx context.Context, db *store.Store, at place, m sampleMessage, r brand.Record, l mail.Letter, tags post.Tags, line sentLine) (sentLine, error) {
	address, err := post.Address(seal.Hide(m.to))
	if err != nil {
		return line, err
	}
	if err := p.mayWrite(ctx, db, at, m.brand, address); err != nil {
		return line, err
	}
	envelope, err := post.Envelope(m.brand, r)
	if err != nil {
		return line, err
	}
	written, err := l.Email()
	if err != nil {
		return line, err
	}
	written.Subject = sampleMark + written.Subject
	envelope.To, envelope.Email, envelope.Unsubscribe, envelope.Stream, envelope.Tags = seal.Hide(address), written, l.Links.Unsubscribe, "doorstep-"+*at.stage+"-messages", tags
	service, err := p.service(config.SES())
	if err != nil {
		return line, err
	}
	line.Subject, line.Sender = written.Subject, envelope.From
	line.ID, err = post.NewSES(service).Send(ctx, envelope)
	return line, err
}

func (p process) sendSampleText(ctx context.Context, db *store.Store, at place, m sampleMessage, r brand.Record, l mail.Letter, tags post.Tags, line sentLine) (sentLine, error) {
	phone, err := post.ReadPhone(seal.Hide(m.to), "")
	if err != nil {
		return line, err
	}
	if err := p.mayWrite(ctx, db, at, m.brand, phone.Number.Open()); err != nil {
		return line, err
	}
	if line.Sender, err = post.Sender(r.Messages.SMS.Senders, phone.Country); err != nil {
		return line, err
	}
	written, err := l.SMS()
	if err != nil {
		return line, err
	}
	written.Body, line.DryRun = sampleMark+written.Body, m.dryRun
	service, err := p.service(config.SMS())
	if err != nil {
		return line, err
	}
	line.ID, err = post.NewTexts(service).Send(ctx, post.Text{To: phone, Senders: r.Messages.SMS.Senders, SMS: written, Tags: tags, DryRun: m.dryRun})
	return line, err
}

// mayWrite refuses an address that is not written to.
func (p process) mayWrite(ctx context.Context, db *store.Store, at place, brandID, address string) error {
	hash, err := p.hashAddress(ctx, at, address)
	if err != nil {
		return err
	}
	found, err := db.Suppressions(ctx, hash)
	if err != nil {
		return err
	}
	if scope, reason := store.StoppedFor(brandID, found); scope == store.StopAll {
		return fault.New(fault.Forbidden, "this address is not written to (%s): doorstep messages unsuppress", reason)
	}
	return nil
}

// service gives an AWS service that messages leave by.
func (p process) service(s config.Service) (post.Service, error) {
	env, settings, err := p.settings()
	if err != nil {
		return post.Service{}, err
	}
	client, address := env.Signed(settings, config.PatientHTTPClient(), s)
	return post.Service{Client: client, Address: address}, nil
}
