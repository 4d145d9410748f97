package sqs

import (
	"container/list"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxMessage is the quota for one message and for all messages of one batch: bodies and attributes, in bytes.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const maxMessage = 1 << 20

// attribute is a message attribute as it travels.
type attribute struct {
	DataType    string
	StringValue *string `json:",omitempty"`
	BinaryValue []byte  `json:",omitempty"`
}

func (a attribute) isBinary() bool {
	kind, _, _ := strings.Cut(a.DataType, ".")
	return kind == "Binary"
}

func (a attribute) value() []byte {
	if a.isBinary() {
		return a.BinaryValue
	}
	if a.StringValue == nil {
		return nil
	}
	return []byte(*a.StringValue)
}

// The states of a message in its queue. A removed message is in none.
type state int

const (
	delayed  state = iota // sent, not yet to be seen
	visible               // to be received
	inFlight              // received, hidden until its visibility timeout ends
	states                // how many there are
)

// message is one message in one queue. Fields below the line change while it is there.
type message struct {
	id          string
	body        string
	attributes  map[string]attribute
	traceHeader string // the only system attribute a sender may give
	group       string
	dedup       string
	source      string // ARN of the queue it came from as a dead letter
	sent        time.Time
	sequence    int64

	state         state
	until         time.Time // end of delay or of invisibility
	receivedAt    time.Time // latest receive
	firstReceived time.Time
	received      int // by anyone, in all queues: what ApproximateReceiveCount shows
	receives      int // in this queue: decides about dead letters and makes receipts distinct

	slot  int           // in queue.hidden, while not visible
	place *list.Element // in queue.ready, while visible
}

// receipt names one receive of one message in one queue. Only the latest receive of a message may delete it.
func (m *message) receipt(q *queue) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.Join([]string{q.name, m.id, strconv.Itoa(m.receives)}, " ")))
}

// parseReceipt reads a receipt of queue q.
func parseReceipt(q *queue, handle string) (id string, receive int, err error) {
	refused := fail(codeReceiptInvalid, "The input receipt handle is invalid.")
	raw, err := base64.StdEncoding.DecodeString(handle)
	if err != nil {
		return "", 0, refused
	}
	parts := strings.Split(string(raw), " ")
	if len(parts) != 3 || parts[0] != q.name {
		return "", 0, refused
	}
	receive, err = strconv.Atoi(parts[2])
	if err != nil {
		return "", 0, refused
	}
	return parts[1], receive, nil
}

// size is what counts against the quota: the body and the name, type and value of every attribute, in bytes.
func size(body string, attributes map[string]attribute) int {
	n := len(body)
	for name, a := range attributes {
		n += len(name) + len(a.DataType) + len(a.value())
	}
	return n
}

func hexMD5(data []byte) string {
	sum := md5.Sum(data)
	return hex.EncodeToString(sum[:])
}

// attributesMD5 is the digest that clients check, or "" without attributes: for each attribute in the order of names its
// name and type, 1 for text or 2 for binary, and the value; names, types and values follow their length (4 bytes, big endian). See
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
func attributesMD5(attributes map[string]attribute) string {
	if len(attributes) == 0 {
		return ""
	}
	var buf []byte
	add := func(b []byte) {
		buf = binary.BigEndian.AppendUint32(buf, uint32(len(b)))
		buf = append(buf, b...)
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		add([]byte(name))
		add([]byte(a.DataType))
		kind := byte(1)
		if a.isBinary() {
			kind = 2
		}
		buf = append(buf, kind)
		add(a.value())
	}
	return hexMD5(buf)
}
