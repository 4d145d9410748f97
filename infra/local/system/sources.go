package system

import (
	"context"
	"fmt"
	"time"

	"doorstep/infra/local/eventsource"
	"doorstep/infra/local/eventsource/filter"
	"doorstep/infra/local/template"
)

// startSources connects queues, streams and schedules to their functions.
func (s *System) startSources(ctx context.Context) error {
	for _, f := range s.Template.Functions() {
		for _, e := range f.SQS {
			if err := s.startQueue(ctx, f, e); err != nil {
				return fmt.Errorf("event %s of function %s (template.yaml:%d): %w", e.Name, f.ID, e.Line, err)
			}
		}
		for _, e := range f.Streams {
			if err := s.startStream(ctx, f, e); err != nil {
				return fmt.Errorf("event %s of function %s (template.yaml:%d): %w", e.Name, f.ID, e.Line, err)
			}
		}
	}
	return s.startSchedules(ctx)
}

func (s *System) startQueue(ctx context.Context, f template.Function, e template.SQSEvent) error {
	if !e.Enabled {
		return nil
	}
	pass, err := filter.Parse(e.Filters...)
	if err != nil {
		return err
	}
	config := eventsource.QueueConfig{
		Name: f.ID + "." + e.Name, URL: s.attrs[e.Queue][template.RefAttr], ARN: s.attrs[e.Queue]["Arn"], BatchSize: e.BatchSize, BatchWindow: e.Window,
		ReportBatchItemFailures: e.ReportFailures, MaximumConcurrency: e.MaximumConcurrency, VisibilityTimeout: s.visibility(e.Queue), Filter: pass,
	}
	mapping, err := eventsource.NewQueue(config, s.sqsClient(), invoker{s.functions[f.ID]}, eventsource.SystemClock{}, s.log)
	if err != nil {
		return err
	}
	s.sources.Go(func() { mapping.Run(ctx) })
	return nil
}

// streamPause is how long a stream mapping waits after an empty read; AWS waits 250 ms.
const streamPause = 50 * time.Millisecond

func (s *System) visibility(queue string) time.Duration {
	for _, q := range s.Template.Queues() {
		if q.ID == queue {
			return q.Visibility
		}
	}
	return 0
}

func (s *System) startStream(ctx context.Context, f template.Function, e template.StreamEvent) error {
	if !e.Enabled {
		return nil
	}
	pass, err := filter.Parse(e.Filters...)
	if err != nil {
		return err
	}
	config := eventsource.StreamConfig{
		Name: f.ID + "." + e.Name, StreamARN: s.attrs[e.Table]["StreamArn"], FunctionARN: s.attrs[f.ID]["Arn"], StartingPosition: e.StartingPosition,
		BatchSize: e.BatchSize, BatchWindow: e.Window, ReportBatchItemFailures: e.ReportFailures, BisectBatchOnFunctionError: e.Bisect,
		PollInterval: streamPause, MaximumRecordAge: max(e.MaxRecordAge, 0), OnFailureQueueURL: s.attrs[e.OnFailure][template.RefAttr], Filter: pass,
	}
	if e.MaxRetries >= 0 {
		config.MaximumRetryAttempts = &e.MaxRetries
	}
	streams, err := s.streamsClient()
	if err != nil {
		return err
	}
	mapping, err := eventsource.NewStream(config, streams, s.sqsClient(), invoker{s.functions[f.ID]}, eventsource.SystemClock{}, s.log)
	if err != nil {
		return err
	}
	s.streams = append(s.streams, mapping)
	s.sources.Go(func() { mapping.Run(ctx) })
	return nil
}

func (s *System) startSchedules(ctx context.Context) error {
	var configs []eventsource.ScheduleConfig
	for _, f := range s.Template.Functions() {
		for _, e := range f.Schedules {
			config := eventsource.ScheduleConfig{
				Name: f.ID + "." + e.Name, ARN: "arn:aws:events:" + region() + ":000000000000:rule/" + f.ID + e.Name, Expression: e.Expression,
				Scheduler: e.Scheduler, Input: e.Input, Disabled: !e.Enabled, Function: invoker{s.functions[f.ID]},
			}
			if e.Scheduler {
				config.Timezone, config.ARN = e.TimeZone, "arn:aws:scheduler:"+region()+":000000000000:schedule/default/"+f.ID+e.Name
			}
			configs = append(configs, config)
		}
	}
	schedules, err := eventsource.NewSchedules(configs, eventsource.SystemClock{}, s.log)
	if err != nil {
		return err
	}
	s.schedules = schedules
	s.sources.Go(func() { schedules.Run(ctx) })
	return nil
}

// Schedules names what Fire can fire.
func (s *System) Schedules() []string { return s.schedules.Names() }

// Fire runs a schedule now, besides its own times, and waits for its function.
func (s *System) Fire(ctx context.Context, name string) error { return s.schedules.Fire(ctx, name) }
