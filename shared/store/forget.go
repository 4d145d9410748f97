package store

import (
	"context"
	"strings"

	"doorstep/shared/survey"
)

// ForgetAbout takes what a shopper wrote from the items beside an order that is erased: the comments of votes and cases. Nobody works on
// such an order any more, so its open cases are closed and its open findings end, and all of them leave the lists. Scores, and with them
// the sums of their weeks, kinds, times and decisions about messages stay: they name nobody. Repeating it changes nothing.
//
// It costs a read of the order's partition and a write per item that changes, one more where it stood in an index.
func (s *Store) ForgetAbout(ctx context.Context, order string) error {
	if err := named("order id", order); err != nil {
		return err
	}
	items, err := s.under(ctx, orderPrefix+order, "", true)
	if err != nil {
		return classify(err, "read what is stored about order %s", order)
	}
	for _, it := range items {
		if err := s.forget(ctx, order, it); err != nil {
			return err
		}
	}
	return nil
}

// forget treats one item beside an order. Its version moves on, so that a change which was made from what stood there before is made again.
func (s *Store) forget(ctx context.Context, order string, it item) error {
	sk, u := it.text("sk"), newUpdate()
	_, _, isCase := caseNames(sk)
	name, isFinding := strings.CutPrefix(sk, findingPrefix)
	switch {
	case isFinding && it.text("state") == FindingOpen:
		_, err := s.EndFinding(ctx, order, name, FindingClosed)
		return err
	case isCase && it.text("ab") != "":
		u.set("closed", str(survey.ByErasure))
		u.set("made", num(s.now().UnixMilli()))
		u.remove("ab")
		u.remove("at")
		u.remove("comment")
	case (isCase || strings.HasPrefix(sk, votePrefix)) && len(it.bytes("comment")) > 0:
		u.remove("comment")
	default:
		return nil
	}
	u.add("v", 1)
	_, _, err := s.update(ctx, key(orderPrefix+order, sk), u, "attribute_exists("+u.name("pk")+")")
	return classify(err, "forget what was written about order %s", order)
}
