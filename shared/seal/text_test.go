package seal_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"doorstep/shared/seal"
)

// canary is a name that must never come out by accident.
const canary = "Ada Canary"

type person struct {
	Name   seal.Text
	hidden seal.Text // fmt reaches unexported fields without asking their methods
}

func TestTextRefusesToPrint(t *testing.T) {
	t.Parallel()
	p := person{Name: seal.Hide(canary), hidden: seal.Hide(canary)}
	printers := map[string]func(t *testing.T) string{
		"%v":       func(*testing.T) string { return fmt.Sprintf("%v", p) },
		"%+v":      func(*testing.T) string { return fmt.Sprintf("%+v", &p) },
		"%#v":      func(*testing.T) string { return fmt.Sprintf("%#v", p) },
		"%q alone": func(*testing.T) string { return fmt.Sprintf("%q %x %d", p.Name, p.Name, p.Name) },
		"slice":    func(*testing.T) string { return fmt.Sprint([]seal.Text{p.Name}, map[string]seal.Text{"a": p.hidden}) },
		"error":    func(*testing.T) string { return fmt.Errorf("read %v: %w", p.Name, fmt.Errorf("x")).Error() },
		"String":   func(*testing.T) string { return p.Name.String() },
		"slog text": func(*testing.T) string {
			var b bytes.Buffer
			slog.New(slog.NewTextHandler(&b, nil)).Info("x", "name", p.Name, "person", p)
			return b.String()
		},
		"slog json": func(*testing.T) string {
			var b bytes.Buffer
			slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "name", p.Name, "person", p)
			return b.String()
		},
		"json": func(t *testing.T) string {
			b, err := json.Marshal(map[string]any{"p": p, "k": map[seal.Text]int{p.Name: 1}})
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		},
		"xml": func(t *testing.T) string {
			b, err := xml.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		},
	}
	for name, print := range printers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := print(t)
			if strings.Contains(got, "Ada") || strings.Contains(got, "416461") {
				t.Errorf("printed %s", got)
			}
			if got == "" {
				t.Error("printed nothing: the case proves nothing")
			}
		})
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	if got := seal.Hide(canary).Open(); got != canary {
		t.Errorf("Open() = %q, want %q", got, canary)
	}
	if !seal.Hide("").Empty() || !(seal.Text{}).Empty() || seal.Hide("x").Empty() {
		t.Error("Empty is wrong about a text")
	}
	if !seal.Hide("x").Equal(seal.Hide("x")) || seal.Hide("x").Equal(seal.Hide("y")) || seal.Hide("x").Equal(seal.Text{}) {
		t.Error("Equal compares something else than the values")
	}
}
