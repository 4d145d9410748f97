package post

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"doorstep/shared/fault"
)

// ChatPatience bounds a whole call to a chat, its answer included: behind a slow one others wait.
const ChatPatience = 3 * time.Second

// chatRest is for how long a chat is not asked again after it did not answer in time, so that the shoppers of a whole batch do not wait
// behind each alert of a brand whose chat is down.
const chatRest = time.Minute

// Limits of what is taken from a chat's answer.
const (
	maxChatAnswer = 4 << 10
	maxRetryAfter = time.Hour
)

// Addresses gives the address of a brand's chat, which is a secret: who knows it can write there.
type Addresses interface {
	Value(ctx context.Context, name string) (string, error)
}

// Chat posts alerts to incoming webhooks as Slack's, and Mattermost's or Discord's that follow them
// (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
type Chat struct {
	client    *http.Client
	addresses Addresses
	prefix    string
	now       func() time.Time

	mu      sync.Mutex
	resting map[string]time.Time // by brand: until when it is not asked
}

// NewChat makes a sender. client must reach public addresses only: outside of tests it is that of shared/outside. prefix is where
// parameters begin, "/doorstep/dev": the address of a brand's chat is the parameter brands/<brand>/chat below it.
func NewChat(client *http.Client, addresses Addresses, prefix string, now func() time.Time) *Chat {
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if own.Timeout == 0 || own.Timeout > ChatPatience {
		own.Timeout = ChatPatience
	}
	return &Chat{client: &own, addresses: addresses, prefix: prefix, now: now, resting: map[string]time.Time{}}
}

// Post posts a message, JSON of at most a few kilobytes, to the chat of a brand. A redirect is no answer: where it leads to, nobody has
// agreed to. Every failure passes: chats that are archived, locked or broken come back, an address that is missing or may not be asked is
// put right, and the alert is kept until then. One that did not answer, or wants to be left alone, is for a while. Errors: see the package; RetryAfter tells
// how long.
func (c *Chat) Post(ctx context.Context, brand string, body []byte) error {
	if left := c.rests(brand); left > 0 {
		return failure{error: fault.New(fault.Unavailable, "the chat is left alone: it did not answer, or asked for it"), after: left}
	}
	address, err := c.address(ctx, brand)
	if err != nil {
		return err
	}
	err = c.send(ctx, brand, address, body)
	if after := RetryAfter(err); after > 0 {
		c.rest(brand, after)
	}
	return err
}

func (c *Chat) rests(brand string) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.resting[brand].Sub(c.now())
}

func (c *Chat) rest(brand string, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.resting[brand] = c.now().Add(d)
}

func (c *Chat) address(ctx context.Context, brand string) (string, error) {
	address, err := c.addresses.Value(ctx, c.prefix+"/brands/"+brand+"/chat")
	switch {
	case err == nil:
		return strings.TrimSpace(address), nil
	case fault.KindOf(err) == fault.NotFound:
		return "", failure{error: fault.New(fault.Unavailable, "the parameter brands/%s/chat is not set", brand)}
	default:
		return "", failure{error: fault.New(fault.Unavailable, "the parameter brands/%s/chat cannot be read", brand)}
	}
}

func (c *Chat) send(ctx context.Context, brand, address string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil { // err would quote the address
		return failure{error: fault.New(fault.Unavailable, "the parameter brands/%s/chat is no address", brand)}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Doorstep")
	answer, err := c.client.Do(request)
	if err != nil {
		return chatFailure(err)
	}
	defer answer.Body.Close() //nolint:errcheck // nothing is lost when closing a read body fails
	// Reading to the end lets the connection be used again; what a chat answers is no business of ours.
	io.Copy(io.Discard, io.LimitReader(answer.Body, maxChatAnswer)) //nolint:errcheck // the status has been read
	return chatAnswer(answer)
}

// chatFailure gives an error of the call its kind. Neither the address nor what the resolver says is repeated.
func chatFailure(err error) error {
	k := fault.KindOf(err)
	switch {
	case k == fault.Forbidden, k == fault.Invalid:
		return failure{error: fault.New(fault.Unavailable, "the address of the chat is not public, or not https")}
	case k == fault.Unavailable, neverArrived(err), errors.Is(err, context.Canceled): // shared/outside found no way to it
		return failure{error: fault.New(fault.Unavailable, "the chat is not reached"), after: chatRest}
	}
	return failure{error: fault.New(fault.Unavailable, "the chat did not answer within %s, and may have taken it", ChatPatience), unsure: true, after: chatRest}
}

// chatAnswer judges a status. Slack says 429 with Retry-After in seconds (https://docs.slack.dev/apis/web-api/rate-limits).
func chatAnswer(answer *http.Response) error {
	status := answer.StatusCode
	switch {
	case status/100 == 2:
		return nil
	case status/100 == 3:
		return failure{error: fault.New(fault.Unavailable, "the chat answers with a redirect (%d), which is not followed", status)}
	case status == http.StatusTooManyRequests:
		return failure{error: fault.New(fault.Throttled, "the chat takes no more for now"), after: retryAfter(answer.Header.Get("Retry-After"))}
	default:
		return failure{error: fault.New(fault.Unavailable, "the chat answers %d", status)}
	}
}

// retryAfter reads seconds; anything else, and more than an hour, is not a wait to be bound by.
func retryAfter(value string) time.Duration {
	seconds, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(min(seconds, int(maxRetryAfter/time.Second)))*time.Second, maxRetryAfter)
}
