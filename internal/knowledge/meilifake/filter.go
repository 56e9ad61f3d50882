package meilifake

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// expr is a filter: comparisons joined by AND and OR, in parentheses. The empty filter holds for everything.
type expr struct {
	op          string // "", and, or, or a comparison
	left, right *expr
	name, value string
}

type parser struct {
	words []string
	quote []bool
}

// parse reads the filter language as far as it is used here; quoted values know \\ and \'.
func parse(text string) (*expr, error) {
	if strings.TrimSpace(text) == "" {
		return &expr{}, nil
	}
	p := &parser{}
	if err := p.cut(text); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err == nil && len(p.words) > 0 {
		err = errors.New("something is left over: " + strings.Join(p.words, " "))
	}
	return e, err
}

func (p *parser) cut(text string) error {
	add := func(w string, quoted bool) {
		if w != "" || quoted {
			p.words, p.quote = append(p.words, w), append(p.quote, quoted)
		}
	}
	word := ""
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		switch c := runes[i]; {
		case c == '\'':
			add(word, false)
			word = ""
			value := ""
			for i++; ; i++ {
				if i >= len(runes) {
					return errors.New("a quote is not closed")
				}
				if runes[i] == '\\' && i+1 < len(runes) {
					i++
				} else if runes[i] == '\'' {
					break
				}
				value += string(runes[i])
			}
			add(value, true)
		case c == '(' || c == ')':
			add(word, false)
			word = ""
			add(string(c), false)
		case c == ' ':
			add(word, false)
			word = ""
		default:
			word += string(c)
		}
	}
	add(word, false)
	return nil
}

func (p *parser) next() (string, bool) {
	w, q := p.words[0], p.quote[0]
	p.words, p.quote = p.words[1:], p.quote[1:]
	return w, q
}

func (p *parser) is(word string) bool { return len(p.words) > 0 && !p.quote[0] && p.words[0] == word }

func (p *parser) or() (*expr, error) { return p.join("OR", p.and) }

func (p *parser) and() (*expr, error) { return p.join("AND", p.one) }

func (p *parser) join(word string, part func() (*expr, error)) (*expr, error) {
	e, err := part()
	for err == nil && p.is(word) {
		p.next()
		var right *expr
		if right, err = part(); err == nil {
			e = &expr{op: strings.ToLower(word), left: e, right: right}
		}
	}
	return e, err
}

func (p *parser) one() (*expr, error) {
	if p.is("(") {
		p.next()
		e, err := p.or()
		if err == nil && !p.is(")") {
			err = errors.New("a parenthesis is not closed")
		}
		if err == nil {
			p.next()
		}
		return e, err
	}
	if len(p.words) < 3 {
		return nil, errors.New("a comparison is not complete")
	}
	name, quoted := p.next()
	op, _ := p.next()
	value, _ := p.next()
	if quoted || !slices.Contains([]string{"=", "!=", "<=", ">=", "<", ">"}, op) {
		return nil, errors.New("no comparison: " + name + " " + op)
	}
	return &expr{op: op, name: name, value: value}, nil
}

// unknown names an attribute that may not be filtered by.
func (e *expr) unknown(filterable []string) string {
	switch {
	case e.op == "":
		return ""
	case e.left != nil:
		if n := e.left.unknown(filterable); n != "" {
			return n
		}
		return e.right.unknown(filterable)
	case !slices.Contains(filterable, e.name):
		return e.name
	}
	return ""
}

func (e *expr) holds(d map[string]any) bool {
	switch e.op {
	case "":
		return true
	case "and":
		return e.left.holds(d) && e.right.holds(d)
	case "or":
		return e.left.holds(d) || e.right.holds(d)
	}
	return compare(e.op, d[e.name], e.value)
}

func compare(op string, held any, value string) bool {
	if list, ok := held.([]any); ok {
		any := slices.ContainsFunc(list, func(v any) bool { return compare("=", v, value) })
		return any == (op == "=")
	}
	if n, ok := number(held); ok {
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return op == "!="
		}
		switch op {
		case "=":
			return n == v
		case "!=":
			return n != v
		case "<=":
			return n <= v
		case ">=":
			return n >= v
		case "<":
			return n < v
		}
		return n > v
	}
	text, _ := held.(string)
	return (text == value) == (op == "=")
}
