package dynamo

// Held counts what is kept of a table: rows, versions of items, entries of indexes.
func (e *Engine) Held(table string) (rows, versions, entries int) {
	t := e.tables[table]
	for _, r := range t.sorted() {
		rows++
		versions += len(r.versions)
	}
	for _, x := range t.indexes {
		for _, partition := range x.partitions {
			entries += len(partition)
		}
	}
	return rows, versions, entries
}
