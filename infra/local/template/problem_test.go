package template

import (
	"errors"
	"strings"
	"testing"
)

// TestProblems gives the exact message of everything that stops a load. The
// source is what the case adds to a template that is otherwise understood.
func TestProblems(t *testing.T) {
	t.Parallel()
	const prefix = "Resources:\n  Q: {Type: AWS::SQS::Queue}\n"
	tests := map[string]struct {
		source string
		params map[string]string
		want   string
	}{
		"unknown property": {
			source: "  P:\n    Type: AWS::SQS::Queue\n    Properties:\n      Foo: 1\n",
			want:   `t.yaml:6: Queue P: property "Foo" is not understood by the local runner`,
		},
		"unknown nested property": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Q.Arn, maxReceives: 3}}}\n",
			want:   `t.yaml:3: Queue P: property "RedrivePolicy.maxReceives" is not understood by the local runner`,
		},
		"unknown resource type": {
			source: "  B: {Type: AWS::S3::Bucket}\n",
			want:   `t.yaml:3: resource B: type "AWS::S3::Bucket" is not understood by the local runner`,
		},
		"missing resource type": {
			source: "  B: {Properties: {}}\n",
			want:   `t.yaml:3: resource B: property "Type" is missing`,
		},
		"unknown resource attribute": {
			source: "  P: {Type: AWS::SQS::Queue, CreationPolicy: {}}\n",
			want:   `t.yaml:3: Queue P: property "CreationPolicy" is not understood by the local runner`,
		},
		"unknown intrinsic, short": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {QueueName: !Base64 x}}\n",
			want:   `t.yaml:3: Queue P: property "QueueName": intrinsic function "Base64" is not understood by the local runner`,
		},
		"unknown intrinsic, long": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {QueueName: {Fn::Transform: {Name: x}}}}\n",
			want:   `t.yaml:3: Queue P: property "QueueName": intrinsic function "Transform" is not understood by the local runner`,
		},
		"import": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {QueueName: !ImportValue x}}\n",
			want:   `t.yaml:3: Queue P: property "QueueName": ImportValue needs another stack, which a local run does not have`,
		},
		"reference to nothing": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Absent}}\n",
			want:   `t.yaml:3: Queue P: property "QueueName": "Absent" is no parameter or resource of this template`,
		},
		"reference to nothing in an ignored resource": {
			source: "  A: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmActions: [!Ref Absent]}}\n",
			want:   `t.yaml:3: Alarm A: property "AlarmActions": "Absent" is no parameter or resource of this template`,
		},
		"reference to what a condition leaves out": {
			source: "  P: {Type: AWS::SQS::Queue, Condition: Never}\n  A: {Type: AWS::CloudWatch::Alarm, Properties: {X: !Ref P}}\nConditions: {Never: !Equals [a, b]}\n",
			want:   `t.yaml:4: Alarm A: property "X": resource "P" is left out by its condition`,
		},
		"attribute that a queue does not have": {
			source: "  A: {Type: AWS::CloudWatch::Alarm, Properties: {X: !GetAtt Q.Name}}\n",
			want:   `t.yaml:3: Alarm A: property "X": Name of "Q" (AWS::SQS::Queue) is not understood by the local runner`,
		},
		"unknown pseudo parameter": {
			source: "  A: {Type: AWS::CloudWatch::Alarm, Properties: {X: !Ref AWS::NotificationARNs}}\n",
			want:   `t.yaml:3: Alarm A: property "X": pseudo parameter AWS::NotificationARNs is not understood by the local runner`,
		},
		"value that is needed too early": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '${Q.QueueName}-2'}}\n",
			want:   `t.yaml:3: Queue P: property "QueueName" depends on another resource (Sub); a local run needs it before anything is created`,
		},
		"dynamic reference": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {QueueName: '{{resolve:ssm:x}}'}}\n",
			want:   `t.yaml:3: Queue P: property "QueueName": dynamic references ({{resolve:...}}) are not understood by the local runner`,
		},
		"number out of range": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 43201}}\n",
			want:   `t.yaml:3: Queue P: property "VisibilityTimeout" must be a whole number from 0 to 43200`,
		},
		"dead letters outside the template": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: 'arn:aws:sqs:x', maxReceiveCount: 3}}}\n",
			want:   `t.yaml:3: Queue P: property "RedrivePolicy.deadLetterTargetArn" must be the Arn of an AWS::SQS::Queue of this template`,
		},
		"map expected": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: text}}\n",
			want:   `t.yaml:3: Queue P: property "RedrivePolicy" must be a map`,
		},
		"unknown event source": {
			source: "  F: {Type: AWS::Serverless::Function, Properties: {Runtime: provided.al2023, CodeUri: f, Events: {E: {Type: S3}}}}\n",
			want:   `t.yaml:3: Function F: property "Events.E.Type" is "S3", an event source that is not understood by the local runner`,
		},
		"unknown event property": {
			source: "  F: {Type: AWS::Serverless::Function, Properties: {Runtime: provided.al2023, CodeUri: f, Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn, Foo: 1}}}}}\n",
			want:   `t.yaml:3: Function F: property "Events.E.Properties.Foo" is not understood by the local runner`,
		},
		"runtime that is not a binary": {
			source: "  F: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, CodeUri: f}}\n",
			want:   `t.yaml:3: Function F: property "Runtime" is "python3.13"; the local runner understands provided.al2023, provided.al2`,
		},
		"missing property": {
			source: "  F: {Type: AWS::Serverless::Function, Properties: {Runtime: provided.al2023}}\n",
			want:   `t.yaml:3: Function F: property "CodeUri" is missing`,
		},
		"filter that is not JSON": {
			source: "  F: {Type: AWS::Serverless::Function, Properties: {Runtime: provided.al2023, CodeUri: f, Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn, FilterCriteria: {Filters: [{Pattern: '{'}]}}}}}}\n",
			want:   `t.yaml:3: Function F: property "Events.E.Properties.FilterCriteria.Filters[0].Pattern" is not valid JSON`,
		},
		"half a throttle": {
			source: "  A: {Type: AWS::Serverless::HttpApi, Properties: {DefaultRouteSettings: {ThrottlingRateLimit: 5}}}\n",
			want:   `t.yaml:3: HttpApi A: property "DefaultRouteSettings" wants ThrottlingRateLimit and ThrottlingBurstLimit together`,
		},
		"settings of no route": {
			source: "  A: {Type: AWS::Serverless::HttpApi, Properties: {RouteSettings: {GET /a: {ThrottlingRateLimit: 5, ThrottlingBurstLimit: 5}}}}\n",
			want:   `t.yaml:3: HttpApi A: property "RouteSettings" names "GET /a", which is no route of this API`,
		},
		"depends on nothing": {
			source: "  P: {Type: AWS::SQS::Queue, DependsOn: [Absent]}\n",
			want:   `t.yaml:3: Queue P: DependsOn names "Absent", which is no resource of this template`,
		},
		"unknown section": {
			source: "Rules: {}\n",
			want:   `t.yaml:3: section "Rules" is not understood by the local runner`,
		},
		"unknown globals": {
			source: "Globals: {Api: {}}\n",
			want:   `t.yaml:3: Globals: property "Api" is not understood by the local runner`,
		},
		"unknown transform": {
			source: "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n",
			want:   `t.yaml:3: the local runner understands the transform AWS::Serverless-2016-10-31 only`,
		},
		"output of nothing": {
			source: "Outputs: {X: {Value: !Ref Absent}}\n",
			want:   `t.yaml:3: output X: "Absent" is no parameter or resource of this template`,
		},
		"parameter without a value": {
			source: "Parameters: {P: {Type: String}}\n",
			want:   `t.yaml:3: parameter P: has no default, and no value was given for it`,
		},
		"parameter that the template does not have": {
			params: map[string]string{"Nope": "x"},
			want:   `t.yaml: parameter "Nope" was given a value, but the template has no such parameter`,
		},
		"parameter value that is not allowed": {
			source: "Parameters: {P: {Type: String, Default: a, AllowedValues: [a, b]}}\n",
			params: map[string]string{"P": "c"},
			want:   `t.yaml:3: parameter P: its value is none of the allowed values a, b`,
		},
		"parameter that is no number": {
			source: "Parameters: {P: {Type: Number, Default: a}}\n",
			want:   `t.yaml:3: parameter P: its value must be a number`,
		},
		"parameter of an unknown type": {
			source: "Parameters: {P: {Type: 'AWS::SSM::Parameter::Value<String>', Default: a}}\n",
			want: `t.yaml:3: parameter P: property "Type" is "AWS::SSM::Parameter::Value<String>"; the local runner understands ` +
				`String, Number, CommaDelimitedList, List<Number>, AWS::SSM::Parameter::Name`,
		},
		"condition that asks for itself": {
			source: "Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\n",
			want:   `t.yaml:3: condition A: condition "A" depends on itself`,
		},
		"alias": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: &p {DelaySeconds: 1}}\n  R: {Type: AWS::SQS::Queue, Properties: *p}\n",
			want:   `t.yaml:4: YAML aliases are not understood by CloudFormation`,
		},
		"repeated key": {
			source: "  Q: {Type: AWS::SQS::Queue}\n",
			want:   `t.yaml:3: key "Q" is already set on line 2`,
		},
		"null": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {QueueName: }}\n",
			want:   `t.yaml:3: empty (null) values are not allowed in a template`,
		},
		"intrinsic beside other keys": {
			source: "  P: {Type: AWS::SQS::Queue, Properties: {QueueName: {Ref: Q, Also: 1}}}\n",
			want: "t.yaml:3: Ref stands beside other keys; an intrinsic function must stand alone\n" +
				`t.yaml:3: Queue P: property "QueueName" must be a single value`,
		},
		"two documents": {
			source: "---\na: 1\n",
			want:   `t.yaml:3: the file holds more than one YAML document`,
		},
		"no YAML": {
			source: "  P: {\n",
			want:   `t.yaml:3: not valid YAML: did not find expected node content`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("t.yaml", strings.NewReader(prefix+tt.source), tt.params)
			if err == nil || err.Error() != tt.want {
				t.Errorf("problems:\n%v\nwant:\n%s", err, tt.want)
			}
		})
	}
}

func TestProblemsComeTogetherByLine(t *testing.T) {
	t.Parallel()
	source := `Parameters: {P: {Type: String}}
Resources:
  B: {Type: AWS::S3::Bucket}
  Q: {Type: AWS::SQS::Queue, Properties: {Foo: 1, Bar: !Cidr [a, b]}}
Globals: {Api: {}}
`
	_, err := Parse("dir/t.yaml", strings.NewReader(source), nil)
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatalf("error is %T, want Problems", err)
	}
	var lines []int
	for _, p := range problems {
		lines = append(lines, p.Line)
	}
	if len(lines) != 6 || lines[0] != 1 || lines[1] != 3 || lines[2] != 4 || lines[5] != 5 {
		t.Errorf("problems:\n%v\nwant one on line 1 and 3, three on line 4, one on line 5", err)
	}
}

func TestProblemInGlobalsIsToldOnce(t *testing.T) {
	t.Parallel()
	source := `Globals:
  Function:
    Runtime: provided.al2023
    CodeUri: f
    Layers: [x]
Resources:
  A: {Type: AWS::Serverless::Function}
  B: {Type: AWS::Serverless::Function}
`
	_, err := Parse("t.yaml", strings.NewReader(source), nil)
	want := `t.yaml:5: Function A: property "Layers" is not understood by the local runner`
	if err == nil || err.Error() != want {
		t.Errorf("problems:\n%v\nwant:\n%s", err, want)
	}
}

func TestEmptyFile(t *testing.T) {
	t.Parallel()
	for _, source := range []string{"", "# only a comment\n", "[]\n", "text\n"} {
		if _, err := Parse("t.yaml", strings.NewReader(source), nil); err == nil {
			t.Errorf("Parse(%q) gives no error", source)
		}
	}
}
