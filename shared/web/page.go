package web

import "net/http"

// HTML is the Content-Type of pages.
const HTML = "text/html; charset=utf-8"

// WritePage answers with a page that is for this moment and for nobody's cache: the answer to a form, or one that every tap changes.
// policy is its Content-Security-Policy.
func WritePage(w http.ResponseWriter, r *http.Request, status int, policy string, body []byte) {
	w.Header().Set("Content-Security-Policy", policy)
	Secure(w.Header())
	w.Header().Set("Content-Type", HTML)
	body = Compressed(w.Header(), r, body)
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // nobody is left to tell
}

// SeeOther sends the browser on with a GET, from a form that was taken to the page that shows it: loading that page again sends nothing
// again.
func SeeOther(w http.ResponseWriter, to string) {
	Secure(w.Header())
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}
