package sqs

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	reuseAfter = 60 * time.Second // a deleted queue's name is free again
	purgeEvery = 60 * time.Second // one purge of a queue at a time, which AWS says may take this long
	maxPage    = 1000             // queues in one answer
)

type onQueue struct {
	QueueURL string `json:"QueueUrl"`
}

// done is the answer of an operation that returns nothing: {}.
type done struct{}

type createQueueInput struct {
	QueueName  string
	Attributes map[string]string
	Tags       map[string]string
}

type queueURL struct {
	QueueURL string `json:"QueueUrl"`
}

// createQueue is idempotent: a queue that already has the attributes of the request is returned as it is.
func (s *Server) createQueue(_ context.Context, in createQueueInput) (queueURL, error) {
	fifo := in.Attributes["FifoQueue"] == "true"
	if err := checkQueueName(in.QueueName, fifo); err != nil {
		return queueURL{}, err
	}
	set, err := defaultSettings(fifo).with(in.Attributes)
	if err != nil {
		return queueURL{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.queues[in.QueueName]; q != nil {
		return queueURL{s.url(q)}, sameAttributes(q, in.Attributes, set)
	}
	now := s.now()
	if when, ok := s.deleted[in.QueueName]; ok && now.Before(when.Add(reuseAfter)) {
		return queueURL{}, fail(codeQueueDeletedRecently, "You must wait 60 seconds after deleting a queue before you can create another with the same name.")
	}
	q := newQueue(in.QueueName, set, now)
	if err := s.checkRedrive(q.arn, set); err != nil {
		return queueURL{}, err
	}
	maps.Copy(q.tags, in.Tags)
	s.queues[q.name] = q
	delete(s.deleted, q.name)
	return queueURL{s.url(q)}, nil
}

// sameAttributes compares only what the request names, in the form in which it is stored ("030" is 30).
func sameAttributes(q *queue, asked map[string]string, set settings) error {
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		if q.raw[name] != set.raw[name] {
			return fail(codeQueueExists, "A queue already exists with the same name and a different value for attribute %s", name)
		}
	}
	return nil
}

func checkQueueName(name string, fifo bool) error {
	if name == "" {
		return missing("QueueName")
	}
	stem, suffixed := strings.CutSuffix(name, ".fifo")
	if stem == "" || len(name) > 80 || !onlyOf(stem, "-_") {
		return fail(codeInvalidParameter, "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.")
	}
	if suffixed != fifo {
		return fail(codeInvalidParameter, "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix; "+
			"FifoQueue must be true for it, and for no other.")
	}
	return nil
}

type getQueueURLInput struct{ QueueName string }

func (s *Server) getQueueURL(_ context.Context, in getQueueURLInput) (queueURL, error) {
	if in.QueueName == "" {
		return queueURL{}, missing("QueueName")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queues[in.QueueName]
	if q == nil {
		return queueURL{}, errQueueMissing()
	}
	return queueURL{s.url(q)}, nil
}

func (s *Server) deleteQueue(_ context.Context, in onQueue) (done, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.find(in.QueueURL)
	if err != nil {
		return done{}, err
	}
	delete(s.queues, q.name)
	s.deleted[q.name] = s.now()
	q.wakeAll()
	return done{}, nil
}

func (s *Server) purgeQueue(_ context.Context, in onQueue) (done, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.find(in.QueueURL)
	if err != nil {
		return done{}, err
	}
	now := s.now()
	if !q.purged.IsZero() && now.Before(q.purged.Add(purgeEvery)) {
		return done{}, fail(codePurgeInProgress, "Only one PurgeQueue operation on %s is allowed every 60 seconds.", q.name)
	}
	q.purged = now
	for _, m := range q.messages {
		q.remove(m)
	}
	return done{}, nil
}

// url returns the URL under which the API knows q.
func (s *Server) url(q *queue) string { return s.base + "/" + Account + "/" + q.name }

// find returns the queue of a URL. Only the path counts, so that a client may reach the server by another address.
func (s *Server) find(rawURL string) (*queue, error) {
	if rawURL == "" {
		return nil, missing("QueueUrl")
	}
	parsed, err := url.Parse(rawURL)
	if err != nil {
		return nil, fail(codeInvalidAddress, "The address of the queue is not valid for this endpoint.")
	}
	path := strings.Split(strings.TrimPrefix(parsed.Path, "/"), "/")
	if len(path) < 2 {
		return nil, fail(codeInvalidAddress, "The address %s is not valid for this endpoint.", rawURL)
	}
	q := s.queues[path[len(path)-1]]
	if q == nil || path[len(path)-2] != Account {
		return nil, errQueueMissing()
	}
	return q, nil
}

// byARN returns the queue of an ARN, or nil.
func (s *Server) byARN(arn string) *queue {
	q := s.queues[arn[strings.LastIndexByte(arn, ':')+1:]]
	if q == nil || q.arn != arn {
		return nil
	}
	return q
}

func errQueueMissing() error {
	return fail(codeQueueMissing, "The specified queue does not exist.")
}
