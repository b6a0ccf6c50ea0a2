//! The section Explore and the script that fills it. Both are hidden or idle without JavaScript: all else of the page stands alone.
//!
//! The script is client/dist/penult.js, built from client/src; the page's policy names it by its hash and lets no other run.

use maud::{Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::data;
use crate::analysis::Record;
use crate::figure::font::{self, base64};

/// What is built from client/src.
const SCRIPT: &str = include_str!("../client/dist/penult.js");
/// The client's own styles.
pub const STYLE: &str = concat!(include_str!("../client/style.css"), include_str!("../client/views.css"));
/// Bytes of a page that nobody minds to mail.
const BUDGET: usize = 5_000_000;

/// The source of the policy that lets the client run, and no other script.
#[must_use]
pub fn source() -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(SCRIPT.as_bytes())))
}

/// The section, which the script shows.
pub fn section() -> Markup {
    html! {
        section id="explore" aria-labelledby="explore-title" hidden {
            h2 id="explore-title" { "Explore" }
            div id="explore-toolbar" role="group" aria-label="What is shown: variants, baseline, split" {}
            p id="explore-said" class="visually-hidden" aria-live="polite" {}
            div id="explore-views" {}
        }
    }
}

/// The data and the script, at the end of a page whose sections take `used` bytes; nothing without variants.
pub fn script(record: &Record, used: usize) -> Option<Markup> {
    let head = font::css_face().len() + super::STYLE.len() + STYLE.len();
    let room = BUDGET.saturating_sub(used + head + SCRIPT.len());
    let json = data::json(record, room)?;
    Some(html! {
        script type="application/json" id="penult-data" { (PreEscaped(json)) }
        script { (PreEscaped(SCRIPT)) }
    })
}
