package ssm_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

func TestPutParameterLimits(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("/a", 15)
	for name, c := range map[string]struct {
		in   api.PutParameterInput // Name defaults to /doorstep/x, Value to v, Type to String
		code string                // empty: accepted
		tier types.ParameterTier
	}{
		"plain":                 {in: api.PutParameterInput{}, tier: "Standard"},
		"4 KiB":                 {in: api.PutParameterInput{Value: aws.String(strings.Repeat("x", 4096))}, tier: "Standard"},
		"4 KiB and a byte":      {in: api.PutParameterInput{Value: aws.String(strings.Repeat("x", 4097))}, code: "ValidationException"},
		"advanced, 8 KiB":       {in: api.PutParameterInput{Value: aws.String(strings.Repeat("x", 8192)), Tier: "Advanced"}, tier: "Advanced"},
		"advanced, a byte more": {in: api.PutParameterInput{Value: aws.String(strings.Repeat("x", 8193)), Tier: "Advanced"}, code: "ValidationException"},
		"intelligent, small":    {in: api.PutParameterInput{Tier: "Intelligent-Tiering"}, tier: "Standard"},
		"intelligent, large":    {in: api.PutParameterInput{Value: aws.String(strings.Repeat("x", 4097)), Tier: "Intelligent-Tiering"}, tier: "Advanced"},
		"unknown tier":          {in: api.PutParameterInput{Tier: "Gold"}, code: "ValidationException"},
		"empty value":           {in: api.PutParameterInput{Value: aws.String("")}, code: "ValidationException"},
		"value in braces":       {in: api.PutParameterInput{Value: aws.String("{{ssm:other}}")}, code: "ValidationException"},
		"unknown type":          {in: api.PutParameterInput{Type: "Number"}, code: "UnsupportedParameterType"},
		"pattern holds":         {in: api.PutParameterInput{Value: aws.String("12"), AllowedPattern: aws.String(`^\d+$`)}, tier: "Standard"},
		"pattern does not":      {in: api.PutParameterInput{Value: aws.String("1x"), AllowedPattern: aws.String(`^\d+$`)}, code: "ParameterPatternMismatchException"},
		"pattern is none":       {in: api.PutParameterInput{AllowedPattern: aws.String(`(`)}, code: "InvalidAllowedPatternException"},
		"policies":              {in: api.PutParameterInput{Policies: aws.String("[]")}, code: "ValidationException"},
		"tags, new":             {in: api.PutParameterInput{Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("b")}}}, tier: "Standard"},
		"tags, overwriting": {in: api.PutParameterInput{Overwrite: aws.Bool(true), Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("b")}}},
			code: "ValidationException"},

		"name outside hierarchies": {in: api.PutParameterInput{Name: aws.String("kek")}, tier: "Standard"},
		"name with spaces around":  {in: api.PutParameterInput{Name: aws.String(" /doorstep/x ")}, tier: "Standard"},
		"name with a space":        {in: api.PutParameterInput{Name: aws.String("/a b")}, code: "ValidationException"},
		"empty name":               {in: api.PutParameterInput{Name: aws.String("")}, code: "ValidationException"},
		"name of a folder":         {in: api.PutParameterInput{Name: aws.String("/a/")}, code: "ValidationException"},
		"empty level":              {in: api.PutParameterInput{Name: aws.String("/a//b")}, code: "ValidationException"},
		"not fully qualified":      {in: api.PutParameterInput{Name: aws.String("a/b")}, code: "ValidationException"},
		"reserved name":            {in: api.PutParameterInput{Name: aws.String("/AWS/x")}, code: "ValidationException"},
		"too long name":            {in: api.PutParameterInput{Name: aws.String("/" + strings.Repeat("a", 1000))}, code: "ValidationException"},
		"15 levels":                {in: api.PutParameterInput{Name: &deep}, tier: "Standard"},
		"16 levels":                {in: api.PutParameterInput{Name: aws.String(deep + "/a")}, code: "HierarchyLevelLimitExceededException"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := start(t)
			if c.in.Name == nil {
				c.in.Name = aws.String("/doorstep/x")
			}
			if c.in.Value == nil {
				c.in.Value = aws.String("v")
			}
			if c.in.Type == "" {
				c.in.Type = types.ParameterTypeString
			}
			out, err := l.PutParameter(t.Context(), &c.in)
			if c.code != "" {
				wantCode(t, err, c.code)
				return
			}
			if err != nil || out.Version != 1 || out.Tier != c.tier {
				t.Fatalf("got %v, %v, want version 1 in tier %s", out, err, c.tier)
			}
			got, err := l.GetParameter(t.Context(), &api.GetParameterInput{Name: aws.String(strings.TrimSpace(*c.in.Name))})
			if err != nil || *got.Parameter.Value != *c.in.Value {
				t.Errorf("got %v, want the value back", err)
			}
		})
	}
}

func TestPutParameterAgain(t *testing.T) {
	t.Parallel()
	l := start(t)
	name := aws.String("/doorstep/x")
	put := func(in api.PutParameterInput) (*api.PutParameterOutput, error) {
		in.Name = name
		return l.PutParameter(t.Context(), &in)
	}
	_, err := put(api.PutParameterInput{Value: aws.String("one")})
	wantCode(t, err, "ValidationException") // a new one needs a type
	l.put(t, *name, "one", types.ParameterTypeString)
	_, err = put(api.PutParameterInput{Value: aws.String("two"), Type: types.ParameterTypeString})
	wantError[*types.ParameterAlreadyExists](t, err)
	_, err = put(api.PutParameterInput{Value: aws.String("two"), Type: types.ParameterTypeSecureString, Overwrite: aws.Bool(true)})
	wantError[*types.HierarchyTypeMismatchException](t, err)
	out, err := put(api.PutParameterInput{Value: aws.String("two"), Tier: "Advanced", Overwrite: aws.Bool(true)})
	if err != nil || out.Version != 2 || out.Tier != "Advanced" {
		t.Errorf("overwriting: %v, %v", out, err)
	}
	_, err = put(api.PutParameterInput{Value: aws.String("three"), Tier: "Standard", Overwrite: aws.Bool(true)})
	wantCode(t, err, "ValidationException")
	out, err = put(api.PutParameterInput{Value: aws.String("three"), Overwrite: aws.Bool(true)})
	if err != nil || out.Version != 3 || out.Tier != "Advanced" {
		t.Errorf("a tier that is not given stays: %v, %v", out, err)
	}
}

func TestPutSeeds(t *testing.T) {
	t.Parallel()
	l := start(t)
	for _, value := range []string{"first", "second"} {
		if err := l.server.Put("/doorstep/dev/keys/kek", value, true); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.server.Put("/doorstep/dev/mode", "demo", false); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"/doorstep/dev/keys/kek": "SecureString 2 second", "/doorstep/dev/mode": "String 1 demo"} {
		if got := l.describe(t, name, true); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	err := l.server.Put("/doorstep/dev/mode", "hush hush", true)
	if err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("a change of type must fail without telling the value: %v", err)
	}
}
