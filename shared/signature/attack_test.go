package signature_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// parsed gives the functions of this package by name.
func parsed(t *testing.T) map[string]*ast.FuncDecl {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	functions := map[string]*ast.FuncDecl{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				functions[f.Name.Name] = f
			}
		}
	}
	return functions
}

// schemes are the functions of the table in of: each takes a request and a secret.
func schemes(t *testing.T) map[string]*ast.FuncDecl {
	t.Helper()
	all, found := parsed(t), map[string]*ast.FuncDecl{}
	ast.Inspect(all["of"].Body, func(n ast.Node) bool {
		if literal, ok := n.(*ast.CompositeLit); ok && len(literal.Elts) == 2 {
			if name, ok := literal.Elts[1].(*ast.Ident); ok {
				found[name.Name] = all[name.Name]
			}
		}
		return true
	})
	if len(found) < 15 {
		t.Fatalf("found %d schemes", len(found))
	}
	return found
}

// Header names and formulas of signatures circulate wrongly: each scheme says in which of the source's own documents it stands.
func TestEverySchemeNamesItsDocument(t *testing.T) {
	t.Parallel()
	document := regexp.MustCompile(`https://[a-z0-9.-]+/|carrier/[a-z0-9_]+/README\.md`)
	for name, f := range schemes(t) {
		if f == nil || !document.MatchString(f.Doc.Text()) {
			t.Errorf("%s names no document", name)
		}
	}
}

// A comparison that ends at the first byte that differs tells, byte by byte, what the right one is. So every scheme compares with hmac.Equal, subtle.ConstantTimeCompare,
// rsa.VerifyPKCS1v15 or equal (of digests), and compares a secret or a sum with == to nothing but "".
func TestSecretsAreComparedInConstantTime(t *testing.T) {
	t.Parallel()
	for name, f := range schemes(t) {
		constant := false
		ast.Inspect(f.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			switch to := call.Fun.(type) {
			case *ast.Ident:
				constant = constant || to.Name == "equal"
			case *ast.SelectorExpr:
				constant = constant || to.Sel.Name == "Equal" && to.X.(*ast.Ident).Name == "hmac" || to.Sel.Name == "VerifyPKCS1v15" || to.Sel.Name == "ConstantTimeCompare"
			}
			return true
		})
		if !constant {
			t.Errorf("%s compares nothing in constant time", name)
		}
	}
	for name, f := range parsed(t) {
		ast.Inspect(f.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if (n.Op == token.EQL || n.Op == token.NEQ) && (secretive(n.X) && !empty(n.Y) || secretive(n.Y) && !empty(n.X)) {
					t.Errorf("%s compares a secret with %s", name, n.Op)
				}
			case *ast.CallExpr:
				if to, ok := n.Fun.(*ast.SelectorExpr); ok && to.Sel.Name == "Equal" {
					if p, ok := to.X.(*ast.Ident); ok && p.Name == "bytes" {
						t.Errorf("%s compares with bytes.Equal", name)
					}
				}
			}
			return true
		})
	}
}

// secretive tells whether an operand is a secret, or what is proved with one.
func secretive(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	return ok && regexp.MustCompile(`(?i)secret|sum|given|presented|digits|proof`).MatchString(name.Name)
}

func empty(e ast.Expr) bool {
	literal, ok := e.(*ast.BasicLit)
	return ok && literal.Value == `""` || !ok && isNil(e)
}

func isNil(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	return ok && name.Name == "nil"
}
