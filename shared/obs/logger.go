package obs

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// NewLogger writes one JSON object per line with the field names that Lambda documents for JSON logs: level, timestamp
// (RFC 3339), msg and, where something went wrong inside an invocation, requestId: Lambda's own lines, which it leads to, are written
// only then, and a fifth of every good line is a price for nothing. Lambda filters by level only when both level and timestamp are there.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
func NewLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(handler{slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: replace})})
}

// handler adds the request id of the invocation that ctx belongs to.
type handler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h handler) Handle(ctx context.Context, r slog.Record) error {
	if lc, ok := lambdacontext.FromContext(ctx); ok && lc.AwsRequestID != "" && r.Level != slog.LevelInfo {
		r.AddAttrs(slog.String("requestId", lc.AwsRequestID))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h handler) WithGroup(name string) slog.Handler { return handler{h.Handler.WithGroup(name)} }

func replace(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return redact(a)
	}
	switch a.Key {
	case slog.TimeKey:
		return slog.String("timestamp", a.Value.Time().UTC().Format(milliseconds))
	case slog.LevelKey:
		return a
	default:
		return redact(a)
	}
}

// milliseconds is RFC 3339 as Lambda's own runtimes write it.
const milliseconds = "2006-01-02T15:04:05.000Z07:00"

// Elapsed gives a duration as it stands in lines and metrics: milliseconds, to the microsecond.
func Elapsed(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
