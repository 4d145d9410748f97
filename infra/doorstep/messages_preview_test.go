package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMessagesPreview(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out, complaint, code := run(t, "", "messages", "preview", "../local/demo/nordlicht.yaml", "--out", dir, "--locale", "en", "--day", "2026-11-22")
	if code != exitDone || !strings.HasPrefix(out, `{"brand":"nordlicht","locales":["en"],"messages":`) {
		t.Fatalf("got %d, %s%s", code, out, complaint)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for name, want := range map[string]string{
		"index.html":           `src="en/delivered.html"`,
		"en/delivered.html":    "<h1 ",
		"en/delivered.txt":     "Subject: It’s here · Order 1042\n\nNordlicht Räder\n",
		"en/delivered.sms.txt": "segments: 1\nalphabet: GSM\n",
	} {
		if got := read(name); !strings.Contains(got, want) {
			t.Errorf("%s has no %q:\n%.600s", name, want, got)
		}
	}
}

func TestMessagesMisused(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"no command":      {"messages"},
		"unknown command": {"messages", "send"},
		"no folder":       {"messages", "preview", "../local/demo/aster.yaml"},
		"no file":         {"messages", "preview", "--out", "/nowhere/at/all"},
		"no such file":    {"messages", "preview", "missing.yaml", "--out", "/nowhere/at/all"},
		"on no day":       {"messages", "preview", "../local/demo/aster.yaml", "--out", "/nowhere/at/all", "--day", "soon"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, complaint, code := run(t, "", args...); code != exitInput || out != "" || complaint == "" {
				t.Errorf("got %d, %q, %q", code, out, complaint)
			}
		})
	}
}

func TestMessagesHelp(t *testing.T) {
	t.Parallel()
	out, _, code := run(t, "", "messages", "help")
	if code != exitDone || !strings.Contains(out, "doorstep messages preview FILE.yaml --out DIR") {
		t.Errorf("got %d, %q", code, out)
	}
}
