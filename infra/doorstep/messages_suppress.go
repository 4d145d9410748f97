package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"doorstep/shared/config"
	"doorstep/shared/mail/post"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/secret"
	"doorstep/shared/store"
)

const messagesSuppressUsage = `  doorstep messages suppressed ADDRESS
      why an e-mail address or a phone is not written to
  doorstep messages suppress ADDRESS --brand BRAND
      do not write to it any more, because its owner asked the shop
  doorstep messages unsuppress ADDRESS --why TEXT
      write to it again
`

const messagesSuppressHelp = `doorstep messages suppressed|suppress|unsuppress [ADDRESS]

Who is not written to: mailboxes that bounced, readers who complained or unsubscribed, and whoever asked the shop. ADDRESS is an e-mail
address, or a phone with its country (+4930901820); without one it is read from standard input, so that it stands in no shell's
history. Nothing prints it: the table knows a hash.

  doorstep messages suppressed ADDRESS      what stands against it, one line per brand and reason; brand * means all
  doorstep messages suppress ADDRESS        reason "merchant"
      --brand BRAND   the brand, or '*' for all; DOORSTEP_BRAND
      --extras        only what is not strictly about deliveries
  doorstep messages unsuppress ADDRESS      lifts what stands, unless told which
      --why TEXT      kept with it; nothing personal: "mailbox works again, ticket 4711"
      --brand BRAND   only what stands for this brand, or '*'
      --reason R      only bounce, complaint, unsubscribe or merchant

SES keeps a list of its own: after a bounce or a complaint, aws sesv2 delete-suppressed-destination --email-address ADDRESS as well.
` + tableHelp + `
The key that hashes addresses comes from the Parameter Store: /doorstep/<stage>/keys/lookup; AWS_ENDPOINT_URL_SSM names another.

Example: doorstep messages suppressed ada@example.com --stage prod
`

// suppressOptions are the flags of the three commands.
type suppressOptions struct {
	at                 place
	brand, why, reason *string
	extras             *bool
}

func (p process) messagesSuppressed(args []string) int {
	return p.suppressions("suppressed", args, func(ctx context.Context, db *store.Store, hash string, _ suppressOptions) ([]row, error) {
		return standing(ctx, db, hash)
	})
}

func (p process) messagesSuppress(args []string) int {
	return p.suppressions("suppress", args, func(ctx context.Context, db *store.Store, hash string, o suppressOptions) ([]row, error) {
		if *o.brand == "" {
			return nil, fmt.Errorf("--brand is missing: a brand, or '*' for all")
		}
		if *o.brand != store.StopEverywhere {
			if _, err := db.Brand(ctx, *o.brand); err != nil {
				return nil, err
			}
		}
		s := store.Suppression{Hash: hash, Brand: *o.brand, Scope: store.StopAll, Reason: store.StoppedByMerchant, At: p.now()}
		if *o.extras {
			s.Scope = store.StopOptional
		}
		if _, err := db.Suppress(ctx, s); err != nil {
			return nil, err
		}
		return standing(ctx, db, hash)
	})
}

func (p process) messagesUnsuppress(args []string) int {
	return p.suppressions("unsuppress", args, func(ctx context.Context, db *store.Store, hash string, o suppressOptions) ([]row, error) {
		if strings.TrimSpace(*o.why) == "" || strings.Contains(*o.why, "@") {
			return nil, fmt.Errorf("--why is missing, or holds an address: it is kept for years")
		}
		found, err := db.Suppressions(ctx, hash)
		if err != nil {
			return nil, err
		}
		var lifted []row
		for _, s := range found {
			if *o.brand != "" && *o.brand != s.Brand || *o.reason != "" && *o.reason != s.Reason {
				continue
			}
			if _, err := db.Unsuppress(ctx, s, *o.why); err != nil {
				return nil, err
			}
			line := suppressionOf(s)
			line.Lifted = true
			lifted = append(lifted, line)
		}
		return lifted, nil
	})
}

// suppressions reads the command line and the address, and runs a command on its hash.
func (p process) suppressions(name string, args []string, run func(context.Context, *store.Store, string, suppressOptions) ([]row, error)) int {
	fs := p.flags("messages "+name, messagesSuppressHelp)
	o := suppressOptions{at: p.placeFlags(fs), brand: new(string), why: new(string), reason: new(string), extras: new(bool)}
	if name != "suppressed" {
		brand := ""
		if name == "suppress" {
			brand = p.env("DOORSTEP_BRAND")
		}
		fs.StringVar(o.brand, "brand", brand, "")
	}
	if name == "suppress" {
		fs.BoolVar(o.extras, "extras", false, "")
	}
	if name == "unsuppress" {
		fs.StringVar(o.why, "why", "", "")
		fs.StringVar(o.reason, "reason", "", "")
	}
	rest, code, done := p.parseAnywhere(fs, args)
	if done {
		return code
	}
	address, err := p.address(rest)
	if err != nil {
		return p.misuse(fs, "%v", err)
	}
	return p.onTable(fs.Name(), o.at, func(ctx context.Context, db *store.Store) error {
		hash, err := p.hashAddress(ctx, o.at, address)
		if err != nil {
			return err
		}
		rows, err := run(ctx, db, hash, o)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			fmt.Fprintln(p.err, "nothing stands against this address")
		}
		for _, r := range rows {
			if err := p.print(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// address gives the one argument, or what stands on standard input. Errors never repeat it.
func (p process) address(rest []string) (string, error) {
	if len(rest) > 1 {
		return "", fmt.Errorf("want one ADDRESS, got %d arguments", len(rest))
	}
	if len(rest) == 0 || rest[0] == "-" {
		typed, err := readCapped(p.in)
		if err != nil {
			return "", err
		}
		rest = []string{string(typed)}
	}
	address := strings.TrimSpace(rest[0])
	if strings.Count(address, "@") == 1 && !strings.ContainsAny(address, "<>\n") || strings.HasPrefix(address, "+") && len(address) > 6 {
		return address, nil
	}
	return "", fmt.Errorf("want an e-mail address, or a phone with + and its country")
}

// hashAddress gives the name under which the table knows an address: that of the address as it is written to.
func (p process) hashAddress(ctx context.Context, at place, address string) (string, error) {
	env, settings, err := p.settings()
	if err != nil {
		return "", err
	}
	keys := secret.Keys{Values: config.NewParameters(env.SSM(settings, config.HTTPClient()), time.Now), Prefix: "/doorstep/" + *at.stage}
	index, err := keys.Lookup(ctx)
	if err != nil {
		return "", err
	}
	if strings.Contains(address, "@") {
		address, err := post.Address(seal.Hide(address))
		if err != nil {
			return "", err
		}
		return order.StopEmail(address, index), nil
	}
	return order.StopPhone(address, index), nil
}

func standing(ctx context.Context, db *store.Store, hash string) ([]row, error) {
	found, err := db.Suppressions(ctx, hash)
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(found))
	for i, s := range found {
		rows[i] = suppressionOf(s)
	}
	return rows, nil
}

// suppressionLine is what stands against an address.
type suppressionLine struct {
	Hash   string `json:"hash"`
	Brand  string `json:"brand"`
	Scope  string `json:"scope"`
	Reason string `json:"reason"`
	At     string `json:"at"`
	Lifted bool   `json:"lifted,omitempty"`
}

func suppressionOf(s store.Suppression) suppressionLine {
	return suppressionLine{Hash: s.Hash, Brand: s.Brand, Scope: s.Scope, Reason: s.Reason, At: s.At.Format(time.RFC3339)}
}

func (suppressionLine) header() []string { return []string{"brand", "scope", "reason", "at"} }

func (s suppressionLine) cells() []string { return []string{s.Brand, s.Scope, s.Reason, s.At} }
