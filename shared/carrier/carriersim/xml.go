package carriersim

import "strings"

// xmlDocument puts the declaration before an element.
func xmlDocument(root string) string { return `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + root }

// xmlNode is an element with the given children, which are XML already. open may carry attributes behind the name.
func xmlNode(open string, children ...string) string {
	name, _, _ := strings.Cut(open, " ")
	return "<" + open + ">" + strings.Join(children, "") + "</" + name + ">"
}

// xmlText is an element that holds text.
func xmlText(name, text string) string {
	return xmlNode(name, strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text))
}
