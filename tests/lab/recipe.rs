//! What a recipe may say, and what is refused, with its line.

use penult::lab::augment::Augment;
use penult::lab::objectives::Convention;
use penult::lab::recipe::{self, Recipe, Stored};
use penult::lab::schedule::Schedule;

fn read(text: &str) -> Result<Recipe, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recipe.toml");
    std::fs::write(&path, text).unwrap();
    recipe::load(&path).map_err(|e| e.to_string())
}

fn text(train: &str, student: &str) -> String {
    super::recipe(std::path::Path::new("/data"), train, student)
}

#[test]
fn every_field_is_read() {
    let train = "epochs = 3\nmomentum = 0.9\nnesterov = true\nweight_decay = 5e-4\ndtype = \"f16\"\n\
        schedule = { name = \"step\", milestones = [1, 2], factor = 0.1 }\naugment = { crop_padding = 4, flip = true }";
    let student = "temperature = 4.0\nconvention = \"teacher\"\nlabel_weight = 0.25\nepochs = 7\nlearning_rate = 0.05";
    let recipe = read(&text(train, student)).unwrap();
    assert_eq!(recipe.train.schedule, Schedule::Step { milestones: vec![1, 2], factor: 0.1 });
    assert_eq!(recipe.train.augment, Some(Augment { crop_padding: 4, flip: true }));
    assert!(recipe.train.nesterov && recipe.train.dtype == Stored::F16);
    let [teacher, student] = &recipe.runs[..] else { panic!("two runs") };
    assert_eq!((teacher.network.hidden.as_slice(), teacher.variant(2)), ([8].as_slice(), "teacher_seed2".into()));
    assert_eq!((student.convention, student.label_weight), (Convention::Teacher, 0.25));
    assert_eq!((student.group(), student.epochs, student.learning_rate), ("student", Some(7), Some(0.05)));
}

#[test]
fn what_is_left_out_has_plain_defaults() {
    let train = read(&text("epochs = 3", "temperature = 1.0")).unwrap().train;
    assert_eq!((train.momentum, train.weight_decay, train.nesterov), (0.0, 0.0, false));
    assert_eq!((train.schedule, train.augment, train.dtype), (Schedule::Cosine, None, Stored::F32));
}

#[test]
fn the_fixture_s_recipe_is_sound() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fashion_mnist/recipe.toml");
    let recipe = recipe::load(&path).unwrap();
    assert_eq!((recipe.runs.len(), recipe.train.seeds.len()), (7, 5));
}

#[test]
fn mistakes_are_named_with_their_line() {
    let good = text("epochs = 3", "temperature = 1.0");
    let refused = |from: &str, to: &str, expected: &[&str]| {
        assert!(good.contains(from), "{from}");
        let message = read(&good.replace(from, to)).unwrap_err();
        assert!(expected.iter().all(|e| message.contains(e)), "{message}");
        assert!(message.ends_with("recipe.toml"), "{message}");
    };
    refused("batch = 10", "batches = 10", &["line 8", "batches"]);
    refused(
        "objective = \"kd\"",
        "objective = \"kdd\"",
        &["line 21, run \"student\"", "\"kdd\" is unknown; known: cross_entropy"],
    );
    refused("teacher = \"teacher\"", "teacher = \"nobody\"", &["line 21", "a run above it"]);
    refused("temperature = 1.0", "", &["line 21", "`temperature` above 0"]);
    refused("objective = \"kd\"", "objective = \"cross_entropy\"", &["line 21", "takes no teacher"]);
    refused("id = \"student\"", "id = \"teacher\"", &["line 21, run \"teacher\"", "another run has this id"]);
    refused("role = \"student\"", "role = \"pupil\"", &["line 21", "role \"pupil\" is unknown; write teacher"]);
    refused("alpha = 0.1", "alpha = 1.1", &["line 14", "alpha and label_weight must be in [0, 1)"]);
    refused("seeds = [1, 2]", "seeds = [1, 1]", &["[train]", "different numbers, found [1, 1]"]);
    refused("learning_rate = 0.1", "learning_rate = 0.0", &["[train]", "learning_rate must be above 0"]);
    refused(
        "alpha = 0.1",
        "alpha = 0.1\nlearning_rate = -1.0",
        &["line 14", "learning_rate must be above 0, found -1"],
    );
    refused("batch = 10", "batch = 0", &["[train]", "batch and epochs must be above 0"]);
    refused("epochs = 3", "epochs = 3\nmomentum = 1.0", &["[train]", "momentum must be in [0, 1)"]);
}
