package config

import (
	"log/slog"
	"net/url"
	"strings"

	"doorstep/shared/fault"
)

// Env reads environment variables and collects what is wrong with them. Read everything first, then ask Err once.
type Env struct {
	lookup   func(string) (string, bool)
	problems []string
}

// New reads through lookup, which is os.LookupEnv outside tests.
func New(lookup func(string) (string, bool)) *Env {
	return &Env{lookup: lookup}
}

// Required gives the variable's value, trimmed. An absent or blank one is a problem.
func (e *Env) Required(name string) string {
	value := e.Optional(name, "")
	if value == "" {
		e.problem(name, "is not set")
	}
	return value
}

// Optional gives the variable's value, trimmed, or fallback when it is absent or blank.
func (e *Env) Optional(name, fallback string) string {
	value, _ := e.lookup(name)
	value = strings.TrimSpace(value)
	if value == "" {
		return fallback
	}
	return value
}

// URL gives a required absolute http or https address, such as that of a queue.
func (e *Env) URL(name string) string {
	value := e.Required(name)
	if value == "" {
		return ""
	}
	parsed, err := url.Parse(value)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "https" && parsed.Scheme != "http") {
		e.problem(name, "is not an absolute http(s) address")
	}
	return value
}

// Prefix gives a required SSM path such as "/doorstep/dev", without a slash at its end.
func (e *Env) Prefix(name string) string {
	value := e.Required(name)
	if value == "" {
		return ""
	}
	if !strings.HasPrefix(value, "/") {
		e.problem(name, "does not start with a slash")
	}
	return strings.TrimRight(value, "/")
}

// LogLevel gives LOG_LEVEL (debug, info, warn or error, in any case), info when it is not set.
func (e *Env) LogLevel() slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(e.Optional("LOG_LEVEL", "info"))); err != nil {
		e.problem("LOG_LEVEL", "is none of debug, info, warn, error")
	}
	return level
}

// Err gives nil, or one error that names every problem found so far. It holds no values. Its kind is fault.Internal:
// a wrong deployment is nobody else's fault, and has to be loud.
func (e *Env) Err() error {
	if len(e.problems) == 0 {
		return nil
	}
	return fault.New(fault.Internal, "environment: %s", strings.Join(e.problems, "; "))
}

func (e *Env) problem(name, what string) {
	e.problems = append(e.problems, name+" "+what)
}
