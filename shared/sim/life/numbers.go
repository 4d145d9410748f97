package life

import (
	"fmt"
	"strconv"
)

// upsNumber gives a tracking number of UPS: 1Z, shipper and service, a serial, a check digit. Serials that follow each other give numbers
// that differ in two digits, as those of one merchant do.
func upsNumber(serial int) string {
	body := fmt.Sprintf("879E9303%07d", serial)
	sum := 0
	for i, c := range body {
		digit := int(c - '0')
		if c >= 'A' {
			digit = (int(c-'A') + 2) % 10
		}
		if i%2 == 1 {
			digit *= 2
		}
		sum += digit
	}
	return "1Z" + body + strconv.Itoa((10-sum%10)%10)
}

// uspsNumber gives one of USPS: 21 digits and a check digit by weights 3 and 1 from the right.
func uspsNumber(serial int) string {
	body := fmt.Sprintf("940011120620%09d", serial)
	sum := 0
	for i := range len(body) {
		digit := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			digit *= 3
		}
		sum += digit
	}
	return body + strconv.Itoa((10-sum%10)%10)
}

// dhlNumber gives a waybill of DHL Express: nine digits and their remainder modulo seven.
func dhlNumber(serial int) string {
	body := 540000000 + serial
	return strconv.Itoa(body) + strconv.Itoa(body%7)
}

// canadaNumber gives a PIN of Canada Post: sixteen digits.
func canadaNumber(serial int) string { return fmt.Sprintf("73169711%08d", serial) }
