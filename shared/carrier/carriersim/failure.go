package carriersim

import (
	"net/http"
	"strconv"
)

// failure is the body with which an API answers a status.
func failure(source string, status int) string {
	text := http.StatusText(status)
	code := strconv.Itoa(status)
	switch source {
	case "ups":
		switch status {
		case http.StatusUnauthorized:
			code, text = "250002", "Invalid Authentication Information."
		case http.StatusTooManyRequests:
			code, text = "10429", "Too Many Requests"
		case http.StatusInternalServerError:
			code, text = "10004", "Something went wrong while processing your request, please try again later"
		}
		return encode(object{"response": object{"errors": []object{{"code": code, "message": text}}}})
	case "usps":
		return encode(object{"apiVersion": "/tracking/v3", "error": object{"code": code, "message": text, "errors": []object{}}})
	default:
		switch status {
		case http.StatusUnauthorized:
			code = "UNAUTHORIZED"
		case http.StatusTooManyRequests:
			code = "RATE_LIMITED"
		case http.StatusInternalServerError, http.StatusServiceUnavailable:
			code = "INTERNAL_SERVER_ERROR"
		default:
			code = "INVALID_PARAMETER"
		}
		return encode(object{"error": object{"code": code, "message": text, "errors": []object{}}})
	}
}
