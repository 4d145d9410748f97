package laposte_test

import (
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/laposte"
)

// answer is an answer of Suivi about one number; more are further members of its shipment.
func answer(events string, more string) string {
	return `{"lang":"fr_FR","scope":"open","returnCode":200,"shipment":{"idShip":"6A21047798123","event":` + events + more + `}}`
}

// one is an answer with one event at nine.
func one(code, label string) string {
	return answer(`[{"code":"`+code+`","label":"`+label+`","date":"2026-03-10T09:00:00+01:00"}]`, "")
}

// says is the sketch of one.
func says(code, status string) string {
	return "6A21047798123 laposte " + status + " | 2026-03-10T09:00:00 +01:00 " + code + " " + status
}

func TestShapes(t *testing.T) {
	t.Parallel()
	const taken = `{"code":"PC1","label":"Votre colis est pris en charge.","date":"2026-03-10T09:00:00+01:00"}`
	carriertest.Shapes(t, laposte.New(), carrier.Poll, map[string]carriertest.Shape{
		"one number":                     {answer("["+taken+"]", ""), says("PC1", "accepted")},
		"a list of one":                  {"[" + answer("["+taken+"]", "") + "]", says("PC1", "accepted")},
		"wrapped":                        {`{"responses":[` + answer("["+taken+"]", "") + `]}`, says("PC1", "accepted")},
		"returnCode as text":             {`{"returnCode":"200","shipment":{"idShip":"6A21047798123","event":[` + taken + `]}}`, says("PC1", "accepted")},
		"no returnCode":                  {`{"shipment":{"idShip":"6A21047798123","event":[` + taken + `]}}`, says("PC1", "accepted")},
		"number beside the shipment":     {`{"returnCode":200,"idShip":"6A21047798123","shipment":{"event":[` + taken + `]}}`, says("PC1", "accepted")},
		"one event without a list":       {answer(taken, ""), says("PC1", "accepted")},
		"the same event twice":           {answer("["+taken+","+taken+"]", ""), says("PC1", "accepted")},
		"no events yet":                  {answer("[]", ""), "6A21047798123 laposte pending/awaiting_carrier_data"},
		"events are null":                {answer("null", ""), "6A21047798123 laposte pending/awaiting_carrier_data"},
		"steps to come are no scans":     {answer("["+taken+"]", `,"timeline":[{"id":5,"shortLabel":"Votre colis a été livré","status":true,"date":"2026-03-12T10:00:00+01:00","type":1}],"isFinal":true`), says("PC1", "accepted")},
		"a code in lower case":           {one("di1", "Votre colis est livré."), says("di1", "delivered")},
		"a time in UTC":                  {answer(`[{"code":"ET1","label":"x","date":"2026-03-10T08:00:00.000Z"}]`, ""), "6A21047798123 laposte in_transit | 2026-03-10T08:00:00 +00:00 ET1 in_transit"},
		"a time without offset":          {answer(`[{"code":"ET1","label":"x","date":"2026-03-10T09:00:00"}]`, ""), "6A21047798123 laposte in_transit | 2026-03-10T09:00:00 ET1 in_transit"},
		"an estimate is a day":           {answer("["+taken+"]", `,"estimDate":"2026-03-12T00:00:00+01:00"`), says("PC1", "accepted") + " | by 2026-03-12..2026-03-12"},
		"an estimate with a clock":       {answer("["+taken+"]", `,"estimDate":"2026-03-12T10:41:00+01:00"`), says("PC1", "accepted") + " | by 2026-03-12..2026-03-12"},
		"a partner abroad":               {answer("["+taken+"]", `,"contextData":{"partner":{"name":"GLS","reference":"Z8 12-3456"}}`), says("PC1", "accepted") + " | also Z8123456"},
		"a partner with the same number": {answer("["+taken+"]", `,"contextData":{"partner":{"reference":"6A21047798123"}}`), says("PC1", "accepted")},
		"two numbers, one unknown": {"[" + answer("["+taken+"]", "") + `,{"returnCode":404,"returnMessage":"x","idShip":"8R00000000017"}]`,
			says("PC1", "accepted") + "\nproblem 8R00000000017 not_found 404"},
	})
}

func TestCodes(t *testing.T) {
	t.Parallel()
	shapes := map[string]carriertest.Shape{}
	for name, c := range map[string][3]string{
		"announced, in English":          {"ZZ9", "Your Colissimo will soon be handed over to us! It is being prepared by the sender.", "info_received/label_created"},
		"on its way, in English":         {"ZZ9", "Your parcel is transiting through our logistics platforms.", "in_transit"},
		"announced":                      {"DR1", "Votre Colissimo va bientôt nous être confié !", "info_received/label_created"},
		"a problem before hand-over":     {"DR2", "Votre colis n'est pas prêt.", "info_received/not_ready"},
		"dropped off":                    {"PC1", "Votre colis a été déposé dans un point postal.", "accepted/dropped_off"},
		"taken over abroad":              {"PC2", "x", "accepted"},
		"on its way to a relay":          {"ET1", "Votre colis est en cours d'acheminement vers le point de retrait.", "in_transit"},
		"left France":                    {"ET2", "Votre colis est prêt à partir de son territoire d’expédition.", "in_transit/departed"},
		"arrived abroad":                 {"ET3", "x", "in_transit/arrived_destination_country"},
		"in a country between":           {"ET4", "x", "in_transit/hub"},
		"at the delivery site":           {"EP1", "Votre colis est arrivé sur son site de distribution.", "in_transit/arrived"},
		"into customs":                   {"DO1", "x", "in_transit/customs_processing"},
		"out of customs":                 {"DO2", "x", "in_transit/customs_cleared"},
		"held by customs":                {"DO3", "x", "exception/customs_delay"},
		"news of customs":                {"ID0", "x", "in_transit/customs_processing"},
		"a problem":                      {"PB1", "Un incident est survenu.", "exception/other"},
		"a damaged parcel":               {"PB1", "Votre colis a été endommagé pendant son transport.", "exception/damaged"},
		"a strike":                       {"PB1", "La livraison est perturbée par un mouvement social.", "exception/carrier_capacity"},
		"a problem solved":               {"PB2", "x", "in_transit/problem_resolved"},
		"out for delivery":               {"MD2", "Nous le préparons pour le mettre en livraison.", "out_for_delivery"},
		"nobody was there":               {"ND1", "Le destinataire était absent.", "delivery_attempted/not_home"},
		"a wrong address":                {"ND1", "L'adresse de votre colis est incomplète.", "exception/address_problem"},
		"refused at the door":            {"ND1", "Le destinataire a refusé le colis.", "exception/refused"},
		"not delivered, nobody says why": {"ND1", "x", "delivery_attempted"},
		"at the post office":             {"AG1", "Votre colis est disponible dans votre bureau de poste.", "available_for_pickup/post_office"},
		"at a relay":                     {"AG1", "Votre colis est disponible dans votre point de retrait.", "available_for_pickup/parcel_shop"},
		"in a locker":                    {"AG1", "Votre colis vous attend en consigne.", "available_for_pickup/locker"},
		"refused and going back":         {"RE1", "Le colis est retourné à l'expéditeur suite à un refus.", "returning/refused"},
		"unclaimed":                      {"RE1", "Votre colis n'a pas été réclamé.", "returning/unclaimed"},
		"delivered in a batch":           {"DI0", "x", "delivered"},
		"to a neighbour":                 {"DI1", "Votre colis a été remis à votre voisin.", "delivered/to_neighbour"},
		"to the caretaker":               {"DI1", "Votre colis a été livré au gardien.", "delivered/to_agent"},
		"collected":                      {"DI1", "Votre colis a été retiré par son destinataire au bureau de poste.", "delivered/pickup_collected"},
		"back at the sender":             {"DI2", "x", "returned/to_sender"},
		"late":                           {"DI3", "x", "in_transit/delayed"},
		"a new code with known words":    {"ZZ1", "Votre colis est livré.", "delivered"},
		"not delivered is no delivery":   {"ZZ1", "Zut, pas livré.", "unknown/unmapped_code"},
		"English words":                  {"DI1", "Your parcel has been delivered in your mailbox.", "delivered/mailbox"},
	} {
		shapes[name] = carriertest.Shape{one(c[0], c[1]), says(c[0], c[2])}
	}
	carriertest.Shapes(t, laposte.New(), carrier.Poll, shapes)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	carriertest.Shapes(t, laposte.New(), carrier.Poll, map[string]carriertest.Shape{
		"not found":             {`{"returnCode":404,"returnMessage":"Nous ne parvenons pas à récupérer les informations de suivi.","idShip":"6A00000000019"}`, "problem 6A00000000019 not_found 404"},
		"unknown number":        {`[{"returnCode":104,"returnMessage":"Numéro inconnu","idShip":"6A00000000019"}]`, "problem 6A00000000019 not_found 104"},
		"no number at all":      {`{"returnCode":400,"returnMessage":"Votre numéro est inconnu. Veuillez le ressaisir en respectant le format.","idShip":"12"}`, "problem 12 invalid 400"},
		"wrong key":             {`{"returnCode":401,"returnMessage":"Accès refusé"}`, "problem unauthorized 401"},
		"a limit":               {`{"returnCode":429,"returnMessage":"Trop de requêtes"}`, "problem rate_limited 429"},
		"broken":                {`{"returnCode":"500","returnMessage":"Erreur système","idShip":"6A00000000019"}`, "problem 6A00000000019 upstream 500"},
		"slow":                  {`{"returnCode":504,"returnMessage":"Service indisponible"}`, "problem upstream 504"},
		"gateway, bad request":  {`{"code":"BAD_REQUEST","message":"Bad request"}`, "problem invalid BAD_REQUEST"},
		"gateway, no key":       {`{"code":"UNAUTHORIZED","message":"Unauthorized"}`, "problem unauthorized UNAUTHORIZED"},
		"gateway, no such path": {`{"code":"RESOURCE_NOT_FOUND","message":"No route"}`, "problem not_found RESOURCE_NOT_FOUND"},
		"gateway, quota":        {`{"code":"QUOTA_EXCEEDED","message":"x"}`, "problem rate_limited QUOTA_EXCEEDED"},
		"gateway, time-out":     {`{"code":"GATEWAY_TIMEOUT","message":"x"}`, "problem upstream GATEWAY_TIMEOUT"},
		"gateway, numbers":      {`{"statusCode":403,"message":"Forbidden"}`, "problem unauthorized 403"},
		"a list of refusals":    {`[{"code":"BAD_REQUEST","message":"x"},{"code":"BAD_REQUEST","message":"x"}]`, "problem invalid BAD_REQUEST\nproblem invalid BAD_REQUEST"},
		"something else":        {`{"hello":"world"}`, "error: read La Poste payload: neither a tracking answer nor an error"},
		"an empty list":         {`[]`, "error: read La Poste payload: neither a tracking answer nor an error"},
		"a page":                {`<html><body>Site indisponible</body></html>`, "error: read La Poste payload: byte 0: unexpected text"},
	})
}
