package system

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"

	"doorstep/infra/local/eventsource"
	"doorstep/infra/local/httpapi"
	"doorstep/infra/local/lambda"
	"doorstep/infra/local/template"
)

// startFunctions registers the functions; their processes start with their first invocation.
func (s *System) startFunctions(binaries map[string]string, log io.Writer) error {
	host, err := lambda.Listen()
	if err != nil {
		return err
	}
	s.host = host
	s.closers = append(s.closers, host.Close)
	for _, api := range s.Template.HTTPAPIs() {
		s.attrs[api.ID] = map[string]string{template.RefAttr: api.ID, "ApiId": api.ID, "ApiEndpoint": s.URL()}
	}
	for _, set := range s.Template.ConfigurationSets() {
		s.attrs[set.ID] = map[string]string{template.RefAttr: set.Name}
	}
	for _, f := range s.Template.Functions() {
		s.attrs[f.ID] = map[string]string{template.RefAttr: f.Name, "Arn": "arn:aws:lambda:" + region() + ":000000000000:function:" + f.Name}
	}
	for _, f := range s.Template.Functions() {
		env, err := s.Template.ResolveEnvironment(f, s.attrs.lookup)
		if err != nil {
			return err
		}
		maps.Copy(env, map[string]string{
			"AWS_ENDPOINT_URL_DYNAMODB": s.endpoints.dynamodb, "AWS_ENDPOINT_URL_SQS": s.endpoints.sqs,
			"AWS_ENDPOINT_URL_SSM": s.endpoints.ssm, "AWS_ENDPOINT_URL_SESV2": s.endpoints.ses,
			"AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2": s.endpoints.sms,
		})
		concurrency := f.ReservedConcurrency
		if concurrency == 0 {
			concurrency = -1 // nothing may run
		} else if concurrency < 0 {
			concurrency = 0 // the host's default
		}
		fn, err := host.New(lambda.Config{Name: f.Name, Binary: binaries[f.ID], Env: env, Timeout: f.Timeout, MemoryMB: f.MemoryMB, Handler: f.Handler,
			MaxConcurrency: concurrency, Log: log, Region: region(), Credentials: functionCredentials()})
		if err != nil {
			return fmt.Errorf("function %s (template.yaml:%d): %w", f.ID, f.Line, err)
		}
		s.functions[f.ID] = fn
	}
	return nil
}

// invoker lets event sources and the API invoke a function; errors have one name there and another here.
type invoker struct{ function *lambda.Function }

func (i invoker) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	answer, err := i.function.Invoke(ctx, payload)
	switch {
	case errors.Is(err, lambda.ErrThrottled):
		return nil, fmt.Errorf("%w: %w", eventsource.ErrThrottled, err)
	case errors.Is(err, lambda.ErrTooLarge):
		return nil, fmt.Errorf("%w: %w", httpapi.ErrTooLarge, err)
	}
	return answer, err
}
