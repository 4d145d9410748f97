package handler

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	webshop "doorstep/shared/shop"
	"doorstep/shared/shop/bigcommerce"
	"doorstep/shared/shop/shopify"
	"doorstep/shared/shop/woocommerce"
	"doorstep/shared/store"
	"doorstep/shared/web"
)

// secrets reads a parameter with one secret per line, or a parameter as it stands.
type secrets interface {
	Secrets(ctx context.Context, name string) ([]string, error)
	Value(ctx context.Context, name string) (string, error)
}

// refs finds orders by the names that shops give them.
type refs interface {
	OrderByRef(ctx context.Context, brand, system, id string) (orderID, number string, err error)
}

// parking keeps what nobody can use where operators see it.
type parking interface {
	Park(ctx context.Context, b store.Unreadable) error
}

// shops is the door for shop platforms. What it answers follows from what the platforms do with an answer: Shopify takes the
// subscription away after eight failures in a row, WooCommerce switches the webhook off after five and repeats nothing, BigCommerce repeats for
// two days and locks out a domain below nine successes in ten (shared/shop/README.md). So a message that can never be used is kept as an
// item X# and answered 200, and only what may pass by itself is answered 503.
type shops struct {
	secrets secrets
	prefix  string // of parameters
	refs    refs
	parking parking
	desk    desk
	client  *http.Client // asks stores
	obs     *obs.Recorder
}

// adapter gives the adapter of a platform.
func adapter(platform string) (webshop.Adapter, error) {
	for _, a := range []webshop.Adapter{shopify.Adapter{}, woocommerce.Adapter{}, bigcommerce.Adapter{}} {
		if a.Platform() == platform {
			return a, nil
		}
	}
	return nil, fault.New(fault.NotFound, "no such shop platform")
}

// hook is one webhook on its way through the door.
type hook struct {
	platform, brand string
	request         webshop.Request
	event           webshop.Event
	unit            *obs.Unit
}

// ServeHTTP takes a webhook: POST /v1/shops/{platform}/{brand}. The answer has no body: BigCommerce asks for none, nobody reads one.
func (s shops) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := hook{platform: r.PathValue("platform"), brand: r.PathValue("brand"), unit: s.obs.Begin(r.Context(), "shop webhook")}
	h.unit.Set("platform", h.platform)
	h.unit.Set("brand", h.brand)
	what, err := s.take(r, &h)
	err = later(err)
	if err != nil {
		what = fault.KindOf(err).String()
	}
	if _, unknown := adapter(h.platform); unknown == nil { // a dimension takes no words from outside
		s.obs.Count("ShopEvents", 1, "platform", h.platform, "outcome", what)
	}
	h.unit.Set("outcome", what)
	h.unit.End(err)
	if err != nil {
		web.WriteError(w, err)
		return
	}
	web.Secure(w.Header())
	w.WriteHeader(http.StatusOK)
}

// later makes everything that is neither the sender's fault nor a bug of ours an answer that makes a platform try again.
func later(err error) error {
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Throttled:
		return fault.Wrap(fault.Unavailable, err, "not now")
	default:
		return err
	}
}

// take authenticates a webhook over its raw bytes and does what it says. what names the outcome in metrics.
func (s shops) take(r *http.Request, h *hook) (what string, err error) {
	from, err := adapter(h.platform)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, webshop.MaxBody+1))
	if err != nil {
		return "", fault.Wrap(fault.Malformed, err, "read body")
	}
	if len(body) > webshop.MaxBody {
		return "", fault.New(fault.TooLarge, "body is over %d MiB", webshop.MaxBody>>20)
	}
	h.request = webshop.Request{Header: r.Header, Body: body}
	if from.Ping(h.request) {
		return "ping", nil
	}
	if err := s.authorize(r.Context(), from, *h); err != nil {
		return "", err
	}
	h.event, err = from.Read(h.request)
	if err == nil && h.event.Kind == webshop.Look {
		h.event, err = s.look(r.Context(), *h)
	}
	if err == nil {
		what, err = s.act(r.Context(), h)
	}
	switch fault.KindOf(err) {
	case fault.Malformed, fault.Invalid, fault.TooLarge: // no repetition makes it better
		return "parked", s.park(r.Context(), *h, "shop", err.Error())
	case fault.Gone:
		return "erased", nil
	default:
		return what, err
	}
}

// authorize lets a request through that one of the brand's secrets for the platform vouches for. A brand without a secret and a wrong
// signature look alike.
func (s shops) authorize(ctx context.Context, from webshop.Adapter, h hook) error {
	refused := fault.New(fault.Unauthorized, "no signature that holds for brand %s", h.brand)
	if !isBrand(h.brand) {
		return refused
	}
	live, err := s.secrets.Secrets(ctx, s.parameter(h, "secret"))
	if fault.KindOf(err) == fault.NotFound {
		return refused
	}
	if err != nil {
		return err
	}
	if !from.Verify(live, h.request) {
		return refused
	}
	return nil
}

func (s shops) parameter(h hook, name string) string {
	return fmt.Sprintf("%s/shops/%s/%s/%s", s.prefix, h.platform, h.brand, name)
}

// act does what an event says.
func (s shops) act(ctx context.Context, h *hook) (what string, err error) {
	h.unit.Set("event", string(h.event.Kind))
	switch h.event.Kind {
	case webshop.Placed, webshop.Fulfilment:
		return s.write(ctx, h)
	case webshop.Deleted:
		return s.discard(ctx, *h)
	case webshop.Redact:
		return s.redact(ctx, *h)
	case webshop.DataRequest:
		return s.request(ctx, *h, "a shopper asks for what is stored; send the shop's owner within 30 days: "+s.answers(ctx, *h))
	case webshop.RedactShop:
		return s.request(ctx, *h, "the shop left and asks that everything of it be erased within 30 days: DELETE /v1/orders/"+h.brand+"/<number> for each of its orders; "+
			"nothing was erased yet")
	case webshop.Uninstalled:
		return s.request(ctx, *h, "the shop sends no more: its app was uninstalled")
	default:
		return "ignored", nil
	}
}

// write puts an order, or parcels of one, into the store.
func (s shops) write(ctx context.Context, h *hook) (what string, err error) {
	number, known, err := s.number(ctx, *h)
	if err != nil {
		return "", err
	}
	if number == "" && !known { // a fulfilment that does not name its order: the order comes, and tells of it
		return "unknown_order", nil
	}
	if wrong := order.CheckNumber(number); wrong != "" {
		return "", fault.New(fault.Invalid, "order number %s", wrong)
	}
	h.unit.Set("number", number)
	e := h.event
	fitted, doubts := e.Change.Fit()
	e.Change = fitted
	done, err := s.desk.amend(ctx, h.brand, number, e.Settle, true)
	if err != nil {
		return "", err
	}
	s.note(h, append(e.Problems, doubts...))
	if done.created {
		return "created", nil
	}
	return "taken", nil
}

// number gives what the order is called here. The platform's own id decides where it is known: a name may change, and the one that a
// fulfilment shows is only derived.
func (s shops) number(ctx context.Context, h hook) (number string, known bool, err error) {
	ref := h.event.Ref
	if ref.ID == "" {
		return h.event.Number, false, nil
	}
	_, number, err = s.refs.OrderByRef(ctx, h.brand, ref.System, ref.ID)
	if fault.KindOf(err) == fault.NotFound {
		return h.event.Number, false, nil
	}
	return number, err == nil, err
}

// note writes down what of a webhook could not be taken as it was sent: names of fields, never values.
func (s shops) note(h *hook, problems []order.Field) {
	if len(problems) == 0 {
		return
	}
	s.obs.Count("ShopProblems", len(problems), "platform", h.platform)
	var said []string
	for _, p := range problems[:min(len(problems), maxSaid)] {
		said = append(said, p.Path+" "+p.Detail)
	}
	h.unit.Set("problems", strings.Join(said, "; "))
}

// maxSaid bounds how many problems of one webhook go into its line.
const maxSaid = 5
