package httpapi

import (
	"net/http"
	"time"
)

// How long Server waits for a client. API Gateway does not say how long it does; a request that takes longer to arrive than its function
// may take to answer it is of no use.
const (
	headerWait = 10 * time.Second
	bodyWait   = 30 * time.Second // with the header
	idleWait   = 60 * time.Second // between two requests of a connection
	// maxHead bounds what is read of a header at all. It is above maxHeader, which does not count names, so that a header somewhat too
	// long is refused in the API's own words.
	maxHead = 64 << 10
)

// Server makes a server for an API that gives up clients that send slowly or nothing, so that they cannot keep connections for ever.
func Server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: headerWait, ReadTimeout: bodyWait, IdleTimeout: idleWait, MaxHeaderBytes: maxHead}
}
