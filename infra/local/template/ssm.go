package template

// SSMParameter is an AWS::SSM::Parameter. CloudFormation cannot create a
// SecureString, so secrets are never here.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
type SSMParameter struct {
	ID    string // logical id
	Name  string // such as /doorstep/dev/setting
	Type  string // String or StringList
	Value *Value // may need Resolve
	Line  int
}

func readSSMParameter(r Resource, o *object) SSMParameter {
	o.ignore("AllowedPattern", "Description", "Policies", "Tags", "Tier")
	p := SSMParameter{
		ID:    r.ID,
		Line:  r.Line,
		Name:  o.text("Name", r.ID),
		Type:  o.choice("Type", "", "String", "StringList"),
		Value: o.raw("Value"),
	}
	if p.Value == nil {
		o.required("Value")
	}
	o.done()
	return p
}
