package template

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// surroundings is what the expressions of these tests can refer to. The
// expression itself becomes a property of an ignored resource, where any value
// may stand.
const surroundings = `Parameters:
  Stage: {Type: String, Default: dev}
  Count: {Type: Number, Default: 3}
  Names: {Type: CommaDelimitedList, Default: 'a, b'}
Mappings:
  Sizes: {dev: {memory: 128}}
Conditions:
  Yes: !Equals [!Ref Stage, dev]
  No: {Fn::Equals: [!Ref Stage, prod]}
  Both: !And [!Condition Yes, {Condition: No}]
  Either: !Or [!Condition No, !Not [!Condition No]]
Resources:
  Q: {Type: AWS::SQS::Queue}
  X:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Value: `

// physical answers for the queue Q.
func physical(id, attr string) (string, bool) {
	values := map[string]string{"Ref": "http://sqs/q", "Arn": "arn:aws:sqs:us-east-1:0:q", "QueueName": "q"}
	return values[attr], id == "Q"
}

func TestIntrinsics(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		expression string
		want       any // after Resolve, as Value.Plain; nil when the property is left out
	}{
		"text":                      {`hello`, "hello"},
		"number":                    {`12`, int64(12)},
		"bool":                      {`true`, true},
		"decimal":                   {`1.5`, 1.5},
		"Ref of a parameter":        {`!Ref Stage`, "dev"},
		"Ref of a number":           {`!Ref Count`, int64(3)},
		"Ref of a list":             {`!Ref Names`, []any{"a", "b"}},
		"Ref of a pseudo parameter": {`!Ref AWS::Region`, "us-east-1"},
		"Ref of a resource":         {`!Ref Q`, "http://sqs/q"},
		"Ref, long form":            {`{Ref: Q}`, "http://sqs/q"},
		"GetAtt":                    {`!GetAtt Q.Arn`, "arn:aws:sqs:us-east-1:0:q"},
		"GetAtt, list":              {`!GetAtt [Q, Arn]`, "arn:aws:sqs:us-east-1:0:q"},
		"GetAtt, long form":         {`{Fn::GetAtt: [Q, Arn]}`, "arn:aws:sqs:us-east-1:0:q"},
		"GetAtt, long form, text":   {`{Fn::GetAtt: Q.Arn}`, "arn:aws:sqs:us-east-1:0:q"},
		"Sub":                       {`!Sub '${Stage}/${Q}/${Q.Arn}/${AWS::Region}'`, "dev/http://sqs/q/arn:aws:sqs:us-east-1:0:q/us-east-1"},
		"Sub, long form":            {`{Fn::Sub: '${Stage}'}`, "dev"},
		"Sub, literal":              {`!Sub '${!Stage} $Stage $ {Stage}'`, "${Stage} $Stage $ {Stage}"},
		"Sub, own variables":        {`!Sub ['${A}-${Stage}-${B}', {A: !GetAtt Q.QueueName, B: !Ref Count}]`, "q-dev-3"},
		"Sub, own variable wins":    {`!Sub ['${Stage}', {Stage: mine}]`, "mine"},
		"Join":                      {`!Join ['-', [a, !Ref Stage, !GetAtt Q.QueueName, 1]]`, "a-dev-q-1"},
		"Join of a parameter":       {`!Join ['+', !Ref Names]`, "a+b"},
		"Join, empty delimiter":     {`!Join ['', [a, b]]`, "ab"},
		"Select":                    {`!Select [1, [a, !Ref Stage, !Ref Q]]`, "dev"},
		"Select, index as text":     {`!Select ['0', [a]]`, "a"},
		"Select of a Split":         {`!Select [5, !Split [':', !GetAtt Q.Arn]]`, "q"},
		"Split":                     {`!Split ['-', 'a-b']`, []any{"a", "b"}},
		"FindInMap":                 {`!FindInMap [Sizes, !Ref Stage, memory]`, int64(128)},
		"If, true":                  {`!If [Yes, a, b]`, "a"},
		"If, false":                 {`!If [No, a, !Ref Q]`, "http://sqs/q"},
		"If, And":                   {`!If [Both, a, b]`, "b"},
		"If, Or and Not":            {`!If [Either, a, b]`, "a"},
		"no value":                  {`!If [No, a, !Ref AWS::NoValue]`, nil},
		"no value in a list":        {`[a, !Ref AWS::NoValue, b]`, []any{"a", "b"}},
		"no value in a map":         {`{A: 1, B: !Ref AWS::NoValue}`, map[string]any{"A": int64(1)}},
		"nested":                    {`{A: [{B: !Join ['', [!Sub '${Q}', '!']]}]}`, map[string]any{"A": []any{map[string]any{"B": "http://sqs/q!"}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tmpl := parse(t, surroundings+tt.expression+"\n")
			x, _ := tmpl.Resource("X")
			v, err := tmpl.Resolve(x.Properties.Get("Value"), physical)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, v.Plain()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.expression, diff)
			}
		})
	}
}

func TestMalformedIntrinsics(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ expression, want string }{
		"Ref of a list":        {`!Ref [a]`, "Ref wants a name"},
		"GetAtt without a dot": {`!GetAtt Q`, "GetAtt wants a logical id and an attribute"},
		"Sub of a list":        {`!Sub [a]`, "Sub wants a text"},
		"Sub left open":        {`!Sub '${Stage'`, "Sub: a ${ has no }"},
		"Sub with spaces":      {`!Sub '${ Stage }'`, "Sub: a variable name has other than"},
		"Sub of a list value":  {`!Sub '${Names}'`, `Sub variable "Names" is not a text`},
		"Join of one":          {`!Join ['-']`, "Join wants a delimiter and a list"},
		"Join of maps":         {`!Join ['-', [{a: b}]]`, "Join can only join texts"},
		"Select outside":       {`!Select [2, [a, b]]`, "Select index 2 is outside a list of 2"},
		"Select by name":       {`!Select [x, [a, b]]`, "Select wants an index and a list"},
		"Split of nothing":     {`!Split ['', a]`, "Split wants a delimiter and a text"},
		"FindInMap misses":     {`!FindInMap [Sizes, test, memory]`, "FindInMap finds nothing at Sizes.test.memory"},
		"FindInMap by queue":   {`!FindInMap [Sizes, !Ref Q, memory]`, "FindInMap wants"},
		"If of two":            {`!If [Yes, a]`, "If wants the name of a condition and two values"},
		"If of no condition":   {`!If [Absent, a, b]`, `"Absent" is no condition of this template`},
		"Equals as a value":    {`!Equals [a, b]`, "Equals is understood in Conditions only"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("t.yaml", strings.NewReader(surroundings+tt.expression+"\n"), nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "t.yaml:17: ") {
				t.Errorf("problems:\n%v\nwant %q on line 17", err, tt.want)
			}
		})
	}
}

// TestPendingValuesKeepTheirCall shows what a test over the template sees of a
// value that depends on a resource.
func TestPendingValuesKeepTheirCall(t *testing.T) {
	t.Parallel()
	x, _ := parse(t, surroundings+"!Join ['-', [!Ref Stage, !Ref Q]]\n").Resource("X")
	want := map[string]any{"Fn::Join": []any{"-", []any{"dev", map[string]any{"Ref": "Q"}}}}
	if diff := cmp.Diff(want, x.Properties.Get("Value").Plain()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzParse looks for panics and for problems without a place; a template is
// either loaded or refused.
func FuzzParse(f *testing.F) {
	f.Add(surroundings + "!Sub ['${A}', {A: !Ref Q}]\n")
	f.Add("Resources: {F: {Type: AWS::Serverless::Function, Properties: {Runtime: provided.al2023, CodeUri: f, Events: {E: {Type: HttpApi}}}}}")
	f.Add("Globals: {Function: {Environment: {Variables: {A: b}}}}\nResources: {F: {Type: AWS::Serverless::Function}}")
	f.Add("Resources: &a {Q: *a}")
	f.Add("Conditions: {A: !And [!Condition A, {Condition: A}]}\nResources: {}")
	f.Fuzz(func(t *testing.T, source string) {
		tmpl, err := Parse("t.yaml", strings.NewReader(source), nil)
		if (tmpl == nil) == (err == nil) {
			t.Fatalf("template %v with error %v", tmpl, err)
		}
		if err != nil {
			if err.Error() == "" {
				t.Fatal("refused without a reason")
			}
			return
		}
		for _, r := range tmpl.Resources() {
			v, err := tmpl.Resolve(r.Properties, func(id, attr string) (string, bool) { return id + attr, true })
			if err == nil && v != nil && pending(v) {
				t.Fatalf("resolved, but a call is left: %v", v.Plain())
			}
		}
	})
}
