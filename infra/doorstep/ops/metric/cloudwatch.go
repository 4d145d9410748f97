// Package metric reads what CloudWatch collected: two calls of its Query API, spelled out. The SDK's client would be a module more for the
// command line alone; signing is the SDK's.
package metric

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/config"
	"doorstep/shared/fault"
)

// Service is CloudWatch as shared/config signs for it: AWS_ENDPOINT_URL_CLOUDWATCH points it elsewhere.
func Service() config.Service {
	return config.Service{ID: "CloudWatch", Host: "monitoring", Name: "monitoring"}
}

// Series is one metric: a name with its dimensions.
type Series struct {
	Namespace, Name string
	Dimensions      map[string]string
}

// Point is what was collected in a period that begins at At.
type Point struct {
	At    time.Time
	Value float64
}

// CloudWatch reads metrics.
type CloudWatch struct {
	Client  *http.Client // signs
	Address string       // without a slash at its end
}

// The bounds of one answer and of all answers to one question.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
const (
	maxAnswer  = 32 << 20
	maxPages   = 50
	maxQueries = 500
)

// List gives the metrics of a name in a namespace that got values in the last two weeks.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
func (c CloudWatch) List(ctx context.Context, namespace, name string) ([]Series, error) {
	form := url.Values{"Action": {"ListMetrics"}, "Namespace": {namespace}, "MetricName": {name}}
	var out []Series
	for range maxPages {
		var answer struct {
			Metrics []struct {
				Dimensions []struct {
					Name, Value string
				} `xml:"Dimensions>member"`
			} `xml:"ListMetricsResult>Metrics>member"`
			Next string `xml:"ListMetricsResult>NextToken"`
		}
		if err := c.call(ctx, form, &answer); err != nil {
			return nil, err
		}
		for _, m := range answer.Metrics {
			s := Series{Namespace: namespace, Name: name, Dimensions: map[string]string{}}
			for _, d := range m.Dimensions {
				s.Dimensions[d.Name] = d.Value
			}
			out = append(out, s)
		}
		if answer.Next == "" {
			return out, nil
		}
		form.Set("NextToken", answer.Next)
	}
	return nil, fault.New(fault.TooLarge, "CloudWatch lists more than %d pages of %s", maxPages, name)
}

// Data gives the points of several metrics between two times, oldest first, one slice per metric in their order. statistic is "Sum",
// "SampleCount", "Maximum", ...; periods in which nothing was collected have no point.
func (c CloudWatch) Data(ctx context.Context, all []Series, statistic string, period time.Duration, from, until time.Time) ([][]Point, error) {
	out := make([][]Point, len(all))
	for start := 0; start < len(all); start += maxQueries {
		part := all[start:min(start+maxQueries, len(all))]
		if err := c.data(ctx, part, out[start:], question(part, statistic, period, from, until)); err != nil {
			return nil, err
		}
	}
	for i := range out {
		slices.SortFunc(out[i], func(a, b Point) int { return a.At.Compare(b.At) })
	}
	return out, nil
}

// question writes a GetMetricData for metrics whose ids are m0, m1, ...
func question(all []Series, statistic string, period time.Duration, from, until time.Time) url.Values {
	form := url.Values{"Action": {"GetMetricData"}, "StartTime": {from.UTC().Format(time.RFC3339)}, "EndTime": {until.UTC().Format(time.RFC3339)}}
	for i, s := range all {
		at := "MetricDataQueries.member." + strconv.Itoa(i+1) + "."
		form.Set(at+"Id", "m"+strconv.Itoa(i))
		at += "MetricStat."
		form.Set(at+"Stat", statistic)
		form.Set(at+"Period", strconv.Itoa(int(period/time.Second)))
		form.Set(at+"Metric.Namespace", s.Namespace)
		form.Set(at+"Metric.MetricName", s.Name)
		n := 0
		for name, value := range s.Dimensions {
			n++
			form.Set(at+"Metric.Dimensions.member."+strconv.Itoa(n)+".Name", name)
			form.Set(at+"Metric.Dimensions.member."+strconv.Itoa(n)+".Value", value)
		}
	}
	return form
}

// data asks page by page. A metric's points may be spread over pages.
func (c CloudWatch) data(ctx context.Context, all []Series, out [][]Point, form url.Values) error {
	for range maxPages {
		var answer struct {
			Results []struct {
				ID         string    `xml:"Id"`
				Timestamps []string  `xml:"Timestamps>member"`
				Values     []float64 `xml:"Values>member"`
			} `xml:"GetMetricDataResult>MetricDataResults>member"`
			Next string `xml:"GetMetricDataResult>NextToken"`
		}
		if err := c.call(ctx, form, &answer); err != nil {
			return err
		}
		for _, r := range answer.Results {
			i, err := strconv.Atoi(strings.TrimPrefix(r.ID, "m"))
			if err != nil || i < 0 || i >= len(all) || len(r.Timestamps) != len(r.Values) {
				return fault.New(fault.Unavailable, "CloudWatch answers about %q with %d times and %d values", r.ID, len(r.Timestamps), len(r.Values))
			}
			for k, text := range r.Timestamps {
				at, err := time.Parse(time.RFC3339, text)
				if err != nil {
					return fault.Wrap(fault.Unavailable, err, "read a time of CloudWatch")
				}
				out[i] = append(out[i], Point{at, r.Values[k]})
			}
		}
		if answer.Next == "" {
			return nil
		}
		form.Set("NextToken", answer.Next)
	}
	return fault.New(fault.TooLarge, "CloudWatch answers in more than %d pages", maxPages)
}

// call makes one call of the Query API.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/making-api-requests.html
func (c CloudWatch) call(ctx context.Context, form url.Values, answer any) error {
	form.Set("Version", "2010-08-01")
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Address+"/", strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("build a request to CloudWatch: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	res, err := c.Client.Do(req)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "ask CloudWatch")
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "read what CloudWatch answers")
	}
	if res.StatusCode != http.StatusOK {
		var said struct {
			Code    string `xml:"Error>Code"`
			Message string `xml:"Error>Message"`
		}
		_ = xml.Unmarshal(body, &said) // then the status speaks for itself
		return fault.New(fault.Unavailable, "CloudWatch answers %d %s to %s", res.StatusCode, cmp.Or(said.Code, "without a reason"), form.Get("Action"))
	}
	if err := xml.Unmarshal(body, answer); err != nil {
		return fault.Wrap(fault.Unavailable, err, "read what CloudWatch answers")
	}
	return nil
}
