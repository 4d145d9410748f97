package handler

import (
	"fmt"
	"slices"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/detect"
	"doorstep/shared/order"
)

// nameCarriers gives each shipment of a change its carrier: the merchant's word where there is one, else what the number looks
// like. A merchant's word is never overruled, only doubted. current are the shipments that the order has already.
func nameCarriers(c order.Change, current []order.Shipment) (order.Change, []order.Field) {
	var doubts []order.Field
	c.Shipments = slices.Clone(c.Shipments)
	for i := range c.Shipments {
		s := &c.Shipments[i]
		if s.Number == "" {
			continue // nobody can be asked; a word like "our own van" stays as it is
		}
		known := slices.IndexFunc(current, func(old order.Shipment) bool { return old.Number == s.Number })
		told := s.CarrierRaw != ""
		if !told && known >= 0 && !current[known].Proposed && (current[known].Carrier != "" || current[known].CarrierRaw != "") {
			continue // told earlier
		}
		note := propose
		if told {
			note = believe
		}
		if path, doubt := note(s); doubt != "" {
			doubts = append(doubts, order.Field{Path: c.Path(i, path), Detail: doubt})
		}
	}
	return c, doubts
}

// believe takes the merchant's word.
func believe(s *order.Shipment) (path, doubt string) {
	code := carrier.Code(s.CarrierRaw)
	if code == "" {
		return "carrier", "is no carrier that we know; kept as it is written; only an aggregator can be asked about the number"
	}
	s.Carrier, s.CarrierRaw = code, ""
	var others []string
	for _, candidate := range detect.Number(s.Number) {
		if family(candidate.Carrier) == family(code) {
			return "", ""
		}
		if candidate.Carrier != "" && !slices.Contains(others, candidate.Carrier) {
			others = append(others, candidate.Carrier)
		}
	}
	doubt = fmt.Sprintf("fits no number format of %s that we know, or its check digit is off; the carrier is believed as given", code)
	if len(others) > 0 {
		doubt += "; it looks like " + strings.Join(others, ", ")
	}
	return "tracking_number", doubt
}

// propose guesses by the number's format and check digit, and says so.
func propose(s *order.Shipment) (path, doubt string) {
	var names []string
	reason := ""
	for _, candidate := range detect.Number(s.Number) {
		if candidate.Carrier == "" || slices.Contains(names, candidate.Carrier) {
			continue
		}
		if len(names) == 0 {
			reason = candidate.Reason
		}
		names = append(names, candidate.Carrier)
	}
	switch len(names) {
	case 0:
		return "carrier", "is not given and the number fits no format that we know; scans show when somebody pushes them"
	case 1:
		s.Carrier, s.Proposed = names[0], true
		return "carrier", fmt.Sprintf("is not given; %s is assumed: %s", names[0], reason)
	default:
		s.Carrier, s.Proposed = names[0], true
		return "carrier", fmt.Sprintf("is not given; %s is assumed: %s. It could also be %s", names[0], reason, strings.Join(names[1:], ", "))
	}
}

// family is the part of a code before the service: dhl_express and dhl_ecommerce numbers are all "DHL" to a merchant.
func family(code string) string {
	first, _, _ := strings.Cut(code, "_")
	return first
}
