package lambda

import (
	"bytes"
	"io"
	"sync"
)

// maxLine is where a line without an end is cut, so that a function cannot fill
// the memory of the runner. CloudWatch cuts events at 256 KB too.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const maxLine = 256 << 10

// lineWriter passes on whole lines, each with a prefix and in one Write.
type lineWriter struct {
	mu     *sync.Mutex // shared by the writers of one function
	out    io.Writer
	prefix string
	rest   []byte // a line that has not ended yet
}

// Write never fails: a function must not notice that its log is lost.
func (w *lineWriter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		line, after, ended := bytes.Cut(p, []byte("\n"))
		w.rest = append(w.rest, line...)
		p = after
		for len(w.rest) > maxLine {
			w.emit(w.rest[:maxLine])
			w.rest = w.rest[maxLine:]
		}
		if ended {
			w.flushLine()
		}
	}
	return n, nil
}

// flush passes on a last line without an end.
func (w *lineWriter) flush() {
	if len(w.rest) > 0 {
		w.flushLine()
	}
}

func (w *lineWriter) flushLine() {
	w.emit(bytes.TrimSuffix(w.rest, []byte("\r")))
	w.rest = nil
}

func (w *lineWriter) emit(line []byte) {
	out := make([]byte, 0, len(w.prefix)+len(line)+1)
	out = append(append(append(out, w.prefix...), line...), '\n')
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = w.out.Write(out)
}
