package obs

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"doorstep/shared/fault"
)

// Recorder makes the lines and metrics of one function.
type Recorder struct {
	*Metrics
	log *slog.Logger
	now func() time.Time

	mu   sync.Mutex
	warm bool
}

// New makes the recorder of a function that writes to w (os.Stdout outside tests).
func New(w io.Writer, function string, level slog.Level, now func() time.Time) *Recorder {
	w = &lines{w: w}
	log := NewLogger(w, level).With(slog.String("function", function))
	return &Recorder{Metrics: NewMetrics(w, function, now), log: log, now: now}
}

// In makes the metrics those of a stage. It is called once, before anything is counted.
func (r *Recorder) In(stage string) *Recorder {
	r.namespace = Namespace(stage)
	return r
}

// lines lets log and metrics share a writer without mixing their lines.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// Unit is one unit of work: a request, a batch, a run of a schedule. It collects what is worth knowing and writes it as one
// line at its end, because lines are billed by volume and a question is answered by one line that has everything. It is safe
// for concurrent use.
type Unit struct {
	recorder *Recorder
	ctx      context.Context
	what     string
	start    time.Time
	cold     bool

	mu    sync.Mutex
	attrs []slog.Attr
}

// Begin starts a unit of work; what becomes its line's msg. The line of the first one says cold.
func (r *Recorder) Begin(ctx context.Context, what string) *Unit {
	r.mu.Lock()
	defer r.mu.Unlock()
	cold := !r.warm
	r.warm = true
	return &Unit{recorder: r, ctx: ctx, what: what, start: r.now(), cold: cold}
}

// Set puts a value into the line; a later one for the same key replaces it.
func (u *Unit) Set(key string, value any) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for i := range u.attrs {
		if u.attrs[i].Key == key {
			u.attrs[i] = slog.Any(key, value)
			return
		}
	}
	u.attrs = append(u.attrs, slog.Any(key, value))
}

// Note writes a line of its own about a part of the work that went wrong or deserves to be found later. attrs alternate
// keys and values.
func (u *Unit) Note(msg string, err error, attrs ...any) {
	if err != nil {
		attrs = append(attrs, slog.String("kind", fault.KindOf(err).String()), slog.Any("error", err))
	}
	u.recorder.log.Log(u.ctx, level(err), msg, attrs...)
}

// End writes the line and the metrics collected meanwhile. err is what the work failed with, or nil.
func (u *Unit) End(err error) {
	u.mu.Lock()
	attrs := u.attrs
	u.mu.Unlock()
	if u.cold {
		attrs = append(attrs, slog.Bool("cold", true))
	}
	attrs = append(attrs, slog.Float64("ms", Elapsed(u.recorder.now().Sub(u.start))))
	if err != nil {
		attrs = append(attrs, slog.String("kind", fault.KindOf(err).String()), slog.Any("error", err))
	}
	u.recorder.log.LogAttrs(u.ctx, level(err), u.what, attrs...)
	if err := u.recorder.Flush(); err != nil {
		u.recorder.log.LogAttrs(u.ctx, slog.LevelError, "metrics lost", slog.Any("error", err))
	}
}

// level says how loud a line is: what somebody outside got wrong or what passes by itself warns, a bug of ours is an error.
func level(err error) slog.Level {
	switch {
	case err == nil:
		return slog.LevelInfo
	case fault.KindOf(err) == fault.Internal:
		return slog.LevelError
	default:
		return slog.LevelWarn
	}
}
