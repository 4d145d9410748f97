package cloudwatch

import (
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// maxForm bounds a request, in bytes: 500 metrics with two dimensions.
const maxForm = 1 << 20

type dimension struct{ Name, Value string }

type listed struct {
	Namespace, MetricName string
	Dimensions            []dimension `xml:"Dimensions>member"`
}

type listAnswer struct {
	XMLName xml.Name `xml:"ListMetricsResponse"`
	Metrics []listed `xml:"ListMetricsResult>Metrics>member"`
}

type result struct {
	ID         string   `xml:"Id"`
	Timestamps []string `xml:"Timestamps>member"`
	Values     []string `xml:"Values>member"`
	StatusCode string
}

type dataAnswer struct {
	XMLName xml.Name `xml:"GetMetricDataResponse"`
	Results []result `xml:"GetMetricDataResult>MetricDataResults>member"`
}

type errorAnswer struct {
	XMLName xml.Name `xml:"ErrorResponse"`
	Type    string   `xml:"Error>Type"`
	Code    string   `xml:"Error>Code"`
	Message string   `xml:"Error>Message"`
}

// ServeHTTP answers one request of the Query API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		refuse(w, "MalformedQueryString", "The form cannot be read, or is longer than 1 MiB.")
		return
	}
	s.refresh()
	switch r.PostForm.Get("Action") {
	case "ListMetrics":
		answer(w, http.StatusOK, s.list(r.PostForm))
	case "GetMetricData":
		data, err := s.data(r.PostForm)
		if err != nil {
			refuse(w, "ValidationError", err.Error())
			return
		}
		answer(w, http.StatusOK, data)
	default:
		refuse(w, "InvalidAction", "This CloudWatch knows ListMetrics and GetMetricData.")
	}
}

func refuse(w http.ResponseWriter, code, message string) {
	answer(w, http.StatusBadRequest, errorAnswer{Type: "Sender", Code: code, Message: message})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_ = xml.NewEncoder(w).Encode(body) // a failed write means that the client is gone
}

func (s *Server) list(form url.Values) listAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out listAnswer
	for _, key := range slices.Sorted(maps.Keys(s.series)) {
		k := s.series[key]
		if fits(form.Get("Namespace"), k.namespace) && fits(form.Get("MetricName"), k.name) {
			l := listed{Namespace: k.namespace, MetricName: k.name}
			for _, name := range slices.Sorted(maps.Keys(k.dimensions)) {
				l.Dimensions = append(l.Dimensions, dimension{name, k.dimensions[name]})
			}
			out.Metrics = append(out.Metrics, l)
		}
	}
	return out
}

func fits(want, is string) bool { return want == "" || want == is }

// data answers each query that the form holds, the newest value first, as AWS does.
func (s *Server) data(form url.Values) (out dataAnswer, err error) {
	from, errFrom := time.Parse(time.RFC3339, form.Get("StartTime"))
	until, errUntil := time.Parse(time.RFC3339, form.Get("EndTime"))
	if errFrom != nil || errUntil != nil || !from.Before(until) {
		return out, fmt.Errorf("StartTime and EndTime must be times, the one before the other")
	}
	for i := 1; ; i++ {
		at := "MetricDataQueries.member." + strconv.Itoa(i) + "."
		id := form.Get(at + "Id")
		if id == "" {
			if i == 1 {
				return out, fmt.Errorf("MetricDataQueries is missing")
			}
			return out, nil
		}
		period, err := strconv.ParseInt(form.Get(at+"MetricStat.Period"), 10, 64)
		if err != nil || period < 60 || period%60 != 0 {
			return out, fmt.Errorf("%s: Period must be a multiple of 60", id)
		}
		r, err := s.query(form, at+"MetricStat.", period, from, until)
		if err != nil {
			return out, fmt.Errorf("%s: %w", id, err)
		}
		r.ID, r.StatusCode = id, "Complete"
		out.Results = append(out.Results, r)
	}
}

func (s *Server) query(form url.Values, at string, period int64, from, until time.Time) (r result, err error) {
	m := Metric{Namespace: form.Get(at + "Metric.Namespace"), Name: form.Get(at + "Metric.MetricName"), Dimensions: map[string]string{}}
	for i := 1; ; i++ {
		d := at + "Metric.Dimensions.member." + strconv.Itoa(i) + "."
		if form.Get(d+"Name") == "" {
			break
		}
		m.Dimensions[form.Get(d+"Name")] = form.Get(d + "Value")
	}
	statistic, ok := statistics()[form.Get(at+"Stat")]
	if !ok {
		return r, fmt.Errorf("the statistic %q is not known here", form.Get(at+"Stat"))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.series[keyOf(m)]
	if known == nil {
		return r, nil
	}
	periods := map[int64]*sum{}
	for minute, v := range known.minutes {
		if t := minute * 60; t >= from.Unix()/60*60 && t < until.Unix() {
			start := t / period * period
			if periods[start] == nil {
				periods[start] = &sum{}
			}
			periods[start].join(v)
		}
	}
	for _, start := range slices.Backward(slices.Sorted(maps.Keys(periods))) {
		r.Timestamps = append(r.Timestamps, time.Unix(start, 0).UTC().Format(time.RFC3339))
		r.Values = append(r.Values, strconv.FormatFloat(statistic(periods[start]), 'g', -1, 64))
	}
	return r, nil
}

func statistics() map[string]func(*sum) float64 {
	return map[string]func(*sum) float64{
		"Sum":         func(s *sum) float64 { return s.sum },
		"SampleCount": func(s *sum) float64 { return float64(s.n) },
		"Minimum":     func(s *sum) float64 { return s.min },
		"Maximum":     func(s *sum) float64 { return s.max },
		"Average":     func(s *sum) float64 { return s.sum / float64(s.n) },
	}
}

// join adds the values of another minute.
func (s *sum) join(o *sum) {
	if s.n == 0 || o.min < s.min {
		s.min = o.min
	}
	if s.n == 0 || o.max > s.max {
		s.max = o.max
	}
	s.n += o.n
	s.sum += o.sum
}
