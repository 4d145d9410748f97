package seal_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/link"
	"doorstep/shared/queue"
	"doorstep/shared/seal"
)

// told are names of fields that hold what is personal or secret, wherever they are.
var told = regexp.MustCompile(`(?i)^(e?mails?|phones?|mobile|(first|last|full)name|line[12]|streets?|customer|recipients?|sign(ed)?by|signer|secrets?|passwords?|tokens?|credentials?|comment)$`)

// plainFields lists every field of such a name that is a plain text all the same, with the reason. What is not listed must be a seal.Text.
func plainFields(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/plain.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(text)) {
		field, reason, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if ok && field != "" && field[0] != '#' {
			out[field] = strings.TrimSpace(reason)
		}
	}
	return out
}

// Every struct of the product is looked through: a new field that holds somebody's address, or a secret, must be of a type that refuses to
// print, or say why not.
func TestPersonalFieldsAreHidden(t *testing.T) {
	t.Parallel()
	reasons, found := plainFields(t), map[string]bool{}
	for _, root := range []string{"shared", "functions"} {
		err := filepath.WalkDir(filepath.Join("..", "..", root), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			dir := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../../")
			if strings.HasPrefix(dir, "shared/sim") || strings.HasSuffix(dir, "/carriersim") || strings.HasSuffix(dir, "test") {
				return nil // plays the outside
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			for _, field := range plainTexts(file) {
				field = dir + "." + field
				found[field] = true
				if reasons[field] == "" {
					t.Errorf("%s is a plain text: make it a seal.Text, or say in testdata/plain.txt why not", field)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for field := range reasons {
		if !found[field] {
			t.Errorf("testdata/plain.txt excuses %s, which is not there", field)
		}
	}
}

// plainTexts gives the fields of a file, as Type.Field, whose name promises something personal and whose type prints.
func plainTexts(file *ast.File) (out []string) {
	for _, declaration := range file.Decls {
		general, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			named, ok := spec.(*ast.TypeSpec)
			if !ok {
				continue
			}
			ast.Inspect(named.Type, func(n ast.Node) bool {
				if s, ok := n.(*ast.StructType); ok {
					for _, f := range s.Fields.List {
						for _, name := range f.Names {
							if printed := types.ExprString(f.Type); told.MatchString(name.Name) && slices.Contains([]string{"string", "*string", "[]string", "[]byte", "json.RawMessage"}, printed) {
								out = append(out, named.Name.Name+"."+name.Name)
							}
						}
					}
				}
				return true
			})
		}
	}
	return out
}

// However something that holds a secret is printed, the secret does not come out: by every verb of fmt, by both handlers of slog, as JSON,
// alone, behind a pointer, in a list, in a field that is exported and in one that is not.
func TestSecretsRefuseToPrint(t *testing.T) {
	t.Parallel()
	const secret = "c4nary-5ecret"
	raw := []byte((secret + strings.Repeat("!", 32))[:32])
	key, err := seal.NewKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	index, err := seal.NewIndex(raw)
	if err != nil {
		t.Fatal(err)
	}
	links, err := link.NewKey(1, raw)
	if err != nil {
		t.Fatal(err)
	}
	for name, held := range map[string]any{
		"text": seal.Hide(secret), "key": key, "index": index, "link key": links,
		"credentials": carrier.Credentials{"client_secret": secret}, "handshake": carrier.Handshake{Subscription: "s", Secret: secret},
		"queued handshake": queue.Handshake{Subscription: "s", Secret: secret},
		"inbound":          queue.Inbound{Source: "ups", Body: []byte(secret)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for way, text := range printed(held) {
				if strings.Contains(text, secret) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(secret))[:16]) || strings.Contains(text, fmt.Sprintf("%x", secret)) || strings.Contains(text, fmt.Sprint([]byte(secret))[1:20]) {
					t.Errorf("%s prints %.300s", way, text)
				}
			}
		})
	}
}

func printed(held any) map[string]string {
	out := map[string]string{"error": fmt.Errorf("read %v", held).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		out[verb] = fmt.Sprintf(verb, held)
		out[verb+" in a list"] = fmt.Sprintf(verb, []any{held})
		out[verb+" in a field"] = fmt.Sprintf(verb, struct{ Field any }{held})
	}
	for way, make := range map[string]func(*bytes.Buffer) slog.Handler{
		"slog text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"slog JSON": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var b bytes.Buffer
		slog.New(make(&b)).Info("x", "held", held, "group", slog.GroupValue(slog.Any("inner", held)))
		out[way] = b.String()
	}
	return out
}

// A text stays hidden as JSON too; what is written for the queue or the store is written by types that say so.
func TestTextIsHiddenAsJSON(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(struct {
		A seal.Text
		B *seal.Text `json:",omitempty"`
		C []seal.Text
	}{A: seal.Hide(canary), C: []seal.Text{seal.Hide(canary)}})
	if err != nil || strings.Contains(string(b), "Ada") || !strings.Contains(string(b), "hidden") {
		t.Errorf("%s, %v", b, err)
	}
}
