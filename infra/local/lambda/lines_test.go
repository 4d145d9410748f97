package lambda

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

// writes records each Write.
type writes []string

func (w *writes) Write(p []byte) (int, error) {
	*w = append(*w, string(p))
	return len(p), nil
}

func TestLineWriter(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxLine)
	tests := map[string]struct {
		in, want []string
	}{
		"one line":            {[]string{"a\n"}, []string{"F | a\n"}},
		"a line in pieces":    {[]string{"a", "b", "c\n"}, []string{"F | abc\n"}},
		"lines in one piece":  {[]string{"a\nb\nc"}, []string{"F | a\n", "F | b\n", "F | c\n"}},
		"empty line":          {[]string{"\n"}, []string{"F | \n"}},
		"carriage return":     {[]string{"a\r\n"}, []string{"F | a\n"}},
		"no end":              {[]string{"a"}, []string{"F | a\n"}},
		"nothing":             {[]string{""}, nil},
		"longer than allowed": {[]string{long + "y\n"}, []string{"F | " + long + "\n", "F | y\n"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got writes
			w := &lineWriter{mu: &sync.Mutex{}, out: &got, prefix: "F | "}
			for _, piece := range tt.in {
				if n, err := w.Write([]byte(piece)); n != len(piece) || err != nil {
					t.Fatalf("Write = %d, %v", n, err)
				}
			}
			w.flush()
			if !slices.Equal(got, tt.want) {
				t.Errorf("wrote %.80q, want %.80q", []string(got), tt.want)
			}
		})
	}
}
