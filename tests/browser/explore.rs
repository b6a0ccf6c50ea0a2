//! Explore: switches are used as a reader uses them, and the numbers that stand there are those of analysis.json.

use penult::analysis::{Record, format};
use serde_json::{Value, json};

use super::{complaints, opened, record};
use crate::browser::driver::Browser;

/// `[id, metric, text]` of every number of the table side by side.
const SIDE_BY_SIDE: &str = "
    const table = document.querySelector('#explore-compare table.compare');
    const plain = (node) => [...node.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join('').trim();
    const ids = [...table.querySelectorAll('thead th')].slice(1, -1).map(plain);
    return [...table.querySelectorAll('tbody tr')].flatMap((row) =>
        [...row.querySelectorAll('td[data-metric]')].map((cell, at) => [
            ids[at], cell.dataset.metric,
            [...cell.querySelectorAll('.value, .spread')].map((part) => part.textContent.trim()).join(' ')]));";

/// Explore with its first view mounted.
fn explored() -> Option<Browser> {
    let browser = opened()?;
    browser.wait("document.querySelector('#explore-layers svg, #explore-layers p')");
    Some(browser)
}

/// What analysis.json says of a group or variant.
fn expected(record: &Record, split: &str, id: &str, metric: &str) -> String {
    let analysis = &record.analysis;
    match analysis.variants.get(id) {
        Some(v) => format::cell(metric, v.splits[split].metrics.get(metric)).text,
        None => format::aggregate(metric, &analysis.groups[id].splits[split].metrics[metric]),
    }
}

/// Holds the table side by side against analysis.json; gives the ids that it shows.
fn compared(browser: &Browser, record: &Record, split: &str) -> Vec<String> {
    let cells = browser.run(SIDE_BY_SIDE);
    let mut ids: Vec<String> = Vec::new();
    for cell in cells.as_array().unwrap() {
        let of = |at: usize| cell[at].as_str().unwrap().to_owned();
        let (id, metric, text) = (of(0), of(1), of(2));
        assert_eq!(text, expected(record, split, &id, &metric), "{id} {metric} on {split}");
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

fn press(browser: &Browser, chip: &str) {
    browser.run(&format!(
        "[...document.querySelectorAll('#explore-toolbar .chip')].find((c) => c.textContent.trim() === '{chip}').click()"
    ));
}

fn choose(browser: &Browser, selector: &str, value: &str) {
    browser.run(&format!(
        "const control = document.querySelector(\"{selector}\"); control.value = '{value}';
         for (const kind of ['input', 'change']) control.dispatchEvent(new Event(kind, {{ bubbles: true }}));"
    ));
}

#[test]
fn variants_and_split_are_chosen_and_every_number_is_that_of_analysis_json() {
    let Some(browser) = explored() else { return };
    let record = record();
    let first = compared(&browser, &record, "test");
    assert!((2..=6).contains(&first.len()), "{first:?}");
    press(&browser, "student_scratch");
    press(&browser, "teacher_hard");
    let second = compared(&browser, &record, "test");
    assert!(
        second.contains(&"student_scratch".to_owned()) && !second.contains(&"teacher_hard".to_owned()),
        "{second:?}"
    );
    choose(&browser, "#explore-toolbar label:nth-of-type(2) select", "train");
    assert_eq!(compared(&browser, &record, "train"), second);
    let hash = browser.run("return location.hash");
    let hash = hash.as_str().unwrap();
    assert!(hash.contains("split=train") && hash.contains("student_scratch"), "{hash}");
    let address = browser.run("return location.href");
    browser.go("about:blank");
    browser.go(address.as_str().unwrap());
    browser.wait("document.querySelector('#explore-compare td[data-metric]')");
    assert_eq!(compared(&browser, &record, "train"), second, "a link opens the same view");
    assert_eq!(complaints(&browser), [""; 0]);
}

#[test]
fn the_temperature_moves_reliability_and_the_numbers_of_the_grid() {
    let Some(browser) = explored() else { return };
    let record = record();
    for place in [0, 7] {
        choose(&browser, "#explore-t", &place.to_string());
        let shown = browser.run(
            "return [...document.querySelectorAll('#explore-temperature figure.reliability figcaption')].map((f) => [
                 [...f.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join('').trim(),
                 f.querySelector('.about').textContent])",
        );
        let shown = shown.as_array().unwrap().clone();
        assert!(!shown.is_empty());
        for of in shown {
            let group = of[0].as_str().unwrap();
            let id = record.analysis.groups.get(group).map_or(group, |g| g.variants[0].as_str());
            let grid = record.analysis.variants[id].splits["test"].curves.temperatures.as_ref().unwrap();
            let table = &record.arrays.matrices[&grid.table];
            let column = grid.columns.iter().position(|c| c == "ece").unwrap();
            let ece = format::number("ece", table.values[place * table.cols + column]);
            assert_eq!(of[1], json!(format!("ECE {ece} %")), "{id} at T = {}", grid.temperatures[place]);
        }
    }
    assert_eq!(complaints(&browser), [""; 0]);
}

#[test]
fn any_three_classes_make_a_plane() {
    let Some(browser) = explored() else { return };
    let record = record();
    choose(&browser, "#explore-plane select", "3");
    let names = browser
        .run("return [...document.querySelectorAll('#explore-plane [aria-label]')].map((n) => n.ariaLabel).join(' ')");
    assert!(names.as_str().unwrap().contains(&record.analysis.data.classes[3]), "{names}");
    let hash = browser.run("return location.hash");
    assert!(hash.as_str().unwrap().contains("classes=3,"), "{hash}");
    assert_eq!(complaints(&browser), [""; 0]);
}

/// axe-core finds nothing serious, in the light and in the dark.
#[test]
fn nobody_is_kept_out() {
    let axe =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/client/node_modules/axe-core/axe.min.js");
    let Ok(axe) = std::fs::read_to_string(&axe) else {
        assert!(std::env::var("PENULT_BROWSER").is_err(), "run `npm ci` in src/report/client first");
        eprintln!("skipped: no axe-core; run `npm ci` in src/report/client");
        return;
    };
    let Some(browser) = explored() else { return };
    for scheme in ["light", "dark"] {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.devtools("Emulation.setEmulatedMedia", &media);
        browser.run(&axe);
        let found = browser.run_async(
            "const done = arguments[arguments.length - 1];
             axe.run(document, { resultTypes: ['violations'] }).then((r) => done(r.violations
                 .filter((v) => ['serious', 'critical'].includes(v.impact))
                 .map((v) => `${v.id}: ${v.help} (${v.nodes.length}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')})`)))",
        );
        let found: Vec<&str> = found.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(found.is_empty(), "{scheme}: {}", found.join("\n"));
    }
}
