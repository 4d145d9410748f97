package carrier

import "sync"

// memoSize is how many texts are remembered, of some fifty bytes each. Carriers use a few hundred; what names a person or a time
// makes more.
const memoSize = 1024

// memo remembers what the phrases of a table said about texts: some tables have hundreds of phrases, and the same texts come in every
// payload. A full memo begins anew. The zero memo is empty; it is safe for concurrent use.
type memo struct {
	mu    sync.RWMutex
	texts map[string]answer
}

type answer struct {
	meaning Meaning
	known   bool
}

func (m *memo) find(text string) (answer, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	a, ok := m.texts[text]
	return a, ok
}

func (m *memo) keep(text string, a answer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.texts == nil || len(m.texts) >= memoSize {
		m.texts = make(map[string]answer, memoSize/8)
	}
	m.texts[text] = a
}
