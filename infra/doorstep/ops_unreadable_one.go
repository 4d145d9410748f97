package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"doorstep/infra/doorstep/ops/parked"
	"doorstep/infra/doorstep/ops/trial"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
	webshop "doorstep/shared/shop"
	"doorstep/shared/shop/bigcommerce"
	"doorstep/shared/store"
)

// shownBody is one body without what it says.
type shownBody struct {
	bodyLine
	Assurance string   `json:"assurance,omitempty"`
	Numbers   []string `json:"numbers,omitempty"`
	Status    int      `json:"http_status,omitempty"`
	Bytes     int      `json:"bytes"`
	Now       string   `json:"now"` // what this build makes of it
	Shape     []string `json:"shape"`
}

func (p process) showUnreadable(ctx context.Context, db *store.Store, f *unreadableFlags, listed store.Unreadable) error {
	b, err := db.Unreadable(ctx, listed.At, listed.ID)
	if err != nil {
		return err
	}
	sealer, err := p.sealer(f.at, db)
	if err != nil {
		return err
	}
	packed, err := sealer.Open(ctx, store.UnreadableOwner(b.At), "body", b.Sealed)
	if err != nil {
		return err
	}
	body, now := packed, "webhooks of shops are tried by the door of shops alone"
	if b.Kind != parked.Shop && parked.Retriable(b) {
		in, unread := queue.ReadInbound(queue.Record{Body: string(packed)})
		if unread == nil || in.Body != nil { // without attributes it fails behind the body
			body = in.Body
		}
		now = p.tried(ctx, b, string(packed), f.as)
	}
	if f.reveal {
		return p.reveal(body, f.out)
	}
	shown := shownBody{lineOf(b), b.Assurance, b.Numbers, b.Status, len(body), now, parked.Shape(body)}
	if *f.json {
		return p.print(shown)
	}
	if err := p.columns([]row{shown.bodyLine}); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "\n%d bytes. This build: %s\n\n", shown.Bytes, shown.Now)
	for _, line := range shown.Shape {
		fmt.Fprintln(p.out, "  "+line)
	}
	return nil
}

// tried says what this build makes of a body.
func (p process) tried(ctx context.Context, b store.Unreadable, packed string, as parked.As) string {
	m, err := parked.Message(b, packed, as)
	if err != nil {
		return err.Error()
	}
	out, err := trial.New(p.now).Try(ctx, m)
	switch {
	case err != nil:
		return err.Error()
	case !out.Readable():
		return "cannot read it: " + out.Reason
	default:
		return fmt.Sprintf("reads %d facts of %d numbers", out.Count(), len(out.Facts))
	}
}

// reveal shows a body because somebody asked for it: on the terminal, or in a file of his own.
func (p process) reveal(body []byte, out string) error {
	if out != "" {
		return writeSecretly(out, body)
	}
	_, err := fmt.Fprintln(p.out, string(body))
	return err
}

// retriedLine is what became of one body.
type retriedLine struct {
	ID      string   `json:"id"`
	Source  string   `json:"source"`
	Became  string   `json:"became"`
	Facts   int      `json:"facts"`
	Numbers []string `json:"numbers"`
	Detail  string   `json:"detail,omitempty"`
}

func (retriedLine) header() []string {
	return []string{"id", "source", "became", "facts", "numbers", "detail"}
}

func (l retriedLine) cells() []string {
	return []string{l.ID, l.Source, strings.ReplaceAll(l.Became, "_", " "), fmt.Sprint(l.Facts), strings.Join(l.Numbers, " "), l.Detail}
}

// retryUnreadable puts bodies through the door one after the other, and sums up.
func (p process) retryUnreadable(ctx context.Context, db *store.Store, f *unreadableFlags, bodies []store.Unreadable) (int, error) {
	sealer, err := p.sealer(f.at, db)
	if err != nil {
		return exitInput, err
	}
	retry := parked.Retry{Items: db, Opener: sealer, Bench: trial.New(p.now), As: f.as, DryRun: f.dry, Force: f.force, Wait: f.wait, Now: p.now, Pause: p.wait}
	if !f.dry {
		if retry.Door, err = p.door(ctx, f.at, "inbound"); err != nil {
			return exitInput, err
		}
	}
	if f.url != "" {
		retry.Knock = p.knock(f)
	}
	sums, left := map[string]int{}, 0
	bar, pace := p.bar("bodies", len(bodies)), p.pace(f.rate)
	var rows []row
	for _, b := range bodies {
		if err := pace.step(ctx, p); err != nil {
			return exitInput, p.broken(f, rows, sums, err)
		}
		v, err := retry.One(ctx, b)
		if err != nil {
			return exitInput, p.broken(f, rows, sums, err)
		}
		rows = append(rows, retriedLine{v.Body.ID, v.Body.Source, v.Became, v.Facts, append([]string{}, v.Numbers...), v.Detail})
		if sums[v.Became]++; !v.Good() {
			left++
		}
		bar.Add(1) //nolint:errcheck // only the drawing could fail
	}
	bar.Finish() //nolint:errcheck // only the drawing could fail
	if err := p.retried(f, rows, sums); err != nil {
		return exitInput, err
	}
	if left > 0 {
		return exitRefuse, nil
	}
	return exitDone, nil
}

// broken prints what was done before something broke off, and gives that back.
func (p process) broken(f *unreadableFlags, rows []row, sums map[string]int, why error) error {
	if err := p.retried(f, rows, sums); err != nil {
		return err
	}
	return why
}

func (p process) retried(f *unreadableFlags, rows []row, sums map[string]int) error {
	if err := p.list(f.opsFlags, rows); err != nil {
		return err
	}
	return p.print(sums)
}

// knockTimeout bounds one knock at the door of shops.
const knockTimeout = 30 * time.Second

// knock gives what puts a webhook of a shop through its door: signed anew, since a secret may have been changed meanwhile.
func (p process) knock(f *unreadableFlags) parked.Knock {
	return func(ctx context.Context, b store.Unreadable, body []byte) error {
		header, err := p.signed(ctx, f, b, body)
		if err != nil {
			return err
		}
		address := strings.TrimRight(f.url, "/") + "/v1/shops/" + url.PathEscape(b.Source) + "/" + url.PathEscape(b.Account)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return fmt.Errorf("build request: %w", err)
		}
		req.Header = header
		// A redirect must not choose where a secret goes.
		client := &http.Client{Timeout: knockTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := client.Do(req)
		if err != nil {
			return fmt.Errorf("knock at the door of shops: %w", err)
		}
		defer res.Body.Close()
		if res.StatusCode/100 != 2 {
			return fmt.Errorf("the door of shops answers %d", res.StatusCode)
		}
		return nil
	}
}

// signed gives the headers by which a platform shows that a body is its own.
func (p process) signed(ctx context.Context, f *unreadableFlags, b store.Unreadable, body []byte) (http.Header, error) {
	parameters, err := p.parameters()
	if err != nil {
		return nil, err
	}
	secrets, err := parameters.Secrets(ctx, fmt.Sprintf("/doorstep/%s/shops/%s/%s/secret", *f.at.stage, b.Source, b.Account))
	if err != nil {
		return nil, err
	}
	topic := b.Topic
	if topic == "" {
		topic = f.topic
	}
	h := hmac.New(sha256.New, []byte(secrets[0]))
	h.Write(body) //nolint:errcheck // a hash never fails
	sum := base64.StdEncoding.EncodeToString(h.Sum(nil))
	header := http.Header{"Content-Type": {"application/json"}}
	switch b.Source {
	case "shopify":
		header.Set(webshop.ShopifySignature, sum)
		header.Set(webshop.ShopifyTopic, topic)
	case "woocommerce":
		header.Set(webshop.WooSignature, sum)
		header.Set(webshop.WooTopic, topic)
	case bigcommerce.Platform:
		header.Set(bigcommerce.Header, secrets[0])
		return header, nil
	default:
		return nil, fault.New(fault.Invalid, "%q is no platform that this build knows", b.Source)
	}
	if topic == "" {
		return nil, fault.New(fault.Invalid, "its topic was not kept: --topic orders/create, or what it was, says it")
	}
	return header, nil
}
