package system

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/infra/conformance/engine"
	"doorstep/infra/local/cloudwatch"
	"doorstep/infra/local/dynoxide"
	"doorstep/infra/local/eventsource"
	"doorstep/infra/local/lambda"
	"doorstep/infra/local/ses"
	"doorstep/infra/local/sms"
	"doorstep/infra/local/sqs"
	"doorstep/infra/local/ssm"
)

// endpoints are the addresses of the engines; they go into the functions' environment under the names that the AWS SDKs document
// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
type endpoints struct{ dynamodb, sqs, ssm, ses, sms, cloudwatch string }

// startEngines starts the stand-ins that no endpoint was given for.
func (s *System) startEngines(ctx context.Context, o Options) error {
	s.endpoints = endpoints{dynamodb: o.DynamoDBEndpoint, sqs: o.SQSEndpoint}
	if err := s.startDynamoDB(ctx, o); err != nil {
		return err
	}
	if s.endpoints.sqs == "" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("start the queue stand-in: %w", err)
		}
		s.endpoints.sqs = "http://" + l.Addr().String()
		s.queues = sqs.New(s.endpoints.sqs, time.Now)
		s.serveOn(l, s.queues)
	}
	s.params, s.mail, s.texts = ssm.New(time.Now), ses.New(time.Now), sms.New(time.Now)
	s.metrics = cloudwatch.New(time.Now, s.queueMetrics)
	for _, stand := range []struct {
		handler http.Handler
		address *string
	}{{s.params, &s.endpoints.ssm}, {s.mail, &s.endpoints.ses}, {s.texts, &s.endpoints.sms}, {s.metrics, &s.endpoints.cloudwatch}} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("start a stand-in: %w", err)
		}
		*stand.address = "http://" + l.Addr().String()
		s.serveOn(l, stand.handler)
	}
	s.dynamo = dynamodb.NewFromConfig(awsConfig(), func(c *dynamodb.Options) { c.BaseEndpoint = aws.String(s.endpoints.dynamodb) })
	return nil
}

// queueMetrics is what AWS would measure of the queues, once a minute (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html).
func (s *System) queueMetrics() []cloudwatch.Metric {
	var out []cloudwatch.Metric
	for _, q := range s.Queues() {
		dimensions := map[string]string{"QueueName": q.Name}
		out = append(out,
			cloudwatch.Metric{Namespace: "AWS/SQS", Name: "ApproximateAgeOfOldestMessage", Dimensions: dimensions, Value: q.OldestAge.Seconds()},
			cloudwatch.Metric{Namespace: "AWS/SQS", Name: "ApproximateNumberOfMessagesVisible", Dimensions: dimensions, Value: float64(q.Visible)})
	}
	return out
}

func (s *System) startDynamoDB(ctx context.Context, o Options) error {
	if s.endpoints.dynamodb != "" {
		return nil
	}
	o.Progress("starting the DynamoDB stand-in")
	binary, err := dynoxide.Ensure(ctx, filepath.Join(o.Root, "infra", "local"))
	if err != nil {
		return err
	}
	s.engine, err = dynoxide.Start(ctx, dynoxide.Options{Binary: binary, Report: s.breakDown})
	if err != nil {
		return err
	}
	s.endpoints.dynamodb = s.engine.Endpoint()
	s.closers = append(s.closers, s.engine.Close)
	return nil
}

// breakDown notes that the engine lost its tables: nothing that runs on them can be right any more.
func (s *System) breakDown(sentence string) {
	s.log.Error(sentence)
	select {
	case s.broken <- sentence:
	default: // the first one is enough
	}
}

// serveOn serves a handler until Close.
func (s *System) serveOn(l net.Listener, h http.Handler) {
	s.runServer(l, &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second})
}

func (s *System) runServer(l net.Listener, server *http.Server) {
	go server.Serve(l) //nolint:errcheck // ends with ErrServerClosed
	s.closers = append(s.closers, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			return server.Close()
		}
		return nil
	})
}

// awsConfig signs with the credentials of the environment when there are some, so that endpoints may be AWS itself; the stand-ins
// take anything.
func awsConfig() aws.Config {
	c := functionCredentials()
	return aws.Config{Region: region(), Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: c.AccessKey, SecretAccessKey: c.SecretKey, SessionToken: c.Session}, nil
	})}
}

func functionCredentials() lambda.Credentials {
	if key := os.Getenv("AWS_ACCESS_KEY_ID"); key != "" {
		return lambda.Credentials{AccessKey: key, SecretKey: os.Getenv("AWS_SECRET_ACCESS_KEY"), Session: os.Getenv("AWS_SESSION_TOKEN")}
	}
	return lambda.Credentials{AccessKey: "local", SecretKey: "local"}
}

func region() string {
	if r := os.Getenv("AWS_REGION"); r != "" {
		return r
	}
	return sqs.Region
}

func (s *System) sqsClient() *awssqs.Client {
	return awssqs.NewFromConfig(awsConfig(), func(c *awssqs.Options) { c.BaseEndpoint = aws.String(s.endpoints.sqs) })
}

func (s *System) streamsClient() (*dynamodbstreams.Client, error) {
	on, err := engine.At(s.endpoints.dynamodb)
	if err != nil {
		return nil, err
	}
	return dynamodbstreams.NewFromConfig(awsConfig(), func(c *dynamodbstreams.Options) {
		c.BaseEndpoint = aws.String(engine.Streams(s.endpoints.dynamodb))
		if on.Lacks(engine.TypesOfEmptyMaps) {
			c.HTTPClient = eventsource.EmptyMaps{Client: c.HTTPClient}
		}
	}), nil
}

// create makes the tables and queues of the template. An endpoint that does not answer is named in one sentence.
func (s *System) create(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := reachable(ctx, "DYNAMODB_ENDPOINT", s.endpoints.dynamodb); err != nil {
		return err
	}
	if err := reachable(ctx, "SQS_ENDPOINT", s.endpoints.sqs); err != nil {
		return err
	}
	if err := createQueues(ctx, s.sqsClient(), s.Template.Queues(), s.attrs); err != nil {
		return err
	}
	if err := createTables(ctx, s.dynamo, s.Template.Tables(), s.attrs); err != nil {
		return err
	}
	s.Table, s.KeyTable = s.attrs["Table"]["Ref"], s.attrs["KeysTable"]["Ref"]
	return nil
}

func reachable(ctx context.Context, variable, endpoint string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	address, err := url.Parse(endpoint)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return fmt.Errorf("%s=%q is no address: give one like http://127.0.0.1:8000", variable, endpoint)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint, nil)
	if err != nil {
		return fmt.Errorf("%s=%q is no address: %w", variable, endpoint, err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("nothing answers at %s (%s): start it, or unset %s to use the stand-in", endpoint, variable, variable)
	}
	return answer.Body.Close()
}
