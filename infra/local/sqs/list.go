package sqs

import (
	"context"
	"encoding/base64"
	"maps"
	"slices"
	"strings"
)

type page struct {
	MaxResults *int
	NextToken  string
}

// of returns the names on the asked page, in order, and the token of the next one. Without MaxResults AWS gives no token.
func (p page) of(names []string) (found []string, token string, err error) {
	limit := maxPage
	if p.MaxResults != nil {
		limit = *p.MaxResults
	}
	if limit < 1 || limit > maxPage {
		return nil, "", invalid("MaxResults", limit, "It takes an integer from 1 to 1000.")
	}
	slices.Sort(names)
	if p.NextToken != "" {
		last, err := base64.StdEncoding.DecodeString(p.NextToken)
		if err != nil {
			return nil, "", invalid("NextToken", p.NextToken, "It is not a token of this operation.")
		}
		names = slices.DeleteFunc(names, func(name string) bool { return name <= string(last) })
	}
	if len(names) <= limit {
		return names, "", nil
	}
	if p.MaxResults != nil {
		token = base64.StdEncoding.EncodeToString([]byte(names[limit-1]))
	}
	return names[:limit], token, nil
}

type listQueuesInput struct {
	page
	QueueNamePrefix string
}

type listQueuesOutput struct {
	QueueURLs []string `json:"QueueUrls"`
	NextToken string   `json:",omitempty"`
}

func (s *Server) listQueues(_ context.Context, in listQueuesInput) (listQueuesOutput, error) {
	return s.list(in.page, func(q *queue) bool { return strings.HasPrefix(q.name, in.QueueNamePrefix) })
}

type listSourcesInput struct {
	page
	QueueURL string `json:"QueueUrl"`
}

// listSourcesOutput differs from listQueuesOutput only in the wire's spelling.
type listSourcesOutput struct {
	QueueURLs []string `json:"queueUrls"`
	NextToken string   `json:",omitempty"`
}

func (s *Server) listDeadLetterSourceQueues(_ context.Context, in listSourcesInput) (listSourcesOutput, error) {
	s.mu.Lock()
	dead, err := s.find(in.QueueURL)
	s.mu.Unlock()
	if err != nil {
		return listSourcesOutput{}, err
	}
	out, err := s.list(in.page, func(q *queue) bool { return q.redrive != nil && q.redrive.target == dead.arn })
	return listSourcesOutput(out), err
}

func (s *Server) list(p page, keep func(*queue) bool) (listQueuesOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for name, q := range s.queues {
		if keep(q) {
			names = append(names, name)
		}
	}
	names, token, err := p.of(names)
	if err != nil {
		return listQueuesOutput{}, err
	}
	out := listQueuesOutput{QueueURLs: []string{}, NextToken: token}
	for _, name := range names {
		out.QueueURLs = append(out.QueueURLs, s.url(s.queues[name]))
	}
	return out, nil
}

type tagInput struct {
	QueueURL string `json:"QueueUrl"`
	Tags     map[string]string
	TagKeys  []string
}

type tagOutput struct{ Tags map[string]string }

func (s *Server) tagQueue(_ context.Context, in tagInput) (done, error) {
	return done{}, s.changeTags(in.QueueURL, func(tags map[string]string) { maps.Copy(tags, in.Tags) })
}

func (s *Server) untagQueue(_ context.Context, in tagInput) (done, error) {
	return done{}, s.changeTags(in.QueueURL, func(tags map[string]string) {
		for _, key := range in.TagKeys {
			delete(tags, key)
		}
	})
}

func (s *Server) listQueueTags(_ context.Context, in onQueue) (tagOutput, error) {
	var out tagOutput
	err := s.changeTags(in.QueueURL, func(tags map[string]string) { out.Tags = maps.Clone(tags) })
	return out, err
}

func (s *Server) changeTags(url string, change func(tags map[string]string)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.find(url)
	if err != nil {
		return err
	}
	change(q.tags)
	return nil
}
