package httpapi

import (
	"sync"
	"time"
)

// Throttle is a token bucket: Rate requests per second on average, Burst at once.
// Zero lets nothing through.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
type Throttle struct {
	Rate  float64
	Burst int
}

// bucket is the bucket of one route; it starts full.
type bucket struct {
	limit Throttle

	mu     sync.Mutex
	tokens float64
	last   time.Time
}

func newBucket(limit Throttle, now time.Time) *bucket {
	return &bucket{limit: limit, tokens: float64(limit.Burst), last: now}
}

// take takes one token, if there is one.
func (b *bucket) take(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if elapsed := now.Sub(b.last); elapsed > 0 {
		b.tokens = min(b.tokens+elapsed.Seconds()*b.limit.Rate, float64(b.limit.Burst))
		b.last = now
	}
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
