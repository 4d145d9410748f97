package survey

// CommentLabel names a comment to the vault that seals it with its order's key; kind is that of a case, or empty for the comment of a
// vote. A sealed comment opens under no other label, so that none can be moved to another shipment.
func CommentLabel(shipment, kind string) string {
	return "comment/" + shipment + "/" + kind
}
