package eventsource

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"doorstep/infra/local/eventsource/filter"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
)

// Defaults and limits of a DynamoDB Streams event source mapping.
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
const (
	defaultStreamBatch = 100
	maxStreamBatch     = 10_000
	maxRetryAttempts   = 10_000
	minRecordAge       = 60 * time.Second
	maxRecordAge       = 604_800 * time.Second
	retention          = 24 * time.Hour // how long a stream keeps a record, and so the longest that one is retried
	defaultPoll        = 250 * time.Millisecond
	shardDiscovery     = 10 * time.Second // how often new shards are looked for
)

// Starting positions of a stream mapping.
const (
	TrimHorizon = "TRIM_HORIZON" // the oldest record there is
	Latest      = "LATEST"       // records written after Run has begun
)

// StreamConfig describes one DynamoDB Streams event source mapping. Its zero values are AWS's defaults, except that StartingPosition
// must be set.
type StreamConfig struct {
	Name                       string // for logs, such as "Relay.Changes"
	StreamARN                  string
	FunctionARN                string        // for the on-failure message
	StartingPosition           string        // TrimHorizon or Latest
	BatchSize                  int           // 1 to 10,000; 0 means 100
	BatchWindow                time.Duration // MaximumBatchingWindowInSeconds, 0 to 300 s
	ReportBatchItemFailures    bool
	BisectBatchOnFunctionError bool
	MaximumRetryAttempts       *int          // 0 to 10,000; nil means until the record expires (AWS's -1)
	MaximumRecordAge           time.Duration // 60 to 604,800 s; 0 means until the record expires (AWS's -1)
	OnFailureQueueURL          string        // DestinationConfig.OnFailure; empty means that discarded records are only logged
	PollInterval               time.Duration // pause after an empty read; 0 means 250 ms, as on AWS
	Filter                     filter.Filter
}

// StreamClient is what a mapping needs of *dynamodbstreams.Client.
type StreamClient interface {
	DescribeStream(ctx context.Context, in *dynamodbstreams.DescribeStreamInput, options ...func(*dynamodbstreams.Options)) (*dynamodbstreams.DescribeStreamOutput, error)
	GetShardIterator(ctx context.Context, in *dynamodbstreams.GetShardIteratorInput, options ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error)
	GetRecords(ctx context.Context, in *dynamodbstreams.GetRecordsInput, options ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error)
}

// Stream is a running DynamoDB Streams event source mapping.
//
// The records of one shard reach the function in the order of their writes, one batch at a time, and each at least
// once; a batch that keeps failing holds up its shard until it is processed, discarded after MaximumRetryAttempts, or too old. Shards run beside each
// other, a child after its parent.
type Stream struct {
	config   StreamConfig
	region   string
	client   StreamClient
	failures SendClient
	function Invoker
	clock    Clock
	log      *slog.Logger
	progress progress
}

// NewStream checks config against AWS's limits. All that is wrong is reported together. Failures sends to OnFailureQueueURL and may be nil
// without one.
func NewStream(config StreamConfig, client StreamClient, failures SendClient, function Invoker, clock Clock, log *slog.Logger) (*Stream, error) {
	if err := config.check(failures); err != nil {
		return nil, fmt.Errorf("DynamoDB event source %s: %w", config.Name, err)
	}
	if config.BatchSize == 0 {
		config.BatchSize = defaultStreamBatch
	}
	if config.MaximumRecordAge == 0 || config.MaximumRecordAge > retention {
		config.MaximumRecordAge = retention
	}
	if config.PollInterval == 0 {
		config.PollInterval = defaultPoll
	}
	return &Stream{config: config, region: arnField(config.StreamARN, arnRegion), client: limited{client}, failures: failures,
		function: function, clock: clock, log: log.With("event_source", config.Name)}, nil
}

func (c StreamConfig) check(failures SendClient) error {
	var problems []error
	refuse := func(wrong bool, format string, args ...any) {
		if wrong {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	refuse(arnField(c.StreamARN, arnService) != "dynamodb", "%q is not the ARN of a table's stream", c.StreamARN)
	refuse(c.StartingPosition != TrimHorizon && c.StartingPosition != Latest, "StartingPosition %q is not TRIM_HORIZON or LATEST", c.StartingPosition)
	refuse(c.BatchSize < 0 || c.BatchSize > maxStreamBatch, "BatchSize %d is not within 1-10000", c.BatchSize)
	refuse(c.BatchWindow < 0 || c.BatchWindow > maxBatchWindow, "MaximumBatchingWindowInSeconds %v is not within 0-300 s", c.BatchWindow)
	attempts := c.MaximumRetryAttempts
	refuse(attempts != nil && (*attempts < 0 || *attempts > maxRetryAttempts), "MaximumRetryAttempts is not within 0-10000")
	age := c.MaximumRecordAge
	refuse(age != 0 && (age < minRecordAge || age > maxRecordAge), "MaximumRecordAgeInSeconds %v is not within 60-604800 s", age)
	refuse(c.PollInterval < 0, "PollInterval %v is negative", c.PollInterval)
	refuse(c.OnFailureQueueURL != "" && failures == nil, "an on-failure queue without a client to send to it")
	refuse(c.Filter.Numeric() != "", "filter at %s: numeric never matches, because stream records carry numbers as strings", c.Filter.Numeric())
	return errors.Join(problems...)
}
