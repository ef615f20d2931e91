package mathml

import "strings"

// table reads lines of "name character" pairs.
func table(pairs string) map[token]string {
	m := map[token]string{}
	fields := strings.Fields(pairs)
	for i := 0; i < len(fields); i += 2 {
		m[token(`\`+fields[i])] = fields[i+1]
	}
	return m
}

// identifiers are the commands for letters and the like.
var identifiers = table(`
	alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ
	vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ
	sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
	Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
	infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ emptyset ∅ varnothing ∅ Re ℜ Im ℑ aleph ℵ
	top ⊤ bot ⊥ ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ prime ′ % % # # & & _ _
	$ $
`)

// operators are the commands for relations, binary operators and arrows.
var operators = table(`
	cdot ⋅ times × div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet ∙ odot ⊙ oplus ⊕
	otimes ⊗ le ≤ leq ≤ ge ≥ geq ≥ ll ≪ gg ≫ ne ≠ neq ≠ approx ≈ sim ∼ simeq ≃
	cong ≅ equiv ≡ propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇
	cup ∪ cap ∩ setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ neg ¬ lnot ¬ forall ∀ exists ∃
	to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ mapsto ↦ Rightarrow ⇒
	Leftarrow ⇐ Leftrightarrow ⇔ implies ⟹ iff ⟺ longrightarrow ⟶ uparrow ↑ downarrow ↓
	mid ∣ parallel ∥ perp ⊥ angle ∠ triangleq ≜ coloneqq ≔ colon :
`)

// fences are the commands and characters that may stand after \left and \right.
var fences = table(`
	{ { } } langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lvert | rvert | vert |
	lVert ‖ rVert ‖ Vert ‖ | ‖ lbrace { rbrace } lbrack [ rbrack ]
`)

// large are the operators with limits above and below.
var large = table(`
	sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀
`)

// integrals have their limits beside them.
var integrals = table(`int ∫ iint ∬ iiint ∭ oint ∮`)

// functions are set upright.
var functions = table(`
	log log ln ln lg lg exp exp sin sin cos cos tan tan cot cot sec sec csc csc
	arcsin arcsin arccos arccos arctan arctan sinh sinh cosh cosh tanh tanh
	deg deg dim dim ker ker hom hom arg arg
`)

// limitFunctions are upright too, and have limits below.
var limitFunctions = table(`
	max max min min sup sup inf inf lim lim limsup limsup liminf liminf argmax argmax
	argmin argmin det det gcd gcd Pr Pr
`)

// accents are drawn over their argument.
var accents = table(`
	hat ^ widehat ^ bar ¯ overline ¯ tilde ~ widetilde ~ vec → dot ˙ ddot ¨ check ˇ
	breve ˘ acute ´ grave ` + "`" + ` overbrace ⏞
`)

// below are drawn under their argument.
var below = table(`underline _ underbrace ⏟`)

// spaces are widths in em.
var spaces = map[token]string{
	`\,`: "0.167", `\:`: "0.222", `\>`: "0.222", `\;`: "0.278", `\!`: "-0.167",
	`\ `: "0.333", `~`: "0.333", `\quad`: "1", `\qquad`: "2",
	`\enspace`: "0.5", `\thinspace`: "0.167",
}

// alphabets map the letters A to Z, a to z and the digits to the characters of
// Unicode's block Mathematical Alphanumeric Symbols. 0 means that there are none.
type alphabet struct {
	upper, lower, digit rune
	exceptions          map[rune]rune
}

var alphabets = map[token]alphabet{
	`\mathbf`:     {0x1d400, 0x1d41a, 0x1d7ce, nil},
	`\boldsymbol`: {0x1d468, 0x1d482, 0x1d7ce, nil},
	`\bm`:         {0x1d468, 0x1d482, 0x1d7ce, nil},
	`\mathsf`:     {0x1d5a0, 0x1d5ba, 0x1d7e2, nil},
	`\mathtt`:     {0x1d670, 0x1d68a, 0x1d7f6, nil},
	`\mathbb`: {0x1d538, 0x1d552, 0x1d7d8, map[rune]rune{
		'C': 'ℂ', 'H': 'ℍ', 'N': 'ℕ', 'P': 'ℙ', 'Q': 'ℚ', 'R': 'ℝ', 'Z': 'ℤ'}},
	`\mathcal`: {0x1d49c, 0x1d4b6, 0, scriptExceptions},
	`\mathscr`: {0x1d49c, 0x1d4b6, 0, scriptExceptions},
	`\mathfrak`: {0x1d504, 0x1d51e, 0, map[rune]rune{
		'C': 'ℭ', 'H': 'ℌ', 'I': 'ℑ', 'R': 'ℜ', 'Z': 'ℨ'}},
}

var scriptExceptions = map[rune]rune{
	'B': 'ℬ', 'E': 'ℰ', 'F': 'ℱ', 'H': 'ℋ', 'I': 'ℐ', 'L': 'ℒ', 'M': 'ℳ', 'R': 'ℛ',
	'e': 'ℯ', 'g': 'ℊ', 'o': 'ℴ'}

// boldGreek moves Greek letters to their bold forms.
const (
	boldGreekUpper = 0x1d6a8 - 'Α'
	boldGreekLower = 0x1d6c2 - 'α'
)

// letter returns r in an alphabet, or r itself.
func (a alphabet) letter(r rune) rune {
	if special, ok := a.exceptions[r]; ok {
		return special
	}
	switch {
	case r >= 'A' && r <= 'Z':
		return a.upper + r - 'A'
	case r >= 'a' && r <= 'z':
		return a.lower + r - 'a'
	case r >= '0' && r <= '9' && a.digit != 0:
		return a.digit + r - '0'
	case a.digit == 0x1d7ce && r >= 'Α' && r <= 'Ω':
		return r + boldGreekUpper
	case a.digit == 0x1d7ce && r >= 'α' && r <= 'ω':
		return r + boldGreekLower
	}
	return r
}
