package handler

import (
	"context"
	"errors"
	"fmt"

	"doorstep/shared/fault"
	"doorstep/shared/signature"
)

// secrets reads the live secrets of a parameter.
type secrets interface {
	Secrets(ctx context.Context, name string) ([]string, error)
}

// door lets in who can show a secret.
type door struct {
	secrets secrets
	prefix  string // PARAMETERS
	keys    *keys  // of sources that publish theirs; nil: an address is no key
}

// pass is what the door makes out for an authenticated push.
type pass struct {
	account string
	result  signature.Result
}

// defaultAccount is the account of a push whose path names none.
const defaultAccount = "default"

// noSecret says that nothing is configured for the account. It is of the same kind as a forged signature, because the sender
// must not learn which accounts exist.
type noSecret struct{}

func (noSecret) Error() string { return "no secret is configured" }
func (noSecret) Unwrap() error { return fault.New(fault.Unauthorized, "unauthorized") }

// admit checks a push. The path's second segment is an account or, for a source that signs nothing, the secret of its default
// account. It is tried as the secret first: as an account it would be looked up by name and so be written into AWS's logs.
func (d door) admit(ctx context.Context, source, segment string, r signature.Request) (pass, error) {
	usual, usualErr := d.live(ctx, source, defaultAccount)
	if segment != "" && usualErr == nil {
		if result, err := signature.Secret(source, usual, segment); err == nil {
			return pass{defaultAccount, result}, nil
		}
	}
	account, live, err := defaultAccount, usual, usualErr
	if segment != "" && segment != defaultAccount {
		account = segment
		live, err = d.live(ctx, source, segment)
	}
	if err == nil {
		var result signature.Result
		resolved, missing := d.keys.resolve(ctx, source, live, r.Header)
		if result, err = signature.Verify(source, resolved, r); err == nil {
			return pass{account, result}, nil
		}
		if missing != nil {
			err = missing // the push may be genuine: the sender shall try again
		}
	}
	if segment != "" && passing(usualErr) {
		err = usualErr // the segment may have been a secret that could not be compared
	}
	return pass{}, err
}

// live gives the live secrets of an account: fault.Unauthorized when there are none, fault.Unavailable or fault.Throttled when
// they cannot be read now.
func (d door) live(ctx context.Context, source, account string) ([]string, error) {
	if !wellFormed(account) {
		return nil, noSecret{}
	}
	live, err := d.secrets.Secrets(ctx, fmt.Sprintf("%s/sources/%s/%s/secret", d.prefix, source, account))
	switch {
	case err == nil:
		return live, nil
	case fault.KindOf(err) == fault.NotFound:
		return nil, noSecret{}
	case passing(err):
		return nil, fault.New(fault.KindOf(err), "secrets cannot be read now") // the cause names the parameter, and so the segment
	default:
		return nil, fault.New(fault.Unavailable, "secrets cannot be read: %s", fault.KindOf(err))
	}
}

func passing(err error) bool {
	kind := fault.KindOf(err)
	return err != nil && (kind == fault.Unavailable || kind == fault.Throttled)
}

// reasonOf names, for the metric only, why a push was not let in.
func reasonOf(err error) string {
	switch {
	case passing(err):
		return "secrets"
	case errors.As(err, new(noSecret)):
		return "no_secret"
	default:
		return "signature"
	}
}

// wellFormed reports whether an account's name may become part of a parameter's name.
func wellFormed(account string) bool {
	if account == "" || len(account) > 64 {
		return false
	}
	for i := range len(account) {
		c := account[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}
