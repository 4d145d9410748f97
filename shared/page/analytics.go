package page

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"strings"
)

// Analytics says whether a reader is counted by the merchant's Google Analytics. Nothing is counted without an agreement.
type Analytics struct {
	ID     string // measurement id: "G-XXXXXXX"; empty: the brand counts nobody
	Agreed bool   // the reader said yes
}

// valid reports whether the id is one that may stand in a script and an address.
func (a Analytics) valid() bool {
	id, ok := strings.CutPrefix(a.ID, "G-")
	return ok && id != "" && len(id) <= 16 && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

func (a Analytics) on() bool { return a.Agreed && a.valid() }

// script starts Google's tag. The address that is counted is that of all orders' pages, because the token in the real one opens the
// order; the title would hold the order number, and the address before may be of a message.
// https://developers.google.com/analytics/devguides/collection/ga4/views
func (a Analytics) script() template.JS {
	return template.JS(`window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}gtag('js',new Date());` + //nolint:gosec // ours, but for an id of capitals and digits
		`gtag('config','` + a.ID + `',{page_location:location.origin+'/t/',page_title:'Order',page_referrer:'',allow_google_signals:false,allow_ad_personalization_signals:false})`)
}

// Policy is the Content-Security-Policy of this page: that of its theme, and with an agreement what Google's tag needs besides. The
// script is allowed by its hash and not by a nonce: with a nonce no two answers would be alike, and no page would be 304.
// https://developers.google.com/tag-platform/security/guides/csp
func (o Order) Policy() string {
	if !o.Analytics.on() {
		return o.Theme.orderPolicy
	}
	sum := sha256.Sum256([]byte(o.Analytics.script()))
	policy := strings.Replace(o.Theme.orderPolicy, "img-src ", "img-src https://*.google-analytics.com https://*.googletagmanager.com ", 1)
	return policy + "; script-src https://*.googletagmanager.com 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; connect-src https://*.google-analytics.com https://*.analytics.google.com https://*.googletagmanager.com"
}

type scriptModel struct {
	URL  string
	Text template.JS
}

func newScript(o Order) *scriptModel {
	if !o.Analytics.on() {
		return nil
	}
	return &scriptModel{URL: "https://www.googletagmanager.com/gtag/js?id=" + o.Analytics.ID, Text: o.Analytics.script()}
}

// consentModel asks whether the reader may be counted, or lets them take that back. Without an answer No and Yes stand side by side
// and look alike.
type consentModel struct{ Action, Title, Text, Yes, No string }

func newConsent(o Order) *consentModel {
	if !o.Analytics.valid() || o.Paths.Consent == "" {
		return nil
	}
	w, brand := o.Words, Plain(o.Theme.brand.Name, maxLine)
	if o.Analytics.Agreed {
		return &consentModel{Action: o.Paths.Consent, Text: w.Text("page.consent_given", "brand", brand), No: w.Text("page.consent_withdraw")}
	}
	return &consentModel{
		Action: o.Paths.Consent, Title: w.Text("page.consent"), Text: w.Text("page.consent_text", "brand", brand),
		Yes: w.Text("page.consent_yes"), No: w.Text("page.consent_no"),
	}
}
