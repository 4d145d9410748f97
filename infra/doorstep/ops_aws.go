package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/schollz/progressbar/v3"

	"doorstep/infra/doorstep/ops/dead"
	"doorstep/infra/doorstep/ops/metric"
	"doorstep/shared/config"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/secret"
	"doorstep/shared/store"
)

// opsHelp explains the flags that every command of ops has.
const opsHelp = `  --json          as JSON, one object per line
  --columns       as columns: what is printed without --json
` + tableHelp + `
Queues, parameters and metrics are found as the table is; AWS_ENDPOINT_URL_SQS (or SQS_ENDPOINT), AWS_ENDPOINT_URL_SSM,
AWS_ENDPOINT_URL_CLOUDWATCH and AWS_ENDPOINT_URL_DYNAMODB_STREAMS name others: the page of make run shows its own.
`

// opsFlags are the flags of opsHelp.
type opsFlags struct {
	at   place
	json *bool
}

func (p process) opsFlags(fs *flag.FlagSet) opsFlags {
	o := opsFlags{p.placeFlags(fs), fs.Bool("json", false, "")}
	fs.Bool("columns", true, "")
	return o
}

// plain is an error that people are shown without its nesting; what AWS says stays.
func plain(err error) error {
	if errors.Is(err, context.Canceled) {
		return errors.New("stopped")
	}
	return err
}

// operate runs a command that may take long: until it is done or somebody presses Ctrl-C.
func (p process) operate(command string, at place, run func(context.Context, *store.Store) (code int, err error)) int {
	db, err := p.store(at)
	if err != nil {
		return p.complain(command, "%v", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code, err := run(ctx, db)
	if err != nil {
		return p.complain(command, "%v", plain(err))
	}
	return code
}

// list prints rows as the flags say.
func (p process) list(o opsFlags, rows []row) error {
	if !*o.json {
		return p.columns(rows)
	}
	for _, r := range rows {
		if err := p.print(r); err != nil {
			return err
		}
	}
	return nil
}

// wait is the pause of long commands.
func (p process) wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p process) sqsClient() (*sqs.Client, error) {
	_, settings, err := p.settings()
	if err != nil {
		return nil, err
	}
	endpoint := p.envOr("AWS_ENDPOINT_URL_SQS", p.env("SQS_ENDPOINT"))
	if endpoint == "" && p.endpoint() != "" {
		return nil, errors.New("DYNAMODB_ENDPOINT names a stand-in: say where its queues are with AWS_ENDPOINT_URL_SQS (the page of make run shows it)")
	}
	return sqs.NewFromConfig(settings, func(o *sqs.Options) {
		if endpoint != "" {
			o.BaseEndpoint = aws.String(endpoint)
		}
	}), nil
}

func (p process) desk(at place) (dead.Desk, error) {
	client, err := p.sqsClient()
	return dead.Desk{Client: client, Stage: *at.stage, Now: p.now, Pause: p.wait}, err
}

// door gives the sender to one queue.
func (p process) door(ctx context.Context, at place, name string) (*queue.Queue, error) {
	desk, err := p.desk(at)
	if err != nil {
		return nil, err
	}
	url, err := desk.URL(ctx, name)
	if err != nil {
		return nil, err
	}
	return queue.New(desk.Client.(queue.Client), url, mathrand.Float64), nil
}

func (p process) streams() (*dynamodbstreams.Client, error) {
	_, settings, err := p.settings()
	if err != nil {
		return nil, err
	}
	endpoint := p.envOr("AWS_ENDPOINT_URL_DYNAMODB_STREAMS", p.endpoint())
	return dynamodbstreams.NewFromConfig(settings, func(o *dynamodbstreams.Options) {
		if endpoint != "" {
			o.BaseEndpoint = aws.String(endpoint)
		}
	}), nil
}

func (p process) scan() (store.Operation[dynamodb.ScanInput, dynamodb.ScanOutput], error) {
	_, settings, err := p.settings()
	if err != nil {
		return nil, err
	}
	endpoint := p.endpoint()
	return dynamodb.NewFromConfig(settings, func(o *dynamodb.Options) {
		if endpoint != "" {
			o.BaseEndpoint = aws.String(endpoint)
		}
	}).Scan, nil
}

// parameters reads the parameter store of the deployment.
func (p process) parameters() (*config.Parameters, error) {
	env, settings, err := p.settings()
	if err != nil {
		return nil, err
	}
	return config.NewParameters(env.SSM(settings, config.HTTPClient()), time.Now).Trusted(), nil
}

// sealer opens what the deployment sealed.
func (p process) sealer(at place, db *store.Store) (secret.Sealer, error) {
	parameters, err := p.parameters()
	return secret.Sealer{Keys: secret.Keys{Values: parameters, Prefix: "/doorstep/" + *at.stage}, Table: db, Rnd: rand.Reader}, err
}

func (p process) cloudwatch() (metric.CloudWatch, error) {
	env, settings, err := p.settings()
	if err != nil {
		return metric.CloudWatch{}, err
	}
	if p.endpoint() != "" && p.env("AWS_ENDPOINT_URL_CLOUDWATCH") == "" {
		return metric.CloudWatch{}, fault.New(fault.Unavailable, "DYNAMODB_ENDPOINT names a stand-in: say where its metrics are with AWS_ENDPOINT_URL_CLOUDWATCH")
	}
	client, address := env.Signed(settings, config.PatientHTTPClient(), metric.Service())
	return metric.CloudWatch{Client: client, Address: address}, nil
}

// bar draws how far a long command is, where somebody looks at a terminal.
func (p process) bar(what string, total int) *progressbar.ProgressBar {
	return progressbar.NewOptions(total, progressbar.OptionSetWriter(p.progress()), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString(what), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
}

// sure asks before something is lost. --yes answers for a person.
func (p process) sure(yes bool, format string, args ...any) bool {
	if yes {
		return true
	}
	fmt.Fprintf(screen{p.err}, format+" Type yes to do it: ", args...)
	var answer strings.Builder
	for one := make([]byte, 1); answer.Len() < 16; {
		if n, err := p.in.Read(one); n == 0 || one[0] == '\n' || err != nil && !errors.Is(err, io.EOF) {
			break
		}
		answer.WriteByte(one[0])
	}
	return strings.TrimSpace(answer.String()) == "yes"
}

// pace keeps a long command from being a load: it waits until rate a second is kept.
type pace struct {
	began time.Time
	done  int
	rate  float64
}

func (p process) pace(rate float64) *pace { return &pace{began: p.now(), rate: rate} }

// step waits until the next one may begin.
func (c *pace) step(ctx context.Context, p process) error {
	c.done++
	ahead := time.Duration(float64(c.done-1)/c.rate*float64(time.Second)) - p.now().Sub(c.began)
	if ahead <= 0 {
		return ctx.Err()
	}
	return p.wait(ctx, ahead)
}

// writeSecretly writes a file that only its owner may read: it may hold personal data. It replaces no file.
func writeSecretly(path string, body []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if _, err := f.Write(body); err != nil {
		f.Close() //nolint:errcheck // the first error says more
		return fmt.Errorf("write %s: %w", path, err)
	}
	return f.Close()
}
