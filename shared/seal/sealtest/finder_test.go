package sealtest_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"doorstep/shared/seal/sealtest"
)

const planted = `say "Quinn Canäry" & quinn.canary@example.com, +1 555`

func packed(t *testing.T, into func(io.Writer) io.WriteCloser, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := into(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A scan that finds nothing proves something only if it would have found it: one planted in each way in which things are wrapped.
func TestFinderFindsWhatIsPlanted(t *testing.T) {
	t.Parallel()
	raw := []byte(planted)
	gz := packed(t, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }, raw)
	deflated := packed(t, func(w io.Writer) io.WriteCloser { f, _ := flate.NewWriter(w, 9); return f }, raw)
	zipped := packed(t, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }, raw)
	var escaped, entities strings.Builder
	for _, c := range planted {
		fmt.Fprintf(&escaped, `\u%04x`, c)
		fmt.Fprintf(&entities, "&#x%x;", c)
	}
	everyByte := ""
	for _, c := range raw {
		everyByte += fmt.Sprintf("%%%02X", c)
	}
	for name, b := range map[string][]byte{
		"as it stands":           raw,
		"in capitals":            bytes.ToUpper(raw),
		"in an address":          []byte("https://x.example/?who=" + url.QueryEscape(planted)),
		"every byte escaped":     []byte(everyByte),
		"in JSON":                []byte(`{"who":"` + escaped.String() + `"}`),
		"in HTML":                []byte("<p>" + entities.String()),
		"in hex":                 []byte("digest=" + hex.EncodeToString(raw) + ";"),
		"in hex, shifted":        []byte("a" + hex.EncodeToString(raw)),
		"base64":                 []byte(base64.StdEncoding.EncodeToString(raw)),
		"base64 in a longer one": []byte(base64.StdEncoding.EncodeToString([]byte("four" + planted + "x"))),
		"base64 behind a letter": []byte("x" + base64.StdEncoding.EncodeToString(raw)),
		"base64 for addresses":   []byte("/t/" + base64.RawURLEncoding.EncodeToString(raw)),
		"gzip":                   gz,
		"gzip inside":            append([]byte("before"), append(gz, "after"...)...),
		"gzip, cut":              gz[:len(gz)-6],
		"deflate":                deflated,
		"deflate with a format":  append([]byte{2}, deflated...),
		"zlib":                   zipped,
		"base64 of gzip in JSON": []byte(`{"body":"` + base64.StdEncoding.EncodeToString(gz) + `"}`),
		"hex of base64 of JSON":  []byte(hex.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(escaped.String()))))),
	} {
		for _, word := range []string{"quinn.canary@example", "Quinn"} {
			if hit, found := sealtest.New("nobody", word).Find(b); !found || hit.Word != strings.ToLower(word) {
				t.Errorf("%s: %q is not found", name, word)
			}
		}
		if hit, found := sealtest.New("somebody else", "quinn canery").Find(b); found {
			t.Errorf("%s: found %+v, which is not there", name, hit)
		}
	}
}

func TestFinderFindsNothingInNoise(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 1<<15)
	for i := range noise {
		noise[i] = byte(rnd.Uint32())
	}
	for name, b := range map[string][]byte{"bytes": noise, "base64": []byte(base64.StdEncoding.EncodeToString(noise)), "hex": []byte(hex.EncodeToString(noise)), "nothing": nil} {
		if hit, found := sealtest.New("canary", "quinn").Find(b); found {
			t.Errorf("%s: %+v", name, hit)
		}
	}
}

func TestHitSaysHow(t *testing.T) {
	t.Parallel()
	hit, _ := sealtest.New("canary").Find([]byte(`{"to":"` + base64.StdEncoding.EncodeToString([]byte("77 Canary Row")) + `"}`))
	if want := (sealtest.Hit{Word: "canary", Way: "base64", Near: "77 canary row"}); hit != want {
		t.Errorf("got %+v, want %+v", hit, want)
	}
}
