package obs

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// unstaged is the namespace of recorders that belong to no deployment, such as those of tests.
const unstaged = "Doorstep"

// Namespace is where CloudWatch shows the metrics of one deployment: several stages may share an account and a region, and none of them
// rings the alarms of another. A namespace costs nothing, a dimension would be in every line.
func Namespace(stage string) string { return unstaged + "/" + stage }

// maxValues is how many values of one metric fit one line; CloudWatch drops what is beyond.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
const maxValues = 100

// maxDimension is the longest value of a dimension that CloudWatch takes (it allows 1,024; ours are short words).
const maxDimension = 250

// Metrics collects counts and times and writes them as log lines in CloudWatch's embedded metric format: no call, no
// waiting, and the same line can be searched. Every set of dimensions is one line per Flush. Each distinct value of a
// dimension is billed as a metric of its own, so dimensions are short lists (function, source), never numbers or orders.
// It is safe for concurrent use.
type Metrics struct {
	w         io.Writer
	function  string
	namespace string
	now       func() time.Time

	mu   sync.Mutex
	sets map[string]*set
}

// set holds the metrics that share their dimensions.
type set struct {
	names  []string // of the dimensions
	values []string
	sums   map[string]float64
	times  map[string][]float64
}

// NewMetrics makes metrics that carry the dimension function.
func NewMetrics(w io.Writer, function string, now func() time.Time) *Metrics {
	return &Metrics{w: w, function: function, namespace: unstaged, now: now, sets: map[string]*set{}}
}

// Count adds n to a count. dims are pairs of a dimension's name and value besides function.
func (m *Metrics) Count(name string, n int, dims ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set(dims).sums[name] += float64(n)
}

// Time records one duration; CloudWatch gives its percentiles in milliseconds.
func (m *Metrics) Time(name string, d time.Duration, dims ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.set(dims)
	s.times[name] = append(s.times[name], Elapsed(d))
}

// Flush writes what was collected since the last one and forgets it.
func (m *Metrics) Flush() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys := make([]string, 0, len(m.sets))
	for key := range m.sets {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	at := m.now().UnixMilli()
	for _, key := range keys {
		s := m.sets[key]
		delete(m.sets, key)
		for more := true; more; {
			var line []byte
			var err error
			if line, more, err = s.line(m.namespace, at); err != nil {
				return fmt.Errorf("write metrics: %w", err)
			}
			if _, err := m.w.Write(append(line, '\n')); err != nil {
				return fmt.Errorf("write metrics: %w", err)
			}
		}
	}
	return nil
}

func (m *Metrics) set(dims []string) *set {
	key := strings.Join(dims, "\x00")
	if s, ok := m.sets[key]; ok {
		return s
	}
	s := &set{names: []string{"function"}, values: []string{m.function}, sums: map[string]float64{}, times: map[string][]float64{}}
	for i := 0; i+1 < len(dims); i += 2 {
		s.names = append(s.names, dims[i])
		s.values = append(s.values, dimension(dims[i+1]))
	}
	m.sets[key] = s
	return s
}

// dimension gives a value that CloudWatch accepts: not empty, not too long.
func dimension(value string) string {
	if value == "" {
		return "none"
	}
	return strings.ToValidUTF8(value[:min(len(value), maxDimension)], "")
}

type metric struct {
	Name string
	Unit string
}

type directive struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []metric
}

// line gives one line, and whether values are left for another.
func (s *set) line(namespace string, at int64) (line []byte, more bool, err error) {
	var metrics []metric
	root := map[string]any{}
	for name, sum := range s.sums {
		metrics = append(metrics, metric{name, "Count"})
		root[name] = sum
	}
	for name, all := range s.times {
		n := min(len(all), maxValues)
		metrics = append(metrics, metric{name, "Milliseconds"})
		root[name] = all[:n]
		s.times[name] = all[n:]
		if n == len(all) {
			delete(s.times, name)
		}
	}
	clear(s.sums)
	slices.SortFunc(metrics, func(a, b metric) int { return strings.Compare(a.Name, b.Name) })
	for i, name := range s.names {
		root[name] = s.values[i]
	}
	root["_aws"] = map[string]any{
		"Timestamp":         at,
		"CloudWatchMetrics": []directive{{namespace, [][]string{s.names}, metrics}},
	}
	line, err = json.Marshal(root)
	return line, len(s.times) > 0, err
}
