package ssm_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// describe returns a parameter's type, version and value.
func (l *local) describe(t *testing.T, name string, decrypt bool) string {
	t.Helper()
	out, err := l.GetParameter(t.Context(), &api.GetParameterInput{Name: &name, WithDecryption: &decrypt})
	if err != nil {
		t.Fatalf("get %s: %v", name, err)
	}
	return fmt.Sprintf("%s %d %s", out.Parameter.Type, out.Parameter.Version, *out.Parameter.Value)
}

func TestGetParameter(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.put(t, "/doorstep/x", "one", types.ParameterTypeString)
	l.put(t, "/doorstep/x", "two", types.ParameterTypeString)
	for name, want := range map[string]string{"/doorstep/x": "String 2 two", "/doorstep/x:1": "String 1 one", "/doorstep/x:2": "String 2 two"} {
		if got := l.describe(t, name, false); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	out, err := l.GetParameter(t.Context(), &api.GetParameterInput{Name: aws.String("/doorstep/x:1")})
	if err != nil {
		t.Fatal(err)
	}
	p := out.Parameter
	if *p.Name != "/doorstep/x" || *p.Selector != ":1" || *p.ARN != "arn:aws:ssm:us-east-1:000000000000:parameter/doorstep/x" ||
		!p.LastModifiedDate.Equal(noon()) || *p.DataType != "text" {
		t.Errorf("got %s %s %s %v %s", *p.Name, *p.Selector, *p.ARN, p.LastModifiedDate, *p.DataType)
	}
	get := func(name string) error {
		_, err := l.GetParameter(t.Context(), &api.GetParameterInput{Name: &name})
		return err
	}
	wantError[*types.ParameterNotFound](t, get("/doorstep/y"))
	wantError[*types.ParameterNotFound](t, get("/doorstep"))
	wantError[*types.ParameterVersionNotFound](t, get("/doorstep/x:3"))
	wantError[*types.ParameterVersionNotFound](t, get("/doorstep/x:live"))
}

func TestSecureStringNeedsDecryption(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.put(t, "/doorstep/secret", "local-ups-secret", types.ParameterTypeSecureString)
	if got := l.describe(t, "/doorstep/secret", true); got != "SecureString 1 local-ups-secret" {
		t.Errorf("decrypted: got %s", got)
	}
	got := l.describe(t, "/doorstep/secret", false)
	if again := l.describe(t, "/doorstep/secret", false); again != got {
		t.Errorf("the ciphertext of one version changes: %s, %s", got, again)
	}
	blob, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(got, "SecureString 1 "))
	if err != nil || strings.Contains(string(blob), "local") || len(blob) < 100 {
		t.Errorf("not decrypted: got %s, want what looks like a ciphertext", got)
	}
	byPath, err := l.GetParametersByPath(t.Context(), &api.GetParametersByPathInput{Path: aws.String("/doorstep")})
	if err != nil || *byPath.Parameters[0].Value == "local-ups-secret" {
		t.Errorf("by path without decryption: %v", err)
	}
}

func TestOnlyTheLatest100VersionsAreKept(t *testing.T) {
	t.Parallel()
	l := start(t)
	for i := range 102 {
		if err := l.server.Put("/x", fmt.Sprint("value ", i+1), false); err != nil {
			t.Fatal(err)
		}
	}
	if got := l.describe(t, "/x:3", false); got != "String 3 value 3" {
		t.Errorf("oldest kept: got %s", got)
	}
	_, err := l.GetParameter(t.Context(), &api.GetParameterInput{Name: aws.String("/x:2")})
	wantError[*types.ParameterVersionNotFound](t, err)
}

func TestGetParameters(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.put(t, "/a", "1", types.ParameterTypeString)
	l.put(t, "/b", "2", types.ParameterTypeSecureString)
	out, err := l.GetParameters(t.Context(), &api.GetParametersInput{Names: []string{"/b", "/c", "/a:1", "/a:2"}, WithDecryption: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range out.Parameters {
		got = append(got, *p.Name+"="+*p.Value)
	}
	if !slices.Equal(got, []string{"/b=2", "/a=1"}) || !slices.Equal(out.InvalidParameters, []string{"/c", "/a:2"}) {
		t.Errorf("got %v, invalid %v", got, out.InvalidParameters)
	}
	_, err = l.GetParameters(t.Context(), &api.GetParametersInput{Names: slices.Repeat([]string{"/a"}, 11)})
	wantCode(t, err, "ValidationException")
}

func TestGetParametersByPath(t *testing.T) {
	t.Parallel()
	l := start(t)
	for i := range 12 {
		l.put(t, fmt.Sprintf("/doorstep/dev/k%02d", i), "v", types.ParameterTypeString)
	}
	for _, name := range []string{"/doorstep/dev/sub/x", "/doorstep/develop", "/other", "flat"} {
		l.put(t, name, "v", types.ParameterTypeString)
	}
	for name, c := range map[string]struct {
		path  string
		deep  bool
		max   *int32
		names int
		pages int
	}{
		"one level":           {"/doorstep/dev", false, nil, 12, 2},
		"slash at the end":    {"/doorstep/dev/", false, nil, 12, 2},
		"all levels":          {"/doorstep/dev", true, nil, 13, 2},
		"pages of 5":          {"/doorstep/dev", true, aws.Int32(5), 13, 3},
		"full last page":      {"/doorstep/dev", false, aws.Int32(6), 12, 2},
		"above":               {"/doorstep", false, nil, 1, 1},
		"root":                {"/", false, nil, 2, 1},
		"everything":          {"/", true, nil, 16, 2},
		"a parameter is none": {"/other", true, nil, 0, 1},
	} {
		var names []string
		pages := 0
		in := &api.GetParametersByPathInput{Path: &c.path, Recursive: &c.deep, MaxResults: c.max}
		for paginator := api.NewGetParametersByPathPaginator(l.Client, in); paginator.HasMorePages(); pages++ {
			out, err := paginator.NextPage(t.Context())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, p := range out.Parameters {
				names = append(names, *p.Name)
			}
		}
		if len(names) != c.names || pages != c.pages || !slices.IsSorted(names) {
			t.Errorf("%s: got %v on %d pages, want %d on %d", name, names, pages, c.names, c.pages)
		}
	}
	for name, c := range map[string]struct {
		in   api.GetParametersByPathInput
		code string
	}{
		"relative":  {api.GetParametersByPathInput{Path: aws.String("doorstep")}, "ValidationException"},
		"too many":  {api.GetParametersByPathInput{Path: aws.String("/"), MaxResults: aws.Int32(11)}, "ValidationException"},
		"bad token": {api.GetParametersByPathInput{Path: aws.String("/"), NextToken: aws.String("!")}, "InvalidNextToken"},
		"filter":    {api.GetParametersByPathInput{Path: aws.String("/"), ParameterFilters: []types.ParameterStringFilter{{Key: aws.String("Type")}}}, "InvalidFilterKey"},
	} {
		_, err := l.GetParametersByPath(t.Context(), &c.in)
		t.Run(name, func(t *testing.T) { wantCode(t, err, c.code) })
	}
}

func TestDeleteParameter(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.put(t, "/a", "1", types.ParameterTypeString)
	in := &api.DeleteParameterInput{Name: aws.String("/a")}
	if _, err := l.DeleteParameter(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	_, err := l.DeleteParameter(t.Context(), in)
	wantError[*types.ParameterNotFound](t, err)
	l.put(t, "/a", "2", types.ParameterTypeSecureString)
	if got := l.describe(t, "/a", true); got != "SecureString 1 2" {
		t.Errorf("a deleted name starts anew: got %s", got)
	}
}
