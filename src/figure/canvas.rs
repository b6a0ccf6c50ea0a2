//! The drawing surface: plotters' SVG backend on ten times the size (its coordinates are whole numbers), in named groups.
//!
//! Fed by the figures; PNG (resvg) and PDF (svg2pdf, text kept as text) are made from the same SVG, with the bundled
//! fonts alone, so that every machine gives the same bytes.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use plotters::prelude::SVGBackend;
use usvg::fontdb;

use super::FigureError;
use super::font::{FAMILY, Face};
use super::layout::Rect;
use super::pen::{Pen, SCALE};
use super::theme::{PAPER, Theme};

/// An SVG in the making.
pub struct Canvas {
    size: (f64, f64),
    unit: &'static str,
    face: Face,
    aspect: Option<f64>,
    body: String,
    failure: Option<String>,
}

impl Canvas {
    /// An empty sheet of the theme's width.
    #[must_use]
    pub fn new(theme: &Theme, height: f64) -> Self {
        let (size, unit, face, aspect) = ((theme.width, height), theme.unit, theme.face, theme.aspect);
        let mut canvas = Self { size, unit, face, aspect, body: String::new(), failure: None };
        let sheet = canvas.sheet();
        canvas.group("paper", |pen| pen.rect(sheet, PAPER));
        canvas
    }

    /// Draws a group of a class: `<g class="…">`.
    pub fn group(&mut self, class: &str, draw: impl FnOnce(&mut Pen<'_>)) {
        self.wrapped(&format!("class=\"{class}\""), draw);
    }

    /// Draws a group that is seen through as a whole: one opacity round all marks keeps the PDF small.
    pub fn veil(&mut self, class: &str, opacity: f64, draw: impl FnOnce(&mut Pen<'_>)) {
        self.wrapped(&format!("class=\"{class}\" opacity=\"{opacity}\""), draw);
    }

    /// Draws a group without smoothing its edges: bitmaps of cells that touch have no seams.
    pub fn crisp(&mut self, class: &str, draw: impl FnOnce(&mut Pen<'_>)) {
        self.wrapped(&format!("class=\"{class}\" shape-rendering=\"crispEdges\""), draw);
    }

    fn wrapped(&mut self, attributes: &str, draw: impl FnOnce(&mut Pen<'_>)) {
        let mut text = String::new();
        let mut pen = Pen::new(SVGBackend::with_string(&mut text, (0, 0)), self.face);
        draw(&mut pen);
        let failure = pen.finish();
        self.failure = self.failure.take().or(failure);
        // The backend writes a whole document: what lies between its first and last tag is the group.
        let inside =
            text.split_once(">\n").and_then(|(_, rest)| rest.rsplit_once("</svg>")).map_or("", |(body, _)| body);
        // What says nothing is a third of a scatter's bytes.
        let inside = inside.replace(" opacity=\"1\"", "").replace(" stroke=\"none\" stroke-width=\"1\"", "");
        let _ = write!(self.body, "<g {attributes}>\n{inside}</g>\n");
    }

    /// The whole SVG; `title` is what a screen reader says.
    ///
    /// # Errors
    /// The first thing that could not be drawn.
    pub fn finish(self, title: &str) -> Result<String, FigureError> {
        if let Some(what) = self.failure {
            return Err(FigureError::Draw(what));
        }
        let (unit, sheet) = (self.unit, self.sheet());
        let title = title.replace('&', "&amp;").replace('<', "&lt;");
        let ((width, height), [x, y, w, h]) = (self.printed(), [sheet.x, sheet.y, sheet.w, sheet.h].map(|v| v * SCALE));
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.2}{unit}\" height=\"{height:.2}{unit}\" viewBox=\"{x:.0} {y:.0} {w:.0} {h:.0}\" role=\"img\">\n<title>{title}</title>\n{}</svg>\n",
            self.body
        ))
    }

    /// What is seen: the figure, with margins where the sheet has a form of its own.
    fn sheet(&self) -> Rect {
        let (w, h) = self.size;
        let Some(aspect) = self.aspect else { return Rect { x: 0.0, y: 0.0, w, h } };
        let (wide, high) = (w.max(h * aspect), h.max(w / aspect));
        Rect { x: (w - wide) / 2.0, y: (h - high) / 2.0, w: wide, h: high }
    }

    /// Width and height in print: a figure too high for a sheet of its own form is made smaller as a whole.
    fn printed(&self) -> (f64, f64) {
        let (w, h) = self.size;
        (w, self.aspect.map_or(h, |aspect| w / aspect))
    }
}

/// The bundled fonts and no others.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for file in Face::ALL.into_iter().flat_map(Face::files) {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(file)));
    }
    fonts.set_sans_serif_family(FAMILY);
    fonts.set_serif_family(Face::Serif.family());
    Arc::new(fonts)
});

/// The SVG as resvg and svg2pdf read it.
///
/// # Errors
/// When it is not an SVG.
pub fn tree(svg: &str) -> Result<usvg::Tree, FigureError> {
    let options = usvg::Options { font_family: FAMILY.to_owned(), fontdb: FONTS.clone(), ..usvg::Options::default() };
    usvg::Tree::from_str(svg, &options).map_err(|e| FigureError::Draw(format!("not an SVG: {e}")))
}

/// A bitmap of an SVG at a resolution.
///
/// # Errors
/// When it is not an SVG, or too large for a bitmap.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // sizes are positive and checked by Pixmap::new
pub fn png(svg: &str, dpi: u32) -> Result<Vec<u8>, FigureError> {
    let tree = tree(svg)?;
    // usvg counts 96 pixels an inch.
    let zoom = dpi as f32 / 96.0;
    let [w, h] = [tree.size().width(), tree.size().height()].map(|v| (v * zoom).round() as u32);
    let mut pixmap = resvg::tiny_skia::Pixmap::new(w, h).ok_or_else(|| {
        FigureError::Draw(format!("a bitmap of {w} × {h} pixels cannot be made; lower the resolution"))
    })?;
    resvg::render(&tree, resvg::tiny_skia::Transform::from_scale(zoom, zoom), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|e| FigureError::Draw(format!("PNG: {e}")))
}

/// A PDF of an SVG at its own size: text stays text, fonts are embedded as subsets.
///
/// # Errors
/// When it is not an SVG.
pub fn pdf(svg: &str) -> Result<Vec<u8>, FigureError> {
    let tree = tree(svg)?;
    // svg2pdf walks hash maps with keys that change from run to run. Of fonts, that swaps the numbers of the objects of
    // our two: the right order comes up half of the time. Of resources, it shuffles lines, which are sorted here.
    for _ in 0..128 {
        let page = svg2pdf::PageOptions { dpi: 96.0 };
        let mut bytes = svg2pdf::to_pdf(&tree, svg2pdf::ConversionOptions::default(), page)
            .map_err(|e| FigureError::Draw(format!("PDF: {e}")))?;
        if has_regular_first(&bytes) {
            sort_resources(&mut bytes);
            return Ok(bytes);
        }
    }
    Err(FigureError::Draw("PDF: svg2pdf never wrote the fonts in order".to_owned()))
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|w| w == word)
}

fn has_regular_first(pdf: &[u8]) -> bool {
    let place = |face: Face, weight: &str| find(pdf, format!("{}-{weight}", face.family().replace(' ', "")).as_bytes());
    Face::ALL.into_iter().all(|face| match (place(face, "Regular"), place(face, "Semibold")) {
        (Some(regular), Some(semibold)) => regular < semibold,
        _ => true,
    })
}

/// Sorts the entries of each dictionary of resources; they have a line each, so no offset changes.
fn sort_resources(pdf: &mut [u8]) {
    for kind in ["XObject", "Font", "ExtGState", "Pattern", "Shading", "ColorSpace"] {
        let head = format!("/{kind} <<\n").into_bytes();
        let mut from = 0;
        while let Some(start) = find(&pdf[from..], &head).map(|at| from + at + head.len()) {
            let Some(length) = find(&pdf[start..], b">>") else { break };
            let entries = &mut pdf[start..start + length];
            // What follows the last line break is the closing bracket's indentation.
            if let Some(end) = entries.iter().rposition(|b| *b == b'\n') {
                let mut lines: Vec<Vec<u8>> = entries[..end].split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
                lines.sort();
                entries[..end].copy_from_slice(&lines.join(&b'\n'));
            }
            from = start + length;
        }
    }
}

/// The SVG with its fonts inside, for a file that stands alone.
#[must_use]
pub fn standalone(svg: &str) -> String {
    let used = Face::ALL.into_iter().filter(|face| svg.contains(face.family()));
    let css: String = used.map(Face::css).collect();
    svg.replacen("</title>\n", &format!("</title>\n<style>{css}</style>\n"), 1)
}
