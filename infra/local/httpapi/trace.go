package httpapi

import (
	"crypto/rand"
	"fmt"
	"time"
)

// newTraceID gives the root of a trace, as API Gateway adds it to a request.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
func newTraceID(now time.Time) string {
	b := make([]byte, 12)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return fmt.Sprintf("Root=1-%08x-%x", now.Unix(), b)
}
