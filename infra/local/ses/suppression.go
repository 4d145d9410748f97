package ses

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// suppression is an entry of the account's suppression list. The wire's time is in seconds.
// https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html
type suppression struct {
	EmailAddress   string
	Reason         string // BOUNCE or COMPLAINT
	LastUpdateTime float64
}

func (s *Server) putSuppressedDestination(r *http.Request) (any, error) {
	var in suppression
	if err := decode(r, &in); err != nil {
		return nil, err
	}
	if !strings.Contains(in.EmailAddress, "@") {
		return nil, fail(codeBadRequest, "EmailAddress must be an e-mail address.")
	}
	if in.Reason != "BOUNCE" && in.Reason != "COMPLAINT" {
		return nil, fail(codeBadRequest, "Reason must be BOUNCE or COMPLAINT.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	in.LastUpdateTime = unixSeconds(s.now())
	s.suppressed[strings.ToLower(in.EmailAddress)] = in
	return empty{}, nil
}

func (s *Server) getSuppressedDestination(r *http.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry, ok := s.suppressed[strings.ToLower(r.PathValue("address"))]
	if !ok {
		return nil, errNotSuppressed()
	}
	return map[string]suppression{"SuppressedDestination": entry}, nil
}

func (s *Server) deleteSuppressedDestination(r *http.Request) (any, error) {
	address := strings.ToLower(r.PathValue("address"))
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.suppressed[address]; !ok {
		return nil, errNotSuppressed()
	}
	delete(s.suppressed, address)
	return empty{}, nil
}

func errNotSuppressed() error {
	return fail(codeNotFound, "The email address does not exist on your suppression list.")
}

type suppressionPage struct {
	SuppressedDestinationSummaries []suppression
	NextToken                      string `json:",omitempty"`
}

// listSuppressedDestinations pages through the list in the order of addresses, with the query's reasons and dates as filters.
func (s *Server) listSuppressedDestinations(r *http.Request) (any, error) {
	query := r.URL.Query()
	size := 1000
	if text := query.Get("PageSize"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > size {
			return nil, fail(codeBadRequest, "PageSize must be between 1 and 1000.")
		}
		size = n
	}
	after, err := base64.URLEncoding.DecodeString(query.Get("NextToken"))
	if err != nil {
		return nil, fail(codeInvalidNextToken, "The specified request includes an invalid token.")
	}
	from, err := queryTime(query.Get("StartDate"), time.Unix(0, 0))
	if err != nil {
		return nil, err
	}
	to, err := queryTime(query.Get("EndDate"), s.now().Add(time.Second))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	page := suppressionPage{SuppressedDestinationSummaries: []suppression{}}
	last := ""
	for _, address := range slices.Sorted(maps.Keys(s.suppressed)) {
		entry := s.suppressed[address]
		reasonFits := len(query["Reason"]) == 0 || slices.Contains(query["Reason"], entry.Reason)
		if address <= string(after) || !reasonFits || entry.LastUpdateTime < unixSeconds(from) || entry.LastUpdateTime >= unixSeconds(to) {
			continue
		}
		if len(page.SuppressedDestinationSummaries) == size {
			page.NextToken = base64.URLEncoding.EncodeToString([]byte(last))
			break
		}
		page.SuppressedDestinationSummaries = append(page.SuppressedDestinationSummaries, entry)
		last = address
	}
	return page, nil
}

func queryTime(text string, otherwise time.Time) (time.Time, error) {
	if text == "" {
		return otherwise, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fail(codeBadRequest, "StartDate and EndDate must be RFC 3339 times.")
	}
	return at, nil
}

func unixSeconds(at time.Time) float64 { return float64(at.UnixMilli()) / 1000 }
