package fetch

import (
	"crypto/sha256"
	"net/http"
	"strings"
	"sync"
	"time"

	"doorstep/shared/carrier"
)

// Login is how an account gets a token from a source that has a login of its own in place of OAuth 2.
type Login struct {
	Account []string                       // what tells it from others: base URL, user, password
	Ask     func() (carrier.Answer, error) // logs in
	Token   func(body []byte) string       // takes the token out of the answer; "" when it holds none
}

// Logins keeps such tokens for the life of the process. It is safe for concurrent use: callers who find no token wait for the one
// that is on its way, since some sources count logins (DPD).
type Logins struct {
	now  func() time.Time
	life time.Duration

	mu   sync.Mutex
	held map[[sha256.Size]byte]*heldToken
}

// heldToken is the token of one account. Its lock is held during a login.
type heldToken struct {
	mu sync.Mutex
	token
}

// NewLogins makes an empty store whose tokens are used for life, measured by now.
func NewLogins(now func() time.Time, life time.Duration) *Logins {
	return &Logins{now: now, life: life, held: make(map[[sha256.Size]byte]*heldToken)}
}

// Do asks with a token of the account. When the source refuses the token (401) it is replaced and the question asked once more. When
// the source gives no token, what it said is the answer.
func (l *Logins) Do(in Login, ask func(token string) (carrier.Answer, error)) (carrier.Answer, error) {
	for refused := ""; ; {
		value, answer, err := l.token(in, refused)
		if err != nil || value == "" {
			return answer, err
		}
		answer, err = ask(value)
		if err != nil || answer.Status != http.StatusUnauthorized || refused != "" {
			return answer, err
		}
		refused = value
	}
}

// token gives a token that is not the refused one, from the store or by a login. An empty token comes with the answer that
// refused it.
func (l *Logins) token(in Login, refused string) (string, carrier.Answer, error) {
	held := l.of(in.Account)
	held.mu.Lock()
	defer held.mu.Unlock()
	if held.value != "" && held.value != refused && l.now().Before(held.until) {
		return held.value, carrier.Answer{}, nil
	}
	answer, err := in.Ask()
	if err != nil {
		return "", carrier.Answer{}, err
	}
	held.token = token{}
	if answer.Status < http.StatusBadRequest {
		held.token = token{value: in.Token(answer.Body), until: l.now().Add(l.life)}
	}
	if held.value != "" {
		return held.value, carrier.Answer{}, nil
	}
	answer.Account = true
	if answer.Status < http.StatusBadRequest { // it said yes and gave nothing
		answer.Status = http.StatusBadGateway
	}
	return "", answer, nil
}

// of gives the place of an account, which keeps none of its secrets.
func (l *Logins) of(account []string) *heldToken {
	key := sha256.Sum256([]byte(strings.Join(account, "\x00")))
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[key] == nil {
		l.held[key] = &heldToken{}
	}
	return l.held[key]
}
