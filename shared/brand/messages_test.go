package brand_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/message"
	"doorstep/shared/watch"
)

// messages use every field.
func messages() brand.Messages {
	never, soon, on := 0, 15, true
	return brand.Messages{
		Mode: "live", Pilot: 25, From: "parcels@mail.aster.example", ReplyTo: "help@aster.example", Zone: "Europe/Berlin",
		Quiet: brand.Quiet{From: "21:00", Until: "08:00", Channels: []string{"email", "sms"}}, Merge: &soon, Stale: 72, ShippedOn: "label",
		Kinds: map[string]brand.Rule{
			"order_confirmed": {On: &on, Delay: 60},
			"delivered":       {Channels: []string{"email", "sms"}, Delay: 5, Merge: &never},
		},
		SMS: brand.SMS{Senders: map[string]string{
			"DE": "AsterPine", "GB": "4Aster", "US": "+15550100199", "CA": "12345",
			"FR": "arn:aws:sms-voice:eu-central-1:123456789012:pool/pool-0a1b", "*": "arn:aws-us-gov:sms-voice:us-gov-west-1:123456789012:phone-number/phone-1",
		}},
		Alerts:   brand.Alerts{Emails: []string{"team@aster.example", "night+shift@aster.example"}, Chat: true, Kinds: []string{"silent", "customs_dwell"}},
		Courtesy: "SORRY-10_a",
	}
}

func TestMessageProblemsNamePathAndLimit(t *testing.T) {
	t.Parallel()
	many, less := 1441, -1
	rule := func(m *brand.Messages, r brand.Rule) { m.Kinds["delay"] = r }
	for name, c := range map[string]struct {
		change func(*brand.Messages)
		want   string
	}{
		"mode":                         {func(m *brand.Messages) { m.Mode = "on" }, "messages.mode must be one of live, shadow, off"},
		"pilot":                        {func(m *brand.Messages) { m.Pilot = 101 }, "messages.pilot must be 0 to 100"},
		"pilot below":                  {func(m *brand.Messages) { m.Pilot = -1 }, "messages.pilot must be 0 to 100"},
		"live from nobody":             {func(m *brand.Messages) { m.From = "" }, "messages.from must be given when messages.mode is live"},
		"a name before the address":    {func(m *brand.Messages) { m.From = "Aster <parcels@aster.example>" }, "messages.from must be a plain e-mail address"},
		"a header behind":              {func(m *brand.Messages) { m.From = "parcels@aster.example\r\nBcc: all@evil.example" }, "messages.from must be a plain"},
		"a break behind":               {func(m *brand.Messages) { m.From = "parcels@aster.example\n" }, "messages.from must be a plain"},
		"two addresses":                {func(m *brand.Messages) { m.From = "a@aster.example,b@evil.example" }, "messages.from must be a plain"},
		"two signs":                    {func(m *brand.Messages) { m.From = "a@aster.example@evil.example" }, "messages.from must be a plain"},
		"a quoted user":                {func(m *brand.Messages) { m.From = `"help desk"@aster.example` }, "messages.from must be a plain"},
		"a user with dots":             {func(m *brand.Messages) { m.From = "a..b@aster.example" }, "messages.from must be a plain"},
		"a user that ends in a dot":    {func(m *brand.Messages) { m.From = "a.@aster.example" }, "messages.from must be a plain"},
		"a user too long":              {func(m *brand.Messages) { m.From = strings.Repeat("a", 65) + "@aster.example" }, "messages.from must be a plain"},
		"letters of another script":    {func(m *brand.Messages) { m.From = "parcels@\u0430ster.example" }, "messages.from must be a plain"},
		"an override in the domain":    {func(m *brand.Messages) { m.From = "parcels@\u202eelpmaxe.retsa" }, "messages.from must be a plain"},
		"an invisible letter":          {func(m *brand.Messages) { m.From = "par\u200bcels@aster.example" }, "messages.from must be a plain"},
		"a domain in capitals":         {func(m *brand.Messages) { m.From = "parcels@Aster.example" }, "messages.from must be a plain"},
		"a machine":                    {func(m *brand.Messages) { m.From = "parcels@localhost" }, "messages.from must be a plain"},
		"an address of IP":             {func(m *brand.Messages) { m.From = "parcels@10.0.0.1" }, "messages.from must be a plain"},
		"a domain that ends in dots":   {func(m *brand.Messages) { m.From = "parcels@aster.example." }, "messages.from must be a plain"},
		"reply to":                     {func(m *brand.Messages) { m.ReplyTo = "help" }, "messages.reply_to must be a plain"},
		"zone":                         {func(m *brand.Messages) { m.Zone = "Europe/Atlantis" }, "messages.zone must be the name of a time zone"},
		"zone of the machine":          {func(m *brand.Messages) { m.Zone = "Local" }, "messages.zone must be the name of a time zone"},
		"zone is a path":               {func(m *brand.Messages) { m.Zone = "../../etc/passwd" }, "messages.zone must be the name of a time zone"},
		"quiet from":                   {func(m *brand.Messages) { m.Quiet.From = "9:00" }, "messages.quiet.from must be a time like 21:00"},
		"quiet until":                  {func(m *brand.Messages) { m.Quiet.Until = "24:00" }, "messages.quiet.until must be a time like 21:00"},
		"quiet without an end":         {func(m *brand.Messages) { m.Quiet.Until = "" }, "messages.quiet.until must be given: there are two ends"},
		"quiet without a beginning":    {func(m *brand.Messages) { m.Quiet.From = "" }, "messages.quiet.from must be given: there are two ends"},
		"quiet all day":                {func(m *brand.Messages) { m.Quiet.Until = "21:00" }, "messages.quiet.until must differ from messages.quiet.from"},
		"quiet channel":                {func(m *brand.Messages) { m.Quiet.Channels[1] = "fax" }, "messages.quiet.channels[1] must be one of email, sms"},
		"quiet channel twice":          {func(m *brand.Messages) { m.Quiet.Channels[1] = "email" }, "messages.quiet.channels[1] must not be listed twice"},
		"merge":                        {func(m *brand.Messages) { m.Merge = &many }, "messages.merge must be 0 to 1440"},
		"merge below":                  {func(m *brand.Messages) { m.Merge = &less }, "messages.merge must be 0 to 1440"},
		"stale":                        {func(m *brand.Messages) { m.Stale = 721 }, "messages.stale must be 1 to 720 hours, or left out"},
		"stale below":                  {func(m *brand.Messages) { m.Stale = -1 }, "messages.stale must be 1 to 720 hours"},
		"shipped on":                   {func(m *brand.Messages) { m.ShippedOn = "payment" }, "messages.shipped_on must be one of scan, label"},
		"kind":                         {func(m *brand.Messages) { m.Kinds["arrived"] = brand.Rule{} }, "messages.kinds.arrived must be a kind of message, one of order_confirmed, processing"},
		"kind with a break":            {func(m *brand.Messages) { m.Kinds["a\nb"] = brand.Rule{} }, `messages.kinds."a\nb" must be a kind`},
		"kind turned around":           {func(m *brand.Messages) { m.Kinds["\u202eyaled"] = brand.Rule{} }, `messages.kinds."\u202eyaled" must be a kind`},
		"kind without an end":          {func(m *brand.Messages) { m.Kinds[strings.Repeat("a", 9000)] = brand.Rule{} }, `messages.kinds."` + strings.Repeat("a", 40) + `" must be a kind`},
		"channel of a kind":            {func(m *brand.Messages) { rule(m, brand.Rule{Channels: []string{"chat"}}) }, "messages.kinds.delay.channels[0] must be one of email, sms"},
		"no channel of a kind":         {func(m *brand.Messages) { rule(m, brand.Rule{Channels: []string{}}) }, "messages.kinds.delay.channels must name a channel, or be left out"},
		"delay of a kind":              {func(m *brand.Messages) { rule(m, brand.Rule{Delay: 10081}) }, "messages.kinds.delay.delay must be 0 to 10080"},
		"merge of a kind":              {func(m *brand.Messages) { rule(m, brand.Rule{Merge: &many}) }, "messages.kinds.delay.merge must be 0 to 1440"},
		"sms from nobody":              {func(m *brand.Messages) { m.SMS.Senders = nil }, "messages.sms.senders must be given when a kind of message goes out as sms"},
		"country in small letters":     {func(m *brand.Messages) { m.SMS.Senders["de"] = "Aster" }, `messages.sms.senders.de must be named by a country like DE, or by "*"`},
		"country of three letters":     {func(m *brand.Messages) { m.SMS.Senders["DEU"] = "Aster" }, "messages.sms.senders.DEU must be named by a country"},
		"country of digits":            {func(m *brand.Messages) { m.SMS.Senders["49"] = "Aster" }, "messages.sms.senders.49 must be named by a country"},
		"no country":                   {func(m *brand.Messages) { m.SMS.Senders[""] = "Aster" }, `messages.sms.senders."" must be named by a country`},
		"country with a break":         {func(m *brand.Messages) { m.SMS.Senders["D\n"] = "Aster" }, `messages.sms.senders."D\n" must be named by a country`},
		"no sender":                    {func(m *brand.Messages) { m.SMS.Senders["AT"] = "" }, "messages.sms.senders.AT must be a name of 1 to 11 letters and digits"},
		"name too long":                {func(m *brand.Messages) { m.SMS.Senders["AT"] = "AsterAndPine" }, "messages.sms.senders.AT must be a name of 1 to 11"},
		"name with a space":            {func(m *brand.Messages) { m.SMS.Senders["AT"] = "Aster Pine" }, "messages.sms.senders.AT must be a name of 1 to 11"},
		"name with a break":            {func(m *brand.Messages) { m.SMS.Senders["AT"] = "Aster\n" }, "messages.sms.senders.AT must be a name of 1 to 11"},
		"name in another script":       {func(m *brand.Messages) { m.SMS.Senders["AT"] = "\u0410ster" }, "messages.sms.senders.AT must be a name of 1 to 11"},
		"name of digits":               {func(m *brand.Messages) { m.SMS.Senders["AT"] = "4915550100" }, "messages.sms.senders.AT must be a name of 1 to 11"},
		"number with a zero":           {func(m *brand.Messages) { m.SMS.Senders["AT"] = "+0491555010" }, "messages.sms.senders.AT must be a name of 1 to 11"},
		"number too short":             {func(m *brand.Messages) { m.SMS.Senders["AT"] = "+491" }, "messages.sms.senders.AT must be a name of 1 to 11"},
		"number with spaces":           {func(m *brand.Messages) { m.SMS.Senders["AT"] = "+49 155 50100" }, "messages.sms.senders.AT must be a name of 1 to 11"},
		"ARN of something else":        {func(m *brand.Messages) { m.SMS.Senders["AT"] = "arn:aws:sns:eu-central-1:123456789012:pool/x" }, "messages.sms.senders.AT must be a name"},
		"ARN without an account":       {func(m *brand.Messages) { m.SMS.Senders["AT"] = "arn:aws:sms-voice:eu-central-1::pool/x" }, "messages.sms.senders.AT must be a name"},
		"ARN with a break":             {func(m *brand.Messages) { m.SMS.Senders["AT"] = "arn:aws:sms-voice:eu-central-1:123456789012:pool/x\n" }, "messages.sms.senders.AT must be a name"},
		"alert":                        {func(m *brand.Messages) { m.Alerts.Emails[1] = "team" }, "messages.alerts.emails[1] must be a plain e-mail address"},
		"empty alert":                  {func(m *brand.Messages) { m.Alerts.Emails[0] = "" }, "messages.alerts.emails[0] must not be empty"},
		"alert twice":                  {func(m *brand.Messages) { m.Alerts.Emails[1] = m.Alerts.Emails[0] }, "messages.alerts.emails[1] must not be listed twice"},
		"many alerts":                  {func(m *brand.Messages) { m.Alerts.Emails = make([]string, 21) }, "messages.alerts.emails must have at most 20 entries, it has 21"},
		"finding":                      {func(m *brand.Messages) { m.Alerts.Kinds[0] = "late" }, "messages.alerts.kinds[0] must be one of never_scanned, silent"},
		"courtesy too long":            {func(m *brand.Messages) { m.Courtesy = strings.Repeat("A", 33) }, "messages.courtesy must be a code of at most 32"},
		"courtesy that becomes a link": {func(m *brand.Messages) { m.Courtesy = "evil.example" }, "messages.courtesy must be a code"},
		"courtesy with a break":        {func(m *brand.Messages) { m.Courtesy = "SORRY\nhttps" }, "messages.courtesy must be a code"},
		"courtesy turned around":       {func(m *brand.Messages) { m.Courtesy = "\u202e01YRROS" }, "messages.courtesy must be a code"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := full()
			c.change(&r.Messages)
			_, err := brand.Encode(r)
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\r\n\u202e") {
				t.Errorf("Encode gives %q", err)
			}
			if err := r.Check(); err != nil {
				t.Errorf("the page falls with it: %v", err)
			}
		})
	}
}

// What a brand may name is what there is.
func TestMessageWordsAreThoseOfOthers(t *testing.T) {
	t.Parallel()
	var kinds, channels []string
	for _, kind := range message.Kinds() {
		kinds = append(kinds, string(kind))
	}
	for _, channel := range []message.Channel{message.Email, message.SMS} {
		channels = append(channels, string(channel))
	}
	r := full()
	r.Messages.Kinds = map[string]brand.Rule{"nonsense": {}}
	r.Messages.Quiet.Channels, r.Messages.Alerts.Kinds = []string{"nonsense"}, []string{"nonsense"}
	want := []string{
		"messages.quiet.channels[0] must be one of " + strings.Join(channels, ", "),
		"messages.kinds.nonsense must be a kind of message, one of " + strings.Join(kinds, ", "),
		"messages.alerts.kinds[0] must be one of " + strings.Join(watch.Kinds(), ", "),
	}
	if diff := cmp.Diff(want, r.Problems()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestMessageWarnings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		messages brand.Messages
		want     []string
	}{
		"nothing is said": {brand.Messages{}, []string{"messages.mode is shadow: decisions are recorded and nothing is sent"}},
		"off":             {brand.Messages{Mode: "off"}, []string{"messages.mode is off: no shopper is told anything"}},
		"pilot of a shadow": {brand.Messages{Mode: "shadow", Pilot: 10}, []string{
			"messages.mode is shadow: decisions are recorded and nothing is sent", "messages.pilot is 10 and means nothing unless messages.mode is live"}},
		"live, and nobody watches": {brand.Messages{Mode: "live", Pilot: 100}, []string{
			"messages.alerts is not given: the team hears nothing of parcels that are silent, late or stuck",
			"logo_url is not given: e-mails show the name, because mail programs show no embedded logo"}},
		"hours of nowhere": {brand.Messages{Mode: "off", Quiet: brand.Quiet{From: "21:00", Until: "08:00"}}, []string{
			"messages.mode is off: no shopper is told anything", "messages.zone is not given: 21:00 to 08:00 of messages.quiet are meant in UTC"}},
		"a name where none shows": {brand.Messages{Mode: "off", SMS: brand.SMS{Senders: map[string]string{"US": "Aster", "CA": "+15550100199"}}}, []string{
			"messages.mode is off: no shopper is told anything",
			"messages.sms.senders.US is a name, which networks there do not show: messages are refused or come from a shared number"}},
		"history": {brand.Messages{Mode: "off", Stale: 1, Kinds: map[string]brand.Rule{"delay": {Delay: 60}, "customs": {Delay: 59}, "problem": {Delay: 61}}}, []string{
			"messages.mode is off: no shopper is told anything",
			"messages.kinds.delay.delay is 60 minutes, and messages.stale makes news history after 60: nothing of this kind is sent",
			"messages.kinds.problem.delay is 61 minutes, and messages.stale makes news history after 60: nothing of this kind is sent"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := brand.Record{Name: "A", Logo: "data:", Support: brand.Support{Email: "help@aster.example"}, Messages: c.messages}
			if diff := cmp.Diff(c.want, r.Warnings()); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}
