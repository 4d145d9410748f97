// Package cloudwatch is a stand-in for Amazon CloudWatch inside the local runner: it takes the metrics that functions write as log lines in
// the embedded metric format, and answers ListMetrics and GetMetricData of the Query API over HTTP. What AWS measures by itself (queues,
// invocations) it asks the runner for when somebody looks.
//
// It keeps values in memory by the minute, for a day, and knows the statistics Sum, SampleCount, Minimum, Maximum and Average. It has no
// alarms, no expressions, no units, no signatures and no pages.
package cloudwatch

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// kept is how long values are kept.
const kept = 24 * time.Hour

// Metric is a value that AWS measures by itself, now.
type Metric struct {
	Namespace, Name string
	Dimensions      map[string]string
	Value           float64
}

// Server collects and answers. It is safe for concurrent use.
type Server struct {
	now  func() time.Time
	live func() []Metric

	mu     sync.Mutex
	series map[string]*series
}

// series are the values of one metric by minute.
type series struct {
	namespace, name string
	dimensions      map[string]string
	minutes         map[int64]*sum
}

// sum is what one minute brought.
type sum struct {
	n             int
	sum, min, max float64
}

// New makes a server. live gives what AWS measures by itself; it may be nil.
func New(now func() time.Time, live func() []Metric) *Server {
	if live == nil {
		live = func() []Metric { return nil }
	}
	return &Server{now: now, live: live, series: map[string]*series{}}
}

// line is a log line in the embedded metric format.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
type line struct {
	AWS struct {
		Timestamp         int64
		CloudWatchMetrics []struct {
			Namespace  string
			Dimensions [][]string
			Metrics    []struct{ Name string }
		}
	} `json:"_aws"`
}

// Write takes log lines, whole ones in each call, as the runner writes them: a name, " | ", and what the function said. It never fails:
// a line that is no metric is none.
func (s *Server) Write(lines []byte) (int, error) {
	for one := range bytes.Lines(lines) {
		if !bytes.Contains(one, []byte(`"_aws"`)) {
			continue
		}
		if i := bytes.IndexByte(one, '{'); i >= 0 {
			s.take(one[i:])
		}
	}
	return len(lines), nil
}

func (s *Server) take(text []byte) {
	var l line
	var values map[string]json.RawMessage
	if json.Unmarshal(text, &l) != nil || json.Unmarshal(text, &values) != nil {
		return
	}
	at := time.UnixMilli(l.AWS.Timestamp)
	for _, directive := range l.AWS.CloudWatchMetrics {
		for _, names := range directive.Dimensions {
			dimensions := map[string]string{}
			for _, name := range names {
				var value string
				if json.Unmarshal(values[name], &value) == nil {
					dimensions[name] = value
				}
			}
			for _, m := range directive.Metrics {
				s.Add(Metric{directive.Namespace, m.Name, dimensions, 0}, at, numbers(values[m.Name])...)
			}
		}
	}
}

// numbers reads one number or a list of them.
func numbers(raw json.RawMessage) []float64 {
	var many []float64
	if json.Unmarshal(raw, &many) == nil {
		return many
	}
	var one float64
	if json.Unmarshal(raw, &one) == nil {
		return []float64{one}
	}
	return nil
}

// Add takes values of a metric; m.Value is not looked at.
func (s *Server) Add(m Metric, at time.Time, values ...float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := keyOf(m)
	known, ok := s.series[key]
	if !ok {
		known = &series{m.Namespace, m.Name, maps.Clone(m.Dimensions), map[int64]*sum{}}
		s.series[key] = known
	}
	minute := at.Unix() / 60
	for _, v := range values {
		known.at(minute).add(v)
	}
	oldest := s.now().Add(-kept).Unix() / 60
	maps.DeleteFunc(known.minutes, func(minute int64, _ *sum) bool { return minute < oldest })
}

func (k *series) at(minute int64) *sum {
	if k.minutes[minute] == nil {
		k.minutes[minute] = &sum{}
	}
	return k.minutes[minute]
}

func (s *sum) add(v float64) {
	if s.n == 0 || v < s.min {
		s.min = v
	}
	if s.n == 0 || v > s.max {
		s.max = v
	}
	s.n++
	s.sum += v
}

func keyOf(m Metric) string {
	var b strings.Builder
	b.WriteString(m.Namespace + "\x00" + m.Name)
	for _, name := range slices.Sorted(maps.Keys(m.Dimensions)) {
		b.WriteString("\x00" + name + "\x00" + m.Dimensions[name])
	}
	return b.String()
}

// refresh takes what AWS measures by itself as of now.
func (s *Server) refresh() {
	now := s.now()
	for _, m := range s.live() {
		s.Add(m, now, m.Value)
	}
}
