package store

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Reader is what the store reads through.
type Reader interface {
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	BatchGetItem(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
}

// Writer is what the store writes through.
type Writer interface {
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error)
	TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error)
}

// Client is the part of *dynamodb.Client that the store uses.
type Client interface {
	Reader
	Writer
}

// Tables names the two tables.
type Tables struct {
	Main string // everything but data keys
	Keys string // wrapped data keys, without point-in-time recovery, so that a destroyed key stays destroyed
}

// Names of the indexes of the main table, both sparse and keys only.
const (
	DueIndex       = "due"
	AttentionIndex = "attention"
)

// Store reads and writes the items that the package comment lists. It is safe for concurrent use.
type Store struct {
	db     Client
	tables Tables
	now    func() time.Time
	rnd    func() float64
	sleep  func(context.Context, time.Duration) error
	packer *packer
}

// New makes a store. now gives the time that decides what has expired; rnd gives numbers in [0, 1) for the spread of retries
// and for telling one writer from another, such as math/rand/v2.Float64.
func New(db Client, tables Tables, now func() time.Time, rnd func() float64) *Store {
	return &Store{db: db, tables: tables, now: now, rnd: rnd, sleep: sleep, packer: &packer{}}
}

// WithSleep gives a copy of the store that waits between attempts by calling sleep, which returns early with an error when the
// context ends. Simulations use it to keep their own time.
func (s *Store) WithSleep(sleep func(context.Context, time.Duration) error) *Store {
	twin := *s
	twin.sleep = sleep
	return &twin
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Retries of one operation: enough for eight writers that meet on one number, short enough for one invocation.
const (
	maxAttempts = 8
	baseDelay   = 5 * time.Millisecond
	maxDelay    = 200 * time.Millisecond
)

// pause waits before an attempt: not before the first, nor before the second, which mostly mends a stale read; then a random
// part of a span that doubles, so that writers who collided do not collide again
// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, "full jitter").
func (s *Store) pause(ctx context.Context, attempt int) error {
	if attempt <= 2 {
		return ctx.Err()
	}
	span := min(baseDelay<<(attempt-3), maxDelay)
	return s.sleep(ctx, time.Duration(s.rnd()*float64(span)))
}
