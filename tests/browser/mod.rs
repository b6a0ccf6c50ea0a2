//! The committed report in a real browser, from a file, without a network.
#![allow(clippy::cast_possible_truncation)] // pixels

use std::path::{Path, PathBuf};

use penult::analysis::Record;
use serde_json::Value;

mod driver; // a headless Chromium
mod explore; // switches and numbers

use driver::{Browser, browser};

const SIZES: [(u32, u32); 2] = [(1280, 800), (390, 844)];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/fashion_mnist")
}

fn report() -> PathBuf {
    folder().join("index.html")
}

/// What the report was made from.
fn record() -> Record {
    Record::read(&folder().join("analysis.json")).unwrap()
}

/// A browser that shows the report at 1280 pixels, in the light.
fn opened() -> Option<Browser> {
    let browser = browser()?;
    browser.open_file(&report(), SIZES[0], "light");
    browser.wait("document.readyState === 'complete'");
    Some(browser)
}

/// What went wrong on the page, and what it asked for.
fn complaints(browser: &Browser) -> Vec<String> {
    let said = browser.log("browser").into_iter().map(|e| e["message"].as_str().unwrap_or_default().to_owned());
    let asked = browser.log("performance").into_iter().filter_map(|e| {
        let event: Value = serde_json::from_str(e["message"].as_str()?).ok()?;
        let event = &event["message"];
        let url = event["params"]["request"]["url"].as_str()?;
        // The browser itself shows a page of its own first.
        let is_own = ["file://", "data:", "blob:", "chrome://"].iter().any(|own| url.starts_with(own));
        (event["method"] == "Network.requestWillBeSent" && !is_own).then(|| format!("a request to {url}"))
    });
    said.chain(asked).collect()
}

#[test]
fn opens_without_an_error_a_request_or_a_scrollbar_in_every_width_and_scheme() {
    let Some(browser) = browser() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    std::fs::create_dir_all(&folder).unwrap();
    for size in SIZES {
        for scheme in ["light", "dark"] {
            browser.open_file(&report(), size, scheme);
            browser.wait("document.readyState === 'complete'");
            let width = browser.run("return document.documentElement.scrollWidth").as_u64().unwrap();
            assert!(width <= u64::from(size.0), "{width} pixels wide in a window of {}", size.0);
            let paper = browser.run("return getComputedStyle(document.body).backgroundColor");
            assert_eq!(paper == "rgb(255, 255, 255)", scheme == "light", "{paper}");
            assert_eq!(complaints(&browser), [""; 0]);
            browser.picture(&folder.join(format!("{}_{scheme}.png", size.0)));
        }
    }
    let paint = browser.run("return performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
    eprintln!("first contentful paint: {paint} ms; pictures: {}", folder.display());
}

#[test]
fn prints_as_a_clean_document_on_a4() {
    let Some(browser) = opened() else { return };
    let printed = browser.print();
    assert!(printed.starts_with(b"%PDF"));
    let text = String::from_utf8_lossy(&printed);
    let pages = text.matches("/Type /Page\n").count().max(text.matches("/Type/Page/").count());
    assert!((3..80).contains(&pages), "{pages} pages");
    // A4 in points; Chromium rounds to whole device pixels.
    assert!(text.contains("/MediaBox [0 0 594.95996 841.91998]") || text.contains("/MediaBox [0 0 595"), "not A4");
}
