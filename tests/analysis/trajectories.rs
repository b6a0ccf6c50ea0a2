//! The epochs of a run, apart from seeds.

use std::collections::BTreeMap;

use penult::analysis::Options;
use penult::analysis::schema::{Analysis, Role, Variant};

use super::{Made, data, input, variant};

/// Two seeds of a teacher at epochs 10, 20 and 30, and its best; groups as the study makes them.
fn analysis() -> Analysis {
    let (mut inputs, mut runs) = (Vec::new(), BTreeMap::new());
    for seed in [1, 2] {
        let run = format!("net_seed{seed}");
        let members =
            [(run.clone(), "net", 30), (format!("{run}@10"), "net@10", 10), (format!("{run}@20"), "net@20", 20)];
        for (id, group, epoch) in members {
            let made = Made::new(60, 3, 4, seed + epoch);
            let of = Variant { epoch: Some(epoch), ..variant(Role::Teacher, group, Some(seed)) };
            inputs.push(input(&id, of, &[("test", &made)]));
            runs.insert(id, run.clone());
        }
        let best = Variant { epoch: Some(17), ..variant(Role::Teacher, "net@best", Some(seed)) };
        inputs.push(input(&format!("{run}@best"), best, &[("test", &Made::new(60, 3, 4, seed))]));
    }
    penult::analysis::run(inputs, data(3), &Options { runs, ..Options::default() }).unwrap().analysis
}

#[test]
fn a_run_has_its_variants_by_epoch_and_groups_hold_seeds_of_one_epoch() {
    let analysis = analysis();
    let of: Vec<_> =
        analysis.trajectories.iter().map(|t| (t.run.as_str(), t.variants.clone(), t.epochs.clone())).collect();
    let expected = |run: &'static str| {
        let variants = [format!("{run}@10"), format!("{run}@20"), run.to_owned()].to_vec();
        (run, variants, vec![10, 20, 30])
    };
    assert_eq!(of, [expected("net_seed1"), expected("net_seed2")]);
    let groups: Vec<_> = analysis.groups.iter().map(|(id, group)| (id.as_str(), group.variants.clone())).collect();
    let pair = |end: &str| ["net_seed1", "net_seed2"].map(|run| format!("{run}{end}")).to_vec();
    let groups_expected =
        [("net", pair("")), ("net@10", pair("@10")), ("net@20", pair("@20")), ("net@best", pair("@best"))];
    assert_eq!(groups, groups_expected);
}

#[test]
fn one_epoch_is_no_trajectory_and_what_has_no_epoch_no_place() {
    let made = Made::new(60, 3, 4, 1);
    let of = |epoch| Variant { epoch, ..variant(Role::Teacher, "net", None) };
    let inputs = vec![input("net", of(None), &[("test", &made)]), input("net@10", of(Some(10)), &[("test", &made)])];
    let runs = ["net", "net@10"].map(|id| (id.to_owned(), "net".to_owned())).into();
    let record = penult::analysis::run(inputs, data(3), &Options { runs, ..Options::default() }).unwrap();
    assert_eq!(record.analysis.trajectories.len(), 0);
}
