package config

import (
	"context"
	"time"
)

// WithoutWaiting lets a test retry at once.
func WithoutWaiting(s *SSM) *SSM {
	s.wait = func(context.Context, time.Duration) error { return nil }
	return s
}
