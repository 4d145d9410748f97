package sqs

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// The limits are from https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
// and https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const (
	maxAttributes = 10
	maxName       = 256 // characters of an attribute's name, and of its type
	maxGroup      = 128 // characters of a group or deduplication id
)

// legal reports whether text has only the characters a message may have:
// #x9 | #xA | #xD | #x20-#xD7FF | #xE000-#xFFFD | #x10000-#x10FFFF.
func legal(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return r < 0x20 && r != 0x9 && r != 0xA && r != 0xD || r > 0xD7FF && r < 0xE000 || r == 0xFFFE || r == 0xFFFF
	})
}

func checkBody(body string) error {
	if body == "" {
		return missing("MessageBody")
	}
	if !legal(body) {
		return fail(codeInvalidContents, "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.")
	}
	return nil
}

func checkAttributes(attributes map[string]attribute) error {
	if len(attributes) > maxAttributes {
		return fail(codeInvalidParameter, "Number of message attributes [%d] exceeds the allowed maximum [%d].", len(attributes), maxAttributes)
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if !validName(name) {
			return fail(codeInvalidParameter, "The message attribute name %q is invalid. It takes 1 to %d of A-Z, a-z, 0-9, underscore, hyphen and period, "+
				"does not start with AWS. or Amazon., and has no period first, last or twice in a row.", name, maxName)
		}
		if err := checkAttribute(name, attributes[name]); err != nil {
			return err
		}
	}
	return nil
}

func validName(name string) bool {
	lower := strings.ToLower(name)
	if name == "" || len(name) > maxName || strings.HasPrefix(lower, "aws.") || strings.HasPrefix(lower, "amazon.") {
		return false
	}
	if strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.Contains(name, "..") {
		return false
	}
	return onlyOf(name, "_-.")
}

// onlyOf reports whether text has only ASCII letters, digits and the given extra characters.
func onlyOf(text, extra string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(extra, r)
	})
}

func checkAttribute(name string, a attribute) error {
	kind, _, _ := strings.Cut(a.DataType, ".")
	if kind == "" {
		return fail(codeInvalidParameter, "The message attribute '%s' must contain a non-empty message attribute type.", name)
	}
	if len(a.DataType) > maxName || (kind != "String" && kind != "Number" && kind != "Binary") {
		return fail(codeInvalidParameter, "The message attribute '%s' has an invalid type: it takes String, Number or Binary, with an optional label after a period.", name)
	}
	if a.isBinary() == (a.StringValue != nil) || a.isBinary() == (a.BinaryValue == nil) || len(a.value()) == 0 {
		return fail(codeInvalidParameter, "The message attribute '%s' of type %s must contain a non-empty value of that type, and no other.", name, kind)
	}
	if kind == "Number" && !validNumber(*a.StringValue) {
		return fail(codeInvalidParameter, "Can't cast the value of message attribute '%s' to a number of at most 38 digits between 10^-128 and 10^126.", name)
	}
	if kind == "String" && !legal(*a.StringValue) {
		return fail(codeInvalidContents, "Message attribute '%s' contains invalid characters.", name)
	}
	return nil
}

func validNumber(text string) bool {
	if strings.Trim(text, "+-.eE0123456789") != "" { // keeps out Inf, NaN and hexadecimal, which ParseFloat takes
		return false
	}
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	digits := strings.Trim(strings.Replace(strings.Trim(mantissa, "+-"), ".", "", 1), "0")
	value, err := strconv.ParseFloat(text, 64)
	value = math.Abs(value)
	return err == nil && len(digits) <= 38 && (value == 0 || value >= 1e-128 && value <= 1e126)
}

// checkGroup checks a group or deduplication id: 1 to 128 printable ASCII characters without spaces.
func checkGroup(parameter, id string) error {
	outside := func(r rune) bool { return r < '!' || r > '~' }
	if id == "" || len(id) > maxGroup || strings.ContainsFunc(id, outside) {
		return fail(codeInvalidParameter, "%s can only include alphanumeric and punctuation characters. 1 to %d in length.", parameter, maxGroup)
	}
	return nil
}
