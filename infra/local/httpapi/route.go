package httpapi

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// router picks a route by the rules of HTTP APIs.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
type router struct {
	routes []parsedRoute // most specific first; $default last
}

type parsedRoute struct {
	Route
	key      string // such as "GET /t/{token}", or "$default"
	segments []segment
}

// segment is one part of a route's path between slashes.
type segment struct {
	kind segmentKind
	text string // literal text or the variable's name
}

type segmentKind int

// In the order of precedence.
const (
	literal segmentKind = iota
	variable
	greedy
)

// routeMatch is a route with the values of its variables, decoded.
type routeMatch struct {
	route      parsedRoute
	parameters map[string]string // nil without variables
}

const defaultKey = "$default"

var (
	variableName = regexp.MustCompile(`^\{([A-Za-z0-9._-]+)(\+?)\}$`)
	methodName   = regexp.MustCompile(`^[A-Z]+$`)
)

func newRouter(routes []Route) (*router, error) {
	r := &router{}
	seen := map[string]bool{}
	for _, route := range routes {
		parsed, err := parseRoute(route)
		if err != nil {
			return nil, fmt.Errorf("route %s %s: %w", route.Method, route.Path, err)
		}
		shape := parsed.shape()
		if seen[shape] {
			return nil, fmt.Errorf("route %s: another route matches the same requests", parsed.key)
		}
		seen[shape] = true
		r.routes = append(r.routes, parsed)
	}
	slices.SortStableFunc(r.routes, compareRoutes)
	return r, nil
}

func parseRoute(route Route) (parsedRoute, error) {
	switch {
	case route.Function == nil:
		return parsedRoute{}, errors.New("no function")
	case route.Timeout < 0 || route.Timeout > maxTimeout:
		return parsedRoute{}, fmt.Errorf("a timeout of %v; API Gateway allows 30s at most", route.Timeout)
	case route.Timeout == 0:
		route.Timeout = maxTimeout
	}
	if route.Path == defaultKey {
		if route.Method != "ANY" {
			return parsedRoute{}, errors.New("$default takes every method: use ANY")
		}
		return parsedRoute{Route: route, key: defaultKey, segments: []segment{{kind: greedy}}}, nil
	}
	if !methodName.MatchString(route.Method) {
		return parsedRoute{}, errors.New("a method is upper-case letters")
	}
	segments, err := parsePath(route.Path)
	if err != nil {
		return parsedRoute{}, err
	}
	return parsedRoute{Route: route, key: route.Method + " " + route.Path, segments: segments}, nil
}

func parsePath(path string) ([]segment, error) {
	rest, ok := strings.CutPrefix(path, "/")
	if !ok {
		return nil, errors.New("a path begins with /")
	}
	if rest == "" {
		return []segment{{kind: literal}}, nil
	}
	parts := strings.Split(rest, "/")
	segments := make([]segment, len(parts))
	names := map[string]bool{}
	for i, part := range parts {
		m := variableName.FindStringSubmatch(part)
		switch {
		case part == "":
			return nil, errors.New("a path has no empty segment and no / at its end")
		case m == nil && strings.ContainsAny(part, "{}"):
			return nil, fmt.Errorf("%q: a variable is a whole segment, {name} or {name+}", part)
		case m == nil:
			segments[i] = segment{kind: literal, text: part}
			continue
		case names[m[1]]:
			return nil, fmt.Errorf("variable %q is there twice", m[1])
		case m[2] == "+" && i != len(parts)-1:
			return nil, fmt.Errorf("the greedy variable %q must be at the end", m[1])
		}
		names[m[1]] = true
		segments[i] = segment{kind: variable, text: m[1]}
		if m[2] == "+" {
			segments[i].kind = greedy
		}
	}
	return segments, nil
}

// shape is equal for routes that match the same requests.
func (r parsedRoute) shape() string {
	var b strings.Builder
	b.WriteString(r.Method)
	for _, s := range r.segments {
		switch s.kind {
		case literal:
			b.WriteString("/" + s.text)
		case variable:
			b.WriteString("/{}")
		case greedy:
			b.WriteString("/{+}")
		}
	}
	if r.key == defaultKey {
		return defaultKey
	}
	return b.String()
}

// compareRoutes orders by precedence: paths without a greedy variable, those with
// one, $default; then segment by segment; then a method beats ANY. The order of
// paths of different length means nothing, but makes the order a total one.
func compareRoutes(a, b parsedRoute) int {
	kinds := func(x, y segment) int { return cmp.Compare(x.kind, y.kind) }
	return cmp.Or(
		cmp.Compare(a.class(), b.class()),
		slices.CompareFunc(a.segments, b.segments, kinds),
		strings.Compare(anyLast(a.Method), anyLast(b.Method)),
	)
}

func (r parsedRoute) class() int {
	switch {
	case r.key == defaultKey:
		return 2
	case r.segments[len(r.segments)-1].kind == greedy:
		return 1
	}
	return 0
}

// anyLast sorts ANY behind every method.
func anyLast(method string) string {
	if method == "ANY" {
		return "~"
	}
	return method
}

// match finds the route of a request by its decoded path. Paths are compared
// as they are: case matters, and so does a slash at the end.
func (r *router) match(method, path string) (routeMatch, bool) {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for _, route := range r.routes {
		if route.Method != method && route.Method != "ANY" {
			continue
		}
		if route.key == defaultKey {
			return routeMatch{route: route}, true
		}
		if parameters, ok := matchSegments(route.segments, parts); ok {
			return routeMatch{route: route, parameters: parameters}, true
		}
	}
	return routeMatch{}, false
}

// matchSegments gives the variables' values. A greedy variable takes what is
// left, which may be nothing after the last slash: a route /metrics/{proxy+} was
// seen to catch /metrics/ (https://github.com/storacha/w3infra/pull/166).
func matchSegments(segments []segment, parts []string) (map[string]string, bool) {
	var parameters map[string]string
	set := func(name, value string) {
		if parameters == nil {
			parameters = map[string]string{}
		}
		parameters[name] = value
	}
	for i, s := range segments {
		if i >= len(parts) {
			return nil, false
		}
		switch {
		case s.kind == greedy:
			set(s.text, strings.Join(parts[i:], "/"))
			return parameters, true
		case s.kind == literal && s.text != parts[i], s.kind == variable && parts[i] == "":
			return nil, false
		case s.kind == variable:
			set(s.text, parts[i])
		}
	}
	return parameters, len(parts) == len(segments)
}

// stagePath takes the stage off the path, unless it is $default.
func stagePath(stage, path string) (string, bool) {
	if stage == defaultKey {
		return path, true
	}
	rest, ok := strings.CutPrefix(path, "/"+stage)
	switch {
	case !ok || rest != "" && rest[0] != '/':
		return "", false
	case rest == "":
		return "/", true
	}
	return rest, true
}
