package store

// The tables of words that stand as one byte in stored items. They are frozen from the front: append, never insert, remove or
// reorder. A word that stands in no table is stored as text, so a table is only ever about size. TestVocabularyIsFrozen holds
// the order, TestVocabularyIsComplete asks for every status and sub-status of shared/shipment.
//
// Functions of one deployment switch to a new version minutes apart. Until all of them know an appended word, a reader that
// meets it fails with a clear error and its message is tried again; so append words when they start to matter, not earlier.

var kindWords = []string{"scan", "estimate", "pieces", "verdict"}

var assuranceWords = []string{"secret", "signed", "polled", ""}

var precisionWords = []string{"second", "minute", "day", ""}

var zoneWords = []string{"payload", "carrier_field", "location", "assumed", "none", ""}

var directionWords = []string{"outbound", "return", ""}

var statusWords = []string{"", "unknown", "pending", "info_received", "accepted", "in_transit", "out_for_delivery",
	"delivery_attempted", "available_for_pickup", "exception", "returning", "delivered", "returned", "cancelled", "expired",
	"destroyed"}

var subWords = []string{"", "not_found", "unmapped_code", "tracking_unsupported", "awaiting_carrier_data", "label_created",
	"pickup_scheduled", "awaiting_handover", "not_ready", "picked_up", "dropped_off", "origin_scan", "arrived", "departed",
	"sorted", "linehaul", "hub", "arrived_destination_country", "handed_to_partner", "forwarded", "customs_processing",
	"customs_cleared", "delayed", "rescheduled", "problem_resolved", "loaded", "courier_contact", "appointment_scheduled",
	"next_stop", "not_home", "business_closed", "notice_left", "access_problem", "id_or_signature_missing", "payment_missing",
	"locker", "parcel_shop", "post_office", "depot", "pickup_reminder", "pickup_expiring", "damaged", "lost", "refused",
	"address_problem", "recipient_moved", "recipient_unknown", "missort", "weather", "natural_disaster", "security", "held",
	"held_for_payment", "customs_delay", "customs_documents", "customs_duties", "customs_inspection", "customs_prohibited",
	"carrier_capacity", "transport_failure", "investigation", "rejected_by_carrier", "pickup_missed", "other", "requested",
	"unclaimed", "undeliverable", "customs", "in_transit_back", "to_recipient", "signed", "to_neighbour", "safe_place",
	"mailbox", "locker_collected", "pickup_collected", "cash_collected", "partially", "to_agent", "to_sender", "voided_label",
	"by_sender", "by_recipient", "no_update_30d", "pickup_expired", "tracking_stopped", "disposed", "lost_confirmed"}

// senderWords are sources and carriers, which share most of their codes.
var senderWords = []string{"", "ups", "usps", "easypost", "fedex", "dhl", "aftership", "shippo", "shipengine", "17track",
	"trackingmore", "ship24", "sendcloud", "shopify", "dhl_express", "dpd", "gls", "postnl", "royal_mail", "canada_post",
	"australia_post", "la_poste", "chronopost", "postnord", "purolator", "landmark", "amazon",
	"amazon_shipping", "asendia", "australiapost", "bpost", "bring", "canadapost", "colissimo", "dhl_ecommerce", "dhl_parcel_de", "dpd_uk",
	"evri", "hermes", "inpost", "laposte", "mondialrelay", "ontrac", "royalmail", "seko", "sendle", "veho", "yodel"}

// regionWords are the states and territories of the United States, then the provinces of Canada, as carriers print them.
var regionWords = []string{"", "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA",
	"KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH",
	"OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "PR", "GU", "VI", "AB", "BC",
	"MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"}

var countryWords = []string{"", "US", "CA", "GB", "DE", "FR", "NL", "BE", "IT", "ES", "PT", "AT", "CH", "IE", "PL", "CZ", "DK",
	"SE", "NO", "FI", "LU", "AU", "NZ", "JP", "CN", "HK", "TW", "KR", "SG", "IN", "MX", "BR", "TR", "IL", "AE", "ZA"}
