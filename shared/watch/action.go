package watch

import "strings"

// Action is what somebody should do about a finding.
type Action struct {
	Code string // stable, for programs: "ask_warehouse"
	Text string // English, one sentence for the merchant's team
}

// actions by code.
var actions = [...]Action{
	{"ask_warehouse", "Ask the warehouse whether the parcel left; without a scan soon, send it again and void the label."},
	{"give_tracking", "Hand the parcel over and tell its tracking number."},
	{"open_trace", "Ask the carrier to trace the parcel and tell the customer that you are on it."},
	{"tell_new_date", "Tell the customer the new date."},
	{"ask_new_date", "Ask the carrier for a new date and tell the customer."},
	{"check_address", "Check address and phone number with the customer and arrange a new attempt."},
	{"remind_pickup", "Remind the customer to pick the parcel up before it goes back."},
	{"customer_pays_duty", "The customer has to pay duty or tax; tell them how, or pay it for them."},
	{"send_papers", "Customs wait for papers; send the invoice and what else the carrier asks for."},
	{"ask_broker", "Ask the carrier's broker what customs wait for."},
	{"forbidden_goods", "Customs refuse the goods; decide whether they come back or are given up."},
	{"trace_return", "Ask the carrier where the return is."},
	{"refund", "The parcel is back; refund the customer or tell why not."},
	{"ship_order", "Ship the order, or tell the customer when you will."},
}

// action finds one by its code.
func action(code string) Action {
	for _, a := range actions {
		if a.Code == code {
			return a
		}
	}
	return Action{Code: code}
}

// customsAction says who must act on a hold.
func customsAction(sub string) Action {
	switch {
	case strings.Contains(sub, "duties"), strings.Contains(sub, "payment"):
		return action("customer_pays_duty")
	case strings.Contains(sub, "documents"):
		return action("send_papers")
	case strings.Contains(sub, "prohibited"):
		return action("forbidden_goods")
	default:
		return action("ask_broker")
	}
}
