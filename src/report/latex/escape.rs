//! Text that pdfLaTeX prints as it is, whatever a user called his checkpoints: specials escaped, symbols as mathematics, letters
//! that its standard fonts lack by their code point.

use std::fmt::Write as _;

/// Text for LaTeX's running text.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let accent = characters.peek().copied().and_then(accent);
        match (accent, c) {
            (Some(accent), c) => {
                characters.next();
                let under = math(c).map_or_else(|| c.to_string(), str::to_owned);
                let _ = write!(out, "${accent}{{{under}}}$");
            }
            // Two hyphens would become a dash.
            (None, '-') if out.ends_with('-') => out += "{}-",
            (None, c) => push(&mut out, c),
        }
    }
    out
}

fn push(out: &mut String, c: char) {
    if let Some(text) = special(c) {
        *out += text;
    } else if let Some(symbol) = math(c) {
        let _ = write!(out, "${symbol}$");
    } else if c.is_ascii_graphic() || c == ' ' || has_glyph(c) {
        out.push(c);
    } else if c.is_whitespace() {
        out.push(' ');
    } else {
        let _ = write!(out, "[U+{:04X}]", u32::from(c));
    }
}

fn special(c: char) -> Option<&'static str> {
    Some(match c {
        '\\' => "\\textbackslash{}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '<' => "\\textless{}",
        '>' => "\\textgreater{}",
        '|' => "\\textbar{}",
        // \textquotedbl needs T1 fonts; this works in all.
        '"' => "{\\char34}",
        '&' => "\\&",
        '%' => "\\%",
        // \$ comes from a font of symbols that small installations have as bitmaps alone.
        '$' => "{\\char36}",
        '#' => "\\#",
        '_' => "\\_",
        '{' => "\\{",
        '}' => "\\}",
        '–' => "--",
        '—' => "---",
        '‘' => "`",
        '’' => "'",
        '“' => "``",
        '”' => "''",
        '…' => "\\ldots{}",
        '\u{a0}' => "~",
        '\u{2009}' | '\u{202f}' => "\\,",
        _ => return None,
    })
}

/// Accents over mathematics: α̂, ȳ.
fn accent(c: char) -> Option<&'static str> {
    match c {
        '\u{302}' => Some("\\hat"),
        '\u{304}' => Some("\\bar"),
        _ => None,
    }
}

/// A symbol in mathematics.
fn math(c: char) -> Option<&'static str> {
    let symbols: [&[(char, &'static str)]; 3] = [GREEK, SCRIPTS, SIGNS];
    symbols.into_iter().flatten().find(|(symbol, _)| *symbol == c).map(|(_, text)| *text)
}

const GREEK: &[(char, &str)] = &[
    ('α', "\\alpha"),
    ('β', "\\beta"),
    ('γ', "\\gamma"),
    ('δ', "\\delta"),
    ('ε', "\\varepsilon"),
    ('ζ', "\\zeta"),
    ('η', "\\eta"),
    ('θ', "\\theta"),
    ('ι', "\\iota"),
    ('κ', "\\kappa"),
    ('λ', "\\lambda"),
    ('μ', "\\mu"),
    ('µ', "\\mu"),
    ('ν', "\\nu"),
    ('ξ', "\\xi"),
    ('π', "\\pi"),
    ('ρ', "\\rho"),
    ('σ', "\\sigma"),
    ('τ', "\\tau"),
    ('φ', "\\varphi"),
    ('χ', "\\chi"),
    ('ψ', "\\psi"),
    ('ω', "\\omega"),
    ('Γ', "\\Gamma"),
    ('Δ', "\\Delta"),
    ('Θ', "\\Theta"),
    ('Λ', "\\Lambda"),
    ('Ξ', "\\Xi"),
    ('Π', "\\Pi"),
    ('Σ', "\\Sigma"),
    ('Φ', "\\Phi"),
    ('Ψ', "\\Psi"),
    ('Ω', "\\Omega"),
];

const SCRIPTS: &[(char, &str)] = &[
    ('⁰', "^0"),
    ('¹', "^1"),
    ('²', "^2"),
    ('³', "^3"),
    ('⁴', "^4"),
    ('⁵', "^5"),
    ('⁶', "^6"),
    ('⁷', "^7"),
    ('⁸', "^8"),
    ('⁹', "^9"),
    ('⁺', "^+"),
    ('⁻', "^-"),
    ('ᵀ', "^\\top"),
    ('₀', "_0"),
    ('₁', "_1"),
    ('₂', "_2"),
    ('₃', "_3"),
    ('₄', "_4"),
];

const SIGNS: &[(char, &str)] = &[
    ('−', "-"),
    ('±', "\\pm"),
    ('×', "\\times"),
    ('÷', "\\div"),
    ('·', "\\cdot"),
    ('√', "\\surd"),
    ('∛', "^3\\surd"),
    ('≤', "\\le"),
    ('≥', "\\ge"),
    ('≠', "\\ne"),
    ('≈', "\\approx"),
    ('∞', "\\infty"),
    ('∈', "\\in"),
    ('∩', "\\cap"),
    ('∘', "\\circ"),
    ('°', "^\\circ"),
    ('∫', "\\int"),
    ('∂', "\\partial"),
    ('∇', "\\nabla"),
    ('→', "\\rightarrow"),
    ('←', "\\leftarrow"),
    ('↑', "\\uparrow"),
    ('↓', "\\downarrow"),
    ('½', "\\frac12"),
    ('¼', "\\frac14"),
    ('⌊', "\\lfloor"),
    ('⌋', "\\rfloor"),
    ('⌈', "\\lceil"),
    ('⌉', "\\rceil"),
    ('¬', "\\neg"),
];

/// Letters with accents that OT1 fonts compose.
fn has_glyph(c: char) -> bool {
    const LATIN: &str =
        "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßœŒłŁčďěňřšťžČŘŠŽćńśźżőűğşŞİıāēīūōŌăĂ";
    LATIN.contains(c)
}
