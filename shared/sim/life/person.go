package life

import "fmt"

// person is somebody with everything that is personal about them; the number says whose it is. All of it holds the same word or begins
// with the same digits, so that one search finds it wherever it went.
type person struct{ name, email, phone, street string }

func personOf(n int) person {
	return person{
		name: fmt.Sprintf("Quokka%03d", n), email: fmt.Sprintf("%s%03d@shopper.example", word, n),
		phone: fmt.Sprintf("%s%04d", prefix, 7000+n), street: fmt.Sprintf("Quokkagasse %03d", n),
	}
}
