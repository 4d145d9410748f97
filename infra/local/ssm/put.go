package ssm

import (
	"regexp"
	"slices"
	"strings"
)

// The limits are from https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
const (
	maxStandard = 4096 // bytes of a value
	maxAdvanced = 8192
	maxName     = 1011 // characters, the ARN before it included
	maxDepth    = 15   // levels of a hierarchy
	arnPrefix   = len("arn:aws:ssm:us-east-1:000000000000:parameter")
)

type putInput struct {
	Name           string
	Value          string
	Type           string
	Tier           string
	DataType       string
	AllowedPattern string
	Policies       string
	Overwrite      bool
	Tags           []struct{}
}

type putOutput struct {
	Version int
	Tier    string
}

// Put makes a parameter, or a new version of one, with the checks of PutParameter: a String, or a SecureString when secret.
// It is how the runner seeds what functions read.
func (s *Server) Put(name, value string, secret bool) error {
	kind := plain
	if secret {
		kind = secure
	}
	_, err := s.putParameter(putInput{Name: name, Value: value, Type: kind, Overwrite: true})
	return err
}

func (s *Server) putParameter(in putInput) (putOutput, error) {
	in.Name = strings.TrimSpace(in.Name) // as the service does
	if err := checkName(in.Name); err != nil {
		return putOutput{}, err
	}
	if err := in.check(); err != nil {
		return putOutput{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.target(in)
	if err != nil {
		return putOutput{}, err
	}
	tier, err := chooseTier(in, p.tier)
	if err != nil {
		return putOutput{}, err
	}
	p.tier, p.dataType = tier, in.DataType
	if p.dataType == "" {
		p.dataType = "text"
	}
	p.add(in.Value, s.now())
	s.parameters[p.name] = p
	return putOutput{Version: p.latest().number, Tier: p.tier}, nil
}

// target returns the parameter that the request changes, or a new one that is not stored yet.
func (s *Server) target(in putInput) (*parameter, error) {
	p := s.parameters[in.Name]
	if p == nil {
		if in.Type == "" {
			return nil, fail(codeValidation, "A parameter type is required when you create a parameter.")
		}
		return &parameter{name: in.Name, kind: in.Type}, nil
	}
	if !in.Overwrite {
		return nil, fail(codeAlreadyExists, "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.")
	}
	if in.Type != "" && in.Type != p.kind {
		return nil, fail(codeTypeMismatch, "The parameter %s is a %s, which cannot become a %s.", p.name, p.kind, in.Type)
	}
	return p, nil
}

func (in putInput) check() error {
	if in.Type != "" && !slices.Contains([]string{plain, list, secure}, in.Type) {
		return fail(codeUnsupportedType, "The parameter type %s is not supported: it is String, StringList or SecureString.", in.Type)
	}
	if in.Value == "" {
		return fail(codeValidation, "The parameter value must have at least 1 character.")
	}
	if strings.HasPrefix(in.Value, "{{") && strings.HasSuffix(in.Value, "}}") {
		return fail(codeValidation, "The parameter value cannot be wrapped in double braces.")
	}
	if in.Policies != "" {
		return fail(codeValidation, "Parameter policies are not supported by this stand-in.")
	}
	if in.Overwrite && len(in.Tags) > 0 {
		return fail(codeValidation, "Invalid request: tags and overwrite can't be used together.")
	}
	if in.AllowedPattern == "" {
		return nil
	}
	pattern, err := regexp.Compile(in.AllowedPattern)
	if err != nil {
		return fail(codeInvalidPattern, "The AllowedPattern is not a regular expression.")
	}
	if !pattern.MatchString(in.Value) {
		return fail(codePatternMismatch, "Parameter value failed to satisfy constraint: Must match specified allowedPattern.")
	}
	return nil
}

// chooseTier returns the tier of the new version. An advanced parameter never goes back.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
func chooseTier(in putInput, before string) (string, error) {
	tier := in.Tier
	switch tier {
	case "Standard", "Advanced":
	case "":
		tier = "Standard"
		if before != "" {
			tier = before
		}
	case "Intelligent-Tiering":
		tier = "Standard"
		if len(in.Value) > maxStandard || before == "Advanced" {
			tier = "Advanced"
		}
	default:
		return "", fail(codeValidation, "Tier must be Standard, Advanced or Intelligent-Tiering.")
	}
	if tier == "Standard" && before == "Advanced" {
		return "", fail(codeValidation, "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.")
	}
	if tier == "Standard" && len(in.Value) > maxStandard {
		return "", fail(codeValidation, "Standard tier parameters support a maximum parameter value of %d characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.", maxStandard)
	}
	if len(in.Value) > maxAdvanced {
		return "", fail(codeValidation, "Advanced tier parameters support a maximum parameter value of %d characters.", maxAdvanced)
	}
	return tier, nil
}

func checkName(name string) error {
	bare := strings.ToLower(strings.TrimPrefix(name, "/"))
	outside := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_.-/", r)
	}
	if bare == "" || arnPrefix+len(name) > maxName || strings.ContainsFunc(name, outside) || strings.HasSuffix(name, "/") || strings.Contains(name, "//") {
		return fail(codeValidation, "Parameter name: can't be empty, longer than %d characters with its ARN, or have others than a-z, A-Z, 0-9, _, ., - and single slashes between its levels.", maxName)
	}
	if strings.HasPrefix(bare, "aws") || strings.HasPrefix(bare, "ssm") {
		return fail(codeValidation, "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).")
	}
	if strings.Contains(name, "/") && !strings.HasPrefix(name, "/") {
		return fail(codeValidation, "Parameter name must be a fully qualified name.")
	}
	if strings.Count(name, "/") > maxDepth {
		return fail(codeTooDeep, "Parameter hierarchies are limited to a maximum depth of %d levels.", maxDepth)
	}
	return nil
}
