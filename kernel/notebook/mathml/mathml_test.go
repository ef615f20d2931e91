package mathml_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/notebook/mathml"
)

func ExampleConvert() {
	xml, err := mathml.Convert(`x^2`, false)
	fmt.Println(xml, err)
	_, err = mathml.Convert(`\unheardof{x}`, false)
	fmt.Println(err)
	// Output:
	// <math alttext="x^2"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math> <nil>
	// mathml: \unheardof is not known
}

var alttext = regexp.MustCompile(` alttext="[^"]*"`)

func TestConvert(t *testing.T) {
	for _, test := range []struct{ tex, want string }{
		{`a+b`, `<mi>a</mi><mo>+</mo><mi>b</mi>`},
		{`-1.5x`, `<mo>−</mo><mn>1.5</mn><mi>x</mi>`},
		{`p_{ij}`, `<msub><mi>p</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>`},
		{`x_i^2`, `<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>`},
		{`x^2_i`, `<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>`},
		{`x^10`, `<msup><mi>x</mi><mn>1</mn></msup><mn>0</mn>`},
		{`f'`, `<msup><mi>f</mi><mo>′</mo></msup>`},
		{`f''^2`, `<msup><mi>f</mi><mrow><mo>′′</mo><mn>2</mn></mrow></msup>`},
		{`\frac12`, `<mfrac><mn>1</mn><mn>2</mn></mfrac>`},
		{`\frac{a}{b}`, `<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>`},
		{`\sqrt[3]{x}`, `<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>`},
		{`\sum_{i}^n`, `<munderover><mo movablelimits="true">∑</mo><mrow><mi>i</mi></mrow><mi>n</mi></munderover>`},
		{`\int_0^1`, `<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>`},
		{`\max_i`, `<munder><mo movablelimits="true" lspace="0.167em" rspace="0.167em">max</mo><mi>i</mi></munder>`},
		{`\log x`, `<mrow><mi>log</mi><mspace width="0.167em"></mspace></mrow><mi>x</mi>`},
		{`\log(x)`, `<mi>log</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo>`},
		{`\left( x \right]`, `<mrow><mo stretchy="true">(</mo><mrow><mi>x</mi></mrow><mo stretchy="true">]</mo></mrow>`},
		{`\left. x \right|`, `<mrow><mrow><mi>x</mi></mrow><mo stretchy="true">|</mo></mrow>`},
		{`\alpha\Gamma`, `<mi>α</mi><mi mathvariant="normal">Γ</mi>`},
		{`\mathbf{y}_i`, `<msub><mrow><mi>𝐲</mi></mrow><mi>i</mi></msub>`},
		{`\mathbb R`, `<mi>ℝ</mi>`},
		{`\mathbb{A}`, `<mrow><mi>𝔸</mi></mrow>`},
		{`\boldsymbol\mu`, `<mi>𝛍</mi>`},
		{`\hat y`, `<mover accent="true"><mi>y</mi><mo>^</mo></mover>`},
		{`\text{if } x < 0`, "<mtext>if\u00a0</mtext><mi>x</mi><mo>&lt;</mo><mn>0</mn>"},
		{`\operatorname{KL}(P\|Q)`, `<mi mathvariant="normal">KL</mi><mo stretchy="false">(</mo><mi>P</mi><mo stretchy="false">‖</mo><mi>Q</mi><mo stretchy="false">)</mo>`},
		{`a\,b`, `<mi>a</mi><mspace width="0.167em"></mspace><mi>b</mi>`},
		{`\begin{bmatrix}1&2\\3&4\end{bmatrix}`, `<mrow><mo stretchy="true">[</mo><mtable><mtr><mtd style="text-align:center"><mn>1</mn></mtd><mtd style="text-align:center"><mn>2</mn></mtd></mtr>` +
			`<mtr><mtd style="text-align:center"><mn>3</mn></mtd><mtd style="text-align:center"><mn>4</mn></mtd></mtr></mtable><mo stretchy="true">]</mo></mrow>`},
	} {
		got, err := mathml.Convert(test.tex, false)
		if err != nil {
			t.Errorf("%s: %v", test.tex, err)
			continue
		}
		if want := "<math><mrow>" + test.want + "</mrow></math>"; alttext.ReplaceAllString(got, "") != want {
			t.Errorf("%s becomes\n%s, want\n%s", test.tex, got, want)
		}
	}
}

// The formulas of the parametric t-SNE paper, and others that notebooks have.
func TestConvertFormulas(t *testing.T) {
	for _, tex := range []string{
		`C = KL(P \,\|\, Q) = \sum_{i \neq j} p_{ij} \log \frac{p_{ij}}{q_{ij}}`,
		`q_{ij} = \frac{\left(1 + \lVert f(x_i \mid W) - f(x_j \mid W) \rVert^2 / \alpha\right)^{-\frac{\alpha+1}{2}}}{\sum_{k \neq l} \left(1 + \lVert f(x_k \mid W) - f(x_l \mid W)\rVert^2 / \alpha\right)^{-\frac{\alpha+1}{2}}}`,
		`\frac{\partial C}{\partial \mathbf{y}_i} = \frac{2\alpha+2}{\alpha} \sum_j (p_{ij}-q_{ij})\left(1+\frac{\|y_i-y_j\|^2}{\alpha}\right)^{-1}(y_i-y_j)`,
		`p_{j|i} = \frac{\exp(-\|x_i-x_j\|^2/2\sigma_i^2)}{\sum_{k\ne i}\exp(-\|x_i-x_k\|^2/2\sigma_i^2)}, \qquad p_{ij} = \frac{p_{j|i}+p_{i|j}}{2n}`,
		`f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}`,
		`\begin{aligned} a &= b + c \\ &= d \end{aligned}`,
		`\begin{align*} a &= b \\ \end{align*}`,
		`\hat{\theta} = \operatorname*{argmin}_\theta L`,
		`T(k) = 1 - \frac{2}{nk(2n-3k-1)} \sum_{i=1}^n \sum_{j \in U_i^{(k)}} \max(0, r(i,j)-k)`,
		`W \in \mathbb{R}^{784 \times 500}, \quad b \sim \mathcal{N}(0, \sigma^2 I)`,
		`\left\{ x \,\middle|\, x^2 \le 1 \right\}`,
		`\begin{array}{lcr} a & b & c \end{array}`,
		`\underbrace{a+b}_{n} \ldots \overline{x}`,
	} {
		if _, err := mathml.Convert(tex, true); err != nil {
			t.Errorf("%s: %v", tex, err)
		}
	}
}

func TestConvertErrors(t *testing.T) {
	for tex, want := range map[string]string{
		`\frac{a}`:                            "missing at the end",
		`{a`:                                  "} is missing",
		`a}`:                                  "} has nothing to end",
		`x_1_2`:                               "two subscripts",
		`x^1^2`:                               "two superscripts",
		`\left( x`:                            `\right is missing`,
		`\left x \right)`:                     "no delimiter",
		`a & b`:                               "& has nothing to end",
		`\begin{tikz}\end{tikz}`:              `environment "tikz" is not known`,
		`\begin{matrix}a\end{cases}`:          `ends with \end{cases}`,
		`\begin{matrix}a`:                     `\end is missing`,
		`\begin{array}{l|r}a\end{array}`:      "columns",
		`\text x`:                             "plain text in braces",
		`#`:                                   "is not known",
		strings.Repeat(`\sqrt`, 3):            "missing at the end",
		strings.Repeat("{", 1e5):              "nested too deep",
		strings.Repeat(`\sqrt`, 1e5):          "nested too deep",
		strings.Repeat(`\begin{matrix}`, 1e5): "nested too deep",
		strings.Repeat(`\left(`, 1e5):         "nested too deep",
	} {
		if got, err := mathml.Convert(tex, false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s becomes %q, error is %v, want %q in it", tex, got, err, want)
		}
	}
}

// FuzzConvert: what is converted is well-formed, and nothing panics.
func FuzzConvert(f *testing.F) {
	f.Add(`\sum_{i} \frac{a}{b}'^2 \left( \begin{cases} x & \text{<&>} \\ \end{cases} \right.`)
	f.Add(`\mathbf{A}\hat\alpha\sqrt[3]{<}"`)
	f.Fuzz(func(t *testing.T, tex string) {
		got, err := mathml.Convert(strings.ToValidUTF8(tex, "?"), true)
		if err != nil {
			return
		}
		d := xml.NewDecoder(strings.NewReader(got))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil && !strings.Contains(err.Error(), "illegal character code") {
				t.Fatalf("%q becomes %s: %v", tex, got, err)
			} else if err != nil {
				return // a control character in the alternative text
			}
		}
	})
}
