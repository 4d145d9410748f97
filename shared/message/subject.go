package message

import (
	"strconv"
	"strings"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// Subject names what a decision is about, as the news of it did. The zero About is a milestone of a shipment.
type Subject struct {
	About      string // AboutMilestone or empty, AboutOrder, AboutFinding
	Shipment   string // empty: the order as a whole
	Journey    int
	Status     shipment.Status // AboutMilestone
	Sub        string          // AboutMilestone: shipment.Milestone.Sub
	Event      string          // AboutOrder: order.Milestone.What; AboutFinding: the kind of the finding
	Occurrence int             // 1 and up
	Retracted  bool            // the news is that the milestone was taken back
	Also       Kind            // not the milestone's own news but another message that it causes: ArrivingTomorrow, PickupExpiring, InTransit
}

// What a subject can be about. The words are those of queue.News.
const (
	AboutMilestone = "milestone"
	AboutOrder     = "order"
	AboutFinding   = "finding"
)

// Alert is the kind of every message to the merchant's team. It stands in no brand's policy: brand.Alerts does.
const Alert Kind = "alert"

const retractedWord = "retracted"

// Text writes what the key of a decision does not say of its subject, to be kept with the decision: "milestone/exception/lost".
func (s Subject) Text() string {
	about, what, taken := s.About, string(s.Status), ""
	if about == "" {
		about = AboutMilestone
	}
	if about != AboutMilestone {
		what = s.Event
	}
	if s.Retracted {
		taken = retractedWord
	}
	return strings.TrimRight(strings.Join([]string{about, what, s.Sub, string(s.Also), taken}, "/"), "/")
}

// Name is what the key of a decision says.
type Name struct {
	Shipment   string
	Journey    int
	What       string // the kind, with the reason where each reason is news of its own
	Occurrence int
	Recipient  string
	Channel    Channel
}

// Key writes a name: one for each shipment, journey, kind, occurrence, recipient and channel. A recipient is a role or an opaque id
// ("owner"), never an address.
func (n Name) Key() string {
	parts := [...]string{n.Shipment, strconv.Itoa(n.Journey), n.What, strconv.Itoa(n.Occurrence), n.Recipient, string(n.Channel)}
	for i, part := range parts {
		if strings.ContainsAny(part, "%/#") {
			parts[i] = strings.NewReplacer("%", "%25", "/", "%2F", "#", "%23").Replace(part)
		}
	}
	return strings.Join(parts[:], "/")
}

// ParseKey reads what Name.Key wrote. The error is of kind fault.Malformed.
func ParseKey(key string) (Name, error) {
	parts := strings.Split(key, "/")
	if len(parts) != 6 {
		return Name{}, fault.New(fault.Malformed, "the key of a decision has %d parts, not 6", len(parts))
	}
	for i, part := range parts {
		if strings.Contains(part, "%") {
			parts[i] = strings.NewReplacer("%2F", "/", "%23", "#", "%25", "%").Replace(part)
		}
	}
	journey, errJourney := strconv.Atoi(parts[1])
	occurrence, errOccurrence := strconv.Atoi(parts[3])
	if errJourney != nil || errOccurrence != nil {
		return Name{}, fault.New(fault.Malformed, "the key of a decision counts with something that is no number")
	}
	return Name{Shipment: parts[0], Journey: journey, What: parts[2], Occurrence: occurrence, Recipient: parts[4], Channel: Channel(parts[5])}, nil
}

// ParseSubject gives the subject of a recorded decision from its key and the text kept with it. The error is of kind fault.Malformed;
// decisions from before the text was kept have none, and none of them waits.
func ParseSubject(key, text string) (Subject, Name, error) {
	name, err := ParseKey(key)
	if err != nil {
		return Subject{}, Name{}, err
	}
	parts := append(strings.Split(text, "/"), "", "", "", "")[:5]
	s := Subject{About: parts[0], Shipment: name.Shipment, Journey: name.Journey, Sub: parts[2], Occurrence: name.Occurrence,
		Also: Kind(parts[3]), Retracted: parts[4] == retractedWord}
	switch {
	case parts[0] == AboutMilestone && parts[1] != "":
		s.Status = shipment.Status(parts[1])
	case (parts[0] == AboutOrder || parts[0] == AboutFinding) && parts[1] != "":
		s.Event = parts[1]
	default:
		return Subject{}, Name{}, fault.New(fault.Malformed, "the decision does not say what it is about")
	}
	return s, name, nil
}
