package lambda

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Config describes one function. Only Name and Binary are required.
type Config struct {
	Name   string            // letters, digits, - and _; at most 64
	Binary string            // absolute path of the bootstrap
	Env    map[string]string // the function's own variables; reserved names are refused

	Timeout     time.Duration // of one invocation; 3 s, as on Lambda, when zero
	InitTimeout time.Duration // from the start of the process to its first question; 10 s when zero
	IdleTimeout time.Duration // after which an unused instance is ended; 5 min when zero
	MemoryMB    int           // 128 when zero; told to the function, not enforced
	Handler     string        // "bootstrap" when empty

	// MaxConcurrency is the most instances at a time: 100 when zero (an account on
	// AWS starts with 1,000, which one machine does not carry); negative throttles
	// every invocation, as a reserved concurrency of 0 does.
	MaxConcurrency int

	// Log gets the output of the instances: whole lines, each in one Write and
	// beginning with the function's name. A writer shared between functions must
	// be safe for concurrent use. Nil drops the output.
	Log io.Writer

	Region, AccountID string // us-east-1 and 000000000000 when empty
	// Credentials are what the function signs requests with; the stand-ins accept
	// anything, so the zero value is a fake.
	Credentials Credentials
}

// Credentials are AWS credentials; Session may be empty.
type Credentials struct{ AccessKey, SecretKey, Session string }

const (
	defaultTimeout     = 3 * time.Second
	defaultInitTimeout = 10 * time.Second
	defaultIdle        = 5 * time.Minute
	defaultConcurrency = 100
)

func (c Config) withDefaults() Config {
	if c.Timeout == 0 {
		c.Timeout = defaultTimeout
	}
	if c.InitTimeout == 0 {
		c.InitTimeout = defaultInitTimeout
	}
	if c.IdleTimeout == 0 {
		c.IdleTimeout = defaultIdle
	}
	if c.MaxConcurrency == 0 {
		c.MaxConcurrency = defaultConcurrency
	}
	if c.MemoryMB == 0 {
		c.MemoryMB = 128
	}
	if c.Log == nil {
		c.Log = io.Discard
	}
	if c.Credentials == (Credentials{}) {
		c.Credentials = Credentials{AccessKey: "local", SecretKey: "local"}
	}
	c.Handler = orElse(c.Handler, "bootstrap")
	c.Region = orElse(c.Region, "us-east-1")
	c.AccountID = orElse(c.AccountID, "000000000000")
	return c
}

func orElse(s, standard string) string {
	if s == "" {
		return standard
	}
	return s
}

var functionName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func (c Config) check() error {
	switch {
	case !functionName.MatchString(c.Name):
		return errors.New("the name must be 1 to 64 letters, digits, - or _")
	case !filepath.IsAbs(c.Binary):
		return fmt.Errorf("the path of the binary must be absolute, not %q", c.Binary)
	case c.Timeout < 0 || c.InitTimeout < 0 || c.IdleTimeout < 0:
		return errors.New("a timeout is negative")
	}
	for name := range c.Env {
		if reserved(name) {
			return fmt.Errorf("environment variable %s is reserved by Lambda", name)
		}
		if name == "" || strings.ContainsAny(name, "=\x00") {
			return fmt.Errorf("environment variable %q has an impossible name", name)
		}
	}
	return nil
}

// reserved says whether Lambda sets a variable itself and refuses it in a
// function's configuration.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
func reserved(name string) bool {
	switch name {
	case "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
		"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR":
		return true
	}
	return strings.HasPrefix(name, "AWS_LAMBDA_")
}

// environment is everything a process sees. Nothing of this program's own
// environment is passed on: a function that works only because of a variable in
// somebody's shell would fail when deployed.
func (c Config) environment(api, instance string) []string {
	root := filepath.Dir(c.Binary)
	env := map[string]string{
		"LANG": "en_US.UTF-8",
		"PATH": "/usr/local/bin:/usr/bin:/bin:/opt/bin",
		"TZ":   ":UTC",
	}
	for name, value := range c.Env {
		env[name] = value
	}
	for name, value := range map[string]string{
		"_HANDLER":                        c.Handler,
		"AWS_ACCESS_KEY_ID":               c.Credentials.AccessKey,
		"AWS_SECRET_ACCESS_KEY":           c.Credentials.SecretKey,
		"AWS_SESSION_TOKEN":               c.Credentials.Session,
		"AWS_REGION":                      c.Region,
		"AWS_DEFAULT_REGION":              c.Region,
		"AWS_LAMBDA_FUNCTION_NAME":        c.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     "$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(c.MemoryMB),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + c.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME":      instance,
		"AWS_LAMBDA_RUNTIME_API":          api + "/" + c.Name + "/" + instance,
		"LAMBDA_TASK_ROOT":                root,
		"LAMBDA_RUNTIME_DIR":              root,
	} {
		env[name] = value
	}
	list := make([]string, 0, len(env))
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	slices.Sort(list)
	return list
}

// arn is what the function is told it was invoked as.
func (c Config) arn() string {
	return "arn:aws:lambda:" + c.Region + ":" + c.AccountID + ":function:" + c.Name
}
