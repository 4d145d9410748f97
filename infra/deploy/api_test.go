package deploy_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/google/go-cmp/cmp"
)

func unknownRoutes(s system) []string {
	got := map[string]string{}
	for _, function := range s.Functions() {
		for _, event := range function.HTTP {
			got[event.Method+" "+event.Path] = function.ID
		}
	}
	want := map[string]string{
		"POST /webhooks/{source}":                    "Webhook",
		"POST /webhooks/{source}/{account}":          "Webhook",
		"PUT /v1/orders/{brand}/{number}":            "Orders",
		"GET /v1/orders/{brand}/{number}":            "Orders",
		"POST /v1/orders/{brand}/{number}/shipments": "Orders",
		"DELETE /v1/orders/{brand}/{number}":         "Orders",
		"GET /v1/orders/{brand}/{number}/export":     "Orders",
		"POST /v1/orders/{brand}/{number}/links":     "Orders",
		"DELETE /v1/orders/{brand}/{number}/links":   "Orders",
		"POST /v1/shops/{platform}/{brand}":          "Orders",
		"GET /t/{token}":                             "Track",
		"GET /t/{token}/calendar.ics":                "Track",
		"GET /widget.js":                             "Track",
		"POST /t/{token}/gift":                       "Track",
		"POST /t/{token}/consent":                    "Track",
		"GET /track":                                 "Track",
		"POST /track":                                "Track",
		"GET /s/{token}":                             "Survey",
		"POST /s/{token}":                            "Survey",
		"GET /s/{token}/report":                      "Survey",
		"POST /s/{token}/report":                     "Survey",
		"GET /u/{token}":                             "Feedback",
		"POST /u/{token}":                            "Feedback",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return []string{"routes (-want +got):\n" + diff}
	}
	return nil
}

// most is the highest throttle of a route: API Gateway gives an account 10,000 requests a second for all of its APIs, of which one
// route shall not take more than a fifth.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const most = 2000

// unthrottledRoutes wants one API with a throttle for whatever is added, and one of its own for each route there is.
func unthrottledRoutes(s system) []string {
	apis := s.HTTPAPIs()
	if len(apis) != 1 || apis[0].Throttle == nil {
		return []string{fmt.Sprintf("want one API with a throttle for routes that have none: %+v", apis)}
	}
	var routes []string
	for _, function := range s.Functions() {
		for _, event := range function.HTTP {
			routes = append(routes, event.Method+" "+event.Path)
		}
	}
	slices.Sort(routes)
	var problems []string
	if diff := cmp.Diff(routes, slices.Sorted(maps.Keys(apis[0].Routes))); diff != "" {
		problems = append(problems, "throttled routes (-routes +RouteSettings):\n"+diff)
	}
	for route, throttle := range apis[0].Routes {
		if throttle.Rate <= 0 || throttle.Rate > most || float64(throttle.Burst) < throttle.Rate || throttle.Burst > most {
			problems = append(problems, fmt.Sprintf("%s: a throttle of %+v, want a rate of 1 to %d and a burst from there to %d", route, throttle, most, most))
		}
	}
	slices.Sort(problems)
	return problems
}

// weakDoors: an HTTP API answers https only, with TLS 1.2 or newer on its own host
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html); a host of the merchant must ask for it.
// Alarms go out by e-mail or https.
func weakDoors(s system) []string {
	var problems []string
	for _, id := range s.ids("AWS::ApiGatewayV2::DomainName") {
		for _, configuration := range s.properties(id).at("DomainNameConfigurations").items() {
			if policy := configuration.at("SecurityPolicy").text(); policy != "TLS_1_2" {
				problems = append(problems, fmt.Sprintf("%s: the security policy is %q, want TLS_1_2", id, policy))
			}
		}
	}
	for _, id := range s.ids("AWS::SNS::Topic") {
		for _, subscription := range s.properties(id).at("Subscription").items() {
			if protocol := subscription.at("Protocol").text(); protocol != "email" && protocol != "https" {
				problems = append(problems, fmt.Sprintf("%s sends by %q", id, protocol))
			}
		}
	}
	if public, _ := s.Parameter("PublicUrl"); public != "" && !regexp.MustCompile(`^https://`).MatchString(public) {
		problems = append(problems, "links are not https: "+public)
	}
	for _, api := range s.HTTPAPIs() {
		if !s.properties(api.ID).at("FailOnWarnings").isTrue() {
			problems = append(problems, api.ID+" takes what API Gateway warns of")
		}
	}
	return problems
}
