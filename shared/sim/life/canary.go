package life

import "fmt"

// Whatever is personal holds this word, so that one search finds it wherever it went.
const canary = "QUOKKA"

// person is somebody with everything that is personal about them. The number in each word says whose it is.
type person struct{ name, email, phone, street string }

func personOf(n int) person {
	return person{
		name: fmt.Sprintf("%s%03d", "Quokka", n), email: fmt.Sprintf("quokka%03d@shopper.example", n),
		phone: fmt.Sprintf("+1614555%04d", 7000+n), street: fmt.Sprintf("Quokkagasse %03d", n),
	}
}

// words are what must not be found of somebody.
func (p person) words() []string { return []string{p.name, p.email, p.phone, p.street} }
