package lambda

import (
	"strings"
	"testing"
)

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	h, err := Listen()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	tests := map[string]struct {
		config Config
		want   string
	}{
		"no name":           {Config{Binary: "/b"}, "the name must be"},
		"a name with slash": {Config{Name: "a/b", Binary: "/b"}, "the name must be"},
		"relative binary":   {Config{Name: "A", Binary: "b"}, "must be absolute"},
		"negative timeout":  {Config{Name: "A", Binary: "/b", Timeout: -1}, "negative"},
		"reserved variable": {Config{Name: "A", Binary: "/b", Env: map[string]string{"AWS_REGION": "x"}}, "AWS_REGION is reserved"},
		"reserved prefix":   {Config{Name: "A", Binary: "/b", Env: map[string]string{"AWS_LAMBDA_X": "x"}}, "AWS_LAMBDA_X is reserved"},
		"impossible name":   {Config{Name: "A", Binary: "/b", Env: map[string]string{"A=B": "x"}}, "impossible name"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := h.New(tt.config); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want one about %q", err, tt.want)
			}
		})
	}
	endpoint := Config{Name: "A", Binary: "/b", Env: map[string]string{"AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:1"}}
	if _, err := h.New(endpoint); err != nil {
		t.Errorf("an endpoint for the SDK is refused: %v", err)
	}
}
