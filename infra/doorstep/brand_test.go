package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/shared/brand"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
)

func yamlFile(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "brand.yaml")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBrandCheck(t *testing.T) {
	t.Parallel()
	out, complaint, code := run(t, "", "brand", "check", "../local/demo/aster.yaml")
	if code != exitDone || !strings.HasPrefix(out, `{"brand":"aster","name":"Aster & Pine","ok":true`) || !strings.Contains(complaint, "aster.yaml: warning: accent #1d6f5c has a contrast of") {
		t.Errorf("exit %d, %s, %s", code, out, complaint)
	}
	path := yamlFile(t, "brand: aster\nname: A\ncolour: red\n")
	out, complaint, code = run(t, "", "brand", "check", path)
	if code != exitInput || out != "" || !strings.Contains(complaint, path+":3: colour is no field") {
		t.Errorf("exit %d, %s, %s", code, out, complaint)
	}
}

func TestBrandMisuse(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"no command":            {"brand"},
		"unknown command":       {"brand", "paint"},
		"no file":               {"brand", "check"},
		"no such file":          {"brand", "check", "/nowhere.yaml"},
		"preview to nowhere":    {"brand", "preview", "../local/demo/aster.yaml"},
		"preview on no day":     {"brand", "preview", "../local/demo/aster.yaml", "--out", "/nowhere/at/all", "--day", "soon"},
		"apply without a cloud": {"brand", "apply", "../local/demo/aster.yaml"},
		"key of no brand":       {"brand", "key", "add"},
		"key to do nothing":     {"brand", "key", "rotate", "aster"},
		"two brands":            {"brand", "show", "aster", "birch"},
		"a flag that is none":   {"brand", "check", "../local/demo/aster.yaml", "--force"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, complaint, code := run(t, "", args...); code != exitInput || complaint == "" || out != "" {
				t.Errorf("exit %d, %s, %s", code, out, complaint)
			}
		})
	}
	for _, args := range [][]string{{"--help"}, {"check", "-h"}, {"apply", "--help"}, {"preview", "--help"}, {"show", "--help"}, {"key", "--help"}} {
		if out, _, code := run(t, "", append([]string{"brand"}, args...)...); code != exitDone || !strings.Contains(out, "doorstep brand") {
			t.Errorf("help of %v: exit %d, %s", args, code, out)
		}
	}
}

func TestBrandPreview(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "pages")
	out, complaint, code := run(t, "", "brand", "preview", "../local/demo/aster.yaml", "--out", dir, "--locale", "de", "--day", "2026-12-10")
	var said struct {
		Locale string
		Pages  int
	}
	if err := json.Unmarshal([]byte(out), &said); code != exitDone || err != nil || said.Locale != "de" || said.Pages < 60 {
		t.Fatalf("exit %d, %s, %s", code, out, complaint)
	}
	index, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.html"))
	if err != nil || len(files) != said.Pages+1 {
		t.Errorf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		if name := filepath.Base(file); name != "index.html" && !bytes.Contains(index, []byte(`href="`+name+`"`)) {
			t.Errorf("%s is not in the index", name)
		}
	}
	page, err := os.ReadFile(filepath.Join(dir, "in-transit.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`lang="de"`, "#a3372c", "Die Zusteller haben viel zu tun"} { // the season's
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page of a parcel on its way does not hold %s", want)
		}
	}
}

// operator runs commands against a table of its own.
type operator struct {
	t   *testing.T
	env map[string]string
}

func newOperator(t *testing.T) operator {
	t.Helper()
	endpoint := dynoxidetest.Endpoint(t)
	client := dynamodb.New(dynamodb.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(endpoint),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	})
	table := fmt.Sprintf("brand-%08x", rand.Uint32())
	if err := storetest.CreateTables(t.Context(), client, store.Tables{Main: table, Keys: table + "-keys"}); err != nil {
		t.Fatal(err)
	}
	return operator{t, map[string]string{"DYNAMODB_ENDPOINT": endpoint, "DOORSTEP_TABLE": table}}
}

// brand runs a brand command; fails says that it must, and gives its complaint.
func (o operator) brand(fails bool, args ...string) string {
	o.t.Helper()
	var out, complaint bytes.Buffer
	p := process{in: strings.NewReader(""), out: &out, err: &complaint, env: func(n string) string { return o.env[n] }, now: time.Now}
	code := p.run(append([]string{"brand"}, args...))
	if fails != (code != exitDone) {
		o.t.Fatalf("%v: exit %d, %s, %s", args, code, out.String(), complaint.String())
	}
	if fails {
		return complaint.String()
	}
	return out.String()
}

// A merchant's first week: the brand is applied, gets a key, changes, and another brand wants its host.
func TestBrandApply(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	first := yamlFile(t, "brand: aster\nname: Aster\ndomains: [track.aster.example, t.aster.example]\naccounts: [easypost/main]\n")
	if out := o.brand(false, "apply", first, "--dry-run"); out != `{"brand":"aster","stored":false,"new":true,"changed":["domains","name","version"],"hosts_added":["track.aster.example","t.aster.example"],"keys":0}`+"\n" {
		t.Errorf("dry run: %s", out)
	}
	o.brand(true, "show", "aster") // a dry run stores nothing
	o.brand(false, "apply", first)
	if out := o.brand(false, "show"); out != "aster\n" {
		t.Errorf("brands: %s", out)
	}
	var made struct{ Key, ID string }
	if err := json.Unmarshal([]byte(o.brand(false, "key", "add", "aster")), &made); err != nil || len(made.Key) < 26 || !strings.HasPrefix(brand.KeyHash(made.Key), made.ID) {
		t.Fatalf("key %+v, %v", made, err)
	}
	second := yamlFile(t, "brand: aster\nname: Aster\naccent: '#1d6f5c'\ndomains: [track.aster.example]\n")
	if out := o.brand(false, "apply", second); out != `{"brand":"aster","stored":true,"changed":["accent","domains"],"hosts_removed":["t.aster.example"],"keys":1}`+"\n" {
		t.Errorf("second apply: %s", out)
	}
	want := `{"brand":"aster","record":{"version":1,"name":"Aster","accent":"#1d6f5c","support":{},"domains":["track.aster.example"]},"accounts":["easypost/main"],"keys":[{"id":"` + made.ID + `","scope":"orders"}]}`
	if out := strings.Replace(o.brand(false, "show", "aster"), `"support":{},`, "", 1); out != strings.Replace(want, `"support":{},`, "", 1)+"\n" {
		t.Errorf("shown: %s", out)
	}
	if out := o.brand(false, "apply", second); !strings.Contains(out, `"changed":[]`) {
		t.Errorf("the same again: %s", out)
	}
	// The host that was given up is free; the other one is not, and then nothing of the new brand is stored.
	birch := yamlFile(t, "brand: birch\nname: Birch\ndomains: [t.aster.example, track.aster.example]\n")
	if said := o.brand(true, "apply", birch); !strings.Contains(said, "host track.aster.example serves brand aster") {
		t.Errorf("a host of another brand: %s", said)
	}
	o.brand(true, "show", "birch")
	o.brand(false, "apply", yamlFile(t, "brand: cedar\nname: Cedar\ndomains: [t.aster.example]\n"))
}

func TestBrandKeys(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	if said := o.brand(true, "key", "add", "aster"); !strings.Contains(said, "no brand aster") {
		t.Errorf("a key of no brand: %s", said)
	}
	o.brand(false, "apply", yamlFile(t, "brand: aster\nname: Aster\n"))
	var one, two struct{ Key, ID string }
	for _, made := range []any{&one, &two} {
		if err := json.Unmarshal([]byte(o.brand(false, "key", "add", "aster")), made); err != nil {
			t.Fatal(err)
		}
	}
	if said := o.brand(true, "key", "revoke", "aster", "000000"); !strings.Contains(said, "0 keys of brand aster fit") {
		t.Errorf("a key of nobody: %s", said)
	}
	o.brand(false, "key", "revoke", "aster", one.Key)
	if out := o.brand(false, "key", "list", "aster"); out != `{"brand":"aster","keys":[{"id":"`+two.ID+`","scope":"orders"}]}`+"\n" {
		t.Errorf("keys left: %s", out)
	}
	o.brand(false, "key", "revoke", "aster", two.ID)
	if out := o.brand(false, "key", "list", "aster"); out != `{"brand":"aster","keys":[]}`+"\n" {
		t.Errorf("keys left: %s", out)
	}
	if out := o.brand(false, "show", "aster"); strings.Contains(out, one.Key) || strings.Contains(out, two.Key) {
		t.Errorf("a key is shown again: %s", out)
	}
}
