package httpapi

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// noFunction is a function that nobody should invoke.
type noFunction struct{}

func (noFunction) Invoke(context.Context, []byte) ([]byte, error) {
	return nil, errors.New("invoked")
}

func routesOf(keys ...string) []Route {
	routes := make([]Route, len(keys))
	for i, key := range keys {
		method, path, ok := strings.Cut(key, " ")
		if !ok {
			method, path = "ANY", key
		}
		routes[i] = Route{Method: method, Path: path, Function: noFunction{}}
	}
	return routes
}

func TestMatch(t *testing.T) {
	t.Parallel()
	// The first four are the example in AWS's guide.
	pets := []string{"GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"}
	tests := map[string]struct {
		routes     []string
		request    string
		want       string // route key, or empty
		parameters map[string]string
	}{
		"full match":                       {pets, "GET /pets/dog/1", "GET /pets/dog/1", nil},
		"path variable":                    {pets, "GET /pets/dog/2", "GET /pets/dog/{id}", map[string]string{"id": "2"}},
		"greedy variable":                  {pets, "GET /pets/cat/1", "GET /pets/{proxy+}", map[string]string{"proxy": "cat/1"}},
		"greedy variable of any method":    {pets, "POST /test/5", "ANY /{proxy+}", map[string]string{"proxy": "test/5"}},
		"method that the full match lacks": {pets, "POST /pets/dog/1", "ANY /{proxy+}", map[string]string{"proxy": "pets/dog/1"}},
		"default":                          {[]string{"GET /pets", "$default"}, "GET /cats", "$default", nil},
		"default for another method":       {[]string{"GET /pets", "$default"}, "PUT /pets", "$default", nil},
		"nothing":                          {[]string{"GET /pets"}, "GET /cats", "", nil},
		"wrong method":                     {[]string{"GET /pets"}, "POST /pets", "", nil},
		"HEAD is not GET":                  {[]string{"GET /pets"}, "HEAD /pets", "", nil},
		"HEAD by ANY":                      {[]string{"ANY /pets"}, "HEAD /pets", "ANY /pets", nil},
		"method beats ANY":                 {[]string{"ANY /pets", "GET /pets"}, "GET /pets", "GET /pets", nil},
		"path beats method":                {[]string{"GET /{x}", "ANY /pets"}, "GET /pets", "ANY /pets", nil},
		"no greedy beats a longer prefix":  {[]string{"GET /a/{x+}", "GET /{p}/b"}, "GET /a/b", "GET /{p}/b", map[string]string{"p": "a"}},
		"longer prefix of two greedy":      {[]string{"GET /{x+}", "GET /a/{x+}"}, "GET /a/b", "GET /a/{x+}", map[string]string{"x": "b"}},
		"literal first, from the left":     {[]string{"GET /{a}/b", "GET /a/{b}"}, "GET /a/b", "GET /a/{b}", map[string]string{"b": "b"}},
		"routes of other lengths between":  {[]string{"GET /a/{b}", "GET /a", "GET /a/b"}, "GET /a/b", "GET /a/b", nil},
		"root":                             {[]string{"GET /"}, "GET /", "GET /", nil},
		"greedy takes the root":            {[]string{"GET /{proxy+}"}, "GET /", "GET /{proxy+}", map[string]string{"proxy": ""}},
		"greedy takes the slash":           {[]string{"GET /metrics/{proxy+}"}, "GET /metrics/", "GET /metrics/{proxy+}", map[string]string{"proxy": ""}},
		"greedy wants a slash":             {[]string{"GET /metrics/{proxy+}"}, "GET /metrics", "", nil},
		"slash at the end":                 {[]string{"GET /pets"}, "GET /pets/", "", nil},
		"variable is never empty":          {[]string{"GET /t/{token}"}, "GET /t/", "", nil},
		"variable is one segment":          {[]string{"GET /t/{token}"}, "GET /t/a/b", "", nil},
		"case matters":                     {[]string{"GET /Pets"}, "GET /pets", "", nil},
		"two variables": {
			[]string{"PUT /v1/orders/{brand}/{number}"}, "PUT /v1/orders/aster/A-1", "PUT /v1/orders/{brand}/{number}",
			map[string]string{"brand": "aster", "number": "A-1"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			method, path, _ := strings.Cut(tt.request, " ")
			// The order of the routes in the template must not matter.
			backwards := slices.Clone(tt.routes)
			slices.Reverse(backwards)
			for _, order := range [][]string{tt.routes, backwards} {
				r, err := newRouter(routesOf(order...))
				if err != nil {
					t.Fatal(err)
				}
				got, ok := r.match(method, path)
				if ok != (tt.want != "") || got.route.key != tt.want {
					t.Errorf("%s goes to %q, want %q", tt.request, got.route.key, tt.want)
				}
				if diff := cmp.Diff(tt.parameters, got.parameters); diff != "" {
					t.Errorf("parameters (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestRoutesThatAWSRefuses(t *testing.T) {
	t.Parallel()
	one := func(method, path string) []Route {
		return []Route{{Method: method, Path: path, Function: noFunction{}}}
	}
	tests := map[string]struct {
		routes []Route
		want   string
	}{
		"no function":           {[]Route{{Method: "GET", Path: "/"}}, "route GET /: no function"},
		"no slash":              {one("GET", "pets"), "route GET pets: a path begins with /"},
		"slash at the end":      {one("GET", "/pets/"), "no / at its end"},
		"empty segment":         {one("GET", "/a//b"), "no empty segment"},
		"half a variable":       {one("GET", "/a/x{b}"), "a variable is a whole segment"},
		"greedy in the middle":  {one("GET", "/{a+}/b"), `the greedy variable "a" must be at the end`},
		"the same name twice":   {one("GET", "/{a}/{a}"), `variable "a" is there twice`},
		"lower-case method":     {one("get", "/"), "a method is upper-case letters"},
		"method of $default":    {one("GET", "$default"), "use ANY"},
		"too long a timeout":    {[]Route{{Method: "GET", Path: "/", Function: noFunction{}, Timeout: 31 * time.Second}}, "30s at most"},
		"the same route twice":  {routesOf("GET /a", "GET /a"), "another route matches the same requests"},
		"the same but for name": {routesOf("GET /{a}", "GET /{b}"), "another route matches the same requests"},
		"two defaults":          {routesOf("$default", "$default"), "another route matches the same requests"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := New(Config{Routes: tt.routes}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want %q", err, tt.want)
			}
		})
	}
}

func TestStagePath(t *testing.T) {
	t.Parallel()
	tests := []struct {
		stage, path, want string
		ok                bool
	}{
		{"$default", "/a", "/a", true},
		{"dev", "/dev/a", "/a", true},
		{"dev", "/dev", "/", true},
		{"dev", "/dev/", "/", true},
		{"dev", "/device", "", false},
		{"dev", "/a", "", false},
	}
	for _, tt := range tests {
		if got, ok := stagePath(tt.stage, tt.path); got != tt.want || ok != tt.ok {
			t.Errorf("stagePath(%q, %q) = %q, %v; want %q, %v", tt.stage, tt.path, got, ok, tt.want, tt.ok)
		}
	}
}

// FuzzMatch checks that a match is one: filled in, the route gives the path.
func FuzzMatch(f *testing.F) {
	f.Add("/t/{token}", "/files/{path+}", "/t/a.json")
	f.Add("/{a}/{b}/{c+}", "/{a+}", "//x/")
	f.Add("/", "/{a}", "/")
	f.Fuzz(func(t *testing.T, first, second, path string) {
		r, err := newRouter([]Route{
			{Method: "GET", Path: first, Function: noFunction{}}, {Method: "ANY", Path: second, Function: noFunction{}},
		})
		if err != nil {
			return
		}
		got, ok := r.match("GET", path)
		if !ok || got.route.key == defaultKey {
			return
		}
		filled := got.route.Path
		for name, value := range got.parameters {
			filled = strings.Replace(filled, "{"+name+"}", value, 1)
			filled = strings.Replace(filled, "{"+name+"+}", value, 1)
		}
		if strings.ContainsAny(path, "{}") {
			return // a value that looks like a variable would be filled in again
		}
		if filled != "/"+strings.TrimPrefix(path, "/") {
			t.Errorf("%s %q matched %q with %v", first, second, path, got.parameters)
		}
	})
}
