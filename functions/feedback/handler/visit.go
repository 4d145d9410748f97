package handler

import (
	"bytes"
	"net/http"
	"net/url"

	"doorstep/shared/fault"
	"doorstep/shared/look"
	"doorstep/shared/obs"
	"doorstep/shared/page"
	"doorstep/shared/store"
	"doorstep/shared/web"
)

// visit is a request whose token is one of ours.
type visit struct {
	token, brand, hash string
	unit               *obs.Unit
}

func (v visit) path() string { return "/u/" + v.token }

// own is the suppression that the reader may make and take back here.
func (v visit) own() store.Suppression {
	return store.Suppression{Hash: v.hash, Brand: v.brand, Reason: store.StoppedByUnsubscribe}
}

// action answers a visit. An error that it gives back is still to be answered.
type action func(w http.ResponseWriter, r *http.Request, v visit) error

// serve reads the token, acts, and writes the line of the request. The line never holds the token: who has it may stop messages.
func (h *Handler) serve(what string, act action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		unit := h.Obs.Begin(r.Context(), what)
		v, err := h.enter(r, unit)
		if err == nil {
			unit.Set("brand", v.brand)
			err = act(w, r, v)
		}
		if err != nil {
			h.refuse(w, r, err)
		}
		unit.End(quiet(err))
	}
}

func (h *Handler) enter(r *http.Request, unit *obs.Unit) (visit, error) {
	key, err := h.Keys.Links(r.Context())
	if err != nil { // whatever its kind: that a key is not there says nothing about the token
		return visit{}, fault.Wrap(fault.Unavailable, err, "read the key of tokens")
	}
	token := r.PathValue("token")
	brand, hash, err := key.ParseStop(token)
	return visit{token: token, brand: brand, hash: hash, unit: unit}, err
}

// ask shows what stands and what can be chosen. It writes nothing, whatever is in the address.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request, v visit) error {
	return h.show(w, r, v, http.StatusOK)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, v visit, status int) error {
	found, err := h.Table.Suppressions(r.Context(), v.hash)
	if err != nil {
		return err
	}
	in, err := h.Looks.Of(r.Context(), v.brand)
	if err != nil {
		v.unit.Note("brand has no look", err, "brand", v.brand)
	}
	words, err := h.Looks.Words(in, r.Header.Get("Accept-Language"))
	if err != nil {
		return err
	}
	s := page.Stop{Theme: in.Theme, Words: words, Path: v.path(), Undone: r.URL.Query().Has("undone")}
	s.Scope, _ = store.StoppedFor(v.brand, found)
	s.Undo = mayUndo(v, found)
	var b bytes.Buffer
	if err := h.Pages.WriteStop(&b, s); err != nil {
		return err
	}
	w.Header().Set("Vary", look.VaryLanguage)
	web.WritePage(w, r, status, in.Theme.Policy, b.Bytes())
	return nil
}

// mayUndo reports whether the reader's own choice is all that stands as far as it does: taking it back where a complaint stands as
// well would promise messages that do not come.
func mayUndo(v visit, found []store.Suppression) bool {
	own := false
	for _, p := range found {
		switch {
		case p.Brand == v.brand && p.Reason == store.StoppedByUnsubscribe:
			own = true
		case p.Scope != store.StopOptional && (p.Brand == v.brand || p.Brand == store.StopEverywhere):
			return false
		}
	}
	return own
}

// maxForm is the largest body in bytes. RFC 8058 has one field; mail programs wrap it in some lines of multipart.
const maxForm = 4 << 10

// stop takes the button of a mail program or a form of the page.
//
// The button (https://www.rfc-editor.org/rfc/rfc8058): a POST by the reader's mail provider with "List-Unsubscribe=One-Click" as a form
// of either kind, without cookies and without anybody at a browser. It is answered at once and sent nowhere else. It may come without
// any header that says what it is, so the field is looked for in the bytes.
func (h *Handler) stop(w http.ResponseWriter, r *http.Request, v visit) error {
	body, err := web.ReadBody(r, maxForm)
	if err != nil {
		return err
	}
	if bytes.Contains(body, []byte("List-Unsubscribe")) && bytes.Contains(body, []byte("One-Click")) {
		if err := h.unsubscribe(r, v, store.StopOptional, "one_click"); err != nil {
			return err
		}
		web.Secure(w.Header())
		w.WriteHeader(http.StatusOK)
		return nil
	}
	if !web.SameOrigin(r, h.PublicURL) {
		return fault.New(fault.Forbidden, "a form of another site")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return fault.New(fault.Malformed, "form cannot be read")
	}
	return h.choose(w, r, v, form.Get("choice"))
}

// choose does what a reader chose, and shows the page that says so.
func (h *Handler) choose(w http.ResponseWriter, r *http.Request, v visit, choice string) error {
	switch choice {
	case page.StopExtras, page.StopEverything:
		scope := store.StopOptional
		if choice == page.StopEverything {
			scope = store.StopAll
		}
		if err := h.unsubscribe(r, v, scope, choice); err != nil {
			return err
		}
		web.SeeOther(w, v.path())
		return nil
	case page.StopUndo:
		lifted, err := h.Table.Unsuppress(r.Context(), v.own(), "taken back by the reader")
		if err != nil {
			return err
		}
		if lifted {
			h.Obs.Count("Unsubscribed", 1, "choice", choice, "brand", v.brand)
		}
		web.SeeOther(w, v.path()+"?undone")
		return nil
	default:
		return h.show(w, r, v, http.StatusUnprocessableEntity)
	}
}

func (h *Handler) unsubscribe(r *http.Request, v visit, scope, choice string) error {
	p := v.own()
	p.Scope, p.At = scope, h.Now()
	fresh, err := h.Table.Suppress(r.Context(), p)
	if err == nil && fresh {
		h.Obs.Count("Unsubscribed", 1, "choice", choice, "brand", v.brand)
	}
	v.unit.Set("choice", choice)
	return err
}

// refuse answers what cannot be done. A token that is wrong, old or nobody's gets the answer of any link that opens nothing.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	switch fault.KindOf(err) {
	case fault.Forbidden, fault.Malformed, fault.TooLarge: // no page of ours sends this
		web.WriteError(w, err)
	default:
		h.Looks.Refuse(w, r, h.Pages, err)
	}
}

// quiet makes what a stranger can cause no error of the log.
func quiet(err error) error {
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Forbidden, fault.TooLarge, fault.Malformed:
		return nil
	default:
		return err
	}
}
