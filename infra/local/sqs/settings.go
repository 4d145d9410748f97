package sqs

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// settings are the attributes of a queue that a caller may set, checked and ready for use.
type settings struct {
	raw map[string]string // as GetQueueAttributes shows them, defaults included

	visibility time.Duration
	delay      time.Duration
	retention  time.Duration
	wait       time.Duration
	maxSize    int // bytes of one message: body and attributes

	redrive *redrivePolicy // nil: no dead-letter queue
	allow   *redriveAllow  // nil: any queue may use this one for its dead letters

	fifo          bool
	contentDedup  bool
	dedupPerGroup bool
}

// A number attribute with its limits, from
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
type number struct{ low, high, standard int }

func numbers() map[string]number {
	return map[string]number{
		"DelaySeconds":                  {0, 900, 0},
		"MaximumMessageSize":            {1024, maxMessage, maxMessage},
		"MessageRetentionPeriod":        {60, 1209600, 345600},
		"ReceiveMessageWaitTimeSeconds": {0, 20, 0},
		"VisibilityTimeout":             {0, 43200, 30},
	}
}

// choices lists the attributes that take one of a few words; those of FIFO queues are unknown to standard ones.
func choices(fifo bool) map[string][]string {
	words := map[string][]string{"SqsManagedSseEnabled": {"true", "false"}}
	if fifo {
		words["FifoQueue"] = []string{"true"}
		words["ContentBasedDeduplication"] = []string{"true", "false"}
		words["DeduplicationScope"] = []string{"messageGroup", "queue"}
		words["FifoThroughputLimit"] = []string{"perQueue", "perMessageGroupId"}
	}
	return words
}

func defaultSettings(fifo bool) settings {
	s := settings{fifo: fifo, raw: map[string]string{"SqsManagedSseEnabled": "true"}}
	for name, n := range numbers() {
		s.raw[name] = strconv.Itoa(n.standard)
	}
	if fifo {
		s.raw["FifoQueue"] = "true"
		s.raw["ContentBasedDeduplication"] = "false"
		s.raw["DeduplicationScope"] = "queue"
		s.raw["FifoThroughputLimit"] = "perQueue"
	}
	s.derive()
	return s
}

// with returns the settings after a change, and leaves the receiver as it was. The first bad attribute by name is reported.
func (s settings) with(change map[string]string) (settings, error) {
	next := s
	next.raw = maps.Clone(s.raw)
	for _, name := range slices.Sorted(maps.Keys(change)) {
		if err := next.set(name, change[name]); err != nil {
			return settings{}, err
		}
	}
	next.derive()
	return next, nil
}

func (s *settings) set(name, value string) error {
	if n, ok := numbers()[name]; ok {
		v, err := strconv.Atoi(value)
		if err != nil || v < n.low || v > n.high {
			return fail(codeInvalidAttributeValue, "Invalid value for the parameter %s: it takes an integer from %d to %d.", name, n.low, n.high)
		}
		s.raw[name] = strconv.Itoa(v)
		return nil
	}
	if words, ok := choices(s.fifo)[name]; ok {
		if !slices.Contains(words, value) {
			return fail(codeInvalidAttributeValue, "Invalid value for the parameter %s: it takes %s.", name, strings.Join(words, " or "))
		}
		s.raw[name] = value
		return nil
	}
	return s.setText(name, value)
}

// setText sets what is neither a number nor a word. An empty value removes the attribute.
func (s *settings) setText(name, value string) error {
	var err error
	switch name {
	case "RedrivePolicy":
		s.redrive, err = parseRedrivePolicy(value)
	case "RedriveAllowPolicy":
		s.allow, err = parseRedriveAllow(value)
	case "Policy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds": // kept and shown, without effect
	default:
		err = fail(codeInvalidAttributeName, "Unknown Attribute %s.", name)
	}
	if err != nil {
		return err
	}
	if value == "" {
		delete(s.raw, name)
		return nil
	}
	s.raw[name] = value
	return nil
}

// derive computes the typed fields from the checked texts.
func (s *settings) derive() {
	s.visibility = s.seconds("VisibilityTimeout")
	s.delay = s.seconds("DelaySeconds")
	s.retention = s.seconds("MessageRetentionPeriod")
	s.wait = s.seconds("ReceiveMessageWaitTimeSeconds")
	s.maxSize, _ = strconv.Atoi(s.raw["MaximumMessageSize"])
	s.contentDedup = s.raw["ContentBasedDeduplication"] == "true"
	s.dedupPerGroup = s.raw["DeduplicationScope"] == "messageGroup"
}

func (s *settings) seconds(name string) time.Duration {
	n, _ := strconv.Atoi(s.raw[name]) // set let only integers in
	return time.Duration(n) * time.Second
}
