package ssm

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"
)

// maxResults is how many parameters one answer may hold, and the number when none is asked for.
const maxResults = 10

type getInput struct {
	Name           string
	WithDecryption bool
}

type getOutput struct{ Parameter shown }

func (s *Server) getParameter(in getInput) (getOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(in.Name, in.WithDecryption)
	return getOutput{found}, err
}

type getManyInput struct {
	Names          []string
	WithDecryption bool
}

type getManyOutput struct {
	Parameters        []shown
	InvalidParameters []string
}

// getParameters returns those that exist, in the order asked, and the names of the others.
func (s *Server) getParameters(in getManyInput) (getManyOutput, error) {
	if len(in.Names) < 1 || len(in.Names) > maxResults {
		return getManyOutput{}, fail(codeValidation, "Names takes 1 to %d names; this request has %d.", maxResults, len(in.Names))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := getManyOutput{Parameters: []shown{}, InvalidParameters: []string{}}
	for _, name := range in.Names {
		found, err := s.find(name, in.WithDecryption)
		if err != nil {
			out.InvalidParameters = append(out.InvalidParameters, name)
			continue
		}
		out.Parameters = append(out.Parameters, found)
	}
	return out, nil
}

type pathInput struct {
	Path             string
	Recursive        bool
	WithDecryption   bool
	MaxResults       *int
	NextToken        string
	ParameterFilters []struct{}
}

type pathOutput struct {
	Parameters []shown
	NextToken  string `json:",omitempty"`
}

// getParametersByPath pages through what is below a path in the order of names. The token is the last name of the page
// before, so that parameters made or deleted meanwhile do not disturb.
func (s *Server) getParametersByPath(in pathInput) (pathOutput, error) {
	limit := maxResults
	if in.MaxResults != nil {
		limit = *in.MaxResults
	}
	if limit < 1 || limit > maxResults {
		return pathOutput{}, fail(codeValidation, "MaxResults must be between 1 and %d.", maxResults)
	}
	if !strings.HasPrefix(in.Path, "/") || strings.Contains(in.Path, "//") {
		return pathOutput{}, fail(codeValidation, "The parameter path must begin with a slash and have single slashes only.")
	}
	if len(in.ParameterFilters) > 0 {
		return pathOutput{}, fail(codeInvalidFilterKey, "Parameter filters are not supported by this stand-in.")
	}
	after, err := base64.StdEncoding.DecodeString(in.NextToken)
	if err != nil {
		return pathOutput{}, fail(codeInvalidNextToken, "The specified token is not valid.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := pathOutput{Parameters: []shown{}}
	for _, name := range slices.Sorted(maps.Keys(s.parameters)) {
		if name <= string(after) || !below(name, in.Path, in.Recursive) {
			continue
		}
		if len(out.Parameters) == limit {
			last := out.Parameters[limit-1].Name
			out.NextToken = base64.StdEncoding.EncodeToString([]byte(last))
			break
		}
		p := s.parameters[name]
		out.Parameters = append(out.Parameters, p.show(p.latest(), "", in.WithDecryption))
	}
	return out, nil
}

// below reports whether a name is under a path: directly, or at any depth when deep. Names outside hierarchies are under "/".
func below(name, path string, deep bool) bool {
	rest, ok := strings.CutPrefix("/"+strings.TrimPrefix(name, "/"), strings.TrimSuffix(path, "/")+"/")
	return ok && (deep || !strings.Contains(rest, "/"))
}

type deleteInput struct{ Name string }

func (s *Server) deleteParameter(in deleteInput) (struct{}, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.parameters[in.Name] == nil {
		return struct{}{}, fail(codeNotFound, "Parameter %s not found.", in.Name)
	}
	delete(s.parameters, in.Name)
	return struct{}{}, nil
}
