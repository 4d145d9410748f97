package main

import (
	"errors"
	"net/http"
	"net/url"

	"doorstep/shared/fault"
	"doorstep/shared/survey"
	"doorstep/shared/web"
)

// maxForm is the largest form in bytes: a comment of 1,000 characters takes 12 kB when each is four bytes, escaped as a form does.
const maxForm = 16 << 10

// take reads a form and lets act use it, which tells where the browser goes on. What is wrong with the form goes to again, which shows it
// at its field, with what was typed.
func take(w http.ResponseWriter, r *http.Request, act func(form url.Values) (to string, err error), again func(survey.Problems, int) error) error {
	form, err := web.ReadForm(r, maxForm)
	if err != nil {
		return err
	}
	to, err := act(form)
	var problems survey.Problems
	if errors.As(err, &problems) {
		return again(problems, fault.Status(err))
	}
	if err != nil {
		return err
	}
	web.SeeOther(w, to)
	return nil
}
