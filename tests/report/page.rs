//! The page is read back: every number, link, reason and landmark.

use std::collections::BTreeSet;

use penult::analysis::schema::{Claim, Outcome, Preprocessing, Role, Variant};
use penult::analysis::{Record, format};
use penult::report::page::page;
use roxmltree::{Document, Node};

use super::{NO_OPTIMUM, STUDENT, record_of, study, undefined, variant};

/// HTML as XML: no doctype, no scripts, void elements closed.
fn well_formed(html: &str) -> String {
    let html = without_scripts(html).replace("<wbr>", "<wbr/>").replace(" hidden>", " hidden=\"\">");
    let html = html.strip_prefix("<!DOCTYPE html>").unwrap();
    let mut parts = html.split("<meta ");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + "<meta " + &part.replacen('>', "/>", 1))
}

/// What is read where nothing runs.
fn without_scripts(html: &str) -> String {
    let mut parts = html.split("<script");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + part.split_once("</script>").unwrap().1)
}

fn text(node: Node<'_, '_>) -> String {
    let parts = node.descendants().filter(|n| n.is_text() && n.ancestors().all(|a| !a.has_tag_name("sup")));
    parts.filter_map(|n| n.text()).collect::<String>().trim().to_owned()
}

fn elements<'a>(doc: &'a Document<'a>, tag: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    doc.descendants().filter(move |n| n.has_tag_name(tag))
}

fn ancestor<'a>(node: Node<'a, 'a>, tag: &str) -> Node<'a, 'a> {
    node.ancestors().find(|n| n.has_tag_name(tag)).unwrap()
}

/// Whether an element of this class lies in it.
fn has_class(node: Node<'_, '_>, class: &str) -> bool {
    node.children().any(|n| n.attribute("class") == Some(class))
}

fn expected(record: &Record, split: &str, id: &str, metric: &str) -> String {
    let analysis = &record.analysis;
    match analysis.variants.get(id) {
        Some(v) => format::cell(metric, v.splits[split].metrics.get(metric)).text,
        None => format::aggregate(metric, &analysis.groups[id].splits[split].metrics[metric]),
    }
}

#[test]
fn every_number_of_the_comparison_is_its_json_value_after_rounding() {
    let record = study();
    let html = well_formed(&page(&record, &[]));
    let doc = Document::parse(&html).unwrap();
    let mut seen = 0;
    let numbers = elements(&doc, "td").filter(|n| n.attribute("data-metric").is_some());
    for cell in numbers.filter(|n| ancestor(*n, "section").attribute("id") == Some("comparison")) {
        let table = ancestor(cell, "table").attribute("id").unwrap();
        let split = table.split('-').nth(1).unwrap();
        let id = cell.attribute("data-id").or_else(|| ancestor(cell, "tr").attribute("data-id")).unwrap();
        assert_eq!(text(cell), expected(&record, split, id, cell.attribute("data-metric").unwrap()), "{table} {id}");
        seen += 1;
    }
    // Two splits: (3 groups + 5 checkpoints) of 6 headline statistics, 3 groups of 1 further one.
    assert_eq!(seen, 2 * (8 * 6 + 3));
}

#[test]
fn every_difference_and_pair_is_its_json_value_after_rounding() {
    let record = study();
    let html = well_formed(&page(&record, &[]));
    let doc = Document::parse(&html).unwrap();
    let in_section =
        |id: &'static str| elements(&doc, "td").filter(move |n| ancestor(*n, "section").attribute("id") == Some(id));
    let shown: Vec<String> = in_section("differences").map(text).collect();
    assert_eq!(shown, ["+3.33 [+1.00, +7.00]", "+0.033 [+0.010, +0.070]"]);
    let shown: Vec<String> = in_section("transfer").map(text).collect();
    assert_eq!(shown, ["0.900 [0.890, 0.910]", format::DASH], "the taught pair alone");
}

#[test]
fn heads_carry_unit_and_arrow_and_lead_to_the_definition() {
    let html = well_formed(&page(&study(), &[]));
    let doc = Document::parse(&html).unwrap();
    let head = elements(&doc, "th").find(|n| text(*n).starts_with("Acc")).unwrap();
    assert_eq!(text(head), "Acc (%) ↑");
    assert_eq!(head.first_element_child().unwrap().attribute("href"), Some("#method-accuracy"));
    let entry = doc.descendants().find(|n| n.attribute("id") == Some("method-accuracy")).unwrap();
    assert!(text(entry).starts_with("Top-1 accuracy"));
}

#[test]
fn every_inner_link_has_its_target_and_ids_are_unique() {
    let html = well_formed(&page(&study(), &[]));
    let doc = Document::parse(&html).unwrap();
    let ids: Vec<&str> = doc.descendants().filter_map(|n| n.attribute("id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len());
    let targets: Vec<&str> = doc.descendants().filter_map(|n| n.attribute("href")?.strip_prefix('#')).collect();
    assert!(targets.len() > 30);
    for target in targets {
        assert!(unique.contains(target), "#{target}");
    }
}

#[test]
fn asks_nothing_from_outside_and_reads_whole_without_its_script() {
    let html = without_scripts(&page(&study(), &[]));
    assert!(html.contains("default-src 'none'"));
    assert_eq!(html.matches("@font-face").count(), 2, "the font lies in the page, once a weight");
    for outside in ["http://", "https://", "<script", "<link", "@import", "javascript:", " src="] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn a_dash_leads_to_its_reason() {
    let html = well_formed(&page(&study(), &[]));
    let doc = Document::parse(&html).unwrap();
    let row = elements(&doc, "tr").find(|n| n.attribute("data-id") == Some(STUDENT)).unwrap();
    let cell = row.children().find(|n| n.attribute("data-metric") == Some("temperature")).unwrap();
    assert_eq!(text(cell), format::DASH);
    let link = cell.descendants().find_map(|n| n.attribute("href")).unwrap();
    let note = doc.descendants().find(|n| n.attribute("id") == link.strip_prefix('#')).unwrap();
    assert_eq!(text(note), NO_OPTIMUM);
}

#[test]
fn a_group_without_a_mean_names_the_seed_at_fault_once() {
    let mut record = study();
    let a = &mut record.analysis;
    for split in ["test", "train"] {
        a.groups["hard"].splits.get_mut(split).unwrap().metrics.shift_remove("gamma");
        a.variants["hard_2"].splits.get_mut(split).unwrap().metrics.insert("gamma".into(), undefined("K = 1"));
    }
    let html = page(&record, &[]);
    assert_eq!(html.matches("hard_2: K = 1").count(), 2, "once a split");
}

#[test]
fn ids_are_escaped_and_may_wrap() {
    let html = page(&study(), &[]);
    assert!(html.contains("student_<wbr>&lt;&amp;&quot;1&quot;"));
    assert!(!html.contains("<&"));
}

#[test]
fn the_verdict_comes_first_with_its_effects_and_states_in_words() {
    let record = study();
    let html = well_formed(&page(&record, &[]));
    let doc = Document::parse(&html).unwrap();
    let is_outermost = |n: &Node<'_, '_>| n.parent_element().is_some_and(|p| p.has_tag_name("main"));
    let sections: Vec<&str> =
        elements(&doc, "section").filter(is_outermost).filter_map(|n| n.attribute("id")).collect();
    assert_eq!(sections[..5], ["verdict", "advice", "explore", "evidence", "comparison"]);
    let links: Vec<Node<'_, '_>> = elements(&doc, "li").filter(|n| has_class(*n, "mark")).collect();
    assert_eq!(links.len(), 3);
    let of_class = |step: &Node<'_, '_>, class: &str| {
        step.descendants().find(|n| n.attribute("class") == Some(class)).map(text).unwrap()
    };
    let targets: Vec<&str> = links.iter().filter_map(|l| l.descendants().find_map(|n| n.attribute("href"))).collect();
    assert_eq!(targets, ["#evidence-smoothed", "#evidence-tighter", "#evidence-poorer_students"]);
    let steps: Vec<Node<'_, '_>> =
        elements(&doc, "div").filter(|n| n.attribute("class").is_some_and(|c| c.starts_with("step"))).collect();
    for of in [&links, &steps] {
        let states: Vec<String> = of.iter().map(|s| of_class(s, "state")).collect();
        assert_eq!(states, ["held", "did not hold", "undetermined"]);
    }
    let effects: Vec<String> = links.iter().chain(&steps).map(|s| of_class(s, "effect")).collect();
    for (effect, metric) in effects.iter().zip(["gamma", "class_separation", "accuracy"].repeat(2)) {
        assert!(effect.ends_with(&format::difference(metric, 0.0942, -0.0879, 0.1005)), "{effect}");
    }
    assert!(of_class(&steps[0], "why").contains("smoothed minus hard, on train: as the interval says."));
}

#[test]
fn a_step_without_interval_shows_its_effect_alone() {
    let mut record = study();
    let step = &mut record.analysis.argument.verdicts[0].steps[2];
    (step.low, step.high) = (None, None);
    assert!(page(&record, &[]).contains("<strong>+9.42 points</strong>"));
    record.analysis.argument.verdicts[0].steps[2].effect = None;
    assert!(!page(&record, &[]).contains("points</strong>"));
}

#[test]
fn a_split_of_any_name_has_anchors_without_spaces() {
    let mut record = study();
    let a = &mut record.analysis;
    for variant in a.variants.values_mut() {
        let test = variant.splits.remove("test").unwrap();
        variant.splits.insert("held out & <new>".into(), test);
    }
    let html = page(&record, &[]);
    assert!(html.contains("id=\"comparison-held-out----new--groups\""));
    assert!(html.contains("The held out &amp; &lt;new&gt; split"));
}

#[test]
fn has_one_title_landmarks_captions_and_scopes() {
    let html = well_formed(&page(&study(), &[]));
    let doc = Document::parse(&html).unwrap();
    for (tag, count) in [("h1", 1), ("main", 1), ("nav", 1), ("header", 1), ("footer", 1)] {
        assert_eq!(elements(&doc, tag).count(), count, "{tag}");
    }
    assert_eq!(text(elements(&doc, "h1").next().unwrap()), "Is smooth a poorer teacher than hard?");
    for table in elements(&doc, "table") {
        assert!(table.first_element_child().unwrap().has_tag_name("caption"));
        assert_eq!(ancestor(table, "div").attribute("tabindex"), Some("0"), "its box is reachable by keyboard");
    }
    assert!(elements(&doc, "th").all(|n| n.attribute("scope").is_some()));
}

#[test]
fn one_checkpoint_from_activations_alone_reads_well() {
    let mut record = record_of(vec![("only", variant(Role::Teacher, "only", 1, 0.8))]);
    record.analysis.variants["only"].objective = None;
    let html = page(&record, &[]);
    for said in [
        "How does only do on tiny?",
        "One checkpoint alone gives no verdict",
        "objective unknown",
        "activations were given",
        "Measurements",
    ] {
        assert!(html.contains(said), "{said}");
    }
    assert!(!html.contains("id=\"differences\"") && !html.contains("id=\"transfer\""));
}

#[test]
fn a_hundred_checkpoints_and_a_thousand_classes_stay_usable() {
    let ids: Vec<String> = (0..100).map(|i| format!("net_{i}")).collect();
    let of = |id: &String| -> Variant { variant(Role::Scratch, id, 0, 0.8) };
    let mut record = record_of(ids.iter().map(|id| (id.as_str(), of(id))).collect());
    let data = &mut record.analysis.data;
    data.classes = (0..1000).map(|i| format!("class {i}")).collect();
    data.splits.get_mut("test").unwrap().absent_classes = data.classes[100..].to_vec();
    let html = page(&record, &[]);
    assert!(html.contains("1,000 classes"));
    assert!(html.contains("900 classes without an example: class 100, ") && html.contains("class 111, …"));
    let read = html.split("<script").next().unwrap();
    assert!(!read.contains("class 112"));
    assert!(html.contains("scroll tall"), "long tables scroll below their heads");
}

#[test]
fn provenance_names_file_hash_lineage_and_preprocessing_without_absolute_paths() {
    let mut record = study();
    let a = &mut record.analysis;
    a.variants["hard_1"].checkpoint.file = "/home/someone/hard.safetensors".into();
    a.variants["hard_1"].checkpoint.notes = vec!["stripped the prefix module.".into()];
    a.data.preprocessing =
        Some(Preprocessing { mean: vec![0.286], std: vec![0.353], found_by: "the usual constants of tiny".into() });
    let html = page(&record, &[]);
    let hash = &record.analysis.variants["hard_1"].checkpoint.blake3;
    for said in
        [hash.as_str(), "hard.safetensors", "stripped the prefix module.", "mean 0.286, std 0.353; from the usual"]
    {
        assert!(html.contains(said), "{said}");
    }
    assert!(html.contains("distilled from smooth_<wbr>1 at T\u{a0}=\u{a0}4"));
    assert!(!html.contains("/home/"));
}

#[test]
fn several_verdicts_have_a_heading_each_and_claims_are_shown() {
    let mut record = study();
    let a = &mut record.analysis;
    a.argument.verdicts.push(a.argument.verdicts[0].clone());
    a.ledger = vec![Claim {
        paper: "kornblith2021".into(),
        claim: "tighter".into(),
        statement: "Smoothing separates classes".into(),
        statistic: "class_separation".into(),
        rule: "the interval lies above 0".into(),
        outcome: Outcome::Supported,
        value: Some(0.0194),
        low: Some(0.0119),
        high: Some(0.0269),
        p: Some(0.001),
        reason: "the interval excludes 0".into(),
        would_decide: None,
        conflict: None,
    }];
    let html = page(&record, &[]);
    assert_eq!(html.matches("<h3>smooth against hard</h3>").count(), 2);
    assert_eq!(html.matches("<summary>How it was decided</summary>").count(), 2);
    assert!(html.contains("supported") && html.contains("0.019 [0.012, 0.027]"));
}

#[test]
fn counts_and_settings_become_text_without_loss() {
    let counts = [0, 7, 999, 1000, 10_000, 1_234_567].map(format::count);
    assert_eq!(counts, ["0", "7", "999", "1,000", "10,000", "1,234,567"]);
    assert_eq!(
        [format::exact(0.1_f32), format::exact(4.0_f64), format::exact(0.1 + 0.2)],
        ["0.1", "4", "0.30000000000000004"]
    );
}
